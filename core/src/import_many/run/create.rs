//! Creating jobs: what each answer to a create means, and what is done about those without a clear one.

use std::mem;

use tokio::time::Instant;

use super::{Part, Run};
use crate::follow::{JobEvent, Question, Step, is_refusal};
use crate::import_many::entry::{Entry, time};
use crate::import_many::names::bad_group;
use crate::import_many::plan::{Group, names_of};
use crate::import_many::search::{Search, Verdict};
use crate::later::later;
use crate::model::{CreatedJob, ImportProgress};
use crate::{Error, ErrorCode, Outcome, Result};

impl Run {
    pub(super) fn begin_create(&mut self, number: usize) -> Step {
        if self.again.pop_front().is_none() {
            let count = self.plan.files_per_job(self.api).min(self.waiting.len());
            let files = self.waiting.drain(..count).collect();
            self.parts.insert(number, Part { files, job_id: None });
            self.next_part = number + 1;
        }
        let files = self.files(number);
        let names = files.iter().map(names_of).collect();
        // The same key for the same files, whenever this create is sent again.
        let import = self.plan.import(&files, format!("{}.{number}", self.key));
        if !self.write(&Entry::Started { part: number, files: names, time: time() }) {
            return Step::Tell;
        }
        Step::Ask(Question::Create(Box::new(import)))
    }

    pub(super) fn take_created(&mut self, part: usize, answer: Result<Outcome>, (asked, now): (Instant, Instant)) {
        let error = match answer {
            Ok(Outcome::Created(CreatedJob { job_id, .. })) => {
                self.window.grow();
                return self.created(part, job_id, now);
            }
            Ok(_) => return,
            Err(error) => error,
        };
        // The answer was no success, and yet named a job.
        if let Some(job_id) = error.job_id() {
            return self.created(part, job_id.to_owned(), now);
        }
        let may_be_made = error.sent() && !error.refused();
        match error.code() {
            ErrorCode::InvalidArgument => self.not_created(part, &error),
            ErrorCode::NotFound | ErrorCode::PermissionDenied | ErrorCode::Unsupported
                if is_refusal(&error) || !may_be_made =>
            {
                self.not_created(part, &error);
                self.refuse_all(&error);
            }
            ErrorCode::Busy if !may_be_made => {
                self.window.shrink(self.set.len(), error.retry_after(), now);
                self.again.push_front(part);
            }
            code => {
                if code == ErrorCode::Timeout {
                    self.window.shrink(self.set.len(), None, now);
                }
                if may_be_made && !self.plan.options.has_idempotency && code != ErrorCode::Unauthenticated {
                    self.search(part, error, self.before.is_some(), now);
                } else if self.again(part, &error, (asked, now)) {
                    self.set.ride_out(error, (asked, now));
                }
            }
        }
    }

    /// Begins to look for the job of a part.
    pub(super) fn search(&mut self, part: usize, error: Error, can_be_absent: bool, now: Instant) {
        self.tell(JobEvent::Searching { files: self.files(part), error: error.clone() });
        self.search = Some(Search::new(part, error, self.plan.collection_name(), can_be_absent, now));
    }

    /// Has a create sent again that has made nothing, or whose repeat makes nothing more. Whether there is time for that:
    /// looks may succeed all the while that no create does.
    fn again(&mut self, part: usize, error: &Error, (asked, now): (Instant, Instant)) -> bool {
        let since = *self.failing_since.get_or_insert(asked);
        if now < later(since, self.set.fault_budget()) {
            self.again.push_front(part);
            return true;
        }
        let may_be_made = self.plan.options.has_idempotency && error.sent() && !error.refused();
        self.not_imported(part, if may_be_made { unclear(error, &[]) } else { error.clone() });
        self.refuse_all(error);
        false
    }

    /// The part has a job.
    pub(in crate::import_many) fn created(&mut self, number: usize, job_id: String, now: Instant) {
        if !self.write(&Entry::Created { part: number, job_id: job_id.clone(), time: time() }) {
            return;
        }
        self.failing_since = None;
        self.set.recover();
        self.follow(number, job_id, true, now);
        self.decision.abort_too(number);
    }

