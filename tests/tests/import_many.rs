//! Many files started as jobs and followed, over a socket, with a ledger on disk.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use milvus_import::blocking::{Client, WatchMany};
use milvus_import::{Api, BulkImport, ErrorCode, ImportManyOptions, JobEvent, JobState, WaitOptions};
use milvus_import_emulator::{Emulator, Fault, FaultKind, Script, Server};

fn emulator(server: &str) -> Emulator {
    let server: Server = server.parse().unwrap();
    Emulator::builder().server(server).speed(100.0).start_blocking().unwrap()
}

fn import(files: usize) -> BulkImport {
    let mut import = BulkImport::new("docs");
    import.files = (0..files).map(|number| vec![format!("{number}.parquet")]).collect();
    import
}

fn options(files_per_job: u32) -> ImportManyOptions {
    let mut options = ImportManyOptions::default();
    options.files_per_job = Some(files_per_job);
    options
}

fn with_ledger(options: ImportManyOptions, ledger: &Path) -> ImportManyOptions {
    let mut options = options;
    options.ledger = Some(ledger.to_owned());
    options
}

fn client(emulator: &Emulator) -> Client {
    milvus_import::Client::builder(emulator.uri()).build_blocking().unwrap()
}

fn start(emulator: &Emulator, import: &BulkImport, options: &ImportManyOptions) -> WatchMany {
    client(emulator).import_many(import, options, &WaitOptions::default()).unwrap()
}

/// What a run told.
#[derive(Debug, Default)]
struct Told {
    completed: usize,
    /// By job, with what its wait would have raised.
    failed: BTreeMap<String, String>,
    not_imported: BTreeMap<String, String>,
    skipped: usize,
    created: usize,
    searched: usize,
}

impl Told {
    fn files_not_imported(&self) -> Vec<&str> {
        self.not_imported.keys().map(String::as_str).collect()
    }
}

fn told(events: impl Iterator<Item = milvus_import::Result<JobEvent>>) -> Told {
    let mut told = Told::default();
    for event in events {
        match event.unwrap() {
            JobEvent::Created { .. } => told.created += 1,
            JobEvent::Ended { outcome: Ok(last), .. } => {
                assert_eq!(last.state, JobState::Completed);
                told.completed += 1;
            }
            JobEvent::Ended { job_id, outcome: Err(error) } => _ = told.failed.insert(job_id, error.to_string()),
            JobEvent::NotImported { files, error } => {
                told.not_imported.extend(files.into_iter().flatten().map(|file| (file, error.to_string())));
            }
            JobEvent::Searching { .. } => told.searched += 1,
            JobEvent::Skipped { files, .. } => told.skipped += files.len(),
            _ => {}
        }
    }
    told
}

/// How many jobs that did not fail import each file.
fn imported(emulator: &Emulator) -> BTreeMap<String, usize> {
    let mut imported = BTreeMap::new();
    for job in emulator.jobs().iter().filter(|job| job.state != "Failed") {
        for path in job.files.iter().flat_map(|file| &file.paths) {
            *imported.entry(path.clone()).or_default() += 1;
        }
    }
    imported
}

fn assert_once(emulator: &Emulator, files: usize) {
    let imported = imported(emulator);
    assert!(imported.len() == files && imported.values().all(|times| *times == 1), "{imported:?}");
}

#[test]
fn files_become_jobs_of_modest_size() {
    for server in ["milvus-2.6", "milvus-2.4", "milvus-3.0"] {
        let emulator = emulator(server);
        let told = told(start(&emulator, &import(10), &options(3)));
        assert_eq!((told.completed, told.created, emulator.jobs().len()), (4, 4, 4), "{server}");
        assert_once(&emulator, 10);
    }
}

#[test]
fn a_server_gets_more_time_for_more_files() {
    let emulator = emulator("milvus-2.6");
    for (files, seconds) in [(64, None), (72, Some("31")), (1024, Some("150"))] {
        emulator.clear_requests();
        told(start(&emulator, &import(files), &options(1024)));
        let requests = emulator.requests();
        let create = requests.iter().find(|request| request.path.ends_with("/create")).unwrap();
        assert_eq!(create.headers.get("request-timeout").map(String::as_str), seconds, "{files}");
    }
}

