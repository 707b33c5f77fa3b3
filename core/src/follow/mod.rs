//! Following a job to its end.

mod schedule;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::Instant;

use self::schedule::Schedule;
use crate::client::Client;
use crate::model::{ImportProgress, JobState};
use crate::{Error, ErrorCode, Result};

/// How long to follow a job.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitOptions {
    /// Give up after this time; the import goes on in the server. Default: never.
    pub timeout: Option<Duration>,
    /// Give up when nothing changed for this time. Index building can keep a job at 80 % for long. Default: never.
    pub stall_timeout: Option<Duration>,
    /// Ride out faults of the server and the network for this time. Default: 5 minutes. Before the first good answer the
    /// client's retry budget counts instead, so that a wrong address is told soon.
    pub fault_budget: Duration,
}

impl Default for WaitOptions {
    fn default() -> Self {
        Self { timeout: None, stall_timeout: None, fault_budget: Duration::from_secs(300) }
    }
}

/// Every change of one job: made by [`Client::watch`].
#[derive(Debug)]
pub struct Watch {
    client: Client,
    follow: Follow,
}

impl Watch {
    pub(crate) fn new(client: Client, job_id: &str, options: &WaitOptions) -> Self {
        Self { client, follow: Follow::new(job_id, options) }
    }

    /// The job's next change, or `None` after its last one or after an error.
    ///
    /// Nothing is lost when the future is dropped before it is ready.
    pub async fn next(&mut self) -> Option<Result<ImportProgress>> {
        self.follow.next(&self.client).await
    }

    /// What a wait would return, once the watch has ended without an error: the last progress, or why the import failed.
    ///
    /// # Errors
    /// `ImportFailed`, with the last progress.
    pub fn outcome(self) -> Result<ImportProgress> {
        self.follow.outcome()
    }
}

/// The state of following one job; the client comes from outside, because blocking calls change theirs.
#[derive(Debug)]
pub(crate) struct Follow {
    job_id: String,
    options: WaitOptions,
    schedule: Schedule,
    started: Option<Instant>,
    next_poll: Option<Instant>,
    last: Option<ImportProgress>,
    last_change: Option<Instant>,
    faulty_since: Option<Instant>,
    ended: bool,
}

impl Follow {
    pub(crate) fn new(job_id: &str, options: &WaitOptions) -> Self {
        Self {
            job_id: job_id.to_owned(),
            options: options.clone(),
            schedule: Schedule::new(),
            started: None,
            next_poll: None,
            last: None,
            last_change: None,
            faulty_since: None,
            ended: false,
        }
    }

    /// Follows to the end: `wait`.
    pub(crate) async fn run_to_end(
        mut self,
        client: &Client,
        mut on_progress: impl FnMut(&ImportProgress),
    ) -> Result<ImportProgress> {
        while let Some(change) = self.next(client).await {
            on_progress(&change?);
        }
        self.outcome()
    }

    /// What a follow that ended without an error means: the last progress, or why the import failed.
    pub(crate) fn outcome(self) -> Result<ImportProgress> {
        match self.last {
            Some(last) if matches!(last.state, JobState::Failed | JobState::Canceled) => Err(failed(last)),
            Some(last) => Ok(last),
            None => Err(Error::new(ErrorCode::Internal, "a followed job ended without an answer")),
        }
    }

    /// The next change, `None` after the end.
    pub(crate) async fn next(&mut self, client: &Client) -> Option<Result<ImportProgress>> {
        if self.ended {
            return None;
        }
        let change = self.next_change(client).await;
        self.ended = match &change {
            Ok(progress) => progress.is_terminal() || progress.state == JobState::Uncommitted,
            Err(_) => true,
        };
        Some(change)
    }

    async fn next_change(&mut self, client: &Client) -> Result<ImportProgress> {
        let started = *self.started.get_or_insert_with(Instant::now);
        let last_change = *self.last_change.get_or_insert(started);
        let deadline = self.options.timeout.and_then(|timeout| started.checked_add(timeout));
        let stalled_at = self.options.stall_timeout.and_then(|timeout| last_change.checked_add(timeout));
        let limit = deadline.into_iter().chain(stalled_at).min();
        let polling = self.poll_until_changed(client, started);
        let Some(limit) = limit else { return polling.await };
        match tokio::time::timeout_at(limit, polling).await {
            Ok(change) => change,
            Err(_) if Some(limit) == deadline => Err(self.gave_up(ErrorCode::Timeout, self.options.timeout)),
            Err(_) => Err(self.gave_up(ErrorCode::Stalled, self.options.stall_timeout)),
        }
    }

    async fn poll_until_changed(&mut self, client: &Client, started: Instant) -> Result<ImportProgress> {
        loop {
            if let Some(at) = self.next_poll {
                tokio::time::sleep_until(at).await;
            }
            let answer = client.poll(&self.job_id).await;
            let now = Instant::now();
            let asked_for = answer.as_ref().err().and_then(Error::retry_after);
            let change = self.judge(answer, now, client.retry_budget())?;
            let delay =
                self.schedule.next(change.is_some(), now - started, fastrand::f64()).max(asked_for.unwrap_or_default());
            self.next_poll = Some(now + delay);
            if let Some(progress) = change {
                self.last_change = Some(now);
                self.last = Some(progress.clone());
                return Ok(progress);
            }
        }
    }

    /// What an answer means to a follower: a change, nothing new or a passing fault (`None`), or the end.
    fn judge(
        &mut self,
        answer: Result<ImportProgress>,
        now: Instant,
        first_budget: Duration,
    ) -> Result<Option<ImportProgress>> {
        let error = match answer {
            Ok(progress) => {
                self.faulty_since = None;
                let is_news = self.last.as_ref().is_none_or(|last| progress.differs_from(last));
                return Ok(is_news.then_some(progress));
            }
            Err(error) => error,
        };
        if error.code() == ErrorCode::JobNotFound && self.last.is_some() {
            let text =
                format!("job {} was in flight and is now unknown to the server: {}", self.job_id, error.message());
            return Err(error.with_kind(ErrorCode::Vanished, text).with_progress(self.last.take()));
        }
        let faulty_since = *self.faulty_since.get_or_insert(now);
        let budget = if self.last.is_some() { self.options.fault_budget } else { first_budget };
        if error.retryable() && now.duration_since(faulty_since) < budget {
            return Ok(None);
        }
        Err(error.with_progress(self.last.take()))
    }

    fn gave_up(&self, code: ErrorCode, after: Option<Duration>) -> Error {
        let job_id = &self.job_id;
        let standing = self.last.as_ref().map_or_else(
            || "the server gave no good answer".to_owned(),
            |last| format!("it stands at {} %, {} ({})", last.progress, last.state, last.phase),
        );
        let what = if code == ErrorCode::Stalled { "has not changed for" } else { "has not ended within" };
        let text = format!(
            "job {job_id} {what} {:?}: {standing}; the import goes on in the server, wait again with a longer time",
            after.unwrap_or_default()
        );
        Error::new(code, text).with_retryable(true).with_progress(self.last.clone())
    }
}

fn failed(last: ImportProgress) -> Error {
    let job_id = &last.job_id;
    let text = match (last.state, last.failure_text()) {
        (JobState::Canceled, _) => format!("import job {job_id} was cancelled"),
        (_, Some(reason)) => format!("import job {job_id} failed: {reason}"),
        (_, None) => format!("import job {job_id} failed, and the server gave no reason"),
    };
    Error::new(ErrorCode::ImportFailed, text).with_progress(Some(last))
}
