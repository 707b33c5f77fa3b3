//! From the core's error to the text that `lib/errors.ts` makes an `Error` of.

use milvus_import::{Error, ErrorCode};
use serde::Serialize;

use crate::rows::{Array, text};

/// Everything that an error says. Its members are those of the class in JavaScript.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Facts<'a> {
    code: &'static str,
    message: &'a str,
    operation: Option<&'static str>,
    url: Option<&'a str>,
    status: Option<u16>,
    server_code: Option<i64>,
    server_message: Option<&'a str>,
    body_start: Option<&'a str>,
    retryable: bool,
    attempts: u32,
    /// Milliseconds.
    retry_after: Option<f64>,
    progress: Option<Array<'a, milvus_import::ImportProgress>>,
}

/// An error as a JSON object.
pub(crate) fn facts(error: &Error) -> String {
    let (message, prefix) = (error.to_string(), format!("{}: ", error.code()));
    text(&Facts {
        code: error.code().as_str(),
        // The class says the code.
        message: message.strip_prefix(&prefix).unwrap_or(&message),
        operation: error.operation().map(milvus_import::Operation::as_str),
        url: error.url(),
        status: error.http_status(),
        server_code: error.server_code(),
        server_message: error.server_message(),
        body_start: error.body_start(),
        retryable: error.retryable(),
        attempts: error.attempts(),
        retry_after: error.retry_after().map(|delay| delay.as_secs_f64() * 1000.0),
        progress: error.progress().map(Array),
    })
}

/// An error to throw at once. Its message is the text for `lib/errors.ts`.
pub(crate) fn thrown(error: &Error) -> napi::Error {
    napi::Error::from_reason(facts(error))
}

/// An argument that is refused before the core sees it.
pub(crate) fn invalid(message: String) -> napi::Error {
    thrown(&Error::new(ErrorCode::InvalidArgument, message))
}
