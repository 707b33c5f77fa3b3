//! What is kept of one of many followed jobs: little, for there may be a hundred thousand.

use std::time::Duration;

use tokio::time::Instant;

use crate::follow::schedule::Schedule;
use crate::follow::trouble::NEW_JOB;
use crate::model::{ImportJob, ImportProgress, JobState};

/// One job of many may be looked at so seldom that a few faults are chance.
const FAILS: u32 = 10;

#[derive(Debug)]
pub(super) struct Job {
    /// None before the first answer.
    pub(super) state: Option<JobState>,
    pub(super) progress: u8,
    pub(super) imported_rows: Option<i64>,
    /// The list that has it.
    pub(super) list: Option<usize>,
    /// The last walk through that list that showed it.
    pub(super) walk: u32,
    /// When to ask for it by itself; none where a list shows it.
    pub(super) due: Option<Instant>,
    pub(super) schedule: Schedule,
    pub(super) since: Instant,
    pub(super) changed: Instant,
    pub(super) unknown_since: Option<Instant>,
    pub(super) without_state: Option<Instant>,
    pub(super) failing_since: Option<Instant>,
    /// Looks in vain since then.
    pub(super) fails: u32,
    /// What a list said of its end, until a full answer confirms it.
    pub(super) said_ended: Option<Box<ImportJob>>,
    pub(super) is_new: bool,
}

impl Job {
    pub(super) fn new(is_new: bool, now: Instant) -> Self {
        Self {
            state: None,
            progress: 0,
            imported_rows: None,
            list: None,
            walk: 0,
            due: None,
            schedule: Schedule::new(),
            since: now,
            changed: now,
            unknown_since: None,
            without_state: None,
            failing_since: None,
            fails: 0,
            said_ended: None,
            is_new,
        }
    }

    /// Takes a full answer, which is right whatever was known. Whether it is news.
    pub(super) fn see_progress(&mut self, progress: &ImportProgress, now: Instant) -> bool {
        self.unknown_since = None;
        (self.failing_since, self.fails) = (None, 0);
        self.said_ended = None;
        let known = (self.state, self.progress, self.imported_rows);
        (self.state, self.progress, self.imported_rows) =
            (Some(progress.state), progress.progress, progress.imported_rows);
        self.changes(known != (self.state, self.progress, self.imported_rows), now)
    }

    /// Since when its answers name no state.
    pub(super) fn nameless_since(&mut self, progress: &ImportProgress, now: Instant) -> Option<Instant> {
        self.without_state = (!progress.names_a_state()).then(|| self.without_state.unwrap_or(now));
        self.without_state
    }

    /// Takes what a list says, which may be old: only an advance counts.
    pub(super) fn see_record(&mut self, record: &ImportJob, now: Instant) -> bool {
        let advances = self.state.is_none_or(|state| rank(record.state) > rank(state));
        let progress = record.progress.unwrap_or(self.progress);
        let is_change = advances || progress > self.progress;
        if is_change {
            (self.state, self.progress) = (Some(record.state), progress);
        }
        self.changes(is_change, now)
    }

    /// Takes what a list shows, and says whether that is all: nothing is new, as of most jobs of a long list.
    pub(super) fn shown_again(&mut self, list: usize, walk: u32, record: &ImportJob) -> bool {
        self.walk = walk;
        let is_same = self.state == Some(record.state) && record.progress == Some(self.progress);
        self.list == Some(list)
            && self.unknown_since.is_none()
            && (self.said_ended.is_some() || (is_same && self.due.is_none()))
    }

    /// A look was in vain. Whether that has been so for all of `budget`, and not by chance.
    pub(super) fn fail(&mut self, asked: Instant, now: Instant, budget: Duration) -> bool {
        self.fails += 1;
        now - *self.failing_since.get_or_insert(asked) >= budget && self.fails >= FAILS
    }

    fn changes(&mut self, is_change: bool, now: Instant) -> bool {
        if is_change {
            self.changed = now;
        }
        is_change
    }

    /// For how long the server may not know it yet.
    pub(super) fn new_for(&self) -> Duration {
        if self.is_new { NEW_JOB } else { Duration::ZERO }
    }

    /// What is known of it, as a progress.
    pub(super) fn last(&self, job_id: &str) -> ImportProgress {
        let state = self.state.unwrap_or(JobState::Unknown);
        let mut last = ImportProgress::known(job_id, state, Some(self.progress));
        last.imported_rows = self.imported_rows;
        last
    }
}

/// Whether a follow ends with such a state: an Uncommitted job needs someone's commit.
pub(super) fn is_end(state: JobState) -> bool {
    state.is_terminal() || state == JobState::Uncommitted
}

/// How far a job is in such a state: none goes back.
pub(super) fn rank(state: JobState) -> u8 {
    match state {
        JobState::Pending => 0,
        JobState::Importing | JobState::Canceling | JobState::Unknown => 1,
        JobState::Uncommitted => 2,
        JobState::Committing => 3,
        JobState::Completed | JobState::Failed | JobState::Canceled => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_takes_less_than_300_bytes_beside_its_id() {
        // In the table with its key, and in the queue.
        let beside = size_of::<Job>() + 2 * size_of::<(Instant, std::sync::Arc<str>)>();
        assert!(beside < 300, "{beside}");
    }
}
