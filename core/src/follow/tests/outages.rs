//! Faults before and after a job's first good answer.

use std::slice;
use std::time::Duration;

use super::*;

const NO_ROUTE: &str = "404 page not found";

fn denied() -> Response {
    answer(401, r#"{"code":1800,"message":"user hasn't authenticated"}"#)
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
async fn what_ends_a_first_request_is_an_outage_after_a_good_answer() {
    for fault in [
        answer(404, NO_ROUTE),
        answer(200, "<html>maintenance</html>"),
        answer(200, r#"{"code":0,"data":{"jobId":"7","sta"#),
        answer(200, r#"{"code":0}"#),
        answer(200, r#"{"code":5,"message":"internal error"}"#),
        answer(200, r#"{"code":65535,"message":"find no available datacoord, check datacoord state"}"#),
        answer(500, r#"{"code":500}"#),
        answer(407, "<html>proxy</html>"),
        denied(),
        answer(403, r#"{"code":65535,"message":"permission deny"}"#),
    ] {
        let first = wait(slice::from_ref(&fault), WaitOptions::default()).await.0;
        assert!(first.is_err());
        let answers = [job("Importing", 50), fault.clone(), fault.clone(), job("Completed", 100)];
        let (end, seen, _) = wait(&answers, WaitOptions::default()).await;
        assert_eq!((end, seen), (Ok(JobState::Completed), vec![50, 100]), "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_that_lasts_ends_with_its_own_error() {
    let started = Instant::now();
    let (client, _) = follow(&[job("Importing", 50), answer(404, NO_ROUTE)]);
    let error = client.wait("7", &WaitOptions::default(), |_| ()).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), (ErrorCode::Unsupported, Some(404)));
    assert_eq!(error.progress().map(|progress| progress.progress), Some(50));
    assert!(started.elapsed() >= Duration::from_secs(300));
}

#[tokio::test(start_paused = true)]
async fn what_only_the_caller_can_mend_ends_at_once() {
    let mut redirect = answer(302, "");
    redirect.headers.insert("location", "http://elsewhere/".parse().unwrap());
    let bad = answer(200, r#"{"code":1100,"message":"parse job id failed: invalid parameter"}"#);
    for (fault, code) in [(redirect, ErrorCode::Redirected), (bad, ErrorCode::InvalidArgument)] {
        let (end, _, asked) = wait(&[job("Importing", 50), fault], WaitOptions::default()).await;
        assert_eq!((end.unwrap_err().code(), asked.len()), (code, 2));
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_has_worked_is_refused_for_seconds_before_it_counts() {
    let started = Instant::now();
    let (end, _, asked) = wait(&[job("Importing", 50), denied()], WaitOptions::default()).await;
    assert_eq!(end.unwrap_err().code(), ErrorCode::Unauthenticated);
    assert!(asked.len() >= 4, "a refusal and two more looks: {asked:?}");
    assert!((5..15).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());

    let (end, _, asked) = wait(&[denied()], WaitOptions::default()).await;
    assert_eq!((end.unwrap_err().code(), asked.len()), (ErrorCode::Unauthenticated, 1));
}

#[tokio::test(start_paused = true)]
async fn a_job_has_vanished_when_a_second_look_finds_it_unknown_too() {
    let (client, script) = follow(&[job("Importing", 50), unknown()]);
    let error = client.wait("7", &WaitOptions::default(), |_| ()).await.unwrap_err();
    assert_eq!((error.code(), error.server_code()), (ErrorCode::Vanished, Some(2101)));
    assert_eq!(error.progress().map(|progress| progress.progress), Some(50));
    let asked = script.asked.lock().unwrap().clone();
    assert_eq!((asked.len(), asked[2] - asked[1]), (3, Duration::from_secs(2)));

    let back = [job("Importing", 50), unknown(), job("Importing", 60), unknown(), job("Completed", 100)];
    assert_eq!(wait(&back, WaitOptions::default()).await.0, Ok(JobState::Completed));
    // A fault in between proves neither.
    let unclear = [job("Importing", 50), unknown(), answer(502, ""), job("Completed", 100)];
    assert_eq!(wait(&unclear, WaitOptions::default()).await.0, Ok(JobState::Completed));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_job_is_not_found_at_once_unless_this_client_has_just_created_it() {
    let (end, _, asked) = wait(&[unknown()], WaitOptions::default()).await;
    assert_eq!((end.unwrap_err().code(), asked.len()), (ErrorCode::JobNotFound, 1));

    let created = answer(200, r#"{"code":0,"data":{"jobId":"7"}}"#);
    for (later, expected) in
        [(job("Completed", 100), Ok(JobState::Completed)), (unknown(), Err(ErrorCode::JobNotFound))]
    {
        let (client, _) = follow(&[created.clone(), unknown(), unknown(), later]);
        let files = vec![vec!["a.parquet".to_owned()]];
        let import = crate::BulkImport { collection_name: "c".to_owned(), files, ..Default::default() };
        let job_id = client.bulk_import(&import).await.unwrap().job_id;
        let end = client.wait(&job_id, &WaitOptions::default(), |_| ()).await;
        assert_eq!(end.map(|progress| progress.state).map_err(|error| error.code()), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn answers_without_a_state_end_a_wait_after_a_minute_and_named_ones_do_not() {
    let without = |state: &str| answer(200, &format!(r#"{{"code":0,"data":{{"jobId":"7",{state}"progress":50}}}}"#));
    for state in ["", r#""state":"","#, r#""state":"None","#, r#""state":"unknown import job state","#] {
        let started = Instant::now();
        let (end, _, _) = wait(&[job("Importing", 50), without(state)], WaitOptions::default()).await;
        let error = end.unwrap_err();
        assert_eq!(error.code(), ErrorCode::UnexpectedResponse, "{state}");
        assert!(error.message().contains("no state"), "{error}");
        assert!((60..80).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
        let passing = [without(state), job("Completed", 100)];
        assert_eq!(wait(&passing, WaitOptions::default()).await.0, Ok(JobState::Completed));
    }
    let options = WaitOptions { timeout: Some(Duration::from_secs(3600)), ..WaitOptions::default() };
    let (end, _, _) = wait(&[without(r#""state":"Compacting","#)], options).await;
    assert_eq!(end.unwrap_err().code(), ErrorCode::Timeout);
}

/// What a watch tells, with times left out: changes as percentages, outages as the texts of their errors.
async fn events(answers: &[Response]) -> (Vec<String>, Option<Error>) {
    let (client, _) = follow(answers);
    let mut watch = client.watch("7", &WaitOptions::default());
    let mut told = Vec::new();
    while let Some(event) = watch.next_event().await {
        match event {
            Ok(Event::Progress(progress)) => told.push(progress.progress.to_string()),
            Ok(Event::Outage(outage)) => {
                let error = outage.to_error();
                assert_eq!((error.code(), error.message()), (outage.fault().code(), &*outage.to_string()));
                assert_eq!(error.progress().map(|last| last.progress), Some(50));
                told.push(outage.to_string());
            }
            Ok(Event::Recovered) => told.push("recovered".to_owned()),
            Err(error) => return (told, Some(error)),
        }
    }
    (told, None)
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_told_at_every_look_and_so_is_its_end() {
    let down = answer(502, "");
    let (told, error) = events(&[job("Importing", 50), down.clone(), down.clone(), job("Completed", 100)]).await;
    assert_eq!(error, None);
    let [first, outage, again, recovered, last] = &*told else { panic!("{told:?}") };
    assert_eq!((&**first, &**recovered, &**last), ("50", "recovered", "100"));
    assert!(
        outage.starts_with("no good answer for 0 s: ") && outage.contains("cannot be reached behind its proxy"),
        "{outage}"
    );
    assert!(outage.ends_with("; trying for another 5:00"), "{outage}");
    assert!(again.ends_with("; trying for another 4:59"), "{again}");

    let (told, _) = events(&[job("Importing", 50), down, job("Importing", 50), job("Completed", 100)]).await;
    assert_eq!((told.len(), &*told[2], &*told[3]), (4, "recovered", "100"), "without news too: {told:?}");
}

#[tokio::test(start_paused = true)]
async fn the_error_of_an_outage_says_where_the_job_stood_and_what_to_do() {
    let (told, error) = events(&[job("Importing", 50), answer(502, "")]).await;
    let (error, looks) = (error.unwrap(), told.len());
    let text = error.message();
    let standing = "job 7 stood at 50 %, Importing (loading) when the server last answered; no good answer for 5:0";
    assert!(text.starts_with(standing), "{text}");
    assert!(text.contains(&format!(", {looks} attempts: the server cannot be reached")), "{text}");
    assert!(text.ends_with("; the import may go on meanwhile: wait again once the server answers"), "{text}");
    assert_eq!((error.attempts() as usize, error.http_status(), error.retryable()), (looks, Some(502), true));
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("cannot be reached"));
}
