//! What is known of many followed jobs, and what to ask next. Pure: time and answers come from outside.

mod faults;
pub(crate) use faults::is_refusal;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::job::{Job, is_end, rank};
use super::list::List;
use super::{JobEvent, Machine, Question, Step};
use crate::follow::schedule::Schedule;
use crate::follow::trouble::{TICK, Trouble};
use crate::follow::{STALL_TIMEOUT, WITHOUT_STATE, check, gave_up, nameless, outcome_of};
use crate::later::later;
use crate::model::{Api, ImportJob, ImportProgress, JobList, WaitOptions};
use crate::{Error, ErrorCode, Outcome, Result};

/// Lists take at most this part of the time, however long they are.
const PART_OF_LISTS: u32 = 20;
/// What has ended by the second list of a collection ended before anyone followed it: one list may leave a job out.
const LISTS_OF_HISTORY: u32 = 2;
/// A collection has no jobs left when as many lists in a row show none.
const IDLE_LISTS: u32 = 2;

/// A collection whose jobs are followed, those included that appear meanwhile.
#[derive(Debug)]
struct Whole {
    with_ended: bool,
    /// Jobs that are followed no more, and those that never were.
    past: HashSet<Arc<str>>,
    idle: u32,
}

#[derive(Debug)]
pub(crate) struct Set {
    options: WaitOptions,
    retry_budget: Duration,
    started: Option<Instant>,
    jobs: HashMap<Arc<str>, Job>,
    /// The jobs to ask for by themselves, by when: the longest waiting is the next.
    queue: BTreeSet<(Instant, Arc<str>)>,
    lists: Vec<List>,
    whole: Option<Whole>,
    /// Since the last good answer.
    trouble: Option<Trouble>,
    back_off: Schedule,
    retry_at: Option<Instant>,
    has_answered: bool,
    events: VecDeque<Result<JobEvent>>,
    /// Why nothing is followed any more, where that is not because all have ended.
    over: Option<Error>,
}

impl Set {
    pub(crate) fn new(options: &WaitOptions, retry_budget: Duration) -> Self {
        Self {
            options: options.clone(),
            retry_budget,
            started: None,
            jobs: HashMap::new(),
            queue: BTreeSet::new(),
            lists: Vec::new(),
            whole: None,
            trouble: None,
            back_off: Schedule::new(),
            retry_at: None,
            has_answered: false,
            events: VecDeque::new(),
            over: None,
        }
    }

    pub(super) fn of_collection(name: &str, options: &WaitOptions, retry_budget: Duration) -> Self {
        let mut set = Self::new(options, retry_budget);
        set.lists.push(List::new(Some(name.to_owned()), None));
        set.whole = Some(Whole { with_ended: false, past: HashSet::new(), idle: 0 });
        set
    }

    /// Tells of the jobs too that had ended before.
    pub(crate) fn with_ended(&mut self) {
        if let Some(whole) = &mut self.whole {
            whole.with_ended = true;
        }
    }

    /// Follows one more job. One that is followed already is followed once.
    /// `is_new`: it was made so lately that the server may not know it yet.
    pub(crate) fn add(&mut self, job_id: &str, is_new: bool, now: Instant) {
        if !self.jobs.contains_key(job_id) {
            let job_id: Arc<str> = job_id.into();
            self.jobs.insert(Arc::clone(&job_id), Job::new(is_new, now));
            self.ask_at(&job_id, now);
        }
    }

    /// The same, with the first look at it later.
    pub(crate) fn add_later(&mut self, job_id: &str, at: Instant, now: Instant) {
        self.add(job_id, false, now);
        self.ask_at(&job_id.into(), at);
    }

