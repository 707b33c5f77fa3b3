//! All jobs of a server, with its rules for ids, durations and forgetting.

use std::collections::VecDeque;
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
    jobs: Vec<Job>,
    made: u64,
    /// Scripts for jobs to come, for APIs whose create call has no options.
    pub(crate) scripts: VecDeque<Script>,
}

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
}

impl Store {
    pub(crate) fn new(server: Server, duration: Duration) -> Self {
        let course = Course::of(server);
        Self { server, course, duration, jobs: Vec::new(), made: 0, scripts: VecDeque::new() }
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
        let id = job.id.clone();
        self.jobs.push(job);
        id
    }

    /// Makes a job as described; one of the same id makes way.
    pub(crate) fn add(&mut self, spec: JobSpec, now: Duration) -> String {
        let id = spec.job_id.unwrap_or_else(|| self.next_id());
        let mut job = Job {
            id: id.clone(),
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
        self.remove(&id);
        self.jobs.push(job);
        id
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
            if self.jobs.iter().all(|job| job.id != id) {
                return id;
            }
        }
    }

    /// When a new job gets its turn: at once, except that milvus-2.3 runs one job at a time.
    fn free_at(&self, now: Duration) -> Duration {
        match self.server {
            Server::Milvus(version) if version.is_management_port() => {
                self.jobs.iter().filter_map(|job| job.ends_at(self.course)).fold(now, Duration::max)
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
        let job = self.jobs.iter().find(|job| job.id == id)?;
        let view = job.view(self.course, now).filter(|view| !self.is_forgotten(view, now))?;
        Some((job, view))
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Job> {
        self.jobs.iter_mut().find(|job| job.id == id)
    }

    /// All jobs that are known, in the order they were made.
    pub(crate) fn known(&self, now: Duration) -> Vec<(&Job, View)> {
        let views = self.jobs.iter().filter_map(|job| Some((job, job.view(self.course, now)?)));
        views.filter(|(_, view)| !self.is_forgotten(view, now)).collect()
    }

    pub(crate) fn in_flight(&self, now: Duration) -> usize {
        self.known(now).iter().filter(|(_, view)| !view.phase.is_terminal()).count()
    }

    /// The job that this key made in this collection within a day.
    pub(crate) fn made_with_key(&self, key: &str, db: &str, collection: &str, now: Duration) -> Option<String> {
        const REMEMBERED: Duration = Duration::from_secs(24 * 3600);
        let same = |job: &&Job| {
            job.idempotency_key.as_deref() == Some(key)
                && job.db == db
                && job.collection == collection
                && now < job.created + REMEMBERED
        };
        self.jobs.iter().find(same).map(|job| job.id.clone())
    }

    pub(crate) fn infos(&self, now: Duration) -> Vec<JobInfo> {
        self.jobs.iter().map(|job| JobInfo::new(job, job.view(self.course, now).as_ref())).collect()
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
        let before = self.jobs.len();
        self.jobs.retain(|job| job.id != id);
        self.jobs.len() < before
    }

    pub(crate) fn clear(&mut self) {
        self.jobs.clear();
        self.scripts.clear();
    }
}
