//! A hundred thousand jobs over hours of virtual time, on a server that fails in every way that servers do.

use std::collections::HashMap;
use std::ops::Range;
use std::time::Duration;

use tokio::time::Instant;

use super::budget::{Budget, SPACING};
use super::{JobEvent, Machine, Question, Set, Step};
use crate::model::{Api, ImportJob, ImportProgress, JobList, JobState, WaitOptions};
use crate::protocol::Response;
use crate::{Error, ErrorCode, Outcome, Result};

const COLLECTION: &str = "docs";

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

struct Server {
    start: Instant,
    job_ids: Vec<String>,
    /// When each job begins and ends, and whether it fails.
    jobs: Vec<(Range<Duration>, bool)>,
    random: fastrand::Rng,
    down: Range<Duration>,
    /// When the server is started again, and knows no job any more that has ended.
    restart: Duration,
}

impl Server {
    fn new(jobs: usize, random: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(random);
        let job_ids = (0..jobs).map(Self::job_id).collect();
        let jobs = (0..jobs).map(|_| {
            let (start, length) = (random.u64(0..3_600), random.u64(1..3_600));
            let start = Duration::from_secs(start);
            (start..start + Duration::from_secs(length), random.f64() < 0.05)
        });
        let jobs = jobs.collect();
        Self { start: Instant::now(), job_ids, jobs, random, down: minutes(30)..minutes(35), restart: minutes(70) }
    }

    fn job_id(number: usize) -> String {
        format!("{}", 448_761_313_698_000_000 + number)
    }

    fn number(job_id: &str) -> usize {
        job_id.parse::<usize>().unwrap() - 448_761_313_698_000_000
    }

    fn ended_at(&self, job_id: &str) -> Instant {
        self.start + self.jobs[Self::number(job_id)].0.end
    }

    /// A job as it is, unless it has been forgotten.
    fn record(&self, number: usize, at: Duration) -> Option<ImportJob> {
        let (time, fails) = &self.jobs[number];
        let is_forgotten = at >= self.restart && time.end < self.restart;
        let whole = time.end.saturating_sub(time.start).as_millis();
        let percent = at.saturating_sub(time.start).as_millis() * 99 / whole;
        let (state, progress) = if at < time.start {
            (JobState::Pending, 0)
        } else if at < time.end {
            (JobState::Importing, u8::try_from(percent).unwrap())
        } else if *fails {
            (JobState::Failed, 0)
        } else {
            (JobState::Completed, 100)
        };
        (!is_forgotten).then(|| ImportJob {
            job_id: self.job_ids[number].clone(),
            collection_name: None,
            state,
            raw_state: None,
            progress: Some(progress),
            raw_progress: None,
            reason: None,
        })
    }

    /// The answer to a question, and how long it takes.
    fn answer(&mut self, question: &Question, at: Duration) -> (Result<Outcome>, Duration) {
        if self.random.f64() < 0.05 {
            let busy = Error::new(ErrorCode::Unavailable, "no healthy upstream").with_retryable(true);
            return (Err(busy), Duration::from_millis(5));
        }
        let is_down = self.down.contains(&at);
        match question {
            Question::Job(_) if is_down => {
                let error = Error::new(ErrorCode::Unavailable, "rpc error: code = Unavailable").with_retryable(true);
                (Err(error), Duration::from_millis(5))
            }
            Question::Job(job_id) => {
                let record = self.record(Self::number(job_id), at);
                let none = || Error::new(ErrorCode::JobNotFound, "import job does not exist");
                let answer = record.ok_or_else(none).map(|record| {
                    let mut progress = ImportProgress::listed(&record);
                    progress.collection_name = Some(COLLECTION.to_owned());
                    progress.imported_rows = Some(1);
                    Outcome::Progress(progress)
                });
                (answer, Duration::from_millis(5))
            }
            Question::List { .. } => {
                let mut jobs: Vec<_> = (0..self.jobs.len()).filter_map(|number| self.record(number, at)).collect();
                jobs.retain(|_| !is_down && self.random.f64() >= 0.01);
                let took = Duration::from_micros(10 * self.jobs.len() as u64);
                let response = Response::default();
                (Ok(Outcome::Jobs(JobList { jobs, count: None, current_page: None, page_size: None, response })), took)
            }
            Question::Create(_) | Question::Commit(_) | Question::Abort(_) => unreachable!("followers only look"),
        }
    }
}