    pub(crate) fn len(&self) -> usize {
        self.jobs.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// Follows a job no more. Nothing is told of it from then on.
    pub(crate) fn remove(&mut self, job_id: &str, now: Instant) -> bool {
        let is_known = self.take(job_id, now).is_some();
        if let Some(whole) = &mut self.whole {
            whole.past.insert(job_id.into());
        }
        is_known
    }

    /// Why nothing is followed any more, where that is not because all have ended.
    pub(crate) fn over(&self) -> Option<&Error> {
        self.over.as_ref()
    }

    /// When to ask the server again that had a fault.
    pub(crate) fn retry_at(&self) -> Option<Instant> {
        self.retry_at
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        Some(later(self.started?, self.options.timeout?))
    }

    /// The next question, or when there is one. Lists first, which are few, then what has waited longest.
    fn next(&self, now: Instant) -> Result<Question, Instant> {
        if let Some(at) = self.retry_at.filter(|at| *at > now) {
            return Err(at);
        }
        let is_whole = self.whole.is_some();
        let lists = self.lists.iter().enumerate().filter(|(_, list)| is_whole || list.is_worth_it());
        let list = lists.min_by_key(|(_, list)| list.due(now));
        if let Some((number, list)) = list
            && list.due(now) <= now
        {
            return Ok(Question::List { number, options: list.wanted() });
        }
        let (at, job_id) = self.queue.first().map_or((None, None), |(at, job_id)| (Some(*at), Some(job_id)));
        match job_id {
            Some(job_id) if at.is_some_and(|at| at <= now) => Ok(Question::Job(Arc::clone(job_id))),
            // Where there is neither, nothing is followed.
            _ => Err(list.map(|(_, list)| list.due(now)).into_iter().chain(at).min().unwrap_or(now + TICK)),
        }
    }

    fn check(&self) -> Result<()> {
        let is_nameless = |list: &List| list.name().is_some_and(str::is_empty);
        if self.whole.is_some() && self.lists.first().is_some_and(is_nameless) {
            return Err(Error::invalid("collection_name is empty: name the collection whose jobs are to be followed"));
        }
        check(&self.options)
    }

    fn is_done(&self) -> bool {
        self.jobs.is_empty() && self.whole.as_ref().is_none_or(|whole| whole.idle >= IDLE_LISTS)
    }

    fn take_progress(&mut self, job_id: &Arc<str>, progress: ImportProgress, by_collection: bool, now: Instant) {
        self.unqueue(job_id);
        let stall_timeout = self.stall_timeout();
        let Some(job) = self.jobs.get_mut(job_id) else { return };
        if is_end(progress.state) {
            return self.end(job_id, outcome_of(progress), now);
        }
        if job.nameless_since(&progress, now).is_some_and(|since| now - since >= WITHOUT_STATE) {
            return self.end(job_id, Err(nameless(job_id, &progress)), now);
        }
        let is_change = job.see_progress(&progress, now);
        let delay = job.schedule.next(is_change, now - job.since, fastrand::f64());
        if !is_change && now - job.changed >= stall_timeout {
            let last = job.last(job_id);
            return self.end(job_id, Err(gave_up(job_id, ErrorCode::Stalled, stall_timeout, Some(&last), None)), now);
        }
        if job.list.is_none() {
            let key = progress.collection_name.clone().filter(|_| by_collection);
            if key.is_some() || !by_collection {
                let number = self.list_of(key, now);
                self.join(job_id, number);
            }
        }
        if is_change {
            self.events.push_back(Ok(JobEvent::Progress(progress)));
        }
        if !self.is_shown(job_id) {
            self.ask_at(job_id, now + delay);
        }
    }

    fn take_page(&mut self, number: usize, page: &JobList, (asked, now): (Instant, Instant)) {
        let Some(list) = self.lists.get_mut(number) else { return };
        let walk = list.take(page, now - asked);
        let ended = list.walks < LISTS_OF_HISTORY;
        let mut moved = false;
        let stalled = now.checked_sub(self.stall_timeout());
        for record in &page.jobs {
            if let Some(job) = self.jobs.get_mut(record.job_id.as_str()) {
                let is_stalled = stalled.is_some_and(|stalled| job.changed <= stalled);
                moved |= (is_stalled || !job.shown_again(number, walk, record)) && self.see(number, walk, record, now);
            } else if let Some(whole) = &mut self.whole
                && !whole.past.contains(record.job_id.as_str())
                && is_in(record, self.lists.get(number))
            {
                let job_id: Arc<str> = record.job_id.as_str().into();
                if ended && is_end(record.state) && !whole.with_ended {
                    whole.past.insert(job_id);
                } else {
                    self.jobs.insert(Arc::clone(&job_id), Job::new(false, now));
                    moved |= self.see(number, walk, record, now);
                }
            }
        }
        let Some(list) = self.lists.get_mut(number) else { return };
        list.moved |= moved;
        if list.is_walking() {
            return;
        }
        list.rest(now, PART_OF_LISTS);
        let missing = |job: &Job| job.list == Some(number) && job.walk != walk;
        self.ask_for(missing, now);
        if let Some(whole) = &mut self.whole {
            whole.idle = if self.jobs.is_empty() { whole.idle + 1 } else { 0 };
        }
    }

    /// Takes what a list says of a followed job, which may only advance what is known. Whether it is news.
    fn see(&mut self, number: usize, walk: u32, record: &ImportJob, now: Instant) -> bool {
        let job_id: Arc<str> = record.job_id.as_str().into();
        self.join(&job_id, number);
        let stall_timeout = self.stall_timeout();
        let Some(job) = self.jobs.get_mut(&job_id) else { return false };
        job.walk = walk;
        job.unknown_since = None;
        if job.said_ended.is_some() || job.state.is_some_and(|state| rank(record.state) < rank(state)) {
            return false;
        }
        if is_end(record.state) {
            job.see_record(record, now);
            job.said_ended = Some(Box::new(record.clone()));
            self.ask_at(&job_id, now);
            self.events.push_back(Ok(JobEvent::Progress(ImportProgress::listed(record))));
            return true;
        }
        let is_change = job.see_record(record, now);
        if is_change {
            self.events.push_back(Ok(JobEvent::Progress(ImportProgress::listed(record))));
        } else if now - job.changed >= stall_timeout {
            let last = job.last(&job_id);
            let error = gave_up(&job_id, ErrorCode::Stalled, stall_timeout, Some(&last), None);
            self.end(&job_id, Err(error), now);
            return true;
        }
        if record.progress.is_some() {
            self.unqueue(&job_id);
        } else if self.jobs.get(&job_id).is_some_and(|job| job.due.is_none()) {
            // The list says no more than the state.
            self.ask_at(&job_id, now);
        }
        is_change
    }

    fn take_unknown(&mut self, job_id: &Arc<str>, error: Error, now: Instant) {
        self.unqueue(job_id);
        let Some(job) = self.jobs.get_mut(job_id) else { return };
        let first = *job.unknown_since.get_or_insert(now);
        let patience = if job.state.is_some() { TICK } else { job.new_for() };
        if now - first < patience {
            return self.ask_at(job_id, now + TICK);
        }
        let outcome = match job.said_ended.take() {
            // Ended by a list, and forgotten before it could be asked for: an end is final.
            Some(record) => outcome_of(ImportProgress::listed(&record)),
            None if job.state.is_none() => Err(error),
            None => {
                let text = format!("job {job_id} was in flight and is now unknown to the server: {}", error.message());
                Err(error.with_kind(ErrorCode::Vanished, text).with_progress(Some(job.last(job_id))))
            }
        };
        self.end(job_id, outcome, now);
    }

    fn end(&mut self, job_id: &Arc<str>, outcome: Result<ImportProgress>, now: Instant) {
        if self.take(job_id, now).is_none() {
            return;
        }
        if let Some(whole) = &mut self.whole {
            whole.past.insert(Arc::clone(job_id));
        }
        self.events.push_back(Ok(JobEvent::Ended { job_id: job_id.to_string(), outcome }));
    }

    /// Forgets a job.
    fn take(&mut self, job_id: &str, now: Instant) -> Option<Job> {
        let (job_id, job) = self.jobs.remove_entry(job_id)?;
        if let Some(due) = job.due {
            self.queue.remove(&(due, Arc::clone(&job_id)));
        }
        if let Some(list) = job.list.and_then(|number| self.lists.get_mut(number)) {
            let was_worth_it = list.is_worth_it();
            list.jobs -= 1;
            if was_worth_it && !list.is_worth_it() && self.whole.is_none() {
                self.ask_for(|other| other.list == job.list, now);
            }
        }
        Some(job)
    }

    /// The list that has the jobs of a collection, or on Zilliz Cloud those of all.
    fn list_of(&mut self, name: Option<String>, now: Instant) -> usize {
        let known = self.lists.iter().position(|list| list.name() == name.as_deref());
        known.unwrap_or_else(|| {
            self.lists.push(List::new(name, Some(now)));
            self.lists.len() - 1
        })
    }

    fn join(&mut self, job_id: &Arc<str>, number: usize) {
        if let (Some(job), Some(list)) = (self.jobs.get_mut(job_id), self.lists.get_mut(number))
            && job.list.is_none()
        {
            job.list = Some(number);
            list.jobs += 1;
        }
    }

    /// Whether a list shows how far the job is.
    fn is_shown(&self, job_id: &str) -> bool {
        let list = self.jobs.get(job_id).and_then(|job| self.lists.get(job.list?));
        list.is_some_and(|list| (self.whole.is_some() || list.is_worth_it()) && list.shows_progress())
    }

    fn ask_at(&mut self, job_id: &Arc<str>, at: Instant) {
        let Some(job) = self.jobs.get_mut(job_id) else { return };
        if let Some(due) = job.due.replace(at) {
            self.queue.remove(&(due, Arc::clone(job_id)));
        }
        self.queue.insert((at, Arc::clone(job_id)));
    }

    /// Has such jobs asked for that nothing else will.
    fn ask_for(&mut self, which: impl Fn(&Job) -> bool, now: Instant) {
        for (job_id, job) in &mut self.jobs {
            if job.due.is_none() && which(job) {
                job.due = Some(now);
                self.queue.insert((now, Arc::clone(job_id)));
            }
        }
    }

    /// Takes a job that is asked for out of its queue.
    fn unqueue(&mut self, job_id: &Arc<str>) {
        let Some(job) = self.jobs.get_mut(job_id) else { return };
        if let Some(due) = job.due.take() {
            self.queue.remove(&(due, Arc::clone(job_id)));
        }
    }

    fn stall_timeout(&self) -> Duration {
        self.options.stall_timeout.unwrap_or(STALL_TIMEOUT)
    }
}

impl Machine for Set {
    fn step(&mut self, now: Instant) -> Step {
        self.started.get_or_insert(now);
        if let Err(error) = self.check() {
            self.end_all(|_, _| error.clone(), error.clone());
        } else if self.deadline().is_some_and(|deadline| deadline <= now) {
            self.give_up();
        }
        if !self.events.is_empty() {
            return Step::Tell;
        }
        if self.over.is_some() || self.is_done() {
            return Step::Ended;
        }
        match self.next(now) {
            Ok(question) => Step::Ask(question),
            Err(at) => Step::Wait(self.deadline().map_or(at, |deadline| at.min(deadline))),
        }
    }

