//! Ten thousand imports of fifty files each, with a crash at a random step, on a server that answers creates badly.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::ops::AddAssign;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::ledger::{Ledger, Store, read};
use super::plan::Plan;
use super::run::{Run, Target};
use crate::follow::{JobEvent, Machine, Question, Set, Step};
use crate::model::{
    Api, BulkImport, CreatedJob, ImportJob, ImportManyOptions, ImportProgress, JobList, JobState, WaitOptions,
};
use crate::protocol::Response;
use crate::{Error, ErrorCode, Outcome, Result};

const FILES: usize = 50;

struct Job {
    files: Vec<Vec<String>>,
    /// When it shows its files, and when it ends.
    shows: Instant,
    ends: Instant,
    fails: bool,
}

impl Job {
    fn state(&self, now: Instant) -> JobState {
        match now {
            now if now < self.shows => JobState::Pending,
            now if now < self.ends => JobState::Importing,
            _ if self.fails => JobState::Failed,
            _ => JobState::Completed,
        }
    }
}

struct Server {
    jobs: Vec<Job>,
    keys: HashMap<String, usize>,
    knows_keys: bool,
    /// Whether the caller may list jobs.
    lists: bool,
    job_limit: usize,
    fails: f64,
    faults: f64,
    random: fastrand::Rng,
}

impl Server {
    fn new(knows_keys: bool, seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let job_limit = random.usize(2..20);
        let lists = knows_keys || !seed.is_multiple_of(3);
        Self { jobs: Vec::new(), keys: HashMap::new(), knows_keys, lists, job_limit, fails: 0.05, faults: 0.2, random }
    }

    fn seconds(&mut self, range: std::ops::Range<f64>) -> Duration {
        Duration::from_secs_f64(range.start + self.random.f64() * (range.end - range.start))
    }

    fn create(&mut self, import: &BulkImport, now: Instant) -> Result<Outcome> {
        let fault = |code| Error::new(code, "a fault").with_retryable(true);
        let luck = self.random.f64();
        // Half of these creates made a job all the same.
        let is_lost = luck < self.faults;
        if is_lost && self.random.bool() {
            return Err(fault(ErrorCode::Timeout).with_sent());
        }
        if luck > 1.0 - self.faults / 4.0 {
            return Err(fault(ErrorCode::Unavailable).with_sent().with_refused(true));
        }
        let key = import.idempotency_key.clone().unwrap();
        let known = self.keys.get(&key).copied().filter(|_| self.knows_keys);
        let running = self.jobs.iter().filter(|job| now < job.ends).count();
        if known.is_none() && running >= self.job_limit {
            return Err(fault(ErrorCode::Busy).with_sent().with_refused(true));
        }
        let number = known.unwrap_or_else(|| {
            let shows = now + self.seconds(0.0..5.0);
            let ends = shows + self.seconds(1.0..60.0);
            let fails = self.random.f64() < self.fails;
            self.jobs.push(Job { files: import.files.clone(), shows, ends, fails });
            self.keys.insert(key, self.jobs.len() - 1);
            self.jobs.len() - 1
        });
        if is_lost {
            return Err(fault(ErrorCode::Timeout).with_sent());
        }
        let job_id = (number + 100).to_string();
        Ok(Outcome::Created(CreatedJob { job_ids: vec![job_id.clone()], job_id, response: Response::default() }))
    }

    fn progress(&self, job_id: &str, now: Instant) -> Result<Outcome> {
        let number = job_id.parse::<usize>().unwrap().checked_sub(100);
        let Some(job) = number.and_then(|number| self.jobs.get(number)) else {
            return Err(Error::new(ErrorCode::JobNotFound, "import job does not exist"));
        };
        let state = job.state(now);
        let shown = if state == JobState::Pending { &[][..] } else { &job.files };
        let details: Vec<_> =
            shown.iter().map(|group| json!({"file_name": format!("[{}]", group.join(" ")), "state": state})).collect();
        let mut progress = json!(ImportProgress::known(job_id, state, None));
        progress["details"] = json!(details);
        progress["collection_name"] = json!("docs");
        Ok(Outcome::Progress(serde_json::from_value(progress).unwrap()))
    }

    fn list(&self, now: Instant) -> JobList {
        let jobs = self.jobs.iter().enumerate().map(|(number, job)| ImportJob {
            job_id: (number + 100).to_string(),
            collection_name: Some("docs".to_owned()),
            state: job.state(now),
            raw_state: None,
            progress: Some(0),
            raw_progress: None,
            reason: None,
        });
        JobList {
            jobs: jobs.collect(),
            count: None,
            current_page: None,
            page_size: None,
            response: Response::default(),
        }
    }

    fn answer(&mut self, question: &Question, now: Instant) -> Result<Outcome> {
        match question {
            Question::Create(import) => self.create(import, now),
            _ if self.random.f64() < self.faults / 4.0 => {
                Err(Error::new(ErrorCode::Unavailable, "no healthy upstream").with_retryable(true))
            }
            Question::Job(job_id) => self.progress(job_id, now),
            Question::List { .. } if !self.lists => {
                let error = Error::new(ErrorCode::PermissionDenied, "permission deny");
                Err(error.with_answer(403, (Some(65535), None)))
            }
            Question::List { .. } => Ok(Outcome::Jobs(self.list(now))),
            Question::Commit(_) | Question::Abort(_) => unreachable!("not atomic"),
        }
    }
}

/// A file in memory whose machine may go down in the middle of a line.
#[derive(Clone, Debug, Default)]
struct Disk {
    text: Arc<Mutex<Vec<u8>>>,
    lines_left: Option<usize>,
}