#[test]
fn a_server_s_limit_of_jobs_shrinks_the_window_and_loses_nothing() {
    let emulator = Emulator::builder().speed(100.0).job_duration(Duration::from_secs(100)).job_limit(2);
    let emulator = emulator.start_blocking().unwrap();
    let mut options = options(1);
    options.jobs_in_flight = Some(8);
    let told = told(start(&emulator, &import(12), &options));
    assert_eq!((told.completed, told.not_imported.len()), (12, 0));
    assert_once(&emulator, 12);
    let creates = emulator.requests().iter().filter(|request| request.path.ends_with("/create")).count();
    assert!((13..40).contains(&creates), "{creates}");
}

#[test]
fn zilliz_cloud_takes_many_urls_and_has_limits_too() {
    let emulator = Emulator::builder().server(Server::ZillizV2).speed(100.0).job_limit(2).start_blocking().unwrap();
    let client = milvus_import::Client::builder(emulator.uri()).api(Api::ZillizV2).cluster_id("in01-0123456789abcde");
    let mut import = BulkImport::new("docs");
    import.object_urls = (0..9).map(|number| vec![format!("s3://bucket/{number}.parquet?Signature=secret")]).collect();
    let folder = tempfile::tempdir().unwrap();
    let options = with_ledger(options(2), &folder.path().join("import.jsonl"));
    let events = client.build_blocking().unwrap().import_many(&import, &options, &WaitOptions::default()).unwrap();
    let told = told(events);
    assert_eq!((told.completed, told.not_imported.len()), (5, 0), "{told:?}");
    assert_eq!(emulator.jobs().len(), 5);
    let kept = fs::read_to_string(folder.path().join("import.jsonl")).unwrap();
    assert!(kept.contains("s3://bucket/8.parquet\"") && !kept.contains("secret"), "{kept}");
}

#[test]
fn a_deadline_tells_of_every_file_and_the_next_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let emulator = Emulator::builder().speed(0.0).start_blocking().unwrap();
    let mut options = with_ledger(options(2), &folder.path().join("import.jsonl"));
    options.jobs_in_flight = Some(2);
    let mut wait = WaitOptions::default();
    wait.timeout = Some(Duration::from_secs(1));
    let first = told(client(&emulator).import_many(&import(8), &options, &wait).unwrap());
    assert_eq!((first.created, first.failed.len(), first.not_imported.len()), (2, 2, 4), "{first:?}");
    assert!(first.failed.values().chain(first.not_imported.values()).all(|error| error.starts_with("Timeout: ")));
    let second = start(&emulator, &import(8), &options).inspect(|_| emulator.advance(Duration::from_secs(3600)));
    assert_eq!(told(second).completed, 4);
    assert_once(&emulator, 8);
}

#[test]
fn a_create_whose_answer_is_lost_is_found_in_the_list() {
    let emulator = emulator("milvus-2.5");
    emulator.inject(Fault::new(FaultKind::Reset).on_path("/create").with_effect().times(1));
    let told = told(start(&emulator, &import(6), &options(3)));
    assert_eq!((told.searched, told.completed, told.not_imported.len()), (1, 2, 0));
    assert_once(&emulator, 6);
    assert_eq!(emulator.jobs().len(), 2);
}

#[test]
fn where_the_server_knows_keys_the_same_create_is_sent_again() {
    let emulator = emulator("milvus-3.0");
    emulator.inject(Fault::new(FaultKind::Reset).on_path("/create").with_effect().times(2));
    let mut options = options(3);
    options.has_idempotency = true;
    let told = told(start(&emulator, &import(6), &options));
    assert_eq!((told.completed, told.not_imported.len()), (2, 0));
    assert_once(&emulator, 6);
    let creates: Vec<_> = emulator.requests().into_iter().filter(|request| request.path.ends_with("/create")).collect();
    let keys: Vec<_> = creates.iter().map(|create| create.headers["idempotency-key"].clone()).collect();
    assert_eq!((keys.len(), &keys[0], &keys[1]), (4, &keys[1], &keys[2]));
    assert_ne!(keys[2], keys[3]);
}

#[test]
fn creates_that_never_succeed_are_given_up_and_it_is_said_that_there_may_be_a_job() {
    let emulator = emulator("milvus-3.0");
    emulator.inject(Fault::new(FaultKind::Reset).on_path("/create"));
    let mut options = options(2);
    options.has_idempotency = true;
    let mut wait = WaitOptions::default();
    wait.fault_budget = Some(Duration::from_secs(1));
    let told = told(client(&emulator).import_many(&import(5), &options, &wait).unwrap());
    assert_eq!((told.created, told.not_imported.len()), (0, 5));
    let unknown = |file: &str| told.not_imported[file].contains("it is not known whether these files have a job");
    assert!(unknown("0.parquet") && unknown("1.parquet") && !unknown("2.parquet"), "{told:?}");
}

