//! Following many jobs, question by question.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{JobEvent, Machine, Question, Set, Step};
use crate::model::{Api, ImportJob, ImportProgress, JobList, JobState, WaitOptions};
use crate::protocol::Response;
use crate::script::{answer, client};
use crate::{Error, ErrorCode, Outcome, Result};

fn record(job_id: &str, state: JobState, progress: u8) -> ImportJob {
    ImportJob {
        job_id: job_id.to_owned(),
        collection_name: Some("docs".to_owned()),
        state,
        raw_state: None,
        progress: Some(progress),
        raw_progress: None,
        reason: None,
    }
}

fn importing(job_id: &str, progress: u8) -> ImportJob {
    record(job_id, JobState::Importing, progress)
}

fn full(record: &ImportJob) -> Outcome {
    Outcome::Progress(ImportProgress::listed(record))
}

fn fault(code: ErrorCode) -> Error {
    Error::new(code, "a fault").with_retryable(true)
}

/// A gateway's page, as a fault of such a code.
fn page(code: ErrorCode) -> Error {
    fault(code).with_answer(404, (None, None))
}

/// A set and a clock that goes from question to question.
struct Follower {
    set: Set,
    now: Instant,
}

impl Follower {
    fn of(job_ids: &[&str]) -> Self {
        let now = Instant::now();
        let mut set = Set::new(&WaitOptions::default(), Duration::from_secs(5));
        for job_id in job_ids {
            set.add(job_id, false, now);
        }
        Self { set, now }
    }

    fn of_collection() -> Self {
        Self { set: Set::of_collection("docs", &WaitOptions::default(), Duration::from_secs(5)), now: Instant::now() }
    }

    /// Of two jobs of one collection, which a list shows.
    fn of_two() -> Self {
        let mut two = Self::of(&["1", "2"]);
        for job_id in ["1", "2"] {
            assert_eq!(two.job(), job_id);
            two.answer_job(job_id, Ok(full(&importing(job_id, 10))));
        }
        two.list(vec![importing("1", 10), importing("2", 10)]);
        two.told();
        two
    }

    /// What is told until the next question, in words.
    fn told(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        while self.set.step(self.now) == Step::Tell {
            told.push(match self.set.pop().unwrap() {
                Ok(JobEvent::Progress(job)) => format!("{} {} {}", job.job_id, job.state, job.progress),
                Ok(JobEvent::Ended { job_id, outcome: Ok(last) }) => format!("{job_id} ended {}", last.state),
                Ok(JobEvent::Ended { job_id, outcome: Err(error) }) => format!("{job_id} ended {}", error.code()),
                Ok(event) => event.kind().to_string(),
                Err(error) => format!("{}", error.code()),
            });
        }
        told
    }

    /// The next question, whenever that is.
    fn question(&mut self) -> Option<Question> {
        loop {
            match self.set.step(self.now) {
                Step::Ask(question) => return Some(question),
                Step::Wait(at) => self.now = at,
                Step::Ended => return None,
                Step::Tell => drop(self.set.pop()),
            }
        }
    }

    fn job(&mut self) -> String {
        let question = self.question();
        let Some(Question::Job(job_id)) = &question else { panic!("{question:?}") };
        job_id.to_string()
    }

    fn answer_job(&mut self, job_id: &str, answer: Result<Outcome>) {
        self.set.answered(&Question::Job(Arc::from(job_id)), answer, Api::MilvusV2, (self.now, self.now));
    }

    fn list(&mut self, jobs: Vec<ImportJob>) {
        let list = JobList { jobs, count: None, current_page: None, page_size: None, response: Response::default() };
        self.answer_list(Ok(Outcome::Jobs(list)));
    }

    fn answer_list(&mut self, answer: Result<Outcome>) {
        let question = self.question().unwrap();
        let Question::List { options, .. } = &question else { panic!("{question:?}") };
        assert_eq!(options.collection_name.as_deref(), Some("docs"));
        self.set.answered(&question, answer, Api::MilvusV2, (self.now, self.now));
    }
}

