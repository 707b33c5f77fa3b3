//! Starts jobs and follows them: what to do next, and what an answer means. Pure but for the ledger.

mod create;

use std::collections::{HashMap, HashSet, VecDeque};
use std::mem;

use tokio::time::Instant;

use self::create::unclear;
use super::atomic::Decision;
use super::entry::{Begun, Entry, VERSION, time};
use super::ledger::Ledger;
use super::plan::{Group, Plan, names_of};
use super::search::{Search, Walk};
use super::window::Window;
use crate::follow::{JobEvent, Machine, Question, Set, Step, is_refusal};
use crate::model::{Api, ImportProgress, JobState};
use crate::{Error, ErrorCode, Outcome, Result};

/// How many running jobs an error names.
const NAMED: usize = 20;

/// The server and the database that a ledger is of.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) server: String,
    pub(crate) database: Option<String>,
    /// The generation, as far as it is known before the first answer.
    pub(crate) api: Api,
}

/// What the question that is under way is for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Purpose {
    Follow,
    Snapshot,
    Search,
    Create(usize),
    Commit(usize),
    Abort(usize),
}

/// A job-to-be, or a job that has not ended.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) files: Vec<Group>,
    pub(super) job_id: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Run {
    pub(super) set: Set,
    pub(super) plan: Plan,
    pub(super) target: Target,
    ledger: Ledger,
    api: Api,
    /// What all idempotency keys begin with: random, and the ledger's.
    pub(super) key: String,
    pub(super) begun: bool,
    /// The jobs of the collection that are not ours, where the server lists them.
    pub(super) before: Option<HashSet<String>>,
    snapshot: Walk,
    /// Files that have no job yet.
    pub(super) waiting: VecDeque<Group>,
    /// Parts whose create is to be sent again.
    pub(super) again: VecDeque<usize>,
    pub(super) parts: HashMap<usize, Part>,
    pub(super) next_part: usize,
    pub(super) by_job: HashMap<String, usize>,
    /// Parts whose create has no answer, each with whether a list that has no such job proves that there was none.
    pub(super) unclear: VecDeque<(usize, bool)>,
    search: Option<Search>,
    window: Window,
    /// Since when no create has succeeded.
    failing_since: Option<Instant>,
    asking: Purpose,
    /// The next question is the followers', if they have one.
    follows_next: bool,
    pub(super) decision: Decision,
    pub(super) events: VecDeque<Result<JobEvent>>,
    is_over: bool,
}

impl Run {
    pub(super) fn new(plan: Plan, ledger: Ledger, target: Target, set: Set) -> Self {
        Self {
            set,
            api: target.api,
            target,
            ledger,
            key: format!("{:032x}", fastrand::u128(..)),
            begun: false,
            before: None,
            snapshot: Walk::new(plan.collection_name()),
            waiting: VecDeque::new(),
            again: VecDeque::new(),
            parts: HashMap::new(),
            next_part: 1,
            by_job: HashMap::new(),
            unclear: VecDeque::new(),
            search: None,
            window: Window::new(plan.jobs_in_flight),
            failing_since: None,
            asking: Purpose::Follow,
            follows_next: false,
            decision: Decision::default(),
            events: VecDeque::new(),
            is_over: false,
            plan,
        }
    }

    pub(super) fn tell(&mut self, event: JobEvent) {
        self.events.push_back(Ok(event));
    }

    /// Writes an event down. False ends the run: what is not kept must not be done.
    pub(super) fn write(&mut self, entry: &Entry) -> bool {
        let Err(error) = self.ledger.write(entry) else { return true };
        let mut job_ids = self.job_ids();
        if let Entry::Created { job_id, .. } = entry {
            job_ids.push(job_id.clone());
        }
        let more = job_ids.len().saturating_sub(NAMED);
        let named = job_ids.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let running = match (job_ids.len(), more) {
            (0, _) => "no job is running".to_owned(),
            (_, 0) => format!("these jobs go on in the server: {named}"),
            _ => format!("these jobs go on in the server: {named} and {more} more"),
        };
        let text = format!("{}; no further job is started, {running}", error.message());
        self.events.push_back(Err(error.with_message(text)));
        self.is_over = true;
        false
    }