#[test]
fn an_unknown_collection_ends_it_before_anything_is_started() {
    let emulator = Emulator::builder().collection("others").start_blocking().unwrap();
    let mut events = start(&emulator, &import(3), &options(1));
    let error = events.next().unwrap().unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
    assert!(events.next().is_none() && emulator.jobs().is_empty());
}

#[test]
fn a_run_goes_on_where_its_ledger_ends() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("import.jsonl");
    let emulator = Emulator::builder().speed(0.0).start_blocking().unwrap();
    let mut options = with_ledger(options(2), &ledger);
    options.jobs_in_flight = Some(3);
    // Three jobs of five run when the process goes away, in the middle of a line.
    let mut first = start(&emulator, &import(10), &options);
    let created = first.by_ref().filter(|event| matches!(event, Ok(JobEvent::Created { .. })));
    assert_eq!(created.take(3).count(), 3);
    let second = client(&emulator).import_many(&import(10), &options, &WaitOptions::default()).unwrap_err();
    assert_eq!(second.code(), ErrorCode::LedgerUnusable);
    assert!(second.message().contains("another run has the ledger"), "{second}");
    drop(first);
    let whole = fs::read(&ledger).unwrap();
    fs::write(&ledger, [&whole[..], b"{\"event\":\"ended\",\"pa"].concat()).unwrap();
    emulator.advance(Duration::from_secs(3600));

    let second = start(&emulator, &import(10), &options).inspect(|event| {
        if matches!(event, Ok(JobEvent::Created { .. })) {
            emulator.advance(Duration::from_secs(3600));
        }
    });
    let told_second = told(second);
    assert_eq!((told_second.created, told_second.completed), (5, 5), "{told_second:?}");
    assert_once(&emulator, 10);

    // A third time there is nothing to do, and more files can be added.
    let requests = emulator.requests().len();
    let third = told(start(&emulator, &import(10), &options));
    assert_eq!((third.skipped, third.created, emulator.requests().len()), (10, 0, requests));
    let fourth = start(&emulator, &import(12), &options).inspect(|_| emulator.advance(Duration::from_secs(3600)));
    assert_eq!(told(fourth).completed, 1);
    assert_once(&emulator, 12);
}

#[test]
fn a_ledger_of_something_else_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("import.jsonl");
    let emulator = emulator("milvus-2.6");
    let options = with_ledger(options(2), &ledger);
    told(start(&emulator, &import(2), &options));
    let refusal = |client: &Client, import: &BulkImport, options: &ImportManyOptions| {
        let error = client.import_many(import, options, &WaitOptions::default()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidArgument);
        error.message().to_owned()
    };
    let here = client(&emulator);
    let mut other = import(2);
    other.collection_name = "others".to_owned();
    let said = refusal(&here, &other, &options);
    assert_eq!(said, "the ledger is of another collection: docs, not others; use another file for this one");
    let there = milvus_import::Client::builder("http://127.0.0.1:1").build_blocking().unwrap();
    assert!(refusal(&there, &import(2), &options).starts_with("the ledger is of another server: http://127.0.0.1:"));
    let elsewhere = milvus_import::Client::builder(emulator.uri()).db_name("db2").build_blocking().unwrap();
    assert!(refusal(&elsewhere, &import(2), &options).contains("another database: none, not db2"));
    let mut atomic = options.clone();
    atomic.atomic = true;
    assert!(refusal(&here, &import(2), &atomic).contains("atomic or not as it was begun"));

    fs::write(&ledger, "{\"event\":\"begun\"}\n").unwrap();
    assert!(refusal(&here, &import(2), &options).starts_with("line 1 of "));
    fs::write(&ledger, "my notes\n").unwrap();
    assert!(refusal(&here, &import(2), &options).contains("is none of a ledger"));
    assert_eq!(fs::read(&ledger).unwrap(), b"my notes\n");
    let no_file = refusal(&here, &import(2), &with_ledger(options.clone(), Path::new("/dev/null")));
    assert_eq!(no_file, "the ledger /dev/null is no ordinary file: name one");
    let nowhere = with_ledger(options, &folder.path().join("no/such/folder"));
    let error = here.import_many(&import(2), &nowhere, &WaitOptions::default()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::LedgerUnusable);
}

