//! What has gone wrong since a job's last good answer, and for how long that is borne.
//!
//! After a good answer hardly anything is final at once: while a gateway restarts or a pod moves it answers 404 pages, HTML,
//! cut JSON, even 401. So what would end a first request is an outage until it has lasted.

use std::time::Duration;

use tokio::time::Instant;

use super::event::Outage;
use super::span::span;
use super::standing;
use crate::later::later;
use crate::model::ImportProgress;
use crate::{Error, ErrorCode};

/// Servers advance their jobs every 2 s: what a second look after that long finds unchanged is so.
pub(super) const TICK: Duration = Duration::from_secs(2);
/// A token that has just worked may be refused by a server that is starting, but not for long.
const DENIED_FOR: Duration = Duration::from_secs(5);
/// Looks that must find the token refused.
const DENIALS: u32 = 3;
/// A new job may be unknown for so long.
pub(super) const NEW_JOB: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Trouble {
    /// When the first question was asked that got no good answer.
    unanswered_since: Instant,
    /// When that was known: patience counts from there, however long the question took.
    since: Instant,
    error: Error,
    looks: u32,
    unknown_since: Option<Instant>,
    denied_since: Option<Instant>,
    denials: u32,
}

impl Trouble {
    pub(super) fn new(unanswered_since: Instant, since: Instant, error: &Error) -> Self {
        let error = error.clone();
        Self { unanswered_since, since, error, looks: 0, unknown_since: None, denied_since: None, denials: 0 }
    }

    /// Takes the fault of the latest look.
    pub(super) fn note(&mut self, error: Error, now: Instant) {
        self.looks += 1;
        match error.code() {
            ErrorCode::JobNotFound => _ = self.unknown_since.get_or_insert(now),
            ErrorCode::Unauthenticated | ErrorCode::PermissionDenied => {
                self.denied_since.get_or_insert(now);
                self.denials += 1;
            }
            _ => {}
        }
        self.error = error;
    }

    /// The fault of the latest look.
    pub(super) fn error(&self) -> &Error {
        &self.error
    }

    /// Until when the latest fault is borne after good answers; none where it is final.
    pub(super) fn patience_after_answers(&self, budget: Duration) -> Option<Instant> {
        let until = later(self.since, budget);
        match self.error.code() {
            ErrorCode::InvalidArgument
            | ErrorCode::Tls
            | ErrorCode::Redirected
            | ErrorCode::Cancelled
            | ErrorCode::Internal => None,
            // At the second look it is certain.
            ErrorCode::JobNotFound => self.unknown_since.map(|since| since + TICK),
            ErrorCode::Unauthenticated | ErrorCode::PermissionDenied if self.denials >= DENIALS => {
                self.denied_since.map(|since| until.min(since + DENIED_FOR))
            }
            _ => Some(until),
        }
    }

    /// The same before the first good answer: a wrong address or token is told soon.
    pub(super) fn patience_at_first(&self, budget: Duration, is_new: bool) -> Option<Instant> {
        match self.error.code() {
            ErrorCode::JobNotFound => is_new.then(|| self.since + NEW_JOB),
            _ => self.error.retryable().then(|| later(self.since, budget)),
        }
    }

    /// When to look again: never before the server has asked for, and soon where a second look decides.
    pub(super) fn time_to_look(&self, now: Instant, at: Instant) -> Instant {
        let decides = matches!(
            self.error.code(),
            ErrorCode::JobNotFound | ErrorCode::Unauthenticated | ErrorCode::PermissionDenied
        );
        let at = if decides { now + TICK } else { at };
        at.max(later(now, self.error.retry_after().unwrap_or_default()))
    }

    /// What is told of it while it is borne.
    pub(super) fn outage(&self, until: Instant, last: Option<ImportProgress>) -> Outage {
        Outage { since: self.unanswered_since, until, fault: self.error.clone(), attempts: self.looks, last }
    }

    /// The fault as the end of the follow.
    pub(super) fn end(&self, job_id: &str, last: Option<ImportProgress>, now: Instant) -> Error {
        let error = self.error.clone();
        let fault = error.message();
        let error = match (error.code(), &last) {
            (ErrorCode::JobNotFound, Some(_)) => {
                let text = format!("job {job_id} was in flight and is now unknown to the server: {fault}");
                error.with_kind(ErrorCode::Vanished, text)
            }
            (code, Some(last)) if self.patience_after_answers(Duration::MAX).is_some() => {
                let (standing, silent) = (standing(last), span(now - self.unanswered_since));
                let text = format!(
                    "job {job_id} stood at {standing} when the server last answered; no good answer for {silent}, {} \
                     attempts: {fault}; the import may go on meanwhile: wait again once the server answers",
                    self.looks
                );
                Error::new(code, text)
                    .with_retryable(error.retryable())
                    .with_retry_after(error.retry_after())
                    .caused_by(error)
            }
            _ => error,
        };
        error.with_attempts(self.looks).with_progress(last)
    }

    /// The fault behind a limit that passed meanwhile: whether the import goes on is not known.
    pub(super) fn told_with(&self, code: ErrorCode, text: &str, now: Instant) -> Error {
        let silent = span(now - self.unanswered_since);
        let text = format!("{text}; no good answer for {silent} since: {}", self.error.message());
        Error::new(code, text).caused_by(self.error.clone())
    }
}