    pub(in crate::import_many) fn follow(&mut self, number: usize, job_id: String, is_new: bool, now: Instant) {
        let Some(part) = self.parts.get_mut(&number) else { return };
        part.job_id = Some(job_id.clone());
        let files = part.files.clone();
        self.set.add(&job_id, is_new, now);
        self.by_job.insert(job_id.clone(), number);
        self.tell(JobEvent::Created { job_id, files });
    }

    /// The server has refused to make the job.
    fn not_created(&mut self, part: usize, error: &Error) {
        let files = self.files(part);
        let bad = self.skipped(&files, error, None);
        let reason = error.message().to_owned();
        let left_out = bad.as_ref().map(names_of);
        if !self.write(&Entry::NotCreated { part, reason, left_out, time: time() }) {
            return;
        }
        match bad {
            Some(bad) => {
                self.parts.remove(&part);
                self.start_without(files, &bad);
                self.tell(JobEvent::NotImported { files: vec![bad], error: error.clone() });
            }
            None => self.not_imported(part, error.clone()),
        }
    }

    /// The group of a failed job that is left out of the next one.
    pub(super) fn skipped(&self, files: &[Group], error: &Error, progress: Option<&ImportProgress>) -> Option<Group> {
        let may_skip = self.plan.options.skip_bad_files && files.len() > 1;
        may_skip.then(|| bad_group(error.message(), progress, files).cloned()).flatten()
    }

    pub(super) fn start_without(&mut self, files: Vec<Group>, bad: &Group) {
        files.into_iter().rev().filter(|group| group != bad).for_each(|group| self.waiting.push_front(group));
    }

    pub(super) fn not_imported(&mut self, part: usize, error: Error) {
        if let Some(part) = self.parts.remove(&part) {
            self.tell(JobEvent::NotImported { files: part.files, error });
        }
        self.fail_all_of_atomic();
    }

    /// No further job is started.
    pub(in crate::import_many) fn refuse_all(&mut self, error: &Error) {
        for part in mem::take(&mut self.again) {
            self.not_imported(part, error.clone());
        }
        let files: Vec<_> = mem::take(&mut self.waiting).into();
        if !files.is_empty() {
            self.tell(JobEvent::NotImported { files, error: error.clone() });
        }
    }

    pub(super) fn take_search(&mut self, answer: Result<Outcome>, times: (Instant, Instant)) {
        let Some(mut search) = self.search.take() else { return };
        let files = self.files(search.part);
        let is_known =
            |id: &str| self.by_job.contains_key(id) || self.before.as_ref().is_some_and(|before| before.contains(id));
        let verdict = search.take(answer, &files, is_known, times);
        if verdict.is_ok() {
            self.set.recover();
        }
        let (part, error) = (search.part, &search.error);
        match verdict {
            Ok(None) => self.search = Some(search),
            Ok(Some(Verdict::Found(job_id))) => self.created(part, job_id, times.1),
            Ok(Some(Verdict::Absent)) if error.retryable() && !self.decision.is_aborting() => {
                self.again(part, error, times);
            }
            Ok(Some(Verdict::Absent)) => self.not_created(part, error),
            Ok(Some(Verdict::Unknown(job_ids))) => self.not_imported(part, unclear(error, &job_ids)),
            Err(fault) => {
                self.search = Some(search);
                self.set.ride_out(fault, times);
            }
        }
    }
}

/// Nobody can say whether there is a job.
pub(super) fn unclear(error: &Error, job_ids: &[String]) -> Error {
    let candidates = if job_ids.is_empty() { String::new() } else { format!(" ({} may be it)", job_ids.join(", ")) };
    let text = format!(
        "it is not known whether these files have a job: {}; look among the jobs of the collection before they are started \
         again{candidates}",
        error.message()
    );
    error.clone().with_message(text)
}