impl Store for Disk {
    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        let mut text = self.text.lock().unwrap();
        match &mut self.lines_left {
            Some(0) => {
                text.extend_from_slice(&line[..fastrand::usize(..line.len())]);
                return Err(io::ErrorKind::StorageFull.into());
            }
            Some(left) => *left -= 1,
            None => {}
        }
        text.extend_from_slice(line);
        Ok(())
    }
}

fn run(disk: &Disk, knows_keys: bool, now: Instant) -> Run {
    let files = (0..FILES).map(|number| vec![format!("{number}.parquet")]).collect();
    let import = BulkImport { files, ..BulkImport::new("docs") };
    let files_per_job = Some(fastrand::u32(1..8));
    let options =
        ImportManyOptions { files_per_job, has_idempotency: knows_keys, jobs_in_flight: Some(8), ..Default::default() };
    let (plan, groups) = Plan::new(&import, &options).unwrap();
    let text = disk.text.lock().unwrap().clone();
    let (past, whole) = read(&text).unwrap();
    disk.text.lock().unwrap().truncate(whole);
    let target = Target { server: "http://localhost".to_owned(), database: None, api: Api::MilvusV2 };
    let set = Set::new(&WaitOptions::default(), Duration::from_secs(60));
    let mut run = Run::new(plan, Ledger::of(disk.clone()), target, set);
    run.resume(past, groups, now).unwrap();
    run
}

/// What a run has told of its files.
#[derive(Default)]
struct Told {
    /// Jobs that failed.
    failed: BTreeSet<String>,
    not_imported: BTreeMap<String, String>,
}

impl Told {
    fn take(&mut self, event: JobEvent) {
        match event {
            JobEvent::Ended { job_id, outcome: Err(error) } => {
                assert_eq!(error.code(), ErrorCode::ImportFailed, "{error}");
                self.failed.insert(job_id);
            }
            JobEvent::NotImported { files, error } => {
                self.not_imported.extend(files.into_iter().flatten().map(|file| (file, error.to_string())));
            }
            _ => {}
        }
    }
}

/// Runs until the end, or for so many steps, after which the process is gone. Whether it ended.
fn follow(run: &mut Run, server: &mut Server, now: &mut Instant, mut steps: usize, told: &mut Told) -> bool {
    loop {
        match run.step(*now) {
            Step::Tell => match run.pop().unwrap() {
                Ok(event) => told.take(event),
                Err(error) => {
                    assert_eq!(error.code(), ErrorCode::LedgerUnusable);
                    return false;
                }
            },
            Step::Wait(at) => {
                assert!(at > *now, "{run:?}");
                *now = at;
            }
            Step::Ask(question) => {
                let asked = *now;
                let answer = server.answer(&question, asked);
                *now += Duration::from_millis(100);
                if steps == 0 {
                    return false;
                }
                steps -= 1;
                run.answered(&question, answer, Api::MilvusV2, (asked, *now));
            }
            Step::Ended => return true,
        }
    }
}

/// One import with a crash. How many files were told to be unknown.
fn crashed(knows_keys: bool, seed: u64) -> usize {
    fastrand::seed(seed);
    let mut server = Server::new(knows_keys, seed);
    let mut now = Instant::now();
    let disk = Disk::default();
    let dies_writing = fastrand::bool().then(|| fastrand::usize(..40));
    let mut first = run(&Disk { lines_left: dies_writing, ..disk.clone() }, knows_keys, now);
    let mut told = Told::default();
    let steps = fastrand::usize(..200);
    if !follow(&mut first, &mut server, &mut now, steps, &mut told) {
        now += Duration::from_secs(fastrand::u64(0..100));
        told = Told::default();
        let mut second = run(&disk, knows_keys, now);
        assert!(follow(&mut second, &mut server, &mut now, usize::MAX, &mut told));
    }
    let mut imported: BTreeMap<&str, usize> = BTreeMap::new();
    for job in server.jobs.iter().filter(|job| !job.fails) {
        job.files.iter().flatten().for_each(|file| imported.entry(file).or_default().add_assign(1));
    }
    let mut unknown = 0;
    for file in (0..FILES).map(|number| format!("{number}.parquet")) {
        let why = told.not_imported.get(&file).map(String::as_str).unwrap_or_default();
        let has_failed = server.jobs.iter().enumerate().any(|(number, job)| {
            job.fails
                && job.files.iter().flatten().any(|name| *name == file)
                && told.failed.contains(&(number + 100).to_string())
        });
        let is_unknown = why.contains("it is not known whether these files have a job");
        unknown += usize::from(is_unknown);
        match imported.get(&*file).copied().unwrap_or(0) {
            1 => assert!(why.is_empty() || (is_unknown && !knows_keys), "seed {seed}: {file} is imported, but: {why}"),
            0 => assert!(has_failed || !why.is_empty(), "seed {seed}: {file} is lost"),
            times => panic!("seed {seed}: {file} is imported {times} times"),
        }
    }
    unknown
}

#[test]
fn every_file_is_imported_once_whatever_crashes_where_the_server_knows_keys() {
    let unknown: usize = (0..10_000).map(|seed| crashed(true, seed)).sum();
    println!("10000 imports of {FILES} files with a crash, with idempotency keys: {unknown} files unknown");
    assert_eq!(unknown, 0);
}

#[test]
fn without_keys_no_file_is_imported_twice_and_what_is_not_known_is_said() {
    let unknown: usize = (0..10_000).map(|seed| crashed(false, seed)).sum();
    println!("10000 imports of {FILES} files with a crash, without idempotency keys: {unknown} files unknown");
    // To those who may not list jobs.
    assert!(unknown > 0);
}