    fn has_ended(&self) -> bool {
        self.waiting.is_empty()
            && self.again.is_empty()
            && self.unclear.is_empty()
            && self.search.is_none()
            && self.set.is_empty()
            && self.decision.is_settled()
    }

    /// What this has to ask, or when there is something.
    fn own(&self, now: Instant) -> Result<Purpose, Option<Instant>> {
        if !self.begun {
            return Ok(Purpose::Snapshot);
        }
        if let Some(search) = &self.search {
            return if search.due <= now { Ok(Purpose::Search) } else { Err(Some(search.due)) };
        }
        if let Some((part, is_commit)) = self.decision.next() {
            return Ok(if is_commit { Purpose::Commit(part) } else { Purpose::Abort(part) });
        }
        if self.waiting.is_empty() && self.again.is_empty() {
            return Err(None);
        }
        match self.window.opens(self.set.len(), now) {
            Some(at) if at <= now => Ok(Purpose::Create(self.again.front().copied().unwrap_or(self.next_part))),
            at => Err(at),
        }
    }

    /// The next question of this or of the followers, in turn.
    fn choose(&mut self, follow: Step, now: Instant) -> Step {
        let back_off = self.set.retry_at().filter(|at| *at > now);
        let own = back_off.map_or_else(|| self.own(now), |at| Err(Some(at)));
        let may_follow = matches!(follow, Step::Ask(_));
        let own = match own {
            Ok(purpose) if !may_follow || !self.follows_next => return self.begin(purpose),
            own => own.err().flatten(),
        };
        self.follows_next = false;
        self.asking = Purpose::Follow;
        let follow = match follow {
            Step::Wait(at) => Some(at),
            Step::Ask(question) => return Step::Ask(question),
            Step::Tell | Step::Ended => self.set.deadline(),
        };
        Step::Wait(own.into_iter().chain(follow).min().unwrap_or(now))
    }

    fn begin(&mut self, purpose: Purpose) -> Step {
        self.follows_next = true;
        self.asking = purpose;
        let job = |part: usize| self.parts.get(&part).and_then(|part| part.job_id.as_deref()).unwrap_or_default();
        Step::Ask(match purpose {
            Purpose::Create(part) => return self.begin_create(part),
            Purpose::Commit(part) => Question::Commit(job(part).into()),
            Purpose::Abort(part) => Question::Abort(job(part).into()),
            Purpose::Search | Purpose::Snapshot | Purpose::Follow => {
                self.search.as_ref().map_or_else(|| self.snapshot.question(), Search::question)
            }
        })
    }

    pub(super) fn files(&self, part: usize) -> Vec<Group> {
        self.parts.get(&part).map(|part| part.files.clone()).unwrap_or_default()
    }

    fn take_snapshot(&mut self, answer: Result<Outcome>, times: (Instant, Instant)) {
        match answer {
            Ok(Outcome::Jobs(page)) => {
                self.set.recover();
                if let Some(job_ids) = self.snapshot.take(&page) {
                    self.begin_ledger(Some(job_ids));
                }
            }
            // Such a collection takes no job.
            Err(error) if error.code() == ErrorCode::NotFound && is_refusal(&error) => {
                self.events.push_back(Err(error));
                self.is_over = true;
            }
            Err(error) if is_refusal(&error) || error.code() == ErrorCode::Unsupported => self.begin_ledger(None),
            Err(error) => self.set.ride_out(error, times),
            Ok(_) => {}
        }
    }

    fn begin_ledger(&mut self, jobs_before: Option<Vec<String>>) {
        self.before = jobs_before.as_ref().map(|job_ids| job_ids.iter().cloned().collect());
        self.begun = self.write(&Entry::Begun(Begun {
            version: VERSION,
            run: self.key.clone(),
            server: self.target.server.clone(),
            database: self.target.database.clone(),
            collection: self.plan.collection_name().to_owned(),
            partition: self.plan.partition_name().map(str::to_owned),
            atomic: self.plan.options.atomic,
            jobs_before,
            time: time(),
        }));
    }

    /// Takes what is told of a followed job.
    fn absorb(&mut self, event: Result<JobEvent>, now: Instant) {
        let (job_id, outcome) = match event {
            Ok(JobEvent::Ended { job_id, outcome }) => (job_id, outcome),
            event => return self.events.push_back(event),
        };
        let Some(number) = self.by_job.get(&job_id).copied() else {
            return self.tell(JobEvent::Ended { job_id, outcome });
        };
        if let Some(outcome) = self.take_uncommitted(number, outcome, now) {
            self.end(number, job_id, outcome);
        }
    }

