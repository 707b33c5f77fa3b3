//! A list that shows many jobs at once.

use std::time::Duration;

use tokio::time::Instant;

use crate::follow::schedule::Schedule;
use crate::model::{JobList, JobPages, ListImportJobs};

/// The most that Zilliz Cloud puts on a page; Milvus has no pages, and sends all.
const PAGE_SIZE: u32 = 100;
/// When to try again after a fault.
const AFTER_A_FAULT: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct List {
    /// The collection; none where the server does not list by collection.
    name: Option<String>,
    /// How many jobs are followed that it has.
    pub(super) jobs: usize,
    /// How many times it has been walked through.
    pub(super) walks: u32,
    pages: usize,
    /// Whether it says how far jobs are: Zilliz Cloud's does not.
    shows_progress: bool,
    /// The page to ask for next, in the middle of a walk.
    wanted: Option<ListImportJobs>,
    walk: JobPages,
    pages_of_walk: usize,
    took: Duration,
    pub(super) moved: bool,
    due: Option<Instant>,
    since: Option<Instant>,
    schedule: Schedule,
    failing_since: Option<Instant>,
    refused: bool,
}

impl List {
    /// A list that is wanted at once; `since`: when that was, where it is known.
    pub(super) fn new(name: Option<String>, since: Option<Instant>) -> Self {
        Self {
            name,
            jobs: 0,
            walks: 0,
            pages: 1,
            shows_progress: true,
            wanted: None,
            walk: JobPages::new(),
            pages_of_walk: 0,
            took: Duration::ZERO,
            moved: false,
            due: None,
            since,
            schedule: Schedule::new(),
            failing_since: None,
            refused: false,
        }
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether it costs less than to ask for each of its jobs.
    pub(super) fn is_worth_it(&self) -> bool {
        !self.refused && self.pages < self.jobs
    }

    pub(super) fn shows_progress(&self) -> bool {
        self.shows_progress
    }

    pub(super) fn is_walking(&self) -> bool {
        self.wanted.is_some()
    }

    /// When to ask for it; a walk that has begun goes on.
    pub(super) fn due(&self, now: Instant) -> Instant {
        self.due.filter(|_| !self.is_walking()).unwrap_or(now)
    }

    pub(super) fn wanted(&self) -> ListImportJobs {
        self.wanted.clone().unwrap_or_else(|| ListImportJobs {
            collection_name: self.name.clone(),
            page_size: Some(PAGE_SIZE),
            current_page: Some(1),
        })
    }

    /// Takes a page. The number of the walk that it is of.
    pub(super) fn take(&mut self, page: &JobList, took: Duration) -> u32 {
        if !self.is_walking() {
            (self.walk, self.pages_of_walk, self.took, self.moved) = (JobPages::new(), 0, Duration::ZERO, false);
        }
        let asked = self.wanted();
        self.failing_since = None;
        self.took += took;
        self.pages_of_walk += 1;
        self.shows_progress = page.jobs.iter().all(|job| job.progress.is_some());
        self.wanted = self.walk.next_page(page, &asked);
        self.walks + 1
    }

    /// A walk has ended: the next begins when there may be news, and lists take no more than their part of the time.
    pub(super) fn rest(&mut self, now: Instant, part: u32) {
        self.walks += 1;
        self.pages = self.pages_of_walk;
        let since = *self.since.get_or_insert(now);
        let delay = self.schedule.next(self.moved, now - since, fastrand::f64());
        self.due = Some(now + delay.max(self.took * part));
    }

    /// A question was in vain: others come first now. Whether that has been so for all of `budget`.
    pub(super) fn fail(&mut self, asked: Instant, now: Instant, budget: Duration) -> bool {
        self.wanted = None;
        self.due = Some(now + AFTER_A_FAULT);
        now - *self.failing_since.get_or_insert(asked) >= budget
    }

    /// The server does not give it: its jobs are asked for by themselves.
    pub(super) fn refuse(&mut self) {
        self.refused = true;
    }
}