#[test]
fn what_failed_is_started_again_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let emulator = emulator("milvus-2.6");
    let mut options = with_ledger(options(2), &folder.path().join("import.jsonl"));
    emulator.script_next_job(Script::fail(30, "value of field 'x' is missed"));
    let first = told(start(&emulator, &import(4), &options));
    assert_eq!((first.completed, first.failed.len()), (1, 1));

    let second = told(start(&emulator, &import(4), &options));
    assert_eq!((second.skipped, second.created, second.not_imported.len()), (2, 0, 2));
    let why = &second.not_imported["0.parquet"];
    assert!(why.contains("value of field 'x' is missed (in an earlier run; retry_failed starts it again)"), "{why}");

    options.retry_failed = true;
    let third = told(start(&emulator, &import(4), &options));
    assert_eq!((third.skipped, third.completed, third.not_imported.len()), (2, 1, 0));
    assert_once(&emulator, 4);
}

#[test]
fn a_bad_file_is_left_out_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let emulator = emulator("milvus-2.6");
    let mut options = with_ledger(options(5), &folder.path().join("import.jsonl"));
    options.skip_bad_files = true;
    emulator.script_next_job(Script::fail(30, "value of field 'x' is missed, file=3.parquet"));
    let first = told(start(&emulator, &import(5), &options));
    assert_eq!((first.completed, first.created, first.failed.len()), (1, 2, 1));
    assert_eq!(
        imported(&emulator).into_keys().collect::<Vec<_>>(),
        ["0.parquet", "1.parquet", "2.parquet", "4.parquet"]
    );
    let second = told(start(&emulator, &import(5), &options));
    assert_eq!((second.skipped, second.files_not_imported()), (4, vec!["3.parquet"]));

    // A file that the server refuses at once: the others go on too.
    let mut texts = import(3);
    texts.files[1] = vec!["1.txt".to_owned()];
    options.ledger = None;
    let third = told(start(&emulator, &texts, &options));
    assert_eq!((third.completed, third.files_not_imported()), (1, vec!["1.txt"]));
}

#[test]
fn all_are_committed_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let emulator = emulator("milvus-3.0");
    let mut options = options(2);
    options.atomic = true;
    let good = told(start(&emulator, &import(6), &with_ledger(options.clone(), &folder.path().join("good.jsonl"))));
    assert_eq!((good.completed, good.failed.len()), (3, 0), "{good:?}");
    let requests = emulator.requests();
    let of = |route: &str| requests.iter().filter(|request| request.path.ends_with(route)).count();
    assert_eq!((of("/commit"), of("/abort")), (3, 0));

    emulator.reset();
    emulator.script_next_job(Script::fail(50, "no such file"));
    let bad = told(start(&emulator, &import(6), &with_ledger(options.clone(), &folder.path().join("bad.jsonl"))));
    assert_eq!((bad.completed, bad.failed.len() + bad.not_imported.len() / 2), (0, 3), "{bad:?}");
    assert!(emulator.jobs().iter().all(|job| job.state == "Failed"), "{:?}", emulator.jobs());
    let again = client(&emulator).import_many(
        &import(7),
        &with_ledger(options, &folder.path().join("bad.jsonl")),
        &WaitOptions::default(),
    );
    assert!(again.unwrap_err().message().contains("the ledger's atomic import is aborted"));
}

#[test]
fn a_job_that_is_found_after_another_failed_is_aborted_too() {
    let server: Server = "milvus-3.0".parse().unwrap();
    let emulator = Emulator::builder().server(server).speed(0.0).start_blocking().unwrap();
    emulator.script_next_job(Script::fail(10, "no such file"));
    let requests = emulator.watch_requests();
    let mut options = options(1);
    options.atomic = true;
    let told = std::thread::scope(|scope| {
        let told = scope.spawn(|| {
            told(start(&emulator, &import(2), &options).inspect(|event| {
                if matches!(event, Ok(JobEvent::Created { .. })) && emulator.jobs().len() == 1 {
                    emulator.inject(Fault::new(FaultKind::Reset).on_path("/create").with_effect().times(1));
                }
            }))
        });
        // The second job shows no files yet when it is looked for; when it does, the first one has failed.
        let mut creates = 0;
        requests.iter().find(|request| {
            creates += usize::from(request.path.ends_with("/create"));
            creates == 2 && request.path.ends_with("/list")
        });
        emulator.advance(Duration::from_secs(3600));
        told.join().unwrap()
    });
    assert_eq!((told.completed, told.created, told.failed.len()), (0, 2, 2), "{told:?}");
    assert!(emulator.jobs().iter().all(|job| job.state == "Failed"), "{:?}", emulator.jobs());
}

