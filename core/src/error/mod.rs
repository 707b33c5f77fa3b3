//! The one error type.

mod code;
mod facts;
mod spelling;

use std::fmt;

pub use code::ErrorCode;

use crate::model::{ImportProgress, Operation};

/// Why a call failed: one line for a person, and every fact a program may want to decide on.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone, Default)]
struct Inner {
    code: Option<ErrorCode>,
    message: String,
    operation: Option<Operation>,
    url: Option<String>,
    http_status: Option<u16>,
    server_code: Option<i64>,
    server_message: Option<String>,
    body_start: Option<String>,
    quoted: Option<String>,
    retryable: bool,
    sent: bool,
    refused: bool,
    attempts: u32,
    retry_after: Option<std::time::Duration>,
    progress: Option<ImportProgress>,
    source: Option<Error>,
    job_id: Option<String>,
}

/// What every fallible call of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error with a code and one sentence that says what happened and what to do.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { code: Some(code), message: message.into(), ..Inner::default() }))
    }

    /// The error for a panic, which is a fault in this library: no panic of ours reaches another language.
    pub fn from_panic(panic: &(dyn std::any::Any + Send)) -> Self {
        let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        let said = said.unwrap_or("it does not say why");
        Self::new(ErrorCode::Internal, format!("a fault in this library, which its authors want to know: {said}"))
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidArgument, message)
    }

    /// What kind of failure this is.
    pub fn code(&self) -> ErrorCode {
        self.0.code.unwrap_or(ErrorCode::Internal)
    }

    /// What happened, without the context that `Display` adds. Holds the server's own message where there is one.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The operation that failed, once a client made a call.
    pub fn operation(&self) -> Option<Operation> {
        self.0.operation
    }

    /// The address that was called, without credentials.
    pub fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// The HTTP status, where there was an answer.
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// The server's own `code`. Servers reuse numbers across causes and versions: decide on [`Error::code`].
    pub fn server_code(&self) -> Option<i64> {
        self.0.server_code
    }

    /// The server's own `message`, unchanged.
    pub fn server_message(&self) -> Option<&str> {
        self.0.server_message.as_deref()
    }

    /// The first bytes of an answer that could not be understood.
    pub fn body_start(&self) -> Option<&str> {
        self.0.body_start.as_deref().map(shown)
    }

    /// Whether the same call may succeed later.
    pub fn retryable(&self) -> bool {
        self.0.retryable
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the server asked callers to wait (`Retry-After`).
    pub fn retry_after(&self) -> Option<std::time::Duration> {
        self.0.retry_after
    }

    /// The job's last known progress, for errors of a followed job.
    pub fn progress(&self) -> Option<&ImportProgress> {
        self.0.progress.as_ref()
    }

    /// The id of a job that a `bulk_import` may have made, where the answer named one although it was no success.
    pub fn job_id(&self) -> Option<&str> {
        self.0.job_id.as_deref()
    }

    /// Whether any part of the request may have reached the server.
    pub(crate) fn sent(&self) -> bool {
        self.0.sent
    }

    /// Whether the server said that it did nothing, as for a rate limit or while it starts: whatever was asked for is then
    /// as safe to repeat as after no connection. A timeout or a gateway's page never says so.
    pub(crate) fn refused(&self) -> bool {
        self.0.refused
    }

    /// The same failure, seen from what the caller was doing.
    pub(crate) fn with_kind(mut self, code: ErrorCode, message: String) -> Self {
        (self.0.code, self.0.message) = (Some(code), message);
        self
    }

    pub(crate) fn with_message(mut self, message: String) -> Self {
        self.0.message = message;
        self
    }

    pub(crate) fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    pub(crate) fn with_sent(mut self) -> Self {
        self.0.sent = true;
        self
    }

    pub(crate) fn with_refused(mut self, refused: bool) -> Self {
        self.0.refused = refused;
        self
    }

    pub(crate) fn with_progress(mut self, progress: Option<ImportProgress>) -> Self {
        self.0.progress = progress;
        self
    }

    pub(crate) fn with_job_id(mut self, job_id: Option<String>) -> Self {
        self.0.job_id = job_id;
        self
    }

    /// Tells why: what the server said and where is taken from the cause.
    pub(crate) fn caused_by(mut self, cause: Self) -> Self {
        let Inner { operation, url, http_status, server_code, server_message, body_start, .. } = (*cause.0).clone();
        self.0 = Box::new(Inner { operation, url, http_status, server_code, server_message, body_start, ..*self.0 });
        self.0.attempts = self.0.attempts.max(cause.attempts());
        self.0.source = Some(cause);
        self
    }

    pub(crate) fn with_retry_after(mut self, delay: Option<std::time::Duration>) -> Self {
        self.0.retry_after = delay;
        self
    }

    pub(crate) fn with_http_status(mut self, status: u16) -> Self {
        self.0.http_status = Some(status);
        self
    }

    pub(crate) fn with_answer(mut self, status: u16, server: (Option<i64>, Option<String>)) -> Self {
        self.0.http_status = Some(status);
        (self.0.server_code, self.0.server_message) = server;
        self.with_sent()
    }

    /// Keeps more than is shown, so that a secret across the end of what is shown is found.
    pub(crate) fn with_body_start(mut self, body: &[u8]) -> Self {
        const KEPT: usize = 16 << 10;
        let start = body.get(..KEPT).unwrap_or(body);
        self.0.body_start = Some(String::from_utf8_lossy(start).into_owned());
        self
    }

    /// Says which part of the message is not ours, where it is not the server's own message.
    pub(crate) fn with_quoted(mut self, text: &str) -> Self {
        self.0.quoted = Some(text.to_owned());
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_call(mut self, operation: Operation, url: String) -> Self {
        self.0.operation = Some(operation);
        self.0.url = Some(url);
        self.0.attempts = 1;
        self
    }

    /// Takes secrets out of every text that came from outside, for a server or proxy that echoes what it was sent: `hidden_in`
    /// gives the text without them, if it has any. Our own words stay as they are.
    pub(crate) fn redacted(mut self, hidden_in: impl Fn(&str) -> Option<String>) -> Self {
        let inner = &mut *self.0;
        for text in [&mut inner.server_message, &mut inner.quoted].into_iter().flatten() {
            if let Some(hidden) = hidden_in(text) {
                inner.message = inner.message.replace(text.as_str(), &hidden);
                *text = hidden;
            }
        }
        if let Some(body) = &mut inner.body_start {
            let hidden = hidden_in(body);
            *body = shown(hidden.as_ref().unwrap_or(body)).to_owned();
        }
        self
    }
}

/// The part of an answer that is shown.
fn shown(body: &str) -> &str {
    const SHOWN: usize = 200;
    let end = (0..=SHOWN.min(body.len())).rev().find(|end| body.is_char_boundary(*end));
    body.get(..end.unwrap_or_default()).unwrap_or_default()
}

impl fmt::Display for Error {
    /// One line: the code, what happened, and in brackets where.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), OneLine(&self.0.message))?;
        if let Some(body) = self.body_start().filter(|body| !body.is_empty()) {
            write!(f, "; the answer starts with: {}", OneLine(body))?;
        }
        let mut context = Vec::new();
        context.extend(self.operation().map(|operation| operation.to_string()));
        context.extend(self.url().map(str::to_owned));
        context.extend(self.http_status().map(|status| format!("HTTP {status}")));
        context.extend(self.server_code().map(|code| format!("server code {code}")));
        context.extend((self.attempts() > 1).then(|| format!("{} attempts", self.attempts())));
        if context.is_empty() { Ok(()) } else { write!(f, " ({})", context.join(", ")) }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl std::error::Error for Error {
    /// The fault behind it: that of the last look, for a wait that ended during an outage.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| source as _)
    }
}

impl PartialEq for Error {
    /// Whether both tell the same: the code and the message.
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code() && self.message() == other.message()
    }
}

/// Shows text on one line, and no more than anyone reads: a server's message may hold line breaks, terminal control
/// characters and megabytes.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 4000;
        let end = self.0.char_indices().nth(SHOWN).map_or(self.0.len(), |(at, _)| at);
        let (shown, rest) = self.0.split_at_checked(end).unwrap_or((self.0, ""));
        shown.chars().try_for_each(|c| fmt::Write::write_char(f, if c.is_control() { ' ' } else { c }))?;
        if rest.is_empty() { Ok(()) } else { write!(f, "… ({} bytes more)", rest.len()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_megabytes_is_cut_where_it_is_shown_and_whole_where_it_is_asked_for() {
        let message = "ü".repeat(5 << 20);
        let error = Error::new(ErrorCode::ServerError, message.clone()).with_answer(500, (None, Some(message.clone())));
        let shown = error.to_string();
        assert!(shown.len() < 10_000 && shown.contains("bytes more"), "{} bytes", shown.len());
        assert_eq!(error.server_message(), Some(message.as_str()));
    }
}
