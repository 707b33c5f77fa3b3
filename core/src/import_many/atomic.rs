//! All or nothing (Milvus 3.0): jobs wait Uncommitted for each other, and are then all committed, or all aborted.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::entry::{Entry, time};
use super::run::Run;
use crate::follow::{JobEvent, is_refusal};
use crate::later::later;
use crate::model::{ImportProgress, JobState};
use crate::{Error, ErrorCode, Outcome, Result};

/// How long a job may still be Uncommitted after its commit or abort.
const AFTER_DECISION: Duration = Duration::from_secs(60);
/// Servers advance their jobs every 2 s.
const TICK: Duration = Duration::from_secs(2);

#[derive(Debug, Default, PartialEq)]
enum Stage {
    #[default]
    Open,
    Committing,
    Aborting,
}

/// What is done with all jobs of an atomic import.
#[derive(Debug, Default)]
pub(super) struct Decision {
    stage: Stage,
    /// Uncommitted parts that are followed no more until their commit or abort is sent.
    parked: BTreeSet<usize>,
    /// Why there is no decision: a job is followed no more, and has not failed.
    withheld: Option<Error>,
    /// Parts whose commit or abort is to be sent.
    queue: VecDeque<usize>,
    /// Those whose was: what was wrong with it, and until when it may take effect.
    sent: HashMap<usize, (Option<Error>, Instant)>,
}

impl Decision {
    pub(super) fn is_settled(&self) -> bool {
        self.queue.is_empty()
    }

    pub(super) fn is_open(&self) -> bool {
        self.stage == Stage::Open
    }

    pub(super) fn is_aborting(&self) -> bool {
        self.stage == Stage::Aborting
    }

    /// A job that was found after the decision: only an abort can come before all are known.
    pub(super) fn abort_too(&mut self, part: usize) {
        if self.is_aborting() {
            self.queue.push_back(part);
        }
    }

    /// The next part to commit, or else to abort.
    pub(super) fn next(&self) -> Option<(usize, bool)> {
        Some((*self.queue.front()?, self.stage == Stage::Committing))
    }

    pub(super) fn parked(&self) -> &BTreeSet<usize> {
        &self.parked
    }

    /// A job is followed no more whose end is not known: neither a commit nor an abort of all is right.
    pub(super) fn withhold(&mut self, error: &Error) {
        self.withheld.get_or_insert_with(|| error.clone());
    }

    /// A part of the ledger that is Uncommitted.
    pub(super) fn park(&mut self, part: usize) {
        self.parked.insert(part);
    }

    /// Takes up what a ledger has decided: all of these parts are still to be committed, or aborted.
    pub(super) fn resume(&mut self, is_commit: bool, parts: impl Iterator<Item = usize>) {
        self.stage = if is_commit { Stage::Committing } else { Stage::Aborting };
        self.queue.extend(parts);
    }
}

impl Run {
    /// All parts have ended or are parked. Whether nothing is left to be done.
    pub(super) fn decide(&mut self) -> bool {
        if !self.decision.is_open() || self.decision.parked.is_empty() {
            return true;
        }
        if let Some(error) = self.decision.withheld.clone() {
            self.leave_uncommitted(&error);
        } else if self.write(&Entry::Committing { time: time() }) {
            let parts = self.decision.parked.clone();
            self.decision.resume(true, parts.into_iter());
        }
        false
    }

    /// Tells of the jobs that still wait for a commit or an abort: the next run with this ledger goes on with them.
    pub(super) fn leave_uncommitted(&mut self, error: &Error) {
        for part in std::mem::take(&mut self.decision.parked) {
            let Some(job_id) = self.parts.get(&part).and_then(|part| part.job_id.clone()) else { continue };
            let text =
                format!("job {job_id} is left Uncommitted, since not all jobs have come so far: {}", error.message());
            self.tell(JobEvent::Ended { job_id, outcome: Err(error.clone().with_message(text)) });
        }
    }

    /// One of the jobs has failed: none is to be kept.
    pub(super) fn fail_all_of_atomic(&mut self) {
        if !self.plan.options.atomic || !self.decision.is_open() || !self.write(&Entry::Aborting { time: time() }) {
            return;
        }
        self.decision.resume(false, self.parts_with_jobs().into_iter());
        self.refuse_all(&Error::new(ErrorCode::Cancelled, "not started: another job of this atomic import failed"));
    }

    pub(super) fn parts_with_jobs(&self) -> Vec<usize> {
        let with_jobs = self.parts.iter().filter(|(_, part)| part.job_id.is_some());
        let mut parts: Vec<_> = with_jobs.map(|(part, _)| *part).collect();
        parts.sort_unstable();
        parts
    }

    /// Takes the end of a job that may be Uncommitted, and gives it back unless the job is not at its end yet.
    pub(super) fn take_uncommitted(
        &mut self,
        part: usize,
        outcome: Result<ImportProgress>,
        now: Instant,
    ) -> Option<Result<ImportProgress>> {
        let last = match outcome {
            Ok(last) if self.plan.options.atomic && last.state == JobState::Uncommitted => last,
            outcome => return Some(outcome),
        };
        match self.decision.sent.get(&part) {
            None => {
                if self.write(&Entry::Uncommitted { part, time: time() }) {
                    self.decision.park(part);
                    self.tell(JobEvent::Progress(last));
                }
                None
            }
            Some((Some(error), _)) => Some(Err(error.clone().with_progress(Some(last)))),
            Some((None, until)) if now < *until => {
                self.set.add_later(&last.job_id, later(now, TICK), now);
                None
            }
            Some((None, _)) => {
                let text =
                    format!("job {} is still Uncommitted {AFTER_DECISION:?} after its commit or abort", last.job_id);
                Some(Err(Error::new(ErrorCode::Stalled, text).with_progress(Some(last))))
            }
        }
    }

    /// Takes the answer to a commit or an abort.
    pub(super) fn take_decided(&mut self, part: usize, answer: Result<Outcome>, times: (Instant, Instant)) {
        let now = times.1;
        let error = match answer {
            Ok(_) => None,
            Err(error)
                if is_refusal(&error) || matches!(error.code(), ErrorCode::Unsupported | ErrorCode::JobNotFound) =>
            {
                Some(error)
            }
            // Both may be sent again: what is done stays done.
            Err(error) => return self.set.ride_out(error, times),
        };
        self.set.recover();
        self.decision.queue.pop_front();
        // An abort that is refused is of a job that has ended, which its end tells.
        let error = error.filter(|_| self.decision.stage == Stage::Committing);
        self.decision.sent.insert(part, (error, later(now, AFTER_DECISION)));
        if let Some(job_id) = self.parts.get(&part).and_then(|part| part.job_id.clone()) {
            self.decision.parked.remove(&part);
            self.set.add(&job_id, false, now);
        }
    }
}
