//! Deadlines, stalls, and what the server asks for.

use std::time::Duration;

use super::*;
use crate::{Api, Client};

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
async fn a_job_that_stands_still_ends_the_wait_after_a_day_unless_it_may_for_ever() {
    let (day, mut options) = (Duration::from_secs(24 * 3600), WaitOptions::default());
    let (client, _) = follow(&[job("Importing", 80)]);
    let started = Instant::now();
    let error = client.wait("7", &options, |_| ()).await.unwrap_err();
    assert_eq!((error.code(), started.elapsed()), (ErrorCode::Stalled, day));
    assert!(error.message().starts_with("job 7 has not changed for 24:00:00: it stood at 80 %"), "{error}");

    (options.timeout, options.stall_timeout) = (Some(2 * day), Some(Duration::MAX));
    let error = client.wait("7", &options, |_| ()).await.unwrap_err();
    assert_eq!((error.code(), started.elapsed()), (ErrorCode::Timeout, 3 * day));
}

#[tokio::test(start_paused = true)]
async fn waits_as_long_as_the_server_asks_for() {
    let (_, _, asked) = wait(&[job("Importing", 50), busy("40"), job("Completed", 100)], WaitOptions::default()).await;
    assert_eq!(asked[2] - asked[1], Duration::from_secs(40));
}

#[tokio::test(start_paused = true)]
async fn a_busy_caller_is_no_stall() {
    let (client, _) = follow(&[job("Importing", 70), job("Importing", 75), job("Completed", 100)]);
    let options = WaitOptions { stall_timeout: Some(Duration::from_secs(30)), ..WaitOptions::default() };
    let mut watch = client.watch("7", &options);
    let mut seen = Vec::new();
    while let Some(change) = watch.next().await {
        seen.push(change.unwrap().progress);
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    assert_eq!(seen, [70, 75, 100]);
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_no_stall() {
    let (client, _) = follow(&[job("Importing", 70), answer(502, "<html>")]);
    let options = WaitOptions { stall_timeout: Some(Duration::from_secs(30)), ..WaitOptions::default() };
    let error = client.wait("7", &options, |_| ()).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), (ErrorCode::Unavailable, Some(502)));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_in_an_outage_tells_of_the_outage() {
    for (good, says) in [(vec![job("Importing", 80)], "it stood at 80 %"), (vec![], "the server gave no good answer")] {
        let (client, _) = follow(&[good, vec![answer(503, "no healthy upstream")]].concat());
        let options = WaitOptions { timeout: Some(Duration::from_secs(3)), ..WaitOptions::default() };
        let error = client.wait("7", &options, |_| ()).await.unwrap_err();
        assert_eq!((error.code(), error.http_status()), (ErrorCode::Timeout, Some(503)), "{error}");
        assert!(error.message().contains(says) && error.message().contains("no good answer for"), "{error}");
        assert!(!error.message().contains("goes on"), "{error}");
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("no healthy upstream"), "{cause}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_for_more_time_than_there_is_ends_the_wait_at_once() {
    for (options, first, expected) in [
        (WaitOptions { timeout: Some(Duration::from_secs(60)), ..WaitOptions::default() }, "61", 1),
        (WaitOptions::default(), "301", 1),
        (WaitOptions { timeout: Some(Duration::from_secs(60)), ..WaitOptions::default() }, "50", 60),
        (WaitOptions::default(), "18446744073709551615", 1),
        (WaitOptions::default(), "99999999999999999999999999", 1),
    ] {
        let started = Instant::now();
        let (end, _, _) = wait(&[job("Importing", 50), busy(first)], options).await;
        assert!(end.is_err());
        assert!(started.elapsed() <= Duration::from_secs(expected), "{first}: {:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn the_date_of_a_retry_after_counts_from_the_answers_own_date() {
    let mut busy = busy("Fri, 31 Dec 1999 23:59:59 GMT");
    busy.headers.insert("date", "Fri, 31 Dec 1999 23:59:19 GMT".parse().unwrap());
    let (_, _, asked) = wait(&[job("Importing", 50), busy, job("Completed", 100)], WaitOptions::default()).await;
    assert_eq!(asked[2] - asked[1], Duration::from_secs(40));
}

#[tokio::test(start_paused = true)]
async fn limits_of_any_size_are_taken_and_zero_is_refused() {
    let most = Some(Duration::MAX);
    let options = WaitOptions { timeout: most, stall_timeout: most, fault_budget: most };
    let answers = [job("Importing", 1), answer(502, ""), job("Importing", 1), job("Completed", 100)];
    assert_eq!(wait(&answers, options).await.0, Ok(JobState::Completed));
    for options in [
        WaitOptions { timeout: Some(Duration::ZERO), ..WaitOptions::default() },
        WaitOptions { stall_timeout: Some(Duration::ZERO), ..WaitOptions::default() },
    ] {
        let (end, _, asked) = wait(&[job("Completed", 100)], options).await;
        let error = end.unwrap_err();
        assert_eq!((error.code(), asked.len()), (ErrorCode::InvalidArgument, 0));
        assert!(error.message().contains("timeout is zero"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn waits_on_zilliz_cloud_share_ten_requests_a_second() {
    let (_, script) = follow(&[job("Importing", 50)]);
    let client = Client::builder("http://localhost:2").api(Api::ZillizV2).cluster_id("in01").build().unwrap();
    let client = client.with_transport(script.clone());
    let options = WaitOptions { timeout: Some(Duration::from_secs(30)), ..WaitOptions::default() };
    let waits = (0..50).map(|_| {
        let (client, options) = (client.clone(), options.clone());
        tokio::spawn(async move { client.wait("7", &options, |_| ()).await.unwrap_err().code() })
    });
    for wait in waits.collect::<Vec<_>>() {
        assert_eq!(wait.await.unwrap(), ErrorCode::Timeout);
    }
    let asked = script.asked.lock().unwrap();
    assert!((290..=301).contains(&asked.len()), "{}", asked.len());
    // The clock goes by whole milliseconds.
    assert!(asked.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(98)));
}
