//! What to say about a command line that cannot be read, on one line like every other error.

use std::env;
use std::io::{self, Write};

use clap::error::ErrorKind;
use milvus_import::{Error, ErrorCode};

use crate::failure::{Failure, USAGE};
use crate::output::{Details, Output, say};
use crate::text::clean;

/// Prints the help that was asked for, or the error; returns the exit code.
pub(crate) fn refuse(error: &clap::Error) -> u8 {
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
        _ => say(&format!("error: {}", one_line(&text))),
    }
    USAGE
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