    fn end(&mut self, part: usize, job_id: String, outcome: Result<ImportProgress>) {
        let last = outcome.as_ref().map_or_else(Error::progress, Some);
        let state = match &outcome {
            Ok(last) => last.state,
            Err(error) => match error.code() {
                ErrorCode::ImportFailed => last.map_or(JobState::Failed, |last| last.state),
                ErrorCode::Vanished | ErrorCode::JobNotFound => JobState::Unknown,
                // The job goes on, and so can the next run.
                _ => {
                    self.decision.withhold(error);
                    return self.tell(JobEvent::Ended { job_id, outcome });
                }
            },
        };
        let files = self.files(part);
        let failed = outcome.as_ref().err().filter(|error| error.code() == ErrorCode::ImportFailed);
        let bad = failed.and_then(|error| self.skipped(&files, error, last));
        let entry = Entry::Ended {
            part,
            state,
            imported_rows: last.and_then(|last| last.imported_rows),
            reason: outcome.as_ref().err().map(|error| error.message().to_owned()),
            left_out: bad.as_ref().map(names_of),
            time: time(),
        };
        if !self.write(&entry) {
            return;
        }
        self.parts.remove(&part);
        let has_failed = outcome.is_err();
        self.tell(JobEvent::Ended { job_id, outcome });
        match bad {
            Some(bad) => self.start_without(files, &bad),
            None if has_failed => self.fail_all_of_atomic(),
            None => {}
        }
    }

    /// The time is up, or the server has been away for too long. The jobs have been told of.
    fn give_up(&mut self, error: &Error) {
        let searched = self.search.take().map(|search| search.part);
        let created = if let Purpose::Create(part) = self.asking { Some(part) } else { None };
        let unclear_parts = mem::take(&mut self.unclear).into_iter().map(|(part, _)| part);
        let unclear_parts: Vec<_> = unclear_parts.chain(searched).chain(created).collect();
        for part in unclear_parts {
            self.not_imported(part, unclear(error, &[]));
        }
        self.refuse_all(error);
        self.leave_uncommitted(error);
        self.is_over = true;
    }
}

impl Machine for Run {
    fn step(&mut self, now: Instant) -> Step {
        loop {
            if !self.events.is_empty() {
                return Step::Tell;
            }
            if self.is_over {
                return Step::Ended;
            }
            let follow = self.set.step(now);
            if follow == Step::Tell {
                while let Some(event) = self.set.pop().filter(|_| !self.is_over) {
                    self.absorb(event, now);
                }
            } else if let Some(error) = self.set.over().cloned() {
                self.give_up(&error);
            } else if self.search.is_none()
                && let Some((part, can_be_absent)) = self.unclear.pop_front()
            {
                let error = Error::new(ErrorCode::Connect, "the run before ended before the server's answer");
                self.search(part, error.with_retryable(true), can_be_absent, now);
            } else if self.has_ended() && self.decide() {
                self.is_over = true;
            } else if !self.has_ended() {
                return self.choose(follow, now);
            }
        }
    }

    fn pop(&mut self) -> Option<Result<JobEvent>> {
        self.events.pop_front()
    }

    fn answered(&mut self, question: &Question, answer: Result<Outcome>, api: Api, times: (Instant, Instant)) {
        self.api = api;
        match mem::replace(&mut self.asking, Purpose::Follow) {
            Purpose::Follow => self.set.answered(question, answer, api, times),
            Purpose::Snapshot => self.take_snapshot(answer, times),
            Purpose::Search => self.take_search(answer, times),
            Purpose::Create(part) => self.take_created(part, answer, times),
            Purpose::Commit(part) | Purpose::Abort(part) => self.take_decided(part, answer, times),
        }
    }

    fn set(&mut self) -> &mut Set {
        &mut self.set
    }

    fn job_ids(&self) -> Vec<String> {
        let parked = self.decision.parked().iter().filter_map(|part| self.parts.get(part)?.job_id.clone());
        let mut job_ids: Vec<_> = self.set.job_ids().into_iter().chain(parked).collect();
        job_ids.sort_unstable();
        job_ids
    }
}
