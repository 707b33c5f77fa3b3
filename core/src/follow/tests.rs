//! Whole follows against scripted answers, on a clock that jumps.

use std::collections::VecDeque;
use std::slice;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use super::WaitOptions;
use crate::client::{Answer, Transport};
use crate::model::Operation;
use crate::protocol::{Request, Response};
use crate::{Client, Error, ErrorCode, JobState, Result};

/// Plays answers in order, the last one for ever, and notes when each was asked for.
struct Script {
    answers: Mutex<VecDeque<Response>>,
    asked: Mutex<Vec<Instant>>,
}

impl Transport for Script {
    fn send<'a>(&'a self, _: Operation, _: &'a Request) -> Answer<'a> {
        self.asked.lock().unwrap().push(Instant::now());
        let mut answers = self.answers.lock().unwrap();
        let next = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(async move { next.ok_or_else(|| Error::new(ErrorCode::Internal, "no script")) })
    }
}

fn follow(answers: &[Response]) -> (Client, Arc<Script>) {
    let script = Arc::new(Script { answers: Mutex::new(answers.to_vec().into()), asked: Mutex::default() });
    let client = Client::builder("http://localhost:1").build().unwrap().with_transport(script.clone());
    (client, script)
}

fn answer(status: u16, body: &str) -> Response {
    Response { status, body: body.to_owned().into(), ..Response::default() }
}

