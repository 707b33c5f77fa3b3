//! Following a job to its end.

mod event;
mod many;
mod pace;
mod schedule;
mod span;
#[cfg(test)]
mod tests;
mod trouble;
mod watch;

use std::time::Duration;

use tokio::time::Instant;

pub use self::event::{Event, Outage};
pub(crate) use self::many::{Budget, Jobs, Machine, Question, Set, Step, is_refusal};
pub use self::many::{JobEvent, JobEventKind, WatchMany};
pub use self::pace::Pace;
use self::schedule::Schedule;
use self::span::span;
use self::trouble::Trouble;
pub use self::watch::Watch;
use crate::client::Client;
use crate::later::later;
use crate::model::{Api, ImportProgress, JobState, WaitOptions};
use crate::{Error, ErrorCode, Result};

/// For how long faults are ridden out where the caller does not say.
const FAULT_BUDGET: Duration = Duration::from_secs(300);

/// For how long a job may stand still where the caller does not say: longer than any index is built, and not for ever.
const STALL_TIMEOUT: Duration = Duration::from_secs(24 * 3600);

/// Zero would end what it limits before it began.
pub(crate) fn check(options: &WaitOptions) -> Result<()> {
    for (name, value) in [("timeout", options.timeout), ("stall_timeout", options.stall_timeout)] {
        if value == Some(Duration::ZERO) {
            return Err(Error::invalid(format!("{name} is zero: give a positive time, or none for the default")));
        }
    }
    Ok(())
}

/// Whether the server limits how often it is asked. Ten thousand waits on a Milvus would have their first looks at their jobs
/// after a quarter of an hour if they shared a budget.
fn is_rated(api: Api) -> bool {
    matches!(api, Api::ZillizV1 | Api::ZillizV2)
}

/// An answer that names no state for so long is none of a known server.
const WITHOUT_STATE: Duration = Duration::from_secs(60);

impl Client {
    /// Follows a job to its end and returns its last progress; `on_progress` sees every change, the last one included.
    ///
    /// An Uncommitted job ends the wait with success: it needs someone's commit. On Zilliz Cloud, which allows each user twenty
    /// requests a second, all follows of the process that have the same token ask ten times a second at most.
    ///
    /// # Errors
    /// `ImportFailed`, `Timeout`, `Stalled`, `Vanished`, `JobNotFound`, or the fault that lasted longer than the fault budget.
    pub async fn wait(
        &self,
        job_id: &str,
        options: &WaitOptions,
        on_progress: impl FnMut(&ImportProgress),
    ) -> Result<ImportProgress> {
        Follow::new(job_id, options).run_to_end(self, on_progress).await
    }

    /// Follows a job change by change.
    pub fn watch(&self, job_id: &str, options: &WaitOptions) -> Watch {
        Watch::new(self.clone(), job_id, options)
    }
}

/// The state of following one job; the client comes from outside, because blocking calls change theirs.
#[derive(Debug)]
pub(crate) struct Follow {
    job_id: String,
    options: WaitOptions,
    schedule: Schedule,
    started: Option<Instant>,
    next_look: Option<Instant>,
    /// The next look has its place in the budget.
    has_turn: bool,
    last: Option<ImportProgress>,
    /// A change that comes after the news that the server answers again.
    held: Option<ImportProgress>,
    last_change: Option<Instant>,
    without_state: Option<Instant>,
    /// Since the last good answer.
    trouble: Option<Trouble>,
}

impl Follow {
    pub(crate) fn new(job_id: &str, options: &WaitOptions) -> Self {
        Self {
            job_id: job_id.to_owned(),
            options: options.clone(),
            schedule: Schedule::new(),
            started: None,
            next_look: None,
            has_turn: false,
            last: None,
            held: None,
            last_change: None,
            without_state: None,
            trouble: None,
        }
    }

    /// Follows to the end: `wait`.
    pub(crate) async fn run_to_end(
        mut self,
        client: &Client,
        mut on_progress: impl FnMut(&ImportProgress),
    ) -> Result<ImportProgress> {
        loop {
            let event = self.next_event(client).await;
            let is_end = Self::is_end(&event);
            if let Event::Progress(progress) = event? {
                on_progress(&progress);
            }
            if is_end {
                return self.outcome();
            }
        }
    }

