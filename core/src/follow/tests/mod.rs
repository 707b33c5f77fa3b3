//! Whole follows against scripted answers, on a clock that jumps.

mod limits;
mod outages;

use tokio::time::Instant;

use super::{Event, WaitOptions};
use crate::protocol::Response;
use crate::script::{answer, busy, client as follow};
use crate::{Error, ErrorCode, JobState, Result};

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
async fn watch_ends_after_the_last_change_and_after_an_error() {
    for last in [job("Completed", 100), unknown()] {
        let (client, _) = follow(&[job("Importing", 50), last]);
        let mut watch = client.watch("7", &WaitOptions::default());
        assert!(watch.next().await.is_some_and(|change| change.is_ok()));
        assert!(watch.next().await.is_some());
        assert!(watch.next().await.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn a_watch_is_a_stream_that_can_be_left_and_gone_on_with() {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    use futures_core::Stream;

    let (client, script) = follow(&[job("Importing", 50), job("Importing", 60), job("Completed", 100)]);
    let mut watch = pin!(client.watch("7", &WaitOptions::default()));
    let mut seen = Vec::new();
    seen.push(poll_fn(|cx| watch.as_mut().poll_next(cx)).await.unwrap().unwrap().progress);
    // Begun as a stream, ended as a call.
    assert!(poll_fn(|cx| Poll::Ready(watch.as_mut().poll_next(cx))).await.is_pending());
    seen.push(watch.next().await.unwrap().unwrap().progress);
    assert!(!watch.has_ended());
    seen.push(poll_fn(|cx| watch.as_mut().poll_next(cx)).await.unwrap().unwrap().progress);
    assert!(poll_fn(|cx| watch.as_mut().poll_next(cx)).await.is_none() && watch.has_ended());
    assert_eq!((seen, script.asked.lock().unwrap().len()), (vec![50, 60, 100], 3));
}
