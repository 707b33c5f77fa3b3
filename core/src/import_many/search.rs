//! After a create without a clear answer: the collection's list tells whether the server has made the job.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::names::{Likeness, likeness};
use super::plan::Group;
use crate::follow::{Question, is_refusal};
use crate::model::{ImportProgress, JobList, JobPages, JobState, ListImportJobs};
use crate::{Error, ErrorCode, Outcome, Result};

/// A server may be at a create for its own 30 s after everybody has gone.
const SETTLE: Duration = Duration::from_secs(40);
const BETWEEN_LISTS: Duration = Duration::from_secs(5);
/// After so long it is not known: a job of somebody else may be in the queue for hours before it shows its files.
const PATIENCE: Duration = Duration::from_secs(300);
/// An empty list may come from a coordinator that is down: so many in a row, each with a sign of life after it.
const ABSENCES: u32 = 2;
/// A job that does not exist: whoever says so is alive.
const NOBODY: &str = "1";

/// One walk through the list of a collection's jobs.
#[derive(Debug)]
pub(super) struct Walk {
    collection_name: String,
    wanted: ListImportJobs,
    pages: JobPages,
    job_ids: Vec<String>,
}

impl Walk {
    pub(super) fn new(collection_name: &str) -> Self {
        let wanted = ListImportJobs {
            collection_name: Some(collection_name.to_owned()),
            page_size: Some(100),
            current_page: Some(1),
        };
        Self { collection_name: collection_name.to_owned(), wanted, pages: JobPages::new(), job_ids: Vec::new() }
    }

    pub(super) fn question(&self) -> Question {
        Question::List { number: 0, options: self.wanted.clone() }
    }

    /// Takes a page; after the last one all job ids.
    pub(super) fn take(&mut self, page: &JobList) -> Option<Vec<String>> {
        let is_in = |name: &Option<String>| name.as_ref().is_none_or(|name| *name == self.collection_name);
        let jobs = page.jobs.iter().filter(|job| is_in(&job.collection_name));
        self.job_ids.extend(jobs.map(|job| job.job_id.clone()));
        match self.pages.next_page(page, &self.wanted) {
            Some(next) => self.wanted = next,
            None => return Some(std::mem::take(&mut self.job_ids)),
        }
        None
    }
}

/// What was found out.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    Found(String),
    Absent,
    /// Jobs that may be it.
    Unknown(Vec<String>),
}

#[derive(Debug)]
enum Stage {
    Listing(Walk),
    Looking(VecDeque<String>),
    Proving,
}

/// The search for the job of one part.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) part: usize,
    /// Why it is not known.
    pub(super) error: Error,
    collection_name: String,
    began: Instant,
    settled: Instant,
    /// Whether a job that is not listed cannot have been forgotten.
    can_be_absent: bool,
    pub(super) due: Instant,
    listed: Instant,
    stage: Stage,
    /// Jobs that do not show their files yet.
    open: Vec<String>,
    others: HashSet<String>,
    absences: u32,
}

impl Search {
    pub(super) fn new(part: usize, error: Error, collection_name: &str, can_be_absent: bool, now: Instant) -> Self {
        Self {
            part,
            error,
            collection_name: collection_name.to_owned(),
            began: now,
            settled: now + SETTLE,
            can_be_absent,
            due: now,
            listed: now,
            stage: Stage::Listing(Walk::new(collection_name)),
            open: Vec::new(),
            others: HashSet::new(),
            absences: 0,
        }
    }

    pub(super) fn question(&self) -> Question {
        match &self.stage {
            Stage::Listing(walk) => walk.question(),
            Stage::Looking(jobs) => Question::Job(jobs.front().map_or(NOBODY, String::as_str).into()),
            Stage::Proving => Question::Job(Arc::from(NOBODY)),
        }
    }

    /// Takes an answer. `known`: whether a job is known to be another. An error is a fault of the server, to be ridden out.
    pub(super) fn take(
        &mut self,
        answer: Result<Outcome>,
        files: &[Group],
        known: impl Fn(&str) -> bool,
        (asked, now): (Instant, Instant),
    ) -> Result<Option<Verdict>> {
        match (&mut self.stage, answer) {
            (Stage::Listing(walk), Ok(Outcome::Jobs(page))) => {
                if let Some(job_ids) = walk.take(&page) {
                    self.listed = asked;
                    self.open.clear();
                    let jobs = job_ids.into_iter().filter(|id| !known(id) && !self.others.contains(id)).collect();
                    self.stage = Stage::Looking(jobs);
                }
            }
            (Stage::Listing(_), Err(error)) if is_refusal(&error) || error.code() == ErrorCode::Unsupported => {
                return Ok(Some(Verdict::Unknown(Vec::new())));
            }
            (Stage::Looking(jobs), Ok(Outcome::Progress(progress))) => {
                let job_id = jobs.pop_front().unwrap_or_default();
                if self.look(job_id.clone(), &progress, files) {
                    return Ok(Some(Verdict::Found(job_id)));
                }
            }
            (Stage::Looking(jobs), Err(error)) if error.code() == ErrorCode::JobNotFound || is_refusal(&error) => {
                let job_id = jobs.pop_front().unwrap_or_default();
                if error.code() == ErrorCode::JobNotFound {
                    self.others.insert(job_id);
                } else {
                    self.open.push(job_id);
                }
            }
            (Stage::Proving, Ok(_)) => return Ok(self.absent(now)),
            (Stage::Proving, Err(error)) if error.code() == ErrorCode::JobNotFound || is_refusal(&error) => {
                return Ok(self.absent(now));
            }
            (_, Err(error)) => {
                // The list before may have been another coordinator's.
                self.list_at(now + BETWEEN_LISTS);
                return Err(error);
            }
            (_, Ok(_)) => {}
        }
        Ok(self.conclude(now))
    }

    /// Takes what one job shows. Whether it is ours.
    fn look(&mut self, job_id: String, progress: &ImportProgress, files: &[Group]) -> bool {
        // What failed before it showed its files has imported nothing.
        let is_void = matches!(progress.state, JobState::Failed | JobState::Canceled);
        match likeness(progress, files) {
            Likeness::Same => return true,
            Likeness::Unclear if !is_void => self.open.push(job_id),
            Likeness::Other | Likeness::Unclear => _ = self.others.insert(job_id),
        }
        false
    }

    fn conclude(&mut self, now: Instant) -> Option<Verdict> {
        let Stage::Looking(jobs) = &self.stage else { return None };
        if !jobs.is_empty() {
            return None;
        }
        if now.duration_since(self.began) >= PATIENCE {
            return Some(Verdict::Unknown(std::mem::take(&mut self.open)));
        }
        if self.open.is_empty() && self.listed >= self.settled {
            self.stage = Stage::Proving;
        } else {
            self.absences = 0;
            self.list_at(now + BETWEEN_LISTS);
        }
        None
    }

    fn absent(&mut self, now: Instant) -> Option<Verdict> {
        self.absences += 1;
        if self.absences < ABSENCES {
            self.list_at(now + BETWEEN_LISTS);
            return None;
        }
        Some(if self.can_be_absent { Verdict::Absent } else { Verdict::Unknown(Vec::new()) })
    }

    fn list_at(&mut self, at: Instant) {
        self.stage = Stage::Listing(Walk::new(&self.collection_name));
        self.due = at;
    }
}