    fn pop(&mut self) -> Option<Result<JobEvent>> {
        self.events.pop_front()
    }

    fn answered(&mut self, question: &Question, answer: Result<Outcome>, api: Api, (asked, now): (Instant, Instant)) {
        let by_collection = matches!(api, Api::MilvusV2 | Api::Milvus23);
        match (question, answer) {
            (Question::Job(job_id), Ok(Outcome::Progress(progress))) => {
                self.recover();
                self.take_progress(job_id, progress, by_collection, now);
            }
            (Question::List { number, .. }, Ok(Outcome::Jobs(page))) => {
                self.recover();
                self.take_page(*number, &page, (asked, now));
            }
            (Question::Job(job_id), Err(error)) if error.code() == ErrorCode::JobNotFound => {
                self.recover();
                self.take_unknown(job_id, error, now);
            }
            (question, Err(error)) => self.take_fault(question, error, (asked, now)),
            (_, Ok(_)) => {}
        }
    }

    fn set(&mut self) -> &mut Set {
        self
    }

    fn job_ids(&self) -> Vec<String> {
        let mut job_ids: Vec<_> = self.jobs.keys().map(ToString::to_string).collect();
        job_ids.sort_unstable();
        job_ids
    }
}

/// Whether a job is of the collection that a list was asked for: Zilliz Cloud lists those of the whole cluster.
fn is_in(record: &ImportJob, list: Option<&List>) -> bool {
    let name = list.and_then(List::name);
    name.is_none() || record.collection_name.is_none() || record.collection_name.as_deref() == name
}
