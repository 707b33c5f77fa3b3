//! From the core's error to what `lib/replies.ts` makes an `Error` of.

use std::error::Error as _;

use milvus_import::{Error, ErrorCode, Operation, Outcome};
use milvus_import_check::explain_error;
use napi::bindgen_prelude::External;
use napi_derive::napi;
use serde::Serialize;

use crate::answer::Answer;
use crate::check::Explained;
use crate::rows::{Array, text};

/// Everything that an error says. Its members are those of the class in JavaScript, but for a job's last progress.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    pub code: String,
    pub message: String,
    /// The whole line, without the code, which the class says.
    pub text: String,
    pub operation: Option<String>,
    pub url: Option<String>,
    pub http_status: Option<u16>,
    pub server_code: Option<i64>,
    pub server_message: Option<String>,
    pub body_start: Option<String>,
    pub retryable: bool,
    pub attempts: u32,
    /// Milliseconds.
    pub retry_after: Option<f64>,
    /// The id of a job that a create may have made all the same.
    pub job_id: Option<String>,
    /// The fault behind this one, if there is any: an object cannot hold one of its own kind otherwise.
    pub cause: Vec<Failure>,
    /// What the reason of a failed import means.
    pub explanation: Option<Explained>,
    /// The last progress of a followed job, as a result's text is.
    pub row: Option<String>,
    /// What that progress was read from.
    #[serde(skip)]
    pub answer: Option<External<Answer>>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let progress = error.progress().cloned();
        let answer = progress.map(|progress| Answer(Outcome::Progress(progress)).into_external());
        Self { answer, ..Self::without_answer(error) }
    }
}

impl Failure {
    /// For JSON, which cannot hold a handle.
    pub(crate) fn without_answer(error: Error) -> Self {
        let error = error.spelled(&camel);
        let (line, prefix) = (error.to_string(), format!("{}: ", error.code()));
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self {
            code: error.code().to_string(),
            message: error.message().to_owned(),
            text: line.strip_prefix(&prefix).unwrap_or(&line).to_owned(),
            operation: owned(error.operation().map(Operation::as_str)),
            url: owned(error.url()),
            http_status: error.http_status(),
            server_code: error.server_code(),
            server_message: owned(error.server_message()),
            body_start: owned(error.body_start()),
            retryable: error.retryable(),
            attempts: error.attempts(),
            retry_after: error.retry_after().map(|delay| delay.as_secs_f64() * 1000.0),
            job_id: owned(error.job_id()),
            cause: error
                .source()
                .and_then(|source| source.downcast_ref::<Error>())
                .cloned()
                .map(Self::from)
                .into_iter()
                .collect(),
            explanation: explain_error(&error).map(Into::into),
            row: error.progress().map(|progress| text(&Array(progress))),
            answer: None,
        }
    }
}

/// `job_id` as `jobId`.
fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (initial, rest) = part.split_at_checked(1).unwrap_or_default();
        text + &initial.to_uppercase() + rest
    })
}

/// An argument that is refused before the core sees it.
pub(crate) fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorCode::InvalidArgument, message)
}
