//! Many jobs followed at once, over a socket.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use milvus_import::{Api, Client, ErrorCode, JobEvent, JobState, Result, WaitOptions};
use milvus_import_emulator::{Emulator, Fault, JobSpec, Script, Server};

fn jobs(emulator: &Emulator, count: usize) -> Vec<String> {
    (0..count).map(|_| emulator.add_job(JobSpec::default())).collect()
}

/// How each job ended; twice is a fault.
fn ends(events: impl Iterator<Item = Result<JobEvent>>) -> BTreeMap<String, Result<JobState, ErrorCode>> {
    let mut ends = BTreeMap::new();
    for event in events {
        if let JobEvent::Ended { job_id, outcome } = event.unwrap() {
            let outcome = outcome.map(|last| last.state).map_err(|error| error.code());
            assert_eq!(ends.insert(job_id, outcome), None);
        }
    }
    ends
}

#[test]
fn jobs_are_followed_to_their_ends_by_few_requests() {
    let emulator = Emulator::builder().speed(0.0).start_blocking().unwrap();
    let mut job_ids = jobs(&emulator, 30);
    let script = Script::fail(50, "no such file");
    job_ids.push(emulator.add_job(JobSpec { script, ..JobSpec::default() }));
    let client = Client::builder(emulator.uri()).build_blocking().unwrap();
    let mut seen = BTreeSet::new();
    let asked = job_ids.iter().map(String::as_str).chain(["99"]);
    let events = client.watch_many(asked, &WaitOptions::default()).inspect(|event| {
        if let Ok(JobEvent::Progress(progress)) = event {
            // Once all have been seen under way there is an outage, and they come to their ends.
            if seen.insert(progress.job_id.clone()) && seen.len() == job_ids.len() {
                emulator.inject(Fault::status(503, "no upstream").times(2));
                emulator.advance(Duration::from_secs(3600));
            }
        }
    });
    let ends = ends(events);
    assert_eq!(ends.len(), 32);
    assert_eq!(ends["99"], Err(ErrorCode::JobNotFound));
    assert_eq!(ends.values().filter(|end| **end == Ok(JobState::Completed)).count(), 30);
    assert_eq!(ends.values().filter(|end| **end == Err(ErrorCode::ImportFailed)).count(), 1);
    let requests = emulator.requests();
    let lists = requests.iter().filter(|request| request.path.ends_with("/list")).count();
    assert!((2..10).contains(&lists) && requests.len() < 60, "{lists} lists of {} requests", requests.len());
}

#[test]
fn a_list_of_pages_is_walked_through() {
    let emulator = Emulator::builder().server(Server::ZillizV2).speed(0.0).start_blocking().unwrap();
    let job_ids = jobs(&emulator, 15);
    let client = Client::builder(emulator.uri()).api(Api::ZillizV2).cluster_id("in01-0123456789abcde");
    let client = client.build_blocking().unwrap();
    let mut lists = 0;
    let events = client.watch_many(&job_ids, &WaitOptions::default()).inspect(|_| {
        let asked = emulator.requests().iter().filter(|request| request.path.ends_with("/list")).count();
        if asked > 0 && lists == 0 {
            emulator.advance(Duration::from_secs(3600));
        }
        lists = asked;
    });
    let ends = ends(events);
    assert_eq!((ends.len(), ends.values().filter(|end| **end == Ok(JobState::Completed)).count()), (15, 15));
}

#[tokio::test]
async fn the_jobs_of_a_collection_are_found_by_its_name() {
    let emulator = Emulator::builder().speed(20.0).start().await.unwrap();
    let job_ids = jobs(&emulator, 3);
    let collection = emulator.jobs()[0].collection_name.clone();
    let client = Client::builder(emulator.uri()).build().unwrap();
    let mut watch = client.watch_collection(&collection, &WaitOptions::default());
    let mut events = Vec::new();
    while let Some(event) = watch.next().await {
        events.push(event);
    }
    let ends = ends(events.into_iter());
    assert_eq!(ends.len(), job_ids.len());
    assert!(ends.values().all(|end| *end == Ok(JobState::Completed)));
}

#[test]
fn a_deadline_ends_each_job_and_a_cancel_all() {
    let emulator = Emulator::builder().speed(0.0).start_blocking().unwrap();
    let job_ids = jobs(&emulator, 3);
    let client = Client::builder(emulator.uri()).build_blocking().unwrap();
    let mut options = WaitOptions::default();
    options.timeout = Some(Duration::from_millis(500));
    let ends = ends(client.watch_many(&job_ids, &options));
    assert_eq!(ends.into_values().collect::<Vec<_>>(), [Err(ErrorCode::Timeout); 3]);

    let token = milvus_import::CancelToken::new();
    token.cancel();
    let mut watch = client.cancellable(&token).watch_many(&job_ids, &WaitOptions::default());
    assert_eq!(watch.next().unwrap().unwrap_err().code(), ErrorCode::Cancelled);
    assert!(watch.next().is_none());
}
