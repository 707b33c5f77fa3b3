//! `start` for many files: jobs in a window, a ledger, and whatever ends the process in between.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use milvus_import_emulator::{Emulator, Fault, FaultKind, Script};
use milvus_import_tests::milvus::{Server, write_rows, write_rows_with_ids};

use crate::interrupting::interrupt;
use crate::support::{Ran, Running, ask, command, finish, run, stopped};

/// How many jobs that did not fail import each file.
fn imported(server: &Emulator) -> BTreeMap<String, usize> {
    let mut imported = BTreeMap::new();
    for job in server.jobs().iter().filter(|job| job.state != "Failed") {
        for path in job.files.iter().flat_map(|file| &file.paths) {
            *imported.entry(path.clone()).or_default() += 1;
        }
    }
    imported
}

fn assert_each_once(server: &Emulator, files: usize) {
    let imported = imported(server);
    assert!(imported.len() == files && imported.values().all(|times| *times == 1), "{imported:?}");
}

/// A list of so many files, a line each, as an argument.
fn list(folder: &Path, files: usize) -> String {
    let path = folder.join("files.txt");
    let lines: Vec<_> = (1..=files).map(|number| format!("data/{number}.parquet")).collect();
    fs::write(&path, lines.join("\n")).unwrap();
    format!("@{}", path.display())
}

fn ledger(folder: &Path) -> String {
    folder.join("import.jsonl").display().to_string()
}

#[test]
fn files_of_a_list_are_imported_by_jobs_of_modest_size() {
    let folder = tempfile::tempdir().unwrap();
    let server = Emulator::builder().speed(100.0).start_blocking().unwrap();
    let (ledger, files) = (ledger(folder.path()), list(folder.path(), 10));
    let args = ["start", "--collection", "docs", "--ledger", &ledger, "--files-per-job", "4", &files];
    let ran = ask(&server, &args);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains(" 4 files, data/1.parquet to data/4.parquet\n"), "{ran:?}");
    assert!(ran.stdout.contains(" 2 files, data/9.parquet to data/10.parquet\n"), "{ran:?}");
    assert!(ran.stderr.starts_with("10 of 10 files are imported: 1,000,000 rows"), "{ran:?}");
    assert_each_once(&server, 10);

    let again = ask(&server, &args);
    assert_eq!((again.code, server.jobs().len()), (0, 3));
    assert_eq!(again.stderr, "10 of 10 files are imported, all of them before\n");

    // Sets of NumPy files stay together, in a list from stdin too.
    let mut from_stdin = command(&["start", "--collection", "docs", "--files-per-job", "1", "--json", "-"]);
    from_stdin.env("MILVUS_URI", server.uri()).stdin(fs::File::open(numpy_list(folder.path())).unwrap());
    let ran = finish(from_stdin);
    let lines = ran.json_lines();
    let created: Vec<_> = lines.iter().filter(|line| line["event"] == "created").map(|line| &line["files"]).collect();
    assert_eq!(
        (ran.code, created),
        (0, vec![&serde_json::json!([["a.npy", "b.npy"]]), &serde_json::json!([["c,d.parquet"]])])
    );
}

fn numpy_list(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("numpy.txt");
    fs::write(&path, "a.npy, b.npy\n\nc,d.parquet\n").unwrap();
    path
}

