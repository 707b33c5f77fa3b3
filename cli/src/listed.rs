//! Arguments that stand in files: `@FILE`, a line each, and `-` for stdin.

use std::fs;
use std::io::{self, Read as _};

use milvus_import::{Error, ErrorCode};

/// The words that were typed, and those of files and of stdin.
pub(crate) fn listed(typed: &[String], what: &str) -> Result<Vec<String>, Error> {
    let mut words = Vec::new();
    for word in typed {
        let unread = |name: &str, error: &io::Error| refusal(format!("the {what} cannot be read: {error}: {name}"));
        let text = match (word.as_str(), word.strip_prefix('@')) {
            ("-", _) => {
                let mut text = String::new();
                io::stdin().read_to_string(&mut text).map(|_| text).map_err(|error| unread("stdin", &error))?
            }
            (_, Some(file)) => fs::read_to_string(file).map_err(|error| unread(file, &error))?,
            (word, None) => {
                words.push(word.to_owned());
                continue;
            }
        };
        words.extend(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    }
    if words.is_empty() && !typed.is_empty() {
        return Err(refusal(format!("there are no {what} in what was given")));
    }
    Ok(words)
}

fn refusal(text: String) -> Error {
    Error::new(ErrorCode::InvalidArgument, text)
}