#[test]
fn nothing_is_committed_while_the_end_of_one_job_is_not_known() {
    let folder = tempfile::tempdir().unwrap();
    let server: Server = "milvus-3.0".parse().unwrap();
    let emulator = Emulator::builder().server(server).speed(0.0).start_blocking().unwrap();
    let lasting = |seconds| Script { duration: Some(seconds), ..Script::default() };
    emulator.script_next_job(lasting(1));
    emulator.script_next_job(lasting(100_000));
    let mut options = with_ledger(options(1), &folder.path().join("import.jsonl"));
    options.atomic = true;
    let mut wait = WaitOptions::default();
    wait.stall_timeout = Some(Duration::from_secs(1));
    let first = client(&emulator).import_many(&import(2), &options, &wait).unwrap().inspect(|_| {
        if emulator.jobs().iter().all(|job| job.progress < 50) && emulator.jobs().len() == 2 {
            emulator.advance(Duration::from_secs(60));
        }
    });
    let first = told(first);
    assert_eq!((first.completed, first.failed.len()), (0, 2), "{first:?}");
    assert!(first.failed.values().all(|error| error.starts_with("Stalled: ")), "{first:?}");
    assert!(first.failed.values().any(|error| error.contains("is left Uncommitted, since not all jobs")), "{first:?}");
    assert!(emulator.requests().iter().all(|request| !request.path.ends_with("/commit")));

    // The server takes no commit for as long as faults are borne: the jobs are told of, and the next run goes on.
    emulator.advance(Duration::from_secs(100_000));
    emulator.inject(Fault::status(503, "no upstream").on_path("/commit"));
    wait.fault_budget = Some(Duration::from_secs(1));
    let second = told(client(&emulator).import_many(&import(2), &options, &wait).unwrap());
    assert_eq!((second.completed, second.failed.len()), (0, 2), "{second:?}");
    emulator.clear_faults();
    let third = start(&emulator, &import(2), &options).inspect(|_| emulator.advance(Duration::from_secs(60)));
    assert_eq!(told(third).completed, 2);
}

#[test]
fn a_run_that_ended_between_a_failure_and_the_abort_of_all_does_not_commit_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("import.jsonl");
    let server: Server = "milvus-3.0".parse().unwrap();
    let emulator = Emulator::builder().server(server).speed(0.0).start_blocking().unwrap();
    let mut options = with_ledger(options(1), &ledger);
    options.atomic = true;
    let mut first = start(&emulator, &import(2), &options);
    let created = first.by_ref().filter(|event| matches!(event, Ok(JobEvent::Created { .. })));
    assert_eq!(created.take(2).count(), 2);
    drop(first);
    let failed = "{\"event\":\"ended\",\"part\":1,\"state\":\"Failed\",\"reason\":\"no such file\",\"time\":\"\"}\n";
    fs::write(&ledger, fs::read_to_string(&ledger).unwrap() + failed).unwrap();
    emulator.advance(Duration::from_secs(3600));

    let second = told(start(&emulator, &import(2), &options).inspect(|_| emulator.advance(Duration::from_secs(60))));
    assert_eq!((second.completed, second.failed.len(), second.files_not_imported()), (0, 1, vec!["0.parquet"]));
    let requests = emulator.requests();
    let of = |route: &str| requests.iter().filter(|request| request.path.ends_with(route)).count();
    assert_eq!((of("/commit"), of("/abort")), (0, 1));
}

#[test]
fn a_run_that_goes_on_makes_a_job_of_each_file_where_the_server_takes_no_more() {
    let (folder, server) = (tempfile::tempdir().unwrap(), emulator("milvus-2.3"));
    let options = with_ledger(ImportManyOptions::default(), &folder.path().join("ledger.jsonl"));
    let run = |files| {
        let client = milvus_import::Client::builder(server.uri()).api(Api::Milvus23).build_blocking().unwrap();
        told(client.import_many(&import(files), &options, &WaitOptions::default()).unwrap())
    };
    assert_eq!(run(1).completed, 1);
    let second = run(4);
    assert_eq!((second.skipped, second.completed, server.jobs().len()), (1, 3, 4), "{second:?}");
}