    /// What a follow that ended without an error means: the last progress, or why the import failed.
    pub(crate) fn outcome(self) -> Result<ImportProgress> {
        let none = || Error::new(ErrorCode::Internal, "a followed job ended without an answer");
        outcome_of(self.last.ok_or_else(none)?)
    }

    /// Whether nothing comes after this.
    pub(crate) fn is_end(event: &Result<Event>) -> bool {
        match event {
            Ok(Event::Progress(progress)) => progress.is_terminal() || progress.state == JobState::Uncommitted,
            Ok(_) => false,
            Err(_) => true,
        }
    }

    /// An error from outside, with what is known of the job; a cancel says where it stood.
    pub(crate) fn told(&self, error: Error) -> Error {
        let error = if error.code() == ErrorCode::Cancelled {
            error.with_message(format!("the wait for job {} was cancelled: {}", self.job_id, stood(self.last.as_ref())))
        } else {
            error
        };
        if error.progress().is_some() { error } else { error.with_progress(self.last.clone()) }
    }

    /// When to look next; none for now.
    pub(crate) fn due(&self) -> Option<Instant> {
        let next_look = self.next_look.filter(|_| self.held.is_none());
        next_look.map(|at| self.deadline().map_or(at, |deadline| at.min(deadline)))
    }

    async fn next_event(&mut self, client: &Client) -> Result<Event> {
        loop {
            if let Some(at) = self.due() {
                tokio::time::sleep_until(at).await;
            }
            if let Some(event) = self.look(client).await? {
                return Ok(event);
            }
        }
    }

    /// Looks once, and says what is new, if anything.
    pub(crate) async fn look(&mut self, client: &Client) -> Result<Option<Event>> {
        if let Some(change) = self.held.take() {
            return Ok(Some(Event::Progress(change)));
        }
        check(&self.options)?;
        let asked = Instant::now();
        let started = *self.started.get_or_insert(asked);
        if !std::mem::take(&mut self.has_turn) && is_rated(client.api()) {
            let turn = client.budget().turn(asked);
            if turn > asked {
                (self.has_turn, self.next_look) = (true, Some(turn));
                return Ok(None);
            }
        }
        let looking = client.look(&self.job_id);
        let answer = match self.deadline() {
            None => looking.await,
            Some(deadline) if deadline <= Instant::now() => return Err(self.gave_up(ErrorCode::Timeout)),
            Some(deadline) => match tokio::time::timeout_at(deadline, looking).await {
                Ok(answer) => answer,
                Err(_) => return Err(self.gave_up(ErrorCode::Timeout)),
            },
        };
        let now = Instant::now();
        let recovers = answer.is_ok() && self.trouble.is_some();
        let mut event = match answer {
            Ok(progress) => self.judge(progress, now)?.map(Event::Progress),
            Err(error) => Some(Event::Outage(self.ride_out(error, client, (asked, now))?)),
        };
        let moved = matches!(event, Some(Event::Progress(_)));
        let delay = self.schedule.next(moved, now - started, fastrand::f64());
        self.next_look = Some(self.time_to_look(now, delay));
        if recovers && let Some(Event::Progress(change)) = event.replace(Event::Recovered) {
            self.held = Some(change);
        }
        Ok(event)
    }

    /// What a good answer means: a change, or nothing new, which after long enough is a stall.
    fn judge(&mut self, progress: ImportProgress, now: Instant) -> Result<Option<ImportProgress>> {
        self.trouble = None;
        self.check_state(&progress, now)?;
        if self.last.as_ref().is_none_or(|last| progress.differs_from(last)) {
            self.last_change = Some(now);
            self.last = Some(progress.clone());
            return Ok(Some(progress));
        }
        if self.stalls_at().is_some_and(|at| at <= now) { Err(self.gave_up(ErrorCode::Stalled)) } else { Ok(None) }
    }

