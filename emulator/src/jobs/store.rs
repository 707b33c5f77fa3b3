//! All jobs of a server, with its rules for ids, durations and forgetting.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use super::{Course, FileSpec, Job, JobInfo, JobPatch, JobSpec, Script, View};
use crate::server::Server;

/// The documentation's job id; ids count up from here.
const FIRST_ID: u64 = 448_761_313_698_322_011;

#[derive(Debug)]
pub(crate) struct Store {
    server: Server,
    pub(crate) course: Course,
    duration: Duration,
    /// In the order they were made, by numbers that count up.
    jobs: BTreeMap<u64, Job>,
    numbers: HashMap<String, u64>,
    next_number: u64,
    /// By idempotency key, database and collection.
    keys: HashMap<(String, String, String), u64>,
    /// The jobs that may be in flight, by what limits their number. Those that have ended leave when that limit is near.
    running: HashMap<Pool, BTreeSet<u64>>,
    made: u64,
    /// Scripts for jobs to come, for APIs whose create call has no options.
    pub(crate) scripts: VecDeque<Script>,
}

/// The jobs that share a limit: a database and a collection, or nothing for those of the whole server.
type Pool = Option<(String, String)>;

/// What a create call asks for.
#[derive(Debug, Default)]
pub(crate) struct Order {
    pub(crate) db: String,
    pub(crate) collection: String,
    pub(crate) partition: String,
    pub(crate) files: Vec<Vec<String>>,
    pub(crate) script: Option<Script>,
    pub(crate) manual_commit: bool,
    pub(crate) idempotency_key: Option<String>,
    /// What readers of files go by.
    pub(crate) options: BTreeMap<String, String>,
    pub(crate) is_backup: bool,
}

impl Store {
    pub(crate) fn new(server: Server, duration: Duration) -> Self {
        let course = Course::of(server);
        Self {
            server,
            course,
            duration,
            jobs: BTreeMap::new(),
            numbers: HashMap::new(),
            next_number: 0,
            keys: HashMap::new(),
            running: HashMap::new(),
            made: 0,
            scripts: VecDeque::new(),
        }
    }

    /// Makes a job whose files are still to be counted.
    pub(crate) fn create(&mut self, order: Order, now: Duration) -> String {
        let script = order.script.or_else(|| self.scripts.pop_front()).unwrap_or_default();
        let files = order.files.into_iter().map(|paths| FileSpec { paths, file_size: 0, total_rows: 0 }).collect();
        let job = Job {
            id: self.next_id(),
            db: order.db,
            collection: order.collection,
            partition: order.partition,
            files,
            created: now,
            started: self.free_at(now),
            duration: script.duration.map_or(self.duration, Duration::from_secs),
            script,
            counting: true,
            auto_commit: !order.manual_commit,
            committed: None,
            aborted: None,
            idempotency_key: order.idempotency_key,
        };
        self.insert(job)
    }

    fn insert(&mut self, job: Job) -> String {
        let (id, number) = (job.id.clone(), self.next_number);
        self.next_number += 1;
        self.numbers.insert(id.clone(), number);
        if let Some(key) = &job.idempotency_key {
            self.keys.insert((key.clone(), job.db.clone(), job.collection.clone()), number);
        }
        self.running.entry(self.pool(&job.db, &job.collection)).or_default().insert(number);
        self.jobs.insert(number, job);
        id
    }

    /// Milvus limits the jobs of a cluster, Zilliz Cloud those of a collection.
    fn pool(&self, db: &str, collection: &str) -> Pool {
        match self.server {
            Server::Milvus(_) => None,
            Server::ZillizV1 | Server::ZillizV2 => Some((db.to_owned(), collection.to_owned())),
        }
    }

    /// Makes a job as described; one of the same id makes way.
    pub(crate) fn add(&mut self, spec: JobSpec, now: Duration) -> String {
        let id = spec.job_id.unwrap_or_else(|| self.next_id());
        self.remove(&id);
        let mut job = Job {
            id,
            db: spec.db_name,
            collection: spec.collection_name,
            partition: spec.partition_name,
            files: spec.files,
            created: now,
            started: now,
            duration: spec.script.duration.map_or(self.duration, Duration::from_secs),
            script: spec.script,
            counting: false,
            auto_commit: spec.auto_commit,
            committed: None,
            aborted: None,
            idempotency_key: None,
        };
        job.set_parts(self.course.reaches(spec.progress), now);
        self.insert(job)
    }

    /// Makes jobs that are alike.
    pub(crate) fn add_many(&mut self, count: usize, spec: &JobSpec, now: Duration) -> Vec<String> {
        (0..count).map(|_| self.add(spec.clone(), now)).collect()
    }

