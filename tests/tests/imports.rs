//! Whole imports on every server that the emulator plays.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use milvus_import::{
    Api, BulkImport, CancelToken, Client, ErrorCode, JobState, ListImportJobs, Phase, WaitOptions, blocking,
};
use milvus_import_emulator::{Emulator, JobSpec, Script};

fn start(server: &str, speed: f64) -> Emulator {
    Emulator::builder().server(server.parse().unwrap()).speed(speed).start_blocking().unwrap()
}

fn client(emulator: &Emulator, api: Api) -> blocking::Client {
    Client::builder(emulator.uri()).api(api).cluster_id("in01-1").build_blocking().unwrap()
}

/// Files under the names that the API generation has for them.
fn import(api: Api) -> BulkImport {
    let mut import = BulkImport::new("books");
    match api {
        Api::MilvusV2 => import.files = vec![vec!["a.parquet".into()], vec!["b.json".into()]],
        Api::Milvus23 => import.files = vec![vec!["/a.json".into()]],
        Api::ZillizV2 => import.object_urls = vec![vec!["s3://b/a.parquet".into()]],
        Api::ZillizV1 => import.object_url = Some("s3://b/a.parquet".into()),
        _ => unreachable!("what this imports is not told here"),
    }
    import
}

const SERVERS: [(&str, Api); 9] = [
    ("milvus-2.3", Api::Milvus23),
    ("milvus-2.4.0", Api::MilvusV2),
    ("milvus-2.4.12", Api::MilvusV2),
    ("milvus-2.4.13", Api::MilvusV2),
    ("milvus-2.5", Api::MilvusV2),
    ("milvus-2.6", Api::MilvusV2),
    ("milvus-3.0", Api::MilvusV2),
    ("zilliz-v2", Api::ZillizV2),
    ("zilliz-v1", Api::ZillizV1),
];

#[test]
fn an_import_is_followed_to_its_end_on_every_server() {
    for (server, api) in SERVERS {
        let emulator = start(server, 100.0);
        let client = client(&emulator, api);
        let job_id = client.bulk_import(&import(api)).unwrap().job_id;
        let mut seen = Vec::new();
        let done = client.wait(&job_id, &WaitOptions::default(), |progress| seen.push(progress.phase)).unwrap();
        assert_eq!(
            (done.state, done.progress, done.job_id.as_str()),
            (JobState::Completed, 100, job_id.as_str()),
            "{server}"
        );
        assert_eq!(seen.last(), Some(&Phase::Done), "{server}");
        let jobs = client.list_import_jobs(&ListImportJobs::default()).unwrap().jobs;
        assert!(jobs.iter().any(|job| job.job_id == job_id), "{server}: {jobs:?}");
    }
}

#[test]
fn a_failed_import_says_why_on_every_server() {
    for (server, api) in SERVERS {
        let emulator = start(server, 100.0);
        emulator.script_next_job(Script::fail(45, "value of field 'x' is missed"));
        let client = client(&emulator, api);
        let job_id = client.bulk_import(&import(api)).unwrap().job_id;
        let error = client.wait(&job_id, &WaitOptions::default(), |_| ()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::ImportFailed, "{server}: {error}");
        assert!(error.message().contains("value of field 'x' is missed"), "{server}: {error}");
    }
}

#[test]
fn a_job_that_nobody_knows_is_not_found_on_every_server() {
    for (server, api) in SERVERS {
        let emulator = start(server, 1.0);
        let error = client(&emulator, api).get_import_progress("999").unwrap_err();
        assert_eq!(error.code(), ErrorCode::JobNotFound, "{server}: {error}");
        assert!(error.server_message().is_some() && error.server_code().is_some(), "{server}: {error}");
    }
}

#[test]
fn odd_jobs_end_as_they_should() {
    let emulator = start("milvus-2.6", 100.0);
    let client = client(&emulator, Api::MilvusV2);
    let run = |script: Script, options: WaitOptions| {
        let job_id = emulator.add_job(JobSpec { script, ..JobSpec::default() });
        client.wait(&job_id, &options, |_| ()).map(|progress| progress.imported_rows).map_err(|error| error.code())
    };
    let patient = WaitOptions::default;
    let mut stalls = patient();
    stalls.stall_timeout = Some(Duration::from_millis(800));
    assert_eq!(
        run(Script { vanish_at: Some(50), duration: Some(100), ..Script::default() }, patient()),
        Err(ErrorCode::Vanished)
    );
    assert_eq!(run(Script { stall_at: Some(80), ..Script::default() }, stalls), Err(ErrorCode::Stalled));
    assert_eq!(run(Script { step_back_at: Some(60), ..Script::default() }, patient()), Ok(Some(100_000)));
    assert_eq!(run(Script { garbage_at: Some(80), ..Script::default() }, patient()), Ok(Some(100_000)));
    assert_eq!(
        run(Script { unknown_state: Some("Compacting".into()), ..Script::default() }, patient()),
        Ok(Some(100_000))
    );
    assert_eq!(run(Script { zero_rows: true, ..Script::default() }, patient()), Ok(Some(0)));
}

