//! What faults and limits do to many followed jobs.

use std::time::Duration;

use tokio::time::Instant;

use super::Set;
use crate::follow::many::{JobEvent, Question};
use crate::follow::schedule::Schedule;
use crate::follow::trouble::Trouble;
use crate::follow::{FAULT_BUDGET, gave_up, outcome_of, span};
use crate::later::later;
use crate::model::ImportProgress;
use crate::{Error, ErrorCode};

impl Set {
    pub(super) fn take_fault(&mut self, question: &Question, error: Error, (asked, now): (Instant, Instant)) {
        let budget = self.fault_budget();
        match question {
            Question::Job(job_id) => {
                // One job that cannot be looked at does not hold the others up.
                self.unqueue(job_id);
                let Some(job) = self.jobs.get_mut(job_id) else { return };
                if is_refusal(&error) || (job.fail(asked, now, budget) && self.has_answered) {
                    let last = job.state.is_some().then(|| job.last(job_id));
                    let outcome = job.said_ended.take().map(|record| outcome_of(ImportProgress::listed(&record)));
                    return self.end(job_id, outcome.unwrap_or_else(|| Err(error.with_progress(last))), now);
                }
                self.ask_at(job_id, now);
            }
            Question::List { number, .. } => {
                let Some(list) = self.lists.get_mut(*number) else { return };
                let has_failed = list.fail(asked, now, budget) && self.has_answered;
                let is_missing = error.code() == ErrorCode::Unsupported && list.walks == 0;
                let is_refused = has_failed || is_missing || is_refusal(&error);
                if is_refused && self.whole.is_some() {
                    return self.end_all(|_, _| error.clone(), error.clone());
                }
                if is_refused {
                    list.refuse();
                }
                // It may be the list alone that fails.
                self.ask_for(|job| job.list == Some(*number), now);
                if is_refused {
                    return;
                }
            }
            // Followers only look.
            Question::Create(_) | Question::Commit(_) | Question::Abort(_) => {}
        }
        self.ride_out(error, (asked, now));
    }

    /// One back-off for the server, whichever question met the fault.
    pub(crate) fn ride_out(&mut self, error: Error, (asked, now): (Instant, Instant)) {
        let budget = self.fault_budget();
        let deadline = self.deadline();
        let trouble = self.trouble.get_or_insert_with(|| Trouble::new(asked, now, &error));
        trouble.note(error, now);
        let patience = if self.has_answered {
            trouble.patience_after_answers(budget)
        } else {
            trouble.patience_at_first(self.retry_budget, false)
        };
        let asked_for = later(now, trouble.error().retry_after().unwrap_or_default());
        let waits_past = deadline.is_some_and(|deadline| deadline < asked_for);
        let Some(until) = patience.filter(|until| asked_for < *until && !waits_past) else {
            return self.end_in_trouble(now);
        };
        let outage = trouble.outage(deadline.map_or(until, |deadline| until.min(deadline)), None);
        let delay = self.back_off.next(false, Duration::ZERO, fastrand::f64());
        self.retry_at = Some(trouble.time_to_look(now, now + delay));
        self.events.push_back(Ok(JobEvent::Outage(outage)));
    }

    /// The server has given a good answer.
    pub(crate) fn recover(&mut self) {
        self.has_answered = true;
        if self.trouble.take().is_some() {
            self.back_off = Schedule::new();
            self.retry_at = None;
            self.events.push_back(Ok(JobEvent::Recovered));
        }
    }

    pub(crate) fn fault_budget(&self) -> Duration {
        self.options.fault_budget.unwrap_or(FAULT_BUDGET)
    }

    fn end_in_trouble(&mut self, now: Instant) {
        if let Some(trouble) = self.trouble.take() {
            self.end_all(|job_id, last| trouble.end(job_id, last, now), trouble.error().clone());
        }
    }

    pub(super) fn give_up(&mut self) {
        let limit = self.options.timeout.unwrap_or_default();
        let trouble = self.trouble.take();
        let text = format!("the jobs of the collection have not all ended within {}", span(limit));
        let of_all = Error::new(ErrorCode::Timeout, text).with_retryable(true);
        let error = |job_id: &str, last: Option<ImportProgress>| {
            gave_up(job_id, ErrorCode::Timeout, limit, last.as_ref(), trouble.as_ref())
        };
        self.end_all(error, of_all);
    }

    /// Ends every job with an error, and the watch of a collection with one of its own.
    pub(super) fn end_all(&mut self, error: impl Fn(&str, Option<ImportProgress>) -> Error, of_all: Error) {
        let mut jobs: Vec<_> = std::mem::take(&mut self.jobs).into_iter().collect();
        jobs.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        for (job_id, job) in jobs {
            let last = job.state.is_some().then(|| job.last(&job_id));
            let outcome = Err(error(&job_id, last));
            self.events.push_back(Ok(JobEvent::Ended { job_id: job_id.to_string(), outcome }));
        }
        if self.whole.is_some() && self.over.is_none() {
            self.events.push_back(Err(of_all.clone()));
        }
        self.over.get_or_insert(of_all);
    }
}

/// Whether it is the server's word about this question, and not that of a gateway in an outage, which may be anything.
pub(crate) fn is_refusal(error: &Error) -> bool {
    let is_final = matches!(
        error.code(),
        ErrorCode::InvalidArgument | ErrorCode::PermissionDenied | ErrorCode::NotFound | ErrorCode::ResponseTooLarge
    );
    let is_the_servers = error.server_code().is_some() || error.http_status().is_none();
    is_final && (is_the_servers || error.code() == ErrorCode::ResponseTooLarge)
}