#[test]
fn a_list_shows_all_jobs_of_a_collection_and_may_only_advance_what_is_known() {
    let mut two = Follower::of_two();
    two.list(vec![importing("2", 20), importing("1", 10)]);
    assert_eq!(two.told(), ["2 Importing 20"]);
    two.list(vec![record("2", JobState::Pending, 0), importing("1", 5)]);
    two.list(vec![importing("2", 19), record("1", JobState::Importing, 11)]);
    assert_eq!(two.told(), ["1 Importing 11"]);
}

#[test]
fn a_job_that_a_list_leaves_out_is_asked_for_by_itself() {
    let mut two = Follower::of_two();
    two.list(vec![]);
    let first = two.job();
    two.answer_job(&first, Ok(full(&importing(&first, 30))));
    assert_eq!(two.told(), [format!("{first} Importing 30")]);
    let second = two.job();
    two.answer_job(&second, Ok(full(&importing(&second, 30))));
    assert_eq!(two.told(), [format!("{second} Importing 30")]);
    assert_ne!(first, second);
}

#[test]
fn an_end_is_told_and_then_confirmed_by_a_full_answer() {
    let mut two = Follower::of_two();
    two.list(vec![importing("1", 10), record("2", JobState::Completed, 100)]);
    assert_eq!(two.told(), ["2 Completed 100"]);
    assert_eq!(two.job(), "2");
    two.answer_job("2", Ok(full(&record("2", JobState::Completed, 100))));
    assert_eq!(two.told(), ["2 ended Completed"]);
    // One job is cheaper to ask for by itself.
    assert_eq!(two.job(), "1");
    two.answer_job("1", Ok(full(&record("1", JobState::Failed, 0))));
    assert_eq!(two.told(), ["1 ended ImportFailed"]);
    assert_eq!(two.question(), None);
}

#[test]
fn an_end_that_is_forgotten_before_it_is_confirmed_is_what_the_list_said() {
    let mut two = Follower::of_two();
    two.list(vec![importing("1", 10), record("2", JobState::Completed, 100)]);
    two.told();
    two.answer_job("2", Err(fault(ErrorCode::JobNotFound)));
    assert_eq!(two.told(), [""; 0]);
    two.now += Duration::from_secs(2);
    two.answer_job("2", Err(fault(ErrorCode::JobNotFound)));
    assert_eq!(two.told(), ["2 ended Completed"]);
}

#[test]
fn an_unknown_job_ends_at_once_and_one_that_was_seen_at_the_second_look() {
    let mut jobs = Follower::of(&["1", "2"]);
    jobs.answer_job("1", Err(fault(ErrorCode::JobNotFound)));
    assert_eq!(jobs.told(), ["1 ended JobNotFound"]);
    jobs.answer_job("2", Ok(full(&importing("2", 10))));
    jobs.answer_job("2", Err(fault(ErrorCode::JobNotFound)));
    assert_eq!(jobs.told(), ["2 Importing 10"]);
    assert_eq!(jobs.job(), "2");
    jobs.answer_job("2", Err(fault(ErrorCode::JobNotFound)));
    assert_eq!(jobs.told(), ["2 ended Vanished"]);
}

#[test]
fn a_refusal_is_that_jobs_alone() {
    let mut two = Follower::of_two();
    for code in [ErrorCode::PermissionDenied, ErrorCode::InvalidArgument] {
        two.set.add("3", false, two.now);
        two.answer_job("3", Err(fault(code)));
        assert_eq!(two.told(), [format!("3 ended {code}")]);
    }
    assert_eq!(two.set.job_ids().len(), 2);
}

#[test]
fn a_list_that_is_refused_leaves_its_jobs_to_be_asked_for() {
    let mut two = Follower::of_two();
    two.answer_list(Err(fault(ErrorCode::PermissionDenied)));
    let first = two.job();
    two.answer_job(&first, Ok(full(&importing(&first, 50))));
    assert_ne!(two.job(), first);
}