    fn check_state(&mut self, progress: &ImportProgress, now: Instant) -> Result<()> {
        if progress.names_a_state() {
            self.without_state = None;
            return Ok(());
        }
        let since = *self.without_state.get_or_insert(now);
        if now - since < WITHOUT_STATE {
            return Ok(());
        }
        Err(nameless(&self.job_id, progress))
    }

    /// What the fault of a look means, which was `asked` for and came `now`: the end, or something that passes.
    fn ride_out(&mut self, error: Error, client: &Client, (asked, now): (Instant, Instant)) -> Result<Outage> {
        let deadline = self.deadline();
        let trouble = self.trouble.get_or_insert_with(|| Trouble::new(asked, now, &error));
        trouble.note(error, now);
        let patience = if self.last.is_some() {
            trouble.patience_after_answers(self.options.fault_budget.unwrap_or(FAULT_BUDGET))
        } else {
            trouble.patience_at_first(client.retry_budget(), client.has_just_created(&self.job_id))
        };
        let asked_for = later(now, trouble.error().retry_after().unwrap_or_default());
        let waits_past = deadline.is_some_and(|deadline| deadline < asked_for);
        match patience.filter(|until| asked_for < *until && !waits_past) {
            Some(until) => {
                Ok(trouble.outage(deadline.map_or(until, |deadline| until.min(deadline)), self.last.clone()))
            }
            None => Err(trouble.end(&self.job_id, self.last.clone(), now)),
        }
    }

    fn time_to_look(&self, now: Instant, delay: Duration) -> Instant {
        let at = now + delay;
        match &self.trouble {
            Some(trouble) => trouble.time_to_look(now, at),
            // A stall is told on time.
            None => self.stalls_at().map_or(at, |stalled| at.min(stalled.max(now))),
        }
    }

    fn deadline(&self) -> Option<Instant> {
        Some(later(self.started?, self.options.timeout?))
    }

    fn stalls_at(&self) -> Option<Instant> {
        Some(later(self.last_change?, self.stall_timeout()))
    }

    fn stall_timeout(&self) -> Duration {
        self.options.stall_timeout.unwrap_or(STALL_TIMEOUT)
    }

    fn gave_up(&self, code: ErrorCode) -> Error {
        let limit = match code {
            ErrorCode::Stalled => self.stall_timeout(),
            _ => self.options.timeout.unwrap_or_default(),
        };
        gave_up(&self.job_id, code, limit, self.last.as_ref(), self.trouble.as_ref())
    }
}

/// The end of a follow whose answers have named no state for too long.
fn nameless(job_id: &str, progress: &ImportProgress) -> Error {
    let text = format!(
        "job {job_id}: the server's answers name no state for {WITHOUT_STATE:?}, so the end of the job could not be told"
    );
    let error = Error::new(ErrorCode::UnexpectedResponse, text);
    error.with_answer(progress.response().status, (None, None)).with_progress(Some(progress.clone()))
}

/// The end of a follow by one of its limits.
fn gave_up(
    job_id: &str,
    code: ErrorCode,
    limit: Duration,
    last: Option<&ImportProgress>,
    trouble: Option<&Trouble>,
) -> Error {
    let what = if code == ErrorCode::Stalled { "has not changed for" } else { "has not ended within" };
    let text = format!("job {job_id} {what} {}: {}", span(limit), stood(last));
    let error = match trouble {
        None => {
            let text = format!("{text}; the import goes on in the server, wait again with a longer time");
            Error::new(code, text)
        }
        Some(trouble) => trouble.told_with(code, &text, Instant::now()),
    };
    error.with_retryable(true).with_progress(last.cloned())
}

fn stood(last: Option<&ImportProgress>) -> String {
    last.map_or_else(|| "the server gave no good answer".to_owned(), |last| format!("it stood at {}", standing(last)))
}

/// What a follow that ended means: the last progress, or why the import failed.
fn outcome_of(last: ImportProgress) -> Result<ImportProgress> {
    if matches!(last.state, JobState::Failed | JobState::Canceled) { Err(failed(last)) } else { Ok(last) }
}

/// `45 %, Importing (loading)`.
fn standing(progress: &ImportProgress) -> String {
    format!("{} %, {} ({})", progress.progress, progress.state, progress.phase)
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
