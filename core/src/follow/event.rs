//! What there is to tell while a job is followed.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

use super::span::span;
use crate::model::ImportProgress;
use crate::{Error, ErrorCode};

/// What a follower is told.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// The job changed.
    Progress(ImportProgress),
    /// A look at the job got no good answer, and it is looked at again. Told at every such look.
    Outage(Outage),
    /// There was an outage, and the server answers again. The job's change, if there is one, comes next.
    Recovered,
}

/// No good answer to a question about a followed job, for now. Its text, such as `no good answer for 12 s: … connection
/// refused; trying for another 4:48`, goes with the clock.
#[derive(Clone, Debug)]
pub struct Outage {
    pub(super) since: Instant,
    pub(super) until: Instant,
    pub(super) fault: Error,
    pub(super) attempts: u32,
    pub(super) last: Option<ImportProgress>,
}

impl Outage {
    /// For how long there was no good answer until now.
    pub fn lasted(&self) -> Duration {
        self.since.elapsed()
    }

    /// For how long from now on it is borne: the rest of the fault budget, or of the retry budget before the first good
    /// answer.
    pub fn remaining(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// The fault of the latest look.
    pub fn fault(&self) -> &Error {
        &self.fault
    }

    /// This as an error, for languages that hand one on: the fault's facts, which is its cause, the number of looks in vain
    /// as `attempts`, and the job's last known progress.
    pub fn to_error(&self) -> Error {
        let error = Error::new(self.fault.code(), self.to_string()).caused_by(self.fault.clone());
        error.with_retryable(true).with_attempts(self.attempts).with_progress(self.last.clone())
    }
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.fault.code() == ErrorCode::JobNotFound { "the job is unknown" } else { "no good answer" };
        let (lasted, remaining) = (span(self.lasted()), span(self.remaining()));
        write!(f, "{what} for {lasted}: {}; trying for another {remaining}", self.fault.message())
    }
}