#[test]
fn an_outage_is_one_back_off_for_all_and_ends_all_when_it_lasts() {
    let mut two = Follower::of_two();
    let start = two.now;
    two.answer_list(Err(fault(ErrorCode::Unavailable)));
    assert_eq!(two.told(), ["outage"]);
    assert!(matches!(two.set.step(two.now), Step::Wait(_)));
    // It might be the list alone that fails.
    let job_id = two.job();
    two.answer_job(&job_id, Ok(full(&importing(&job_id, 10))));
    assert_eq!(two.told(), ["recovered"]);
    let mut told = Vec::new();
    while let Some(question) = two.question() {
        two.set.answered(&question, Err(fault(ErrorCode::Unavailable)), Api::MilvusV2, (two.now, two.now));
        told = two.told();
    }
    assert_eq!(told, ["1 ended Unavailable", "2 ended Unavailable"]);
    let lasted = two.now - start;
    assert!(lasted >= Duration::from_secs(290) && lasted < Duration::from_secs(330), "{lasted:?}");
}

#[test]
fn whatever_a_gateway_says_after_a_good_answer_is_an_outage() {
    for code in [ErrorCode::Unsupported, ErrorCode::PermissionDenied, ErrorCode::UnexpectedResponse] {
        let mut two = Follower::of_two();
        two.answer_list(Err(page(code)));
        assert_eq!(two.told(), ["outage"], "{code}");
        let job_id = two.job();
        two.answer_job(&job_id, Err(page(code)));
        assert_eq!(two.told(), ["outage"], "{code}");
        let job_id = two.job();
        two.answer_job(&job_id, Ok(full(&importing(&job_id, 10))));
        assert_eq!(two.told(), ["recovered"], "{code}");
    }
}

#[test]
fn a_wrong_token_is_told_at_once() {
    let mut jobs = Follower::of(&["1", "2"]);
    jobs.answer_job("1", Err(Error::new(ErrorCode::Unauthenticated, "no")));
    assert_eq!(jobs.told(), ["1 ended Unauthenticated", "2 ended Unauthenticated"]);
}

#[test]
fn limits_end_each_job() {
    let mut two = Follower::of_two();
    two.now += Duration::from_secs(24 * 3600 + 20);
    two.list(vec![importing("1", 10), importing("2", 11)]);
    assert_eq!(two.told(), ["1 ended Stalled", "2 Importing 11"]);

    let timeout = Some(Duration::from_secs(60));
    let options = WaitOptions { timeout, ..WaitOptions::default() };
    let mut jobs = Follower { set: Set::new(&options, Duration::ZERO), now: Instant::now() };
    jobs.set.add("1", false, jobs.now);
    jobs.answer_job("1", Ok(full(&importing("1", 10))));
    let start = jobs.now;
    while jobs.question().is_some() && jobs.now < start + Duration::from_secs(60) {
        jobs.answer_job("1", Ok(full(&importing("1", 10))));
    }
    assert_eq!((jobs.set.job_ids().len(), jobs.now - start <= Duration::from_secs(60)), (0, true));
}

#[test]
fn a_collection_ends_after_two_idle_lists_and_its_history_is_not_told() {
    let mut docs = Follower::of_collection();
    let old = record("1", JobState::Completed, 100);
    docs.list(vec![old.clone(), importing("2", 10)]);
    assert_eq!(docs.told(), ["2 Importing 10"]);
    docs.list(vec![old.clone(), record("2", JobState::Completed, 100)]);
    assert_eq!(docs.told(), ["2 Completed 100"]);
    docs.answer_job("2", Ok(full(&record("2", JobState::Completed, 100))));
    assert_eq!(docs.told(), ["2 ended Completed"]);
    docs.list(vec![old.clone(), record("2", JobState::Completed, 100), record("3", JobState::Pending, 0)]);
    assert_eq!(docs.told(), ["3 Pending 0"]);
    docs.list(vec![old.clone(), record("3", JobState::Failed, 0)]);
    docs.answer_job("3", Ok(full(&record("3", JobState::Failed, 0))));
    assert_eq!(docs.told(), ["3 Failed 0", "3 ended ImportFailed"]);
    docs.list(vec![]);
    docs.list(vec![old]);
    assert_eq!(docs.question(), None);
}