fn job(state: &str, progress: i32) -> Response {
    answer(200, &format!(r#"{{"code":0,"data":{{"jobId":"7","state":"{state}","progress":{progress}}}}}"#))
}

fn unknown() -> Response {
    answer(200, r#"{"code":2101,"message":"import job does not exist, jobID=7: importing data failed"}"#)
}

async fn wait(answers: &[Response], options: WaitOptions) -> (Result<JobState>, Vec<u8>, Vec<Instant>) {
    let (client, script) = follow(answers);
    let mut seen = Vec::new();
    let end = client.wait("7", &options, |progress| seen.push(progress.progress)).await;
    let asked = script.asked.lock().unwrap().clone();
    (end.map(|progress| progress.state), seen, asked)
}

#[tokio::test(start_paused = true)]
async fn sees_every_change_once_and_ends_when_the_job_does() {
    let answers =
        [job("Pending", 0), job("Importing", 40), job("Importing", 40), job("Importing", 20), job("Completed", 100)];
    let (end, seen, asked) = wait(&answers, WaitOptions::default()).await;
    assert_eq!(end, Ok(JobState::Completed));
    assert_eq!(seen, [0, 40, 20, 100]);
    assert_eq!(asked.len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_failed_job_is_an_error_that_has_its_reason_and_progress() {
    let body = r#"{"code":0,"data":{"jobId":"7","state":"Failed","progress":0,"details":[{"fileName":"a"},{"fileName":"b","reason":"no field x"}]}}"#;
    let (client, _) = follow(&[job("Importing", 50), answer(200, body)]);
    let error = client.wait("7", &WaitOptions::default(), |_| ()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::ImportFailed);
    assert!(error.message().contains("no field x"), "{error}");
    assert_eq!(error.progress().map(|progress| progress.state), Some(JobState::Failed));
}

#[tokio::test(start_paused = true)]
async fn canceled_is_a_failure_and_uncommitted_a_success() {
    assert_eq!(
        wait(&[job("CANCELED", 50)], WaitOptions::default()).await.0.unwrap_err().code(),
        ErrorCode::ImportFailed
    );
    assert_eq!(wait(&[job("Uncommitted", 99)], WaitOptions::default()).await.0, Ok(JobState::Uncommitted));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_state_is_waited_for() {
    let (end, seen, _) = wait(&[job("Compacting", 60), job("Completed", 100)], WaitOptions::default()).await;
    assert_eq!((end, seen), (Ok(JobState::Completed), vec![60, 100]));
}

#[tokio::test(start_paused = true)]
async fn not_found_first_is_not_found_and_later_it_vanished() {
    assert_eq!(wait(&[unknown()], WaitOptions::default()).await.0.unwrap_err().code(), ErrorCode::JobNotFound);
    let (client, _) = follow(&[job("Importing", 50), unknown()]);
    let error = client.wait("7", &WaitOptions::default(), |_| ()).await.unwrap_err();
    assert_eq!((error.code(), error.server_code()), (ErrorCode::Vanished, Some(2101)));
    assert_eq!(error.progress().map(|progress| progress.progress), Some(50));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_a_wait_at_its_time_with_the_last_progress() {
    let (client, _) = follow(&[job("Importing", 80)]);
    let (started, timeout) = (Instant::now(), Duration::from_secs(60));
    let options = WaitOptions { timeout: Some(timeout), ..WaitOptions::default() };
    let error = client.wait("7", &options, |_| ()).await.unwrap_err();
    assert_eq!((error.code(), started.elapsed()), (ErrorCode::Timeout, timeout));
    assert_eq!(error.progress().map(|progress| progress.progress), Some(80));
    assert!(error.message().contains("80 %"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_stall_is_counted_from_the_last_change() {
    let (client, _) = follow(&[job("Importing", 70), job("Importing", 75), job("Importing", 80)]);
    let options = WaitOptions { stall_timeout: Some(Duration::from_secs(30)), ..WaitOptions::default() };
    let (mut changed, started) = (Instant::now(), Instant::now());
    let error = client.wait("7", &options, |_| changed = Instant::now()).await.unwrap_err();
    assert_eq!((error.code(), changed.elapsed()), (ErrorCode::Stalled, Duration::from_secs(30)));
    assert!(changed > started);
}

#[tokio::test(start_paused = true)]
async fn passing_faults_are_ridden_out_and_lasting_ones_are_told() {
    let starting = answer(200, r#"{"code":1,"message":"service not ready[proxy=1]: Initializing"}"#);
    let proxy = answer(502, "<html>Bad Gateway</html>");
    let answers = [job("Importing", 50), starting.clone(), proxy, job("Completed", 100)];
    assert_eq!(wait(&answers, WaitOptions::default()).await.0, Ok(JobState::Completed));

    let started = Instant::now();
    assert_eq!(
        wait(slice::from_ref(&starting), WaitOptions::default()).await.0.unwrap_err().code(),
        ErrorCode::Unavailable
    );
    assert!(started.elapsed() < Duration::from_secs(10), "before the first good answer the retry budget counts");

    let started = Instant::now();
    let (end, _, _) = wait(&[job("Importing", 50), starting], WaitOptions::default()).await;
    let error = end.unwrap_err();
    assert_eq!((error.code(), error.server_code()), (ErrorCode::Unavailable, Some(1)));
    assert_eq!(error.progress().map(|progress| progress.progress), Some(50));
    assert!(started.elapsed() >= Duration::from_secs(300));
}

#[tokio::test(start_paused = true)]
async fn a_fault_that_no_retry_helps_ends_at_once() {
    let denied = answer(401, r#"{"code":1800,"message":"user hasn't authenticated"}"#);
    let (end, _, asked) = wait(&[job("Importing", 50), denied], WaitOptions::default()).await;
    assert_eq!((end.unwrap_err().code(), asked.len()), (ErrorCode::Unauthenticated, 2));
}

#[tokio::test(start_paused = true)]
async fn waits_as_long_as_the_server_asks_for() {
    let mut busy = answer(429, "slow down");
    busy.headers.insert("retry-after", http::HeaderValue::from_static("40"));
    let (_, _, asked) = wait(&[job("Importing", 50), busy, job("Completed", 100)], WaitOptions::default()).await;
    assert_eq!(asked[2] - asked[1], Duration::from_secs(40));
}

#[tokio::test(start_paused = true)]
async fn watch_ends_after_the_last_change_and_after_an_error() {
    for last in [job("Completed", 100), unknown()] {
        let (client, _) = follow(&[job("Importing", 50), last]);
        let mut watch = client.watch("7", &WaitOptions::default());
        assert!(watch.next().await.is_some_and(|change| change.is_ok()));
        assert!(watch.next().await.is_some());
        assert!(watch.next().await.is_none());
    }
}
