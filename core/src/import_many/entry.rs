//! The lines of a ledger: one JSON object an event.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::plan::Group;
use crate::model::JobState;

/// What the lines mean. Another number is another meaning.
pub(super) const VERSION: u32 = 1;

/// One event. `part` is the number of a job-to-be in this ledger; times are HTTP dates by the clock of this machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Entry {
    Begun(Begun),
    /// A create is about to be sent.
    Started {
        part: usize,
        files: Vec<Group>,
        time: String,
    },
    /// The server has made the job.
    Created {
        part: usize,
        job_id: String,
        time: String,
    },
    /// The server has refused to. `left_out`: the file that it named, without which the others are started.
    NotCreated {
        part: usize,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        left_out: Option<Group>,
        time: String,
    },
    /// The job waits for the others, to be committed with them.
    Uncommitted {
        part: usize,
        time: String,
    },
    /// All of them are committed from here on.
    Committing {
        time: String,
    },
    /// All of them are aborted from here on.
    Aborting {
        time: String,
    },
    /// The job is over: Completed, Failed, Canceled, Uncommitted, or Unknown where it vanished.
    Ended {
        part: usize,
        state: JobState,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        imported_rows: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        left_out: Option<Group>,
        time: String,
    },
}

/// The first line: what the ledger is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Begun {
    pub(super) version: u32,
    /// Random; a part of each idempotency key.
    pub(super) run: String,
    pub(super) server: String,
    pub(super) database: Option<String>,
    pub(super) collection: String,
    pub(super) partition: Option<String>,
    pub(super) atomic: bool,
    /// The jobs of the collection that are not ours; none where the server did not list them.
    pub(super) jobs_before: Option<Vec<String>>,
    pub(super) time: String,
}

/// What had become of a part when the ledger ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fate {
    /// A create was sent, and there is no answer. When that was.
    Started(String),
    Created,
    Uncommitted,
    Completed,
    Failed {
        reason: String,
        left_out: Option<Group>,
    },
}

/// One part of a ledger.
#[derive(Clone, Debug)]
pub(super) struct PastPart {
    pub(super) files: Vec<Group>,
    pub(super) job_id: Option<String>,
    pub(super) fate: Fate,
}

/// What a ledger says.
#[derive(Debug, Default)]
pub(super) struct Past {
    pub(super) begun: Option<Begun>,
    pub(super) parts: BTreeMap<usize, PastPart>,
    pub(super) committing: bool,
    pub(super) aborting: bool,
}

impl Past {
    /// Takes one line. Whether it fits what came before.
    pub(super) fn take(&mut self, entry: Entry) -> bool {
        match (entry, self.begun.is_some()) {
            (Entry::Begun(begun), false) => self.begun = Some(begun),
            (Entry::Started { part, files, time }, true) => {
                self.parts.insert(part, PastPart { files, job_id: None, fate: Fate::Started(time) });
            }
            (Entry::Committing { .. }, true) => self.committing = true,
            (Entry::Aborting { .. }, true) => self.aborting = true,
            (entry, true) => return self.take_of_part(entry),
            (_, false) => return false,
        }
        true
    }

    fn take_of_part(&mut self, entry: Entry) -> bool {
        let (part, fate) = match entry {
            Entry::Created { part, job_id, .. } => {
                let Some(part) = self.parts.get_mut(&part) else { return false };
                (part.job_id, part.fate) = (Some(job_id), Fate::Created);
                return true;
            }
            Entry::NotCreated { part, reason, left_out, .. } => (part, Fate::Failed { reason, left_out }),
            Entry::Uncommitted { part, .. } => (part, Fate::Uncommitted),
            Entry::Ended { part, state: JobState::Completed | JobState::Uncommitted, .. } => (part, Fate::Completed),
            Entry::Ended { part, state, reason, left_out, .. } => {
                let reason =
                    reason.unwrap_or_else(|| if state == JobState::Unknown { "vanished" } else { "no reason" }.into());
                (part, Fate::Failed { reason, left_out })
            }
            _ => return false,
        };
        let known = self.parts.get_mut(&part);
        known.map(|part| part.fate = fate).is_some()
    }
}

/// The time of an entry.
pub(super) fn time() -> String {
    httpdate::fmt_http_date(SystemTime::now())
}

/// How long ago an entry was written; none where the clock cannot say.
pub(super) fn age(time: &str) -> Option<Duration> {
    SystemTime::now().duration_since(httpdate::parse_http_date(time).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_jumped_back_or_says_nothing_has_no_age() {
        let at = |time: SystemTime| httpdate::fmt_http_date(time);
        let hour = Duration::from_secs(3600);
        assert!(age(&at(SystemTime::now() - hour)).is_some_and(|age| age >= hour && age < 2 * hour));
        assert_eq!((age(&at(SystemTime::now() + hour)), age("yesterday")), (None, None));
    }
}