#[test]
fn an_uncommitted_job_waits_for_its_commit() {
    let emulator = start("milvus-3.0", 100.0);
    let client = client(&emulator, Api::MilvusV2);
    let mut held = import(Api::MilvusV2);
    held.options = BTreeMap::from([("auto_commit".into(), "false".into())]);
    for commit in [true, false] {
        let job_id = client.bulk_import(&held).unwrap().job_id;
        let held = client.wait(&job_id, &WaitOptions::default(), |_| ()).unwrap();
        assert_eq!((held.state, held.is_terminal()), (JobState::Uncommitted, false));
        if commit {
            client.commit_import(&job_id).unwrap();
            // The first answer may still be Uncommitted, which ends a wait.
            while client.wait(&job_id, &WaitOptions::default(), |_| ()).unwrap().state == JobState::Uncommitted {}
        } else {
            client.abort_import(&job_id).unwrap();
            let mut watch = client.watch(&job_id, &WaitOptions::default());
            assert!(watch.any(|change| change.is_ok_and(|progress| progress.state == JobState::Failed)));
        }
    }
    let by_itself = client.bulk_import(&import(Api::MilvusV2)).unwrap().job_id;
    let error = client.commit_import(&by_itself).unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidArgument, "{error}");
    let old = start("milvus-2.6", 1.0);
    let error = self::client(&old, Api::MilvusV2).commit_import("1").unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unsupported, "{error}");
}

#[test]
fn the_token_and_the_database_are_on_every_call() {
    let emulator =
        Emulator::builder().token("root:Milvus").database("default").database("shop").start_blocking().unwrap();
    let builder = || Client::builder(emulator.uri()).db_name("shop");
    let client = builder().token("root:Milvus").build_blocking().unwrap();
    let job_id = client.bulk_import(&import(Api::MilvusV2)).unwrap().job_id;
    client.get_import_progress(&job_id).unwrap();
    assert!(emulator.requests().iter().all(|request| request.headers["db-name"] == "shop"));
    let wrong = builder().token("root:wrong").build_blocking().unwrap();
    assert_eq!(wrong.get_import_progress(&job_id).unwrap_err().code(), ErrorCode::Unauthenticated);
    let nowhere = Client::builder(emulator.uri()).token("root:Milvus").db_name("nowhere").build_blocking().unwrap();
    assert_eq!(nowhere.bulk_import(&import(Api::MilvusV2)).unwrap_err().code(), ErrorCode::NotFound);
}

#[test]
fn sixty_four_threads_share_a_client() {
    let emulator = start("milvus-2.6", 0.0);
    let job_id = emulator.add_job(JobSpec::default());
    let client = client(&emulator, Api::MilvusV2);
    std::thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                for _ in 0..20 {
                    assert_eq!(client.get_import_progress(&job_id).unwrap().job_id, job_id);
                }
            });
        }
    });
    assert!(emulator.connections() < 64 * 20 / 4, "connections are kept alive");
}

#[test]
fn a_cancel_ends_every_call_at_once() {
    let emulator = start("milvus-2.6", 0.0);
    let job_id = emulator.add_job(JobSpec::default());
    let token = CancelToken::new();
    let client = client(&emulator, Api::MilvusV2).cancellable(&token);
    std::thread::scope(|scope| {
        // More than there are lanes, so that the overflow is cancelled too.
        let waits: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| client.wait(&job_id, &WaitOptions::default(), |_| token.cancel())))
            .collect();
        for wait in waits {
            assert_eq!(wait.join().unwrap().unwrap_err().code(), ErrorCode::Cancelled);
        }
    });
    assert_eq!(client.get_import_progress(&job_id).unwrap_err().code(), ErrorCode::Cancelled);
}

#[test]
fn a_check_ends_a_call_from_the_callers_own_thread() {
    let emulator = start("milvus-2.6", 0.0);
    let job_id = emulator.add_job(JobSpec::default());
    let caller = std::thread::current().id();
    let asked = AtomicU32::new(0);
    let check = move || {
        assert_eq!(std::thread::current().id(), caller);
        asked.fetch_add(1, Ordering::Relaxed) >= 2
    };
    let client = client(&emulator, Api::MilvusV2).interruptible(check);
    assert_eq!(client.wait(&job_id, &WaitOptions::default(), |_| ()).unwrap_err().code(), ErrorCode::Cancelled);
}
