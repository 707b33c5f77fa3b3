//! What goes to stdout and stderr: results for a person or as JSON lines, errors as one line.

use std::fmt::Display;
use std::io::{self, Write};

use milvus_import::{Error, ErrorCode, ImportProgress};
use milvus_import_check::explain_error;
use serde::Serialize;

use crate::args::{self, Global};
use crate::failure::Failure;
use crate::text::clean;

/// Where results go, and in which form.
#[derive(Clone, Copy)]
pub(crate) struct Output {
    /// One JSON object per line instead of text.
    pub(crate) json: bool,
    /// How much is shown of a job's files.
    pub(crate) details: Details,
    /// Results and errors alone.
    pub(crate) quiet: bool,
}

/// How much is shown of a job's files: which lines of JSON have them, how many are text. Thousands of them on every line are megabytes a second.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Details {
    Last,
    All,
    None,
}

impl Output {
    pub(crate) fn new(global: &Global) -> Self {
        let Global { json, details, no_details, quiet, .. } = *global;
        let details = match (details, no_details) {
            (true, _) => Details::All,
            (false, true) => Details::None,
            (false, false) => Details::Last,
        };
        Self { json, details, quiet }
    }

    /// Prints a result: as JSON, or the lines that `text` makes of it.
    pub(crate) fn result<T: Serialize>(self, value: &T, text: impl FnOnce(&T) -> Vec<String>) -> Result<(), Failure> {
        if self.json {
            return json_line(value);
        }
        text(value).iter().try_for_each(|text| line(text))
    }

    /// The JSON of a job.
    pub(crate) fn job(self, progress: &ImportProgress) -> Result<(), Failure> {
        if self.details == Details::None { json_line(&progress.without_details()) } else { json_line(progress) }
    }

    /// One line on stderr, for a person; a script that asked for JSON is spared.
    pub(crate) fn note(self, line: impl Display) {
        if !self.json && !self.quiet {
            say(&line.to_string());
        }
    }

    /// Says why the command did not succeed, if that is left to say.
    pub(crate) fn failure(self, failure: &Failure) {
        if let Failure::Unwritten(error) = failure {
            say_error(&format!("cannot write to stdout: {error}"));
        }
        let Failure::Error(error) = failure else { return };
        if self.json {
            // Nobody is left to tell when even this cannot be written.
            let _ = json_line(&ErrorLine { error });
        } else if error.code() == ErrorCode::Cancelled {
            say(&clean(error.message()));
        } else {
            let made = error.job_id().map(|id| format!("; the server may have made job {}", clean(id)));
            let made = made.unwrap_or_default();
            say_error(&format!("{}{made}{}", said(error), advice(error.code())));
            if let Some(why) = explain_error(error) {
                say(&format!("why: {}", clean(&why.to_string())));
            }
        }
    }
}

/// One JSON object on a line of its own.
pub(crate) fn json_line<T: Serialize>(value: &T) -> Result<(), Failure> {
    line(&json_text(value)?)
}

/// One JSON object.
pub(crate) fn json_text<T: Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| {
        Failure::Error(Error::new(ErrorCode::UnexpectedResponse, format!("the answer cannot be shown: {error}")))
    })
}

/// A line on stdout, there at once even when stdout is a pipe.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}")?;
    Ok(stdout.flush()?)
}

/// A line on stderr. Unlike `eprintln!` it does not panic when stderr is closed.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// An error on stderr.
pub(crate) fn say_error(text: &str) {
    say(&format!("{} {text}", console::style("error:").for_stderr().red().bold()));
}

/// What `--json` says about an error.
#[derive(Serialize)]
struct ErrorLine<'a> {
    error: &'a Error,
}

/// An error for a person at this command line. A server's words stay its own.
pub(crate) fn said(error: &Error) -> String {
    let text = error.to_string();
    let text = if error.http_status().is_some() { text } else { in_options(&text) };
    clean(&text).into_owned()
}

/// The library's words with its options as they are typed here: `ca_cert` is `--ca-cert`.
fn in_options(text: &str) -> String {
    let command = args::command();
    let mut options: Vec<_> = command.get_subcommands().flat_map(clap::Command::get_arguments).collect();
    options.extend(command.get_arguments());
    let mut words = String::new();
    for part in text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
        let word = part.trim_end_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        match options.iter().find(|option| word.contains('_') && option.get_id() == word).and_then(|arg| arg.get_long())
        {
            Some(long) => words.extend(["--", long, part.get(word.len()..).unwrap_or_default()]),
            None => words.push_str(part),
        }
    }
    words.replace("pass a uri", "pass --uri").replace(", in each inner list", " (--file-set)")
}

/// What a person at this command line can do about an error, where the error itself cannot know the options.
fn advice(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::Unauthenticated => "; give the right --token, --token-file or MILVUS_TOKEN",
        ErrorCode::JobNotFound => "; check the id, --uri and --db (servers forget finished jobs after hours)",
        _ => "",
    }
}