#[test]
fn a_file_that_fails_is_told_and_the_others_go_on() {
    let server = Emulator::builder().speed(100.0).start_blocking().unwrap();
    server.script_next_job(Script::fail(30, "no such field: x, file=1.json"));
    let skipping = ["start", "--collection", "docs", "--skip-bad-files", "--json", "1.json", "2.json", "3.json"];
    let ran = ask(&server, &skipping);
    assert_eq!(ran.code, 1);
    let failed: Vec<_> = ran.json_lines().into_iter().filter(|line| line["state"] == "Failed").collect();
    assert_eq!((failed.len(), &failed[0]["reason"]), (1, &"no such field: x, file=1.json".into()));
    assert_eq!(imported(&server).into_keys().collect::<Vec<_>>(), ["2.json", "3.json"]);

    let refused = ask(&server, &["start", "--collection", "docs", "--files-per-job", "1", "4.json", "5.txt"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stdout.contains("] not imported: 5.txt: InvalidArgument: "), "{refused:?}");
    assert!(refused.stderr.starts_with("1 of 2 files are imported: "), "{refused:?}");
}

#[test]
fn a_create_without_an_answer_is_searched_for_and_that_is_said() {
    let server = Emulator::builder().speed(100.0).start_blocking().unwrap();
    server.inject(Fault::new(FaultKind::Reset).on_path("/create").with_effect().times(1));
    let ran = ask(&server, &["start", "--collection", "docs", "--files-per-job", "2", "1.json", "2.json"]);
    assert_eq!((ran.code, server.jobs().len()), (0, 1), "{ran:?}");
    let says = "] looking whether there is a job of 2 files, 1.json to 2.json, for up to a minute: Connect: ";
    assert!(ran.stdout.lines().next().unwrap().contains(says), "{ran:?}");
}

#[test]
fn a_process_that_is_killed_goes_on_with_the_same_command() {
    let folder = tempfile::tempdir().unwrap();
    let server = Emulator::builder().speed(50.0).start_blocking().unwrap();
    let (ledger, files) = (ledger(folder.path()), list(folder.path(), 200));
    let args = ["start", "--collection", "docs", "--ledger", &ledger, "--files-per-job", "5", &files, "--wait"];
    let mut killed = command(&args);
    killed.env("MILVUS_URI", server.uri());
    let mut first = Running::start(killed);
    // In the middle: some jobs are done, some run, most files have none.
    let ended = (0..).map(|_| first.line()).filter(|line| line.contains(" Completed ")).take(8).count();
    assert_eq!(ended, 8);
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    let made = imported(&server).len();
    assert!((40..200).contains(&made), "{made}");

    let second = ask(&server, &args);
    assert_eq!(second.code, 0, "{second:?}");
    assert!(second.stderr.starts_with("200 of 200 files are imported, "), "{second:?}");
    assert_each_once(&server, 200);
    let events = fs::read_to_string(&ledger).unwrap();
    assert_eq!(events.matches("\"event\":\"ended\"").count(), server.jobs().len());
}

#[test]
fn ctrl_c_names_the_jobs_that_go_on_and_leaves_the_ledger_whole() {
    let folder = tempfile::tempdir().unwrap();
    let server = stopped().start_blocking().unwrap();
    let (ledger, files) = (ledger(folder.path()), list(folder.path(), 4));
    let args = ["start", "--collection", "docs", "--ledger", &ledger, "--files-per-job", "2", &files];
    let mut command = command(&args);
    command.env("MILVUS_URI", server.uri());
    let mut running = Running::start(command);
    let created = (0..).map(|_| running.line()).filter(|line| line.contains(" 2 files, ")).take(2).count();
    assert_eq!(created, 2);
    interrupt(&running.child);
    let ran = running.finish();
    let ids: Vec<_> = server.jobs().into_iter().map(|job| job.job_id).collect();
    let says = format!("interrupted; these imports go on in the server: {} {} (", ids[0], ids[1]);
    assert_eq!(ran.code, 130);
    assert!(ran.stderr.starts_with(&says) && ran.stderr.ends_with("; the same command goes on from here\n"), "{ran:?}");

    server.advance(std::time::Duration::from_secs(3600));
    let again = ask(&server, &args);
    assert_eq!((again.code, server.jobs().len()), (0, 2), "{again:?}");
}

#[test]
fn fail_fast_ends_at_the_first_failure_and_names_what_goes_on() {
    let server = stopped().start_blocking().unwrap();
    server.script_next_job(Script::fail(0, "no such file"));
    let ran =
        ask(&server, &["start", "--collection", "docs", "--fail-fast", "--files-per-job", "1", "1.json", "2.txt"]);
    assert_eq!(ran.code, 1);
    let running: Vec<_> = server.jobs().into_iter().filter(|job| job.state != "Failed").map(|job| job.job_id).collect();
    assert!(
        ran.stderr.contains("an import failed; ")
            && ran.stderr.contains("; one more may just have been started: milvus-import list"),
        "{ran:?}"
    );
    assert!(running.iter().all(|job_id| ran.stderr.contains(job_id.as_str())), "{ran:?}");
}

#[test]
fn a_disk_that_is_full_starts_no_further_job() {
    let folder = tempfile::tempdir().unwrap();
    let server = stopped().start_blocking().unwrap();
    let (ledger, files) = (ledger(folder.path()), list(folder.path(), 40));
    // A limit of 1 kB a file stands for the disk: after a few jobs the ledger is full.
    let script = format!(
        "trap '' XFSZ; ulimit -f 1; exec \"$0\" start --collection docs --ledger {ledger} --files-per-job 2 {files}"
    );
    let mut command = Command::new("bash");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_milvus-import")]).stdin(Stdio::null());
    command.env("MILVUS_URI", server.uri());
    let ran = finish(command);
    let jobs = server.jobs();
    assert!((1..20).contains(&jobs.len()), "{ran:?}");
    assert_eq!(ran.code, 6, "{ran:?}");
    let error = ran.error_line();
    assert!(
        error.contains("cannot be written: File too large") && error.contains("no further job is started"),
        "{error}"
    );
    assert!(jobs.iter().all(|job| error.contains(&job.job_id)), "{error}");
}

#[test]
fn what_cannot_work_is_said_before_anything_is_started() {
    let folder = tempfile::tempdir().unwrap();
    let server = stopped().start_blocking().unwrap();
    let (ledger, empty) = (ledger(folder.path()), folder.path().join("empty.txt"));
    fs::write(&empty, "\n  \n").unwrap();
    let empty = format!("@{}", empty.display());
    let of = |args: &[&str]| {
        let ran: Ran = ask(&server, &[&["start", "--collection", "docs"], args].concat());
        assert_eq!(ran.code, 2, "{ran:?}");
        ran.error_line().to_owned()
    };
    assert!(of(&["--ledger", &ledger, "a.json", "b.json", "a.json"]).contains("a.json is listed twice"));
    assert!(of(&["--ledger", &ledger, &empty]).contains("there are no files in what was given"));
    assert!(of(&["@no/such/list"]).contains("the files cannot be read: No such file"));
    assert!(of(&["--files-per-job", "0", "a.json"]).contains("files-per-job is 0"));
    assert!(of(&["--files-per-job", "1025", "a.json"]).contains("the server takes 1024 at most"));
    let many: Vec<String> = (0..1025).map(|number| format!("{number}.json")).collect();
    assert!(of(&many.iter().map(String::as_str).collect::<Vec<_>>()).contains("give --files-per-job"));
    assert!(server.requests().is_empty());
    let ran = run(&["start", "--collection", "docs", "--retry-failed", "a.json"]);
    assert!(ran.code == 2 && ran.stderr.contains("--ledger"), "{ran:?}");
}

#[test]
fn of_twenty_files_on_a_real_milvus_the_bad_one_is_told() {
    let server = Server::start().unwrap();
    server.create_collection("docs", 4).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<_> = (1..=20).map(|number| folder.path().join(format!("{number}.json"))).collect();
    for (number, file) in files.iter().enumerate() {
        if number == 6 { write_rows_with_ids(file, 10) } else { write_rows(file, 100) }.unwrap();
    }
    let names: Vec<_> = files.iter().map(|file| file.to_str().unwrap()).collect();
    let ledger = ledger(folder.path());
    let uri = server.management_uri();
    let options = ["start", "--collection", "docs", "--api", "milvus-2.3", "--uri", &uri, "--ledger", &ledger];
    let window = ["--jobs-in-flight", "4", "--timeout", "5m"];
    let ran = run(&[&options[..], &window, &names].concat());
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(ran.stdout.matches(" Completed ").count(), 19, "{ran:?}");
    let reason = "the primary key 'id' is auto-generated, no need to provide: importing data failed";
    assert_eq!(ran.stdout.lines().filter(|line| line.ends_with(reason)).count(), 1, "{ran:?}");
    assert!(ran.stderr.starts_with("why 1 failed: the server makes the primary key 'id'"), "{ran:?}");
    assert!(ran.stderr.contains("\n19 of 20 files are imported: 1,900 rows"), "{ran:?}");

    let again = run(&[&options[..], &window, &names].concat());
    assert_eq!(again.code, 1);
    assert!(again.stdout.contains("7.json: ImportFailed: ") && again.stdout.contains(reason), "{again:?}");
    assert!(again.stdout.contains("(in an earlier run; --retry-failed starts it again)"), "{again:?}");
    assert!(again.stderr.starts_with("19 of 20 files are imported, all of them before"), "{again:?}");
}
