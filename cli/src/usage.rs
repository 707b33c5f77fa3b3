//! What to say about a command line that cannot be read.

use std::env;
use std::io::{self, Write};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use milvus_import::{Error, ErrorCode};

use crate::failure::{Failure, USAGE};
use crate::output::{Details, Output, say};
use crate::text::clean;

/// What else people call the commands that only look, and what clap may propose: a slip is never one step from a write.
const LOOKS: [(&str, &[&str]); 4] = [
    ("progress", &["progress", "status", "state", "show", "get", "info", "check"]),
    ("wait", &["wait", "follow", "watch", "tail"]),
    ("list", &["list", "ls", "jobs"]),
    ("describe", &["describe", "desc"]),
];
/// What other programs call `--json`.
const FORMATS: [&str; 3] = ["-o", "--output", "--format"];

/// Prints the help that was asked for, or the error; returns the exit code.
pub(crate) fn refuse(mut error: clap::Error) -> u8 {
    advise(&mut error);
    let text = error.render().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = io::stdout().lock().write_all(text.as_bytes());
            return 0;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => say(text.trim_end()),
        // The command line could not be read, so whether it asks for JSON is told by the word alone.
        _ if env::args_os().any(|arg| arg == "--json") => {
            let error = Error::new(ErrorCode::InvalidArgument, one_line(&text));
            Output { json: true, details: Details::Last, quiet: false }.failure(&Failure::Error(error));
        }
        _ => text.lines().filter(|line| !line.trim().is_empty()).for_each(|line| say(&clean(line))),
    }
    USAGE
}

/// Replaces clap's guesses, which go by letters alone, by what was meant.
fn advise(error: &mut clap::Error) {
    let word = |error: &clap::Error, kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        _ => None,
    };
    if let Some(word) = word(error, ContextKind::InvalidSubcommand) {
        let guessed = match error.remove(ContextKind::SuggestedSubcommand) {
            Some(ContextValue::Strings(names)) => names,
            Some(ContextValue::String(name)) => vec![name],
            _ => Vec::new(),
        };
        // clap adds how to pass the word as a value, which no command here takes.
        error.remove(ContextKind::Suggested);
        let meant = LOOKS
            .iter()
            .find(|(_, words)| words.contains(&word.as_str()))
            .or_else(|| LOOKS.iter().find(|(name, _)| guessed.iter().any(|guess| guess == name)));
        if let Some((name, _)) = meant {
            error.insert(ContextKind::SuggestedSubcommand, ContextValue::String((*name).to_owned()));
        }
    } else if word(error, ContextKind::InvalidArg).is_some_and(|word| FORMATS.contains(&word.as_str())) {
        error.remove(ContextKind::SuggestedArg);
        let tip = "for JSON, one object a line, write --json".to_owned();
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
}

/// clap's paragraphs, joined: what is wrong, the usage, and where to read more.
fn one_line(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let lines: Vec<_> = paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines.join(" ")
    });
    let joined = paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("; ");
    clean(&joined).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_several_paragraphs_becomes_one_line() {
        let text = "error: required arguments were not provided:\n  <ID>\n\nUsage: milvus-import wait <ID>\n\nFor more, try '--help'.\n";
        let line =
            "required arguments were not provided: <ID>; Usage: milvus-import wait <ID>; For more, try '--help'.";
        assert_eq!(one_line(text), line);
    }
}