    /// An id that no job has, those included whose ids a test has chosen.
    fn next_id(&mut self) -> String {
        loop {
            let made = self.made;
            self.made += 1;
            let id = match self.server {
                Server::Milvus(_) => (FIRST_ID + made).to_string(),
                Server::ZillizV1 => format!("9d0bc230-6b99-4739-a872-{made:012x}"),
                Server::ZillizV2 => format!("job-01fa0e5d42c{made:011}"),
            };
            if !self.numbers.contains_key(&id) {
                return id;
            }
        }
    }

    /// When a new job gets its turn: at once, except that milvus-2.3 runs one job at a time.
    fn free_at(&self, now: Duration) -> Duration {
        match self.server {
            Server::Milvus(version) if version.is_management_port() => {
                self.jobs.values().filter_map(|job| job.ends_at(self.course)).fold(now, Duration::max)
            }
            _ => now,
        }
    }

    /// Whether a job that ended is too long gone to be remembered.
    fn is_forgotten(&self, view: &View, now: Duration) -> bool {
        match (self.server, view.ended_at) {
            (Server::Milvus(version), Some(end)) if !version.is_management_port() => now >= end + version.retention(),
            _ => false,
        }
    }

    /// The job with where it stands, unless it is unknown.
    pub(crate) fn find(&self, id: &str, now: Duration) -> Option<(&Job, View)> {
        let job = self.jobs.get(self.numbers.get(id)?)?;
        let view = job.view(self.course, now).filter(|view| !self.is_forgotten(view, now))?;
        Some((job, view))
    }

    /// A job to change, which may put one that had ended back in flight.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Job> {
        let number = *self.numbers.get(id)?;
        let job = self.jobs.get(&number)?;
        self.running.entry(self.pool(&job.db, &job.collection)).or_default().insert(number);
        self.jobs.get_mut(&number)
    }

    /// All jobs that are known, in the order they were made.
    pub(crate) fn known(&self, now: Duration) -> impl Iterator<Item = (&Job, View)> {
        let views = self.jobs.values().filter_map(move |job| Some((job, job.view(self.course, now)?)));
        views.filter(move |(_, view)| !self.is_forgotten(view, now))
    }

    /// How many jobs there are on a server that forgets none, and some of them.
    pub(crate) fn page(&self, now: Duration, skip: usize, take: usize) -> (usize, Vec<(&Job, View)>) {
        // Only a script makes a job vanish, so the others are counted without a look at where they stand.
        let is_known = |job: &&Job| job.script.vanish_at.is_none() || job.view(self.course, now).is_some();
        let count = self.jobs.values().filter(is_known).count();
        let jobs = self.jobs.values().filter(is_known).skip(skip).take(take);
        (count, jobs.filter_map(|job| Some((job, job.view(self.course, now)?))).collect())
    }

    /// Whether so many of the jobs that share a limit with those of a collection are in flight, or more.
    pub(crate) fn is_full(&mut self, db: &str, collection: &str, limit: usize, now: Duration) -> bool {
        let pool = self.pool(db, collection);
        let (jobs, course) = (&self.jobs, self.course);
        let Some(running) = self.running.get_mut(&pool).filter(|running| running.len() >= limit) else {
            return limit == 0;
        };
        let in_flight = |job: &Job| job.view(course, now).is_some_and(|view| !view.phase.is_terminal());
        running.retain(|number| jobs.get(number).is_some_and(in_flight));
        running.len() >= limit
    }

    /// The job that this key made in this collection within a day.
    pub(crate) fn made_with_key(&self, key: &str, db: &str, collection: &str, now: Duration) -> Option<String> {
        const REMEMBERED: Duration = Duration::from_secs(24 * 3600);
        let number = self.keys.get(&(key.to_owned(), db.to_owned(), collection.to_owned()))?;
        self.jobs.get(number).filter(|job| now < job.created + REMEMBERED).map(|job| job.id.clone())
    }

    pub(crate) fn infos(&self, now: Duration) -> Vec<JobInfo> {
        self.jobs.values().map(|job| JobInfo::new(job, job.view(self.course, now).as_ref())).collect()
    }

    /// Changes a job; false when there is none of this id.
    pub(crate) fn patch(&mut self, id: &str, patch: JobPatch, now: Duration) -> bool {
        let course = self.course;
        let Some(job) = self.get_mut(id) else { return false };
        if let Some(script) = patch.script {
            job.script = script;
        }
        if let Some(percent) = patch.progress {
            job.set_parts(course.reaches(percent), now);
        }
        true
    }

    /// Forgets a job; false when there is none of this id.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        self.numbers.remove(id).and_then(|number| self.jobs.remove(&number)).is_some()
    }

    pub(crate) fn clear(&mut self) {
        self.jobs.clear();
        self.numbers.clear();
        self.keys.clear();
        self.running.clear();
        self.scripts.clear();
    }
}