#[test]
fn each_of_a_hundred_thousand_jobs_is_reported_once_within_the_budget() {
    const JOBS: usize = 100_000;
    fastrand::seed(11);
    let mut server = Server::new(JOBS, 7);
    let options = WaitOptions { fault_budget: Some(minutes(10)), ..WaitOptions::default() };
    let mut set = Set::new(&options, Duration::from_secs(5));
    let mut now = server.start;
    for number in 0..JOBS {
        set.add(&Server::job_id(number), false, now);
    }
    let budget = Budget::default();
    let mut requests: Vec<Instant> = Vec::new();
    let mut lists = 0;
    let mut told: HashMap<String, Instant> = HashMap::new();
    let mut ended: HashMap<String, (Instant, Result<ImportProgress>)> = HashMap::new();
    loop {
        match set.step(now) {
            Step::Tell => match set.pop().unwrap().unwrap() {
                JobEvent::Ended { job_id, outcome } => {
                    told.entry(job_id.clone()).or_insert(now);
                    let twice = ended.insert(job_id, (now, outcome));
                    assert!(twice.is_none(), "{twice:?}");
                }
                JobEvent::Progress(progress) if progress.is_terminal() => {
                    told.entry(progress.job_id).or_insert(now);
                }
                _ => {}
            },
            Step::Wait(at) => {
                assert!(at > now);
                now = at;
            }
            Step::Ask(question) => {
                let turn = budget.turn(now);
                requests.push(turn);
                lists += usize::from(matches!(question, Question::List { .. }));
                let (answer, took) = server.answer(&question, turn - server.start);
                now = turn + took;
                set.answered(&question, answer, Api::MilvusV2, (turn, now));
            }
            Step::Ended => break,
        }
    }
    assert_eq!(ended.len(), JOBS);
    assert!(requests.windows(2).all(|pair| pair[1] - pair[0] >= SPACING));
    let mut by_outcome: HashMap<&str, usize> = HashMap::new();
    for (job_id, (at, outcome)) in &ended {
        let (_, fails) = server.jobs[Server::number(job_id)];
        let outcome = match outcome {
            Ok(done) => done.state.as_str(),
            Err(error) => error.code().as_str(),
        };
        *by_outcome.entry(outcome).or_default() += 1;
        // What was forgotten before it was seen to end cannot be told from what vanished.
        let is_right = outcome == if fails { "ImportFailed" } else { "Completed" } && *at >= server.ended_at(job_id);
        assert!(is_right || outcome == "Vanished", "{job_id}: {outcome}");
    }
    let delays = |reports: &mut dyn Iterator<Item = (&String, Instant)>| {
        let mut delays: Vec<_> = reports.map(|(id, at)| at.saturating_duration_since(server.ended_at(id))).collect();
        delays.sort_unstable();
        let mean = delays.iter().sum::<Duration>().div_f64(f64::from(100_000));
        format!("{mean:?} and {:?}", delays[JOBS / 100 * 99])
    };
    println!(
        "{JOBS} jobs: {} requests, {lists} of them lists, in {:?}; {by_outcome:?}; from a job's end until it was told {}, until \
         it was confirmed {} in the mean and at the 99th percentile",
        requests.len(),
        now - server.start,
        delays(&mut told.iter().map(|(id, at)| (id, *at))),
        delays(&mut ended.iter().map(|(id, (at, _))| (id, *at))),
    );
    assert!(by_outcome.get("Vanished").is_none_or(|vanished| *vanished < JOBS / 100), "{by_outcome:?}");
}