#[test]
fn jobs_of_other_collections_are_passed_over() {
    let mut docs = Follower::of_collection();
    let other = ImportJob { collection_name: Some("others".to_owned()), ..importing("1", 10) };
    docs.list(vec![other, importing("2", 10), ImportJob { collection_name: None, ..importing("3", 10) }]);
    assert_eq!(docs.told(), ["2 Importing 10", "3 Importing 10"]);
}

#[test]
fn the_history_of_a_collection_is_told_on_request() {
    let mut docs = Follower::of_collection();
    docs.set.with_ended();
    docs.list(vec![record("1", JobState::Completed, 100)]);
    docs.answer_job("1", Ok(full(&record("1", JobState::Completed, 100))));
    assert_eq!(docs.told(), ["1 Completed 100", "1 ended Completed"]);
}

#[test]
fn a_collection_that_cannot_be_listed_is_an_error() {
    let mut docs = Follower::of_collection();
    docs.answer_list(Err(fault(ErrorCode::NotFound)));
    assert_eq!(docs.told(), ["NotFound"]);
    assert_eq!(docs.question(), None);
}

#[test]
fn a_job_may_be_added_and_removed_and_is_followed_once() {
    let mut two = Follower::of_two();
    two.set.add("2", false, two.now);
    assert_eq!(two.set.job_ids().len(), 2);
    assert!(two.set.remove("2", two.now) && !two.set.remove("2", two.now));
    assert_eq!(two.job(), "1");
    two.answer_job("1", Ok(full(&record("1", JobState::Uncommitted, 99))));
    assert_eq!(two.told(), ["1 ended Uncommitted"]);
    assert_eq!(two.question(), None);
}

#[tokio::test(start_paused = true)]
async fn the_stream_keeps_to_the_budget() {
    let done = answer(200, r#"{"code":0,"data":{"state":"Completed","progress":100}}"#);
    let (client, script) = client(&[done]);
    let mut watch = client.watch_many(["1", "2", "", "2", "3"], &WaitOptions::default());
    let mut ended = Vec::new();
    while let Some(event) = watch.next().await {
        if let JobEvent::Ended { job_id, outcome } = event.unwrap() {
            ended.push((job_id, outcome.map_err(|error| error.code()).map(|last| last.state)));
        }
    }
    ended.sort_by(|one, other| one.0.cmp(&other.0));
    let completed = |job_id: &str| (job_id.to_owned(), Ok(JobState::Completed));
    assert_eq!(ended[1..], ["1", "2", "3"].map(completed));
    assert_eq!(ended[0], (String::new(), Err(ErrorCode::InvalidArgument)));
    let asked = script.asked.lock().unwrap();
    assert_eq!(asked.len(), 3);
    assert!(asked.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(100)));
}

#[test]
fn a_collection_without_a_name_is_refused() {
    let mut set = Set::of_collection("", &WaitOptions::default(), Duration::from_secs(5));
    let now = Instant::now();
    assert_eq!(set.step(now), Step::Tell);
    assert!(set.pop().unwrap().unwrap_err().message().starts_with("collection_name is empty"));
    assert_eq!(set.step(now), Step::Ended);
}

#[test]
fn answers_that_name_no_state_end_the_job_after_a_minute() {
    let mut one = Follower::of(&["1"]);
    let started = one.now;
    while one.now - started < Duration::from_secs(60) {
        assert_eq!(one.job(), "1");
        one.answer_job("1", Ok(full(&record("1", JobState::Unknown, 0))));
    }
    assert_eq!(one.told().last().map(String::as_str), Some("1 ended UnexpectedResponse"));
}
