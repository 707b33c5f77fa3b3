//! `load`: from files of this machine to rows, against the emulator, which counts what it is told to read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use milvus_import_emulator::{Emulator, EmulatorBuilder};
use milvus_import_tests::milvus::Server;

use crate::s3::S3;
use crate::storing::{write_ids, write_schema, write_vectors};
use crate::support::{Ran, Running, command, finish};

const ROWS: usize = 10;

/// Files of this machine, the folder that the server reads, and what else a load needs.
struct Stage {
    folder: tempfile::TempDir,
    schema: String,
    files: Vec<String>,
}

impl Stage {
    fn new(files: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let schema = write_schema(folder.path());
        fs::create_dir(folder.path().join("storage")).unwrap();
        let files: Vec<_> = (0..files).map(|number| folder.path().join(format!("{number}.parquet"))).collect();
        for file in &files {
            write_ids(file, 1, ROWS);
        }
        let files = files.iter().map(|file| file.display().to_string()).collect();
        Self { folder, schema, files }
    }

    fn storage(&self) -> PathBuf {
        self.folder.path().join("storage")
    }

    /// Cuts one file in half, as a copy that broke off leaves it.
    fn break_file(&self, number: usize) {
        let bytes = fs::read(&self.files[number]).unwrap();
        fs::write(&self.files[number], &bytes[..bytes.len() / 2]).unwrap();
    }

    fn command(&self, server: &Emulator, options: &[&str]) -> Command {
        let (storage, ledger) = (format!("file://{}", self.storage().display()), self.ledger());
        let mut args = vec!["load", "--collection", "books", "--storage", &storage];
        args.extend(["--ledger", ledger.to_str().unwrap(), "--files-per-job", "2"]);
        args.extend(options.iter().copied().chain(self.files.iter().map(String::as_str)));
        if !options.contains(&"--skip-check") {
            args.extend(["--schema", &self.schema]);
        }
        let mut command = command(&args);
        command.env("MILVUS_URI", server.uri());
        command
    }

    fn load(&self, server: &Emulator, options: &[&str]) -> Ran {
        finish(self.command(server, options))
    }

    fn ledger(&self) -> PathBuf {
        self.folder.path().join("books.jsonl")
    }
}

fn quick() -> EmulatorBuilder {
    Emulator::builder().speed(100.0).require_files(true)
}

/// The rows of all jobs that did not fail: each file's once.
fn rows(server: &Emulator) -> u64 {
    let jobs = server.jobs();
    let files = jobs.iter().filter(|job| job.state != "Failed").flat_map(|job| &job.files);
    let mut paths: Vec<_> = files.clone().flat_map(|file| &file.paths).collect();
    paths.sort();
    assert!(paths.windows(2).all(|pair| pair[0] != pair[1]), "{paths:?}");
    files.map(|file| file.total_rows).sum()
}

#[test]
fn files_become_rows_by_one_command() {
    let (stage, server) = (Stage::new(20), quick().start_blocking().unwrap());
    let ran = stage.load(&server, &[]);
    assert_eq!((ran.code, rows(&server)), (0, 200), "{ran:?}");
    assert!(ran.stderr.contains("20 files sent, "), "{ran:?}");
    assert!(ran.stderr.contains("20 of 20 files are imported: 200 rows"), "{ran:?}");
    assert!(ran.stderr.contains("the files have 200 rows, and as many were imported\n"), "{ran:?}");
    assert!(stage.storage().join("books/19.parquet").is_file());

    let again = stage.load(&server, &[]);
    assert_eq!((again.code, rows(&server)), (0, 200), "{again:?}");
    assert!(again.stderr.contains("0 files sent, 0 B; 20 were there\n"), "{again:?}");
    assert!(again.stderr.contains("20 of 20 files are imported, all of them before\n"), "{again:?}");
    assert!(again.stderr.contains("the files have 200 rows, and as many were imported\n"), "{again:?}");
}

#[test]
fn a_bad_file_is_told_before_anything_is_sent_or_started() {
    let (stage, server) = (Stage::new(20), quick().start_blocking().unwrap());
    stage.break_file(7);
    let ran = stage.load(&server, &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let told: Vec<_> = ran.stdout.lines().filter(|line| line.contains(&stage.files[7])).collect();
    assert!(told.len() == 1 && ran.stdout.lines().count() == 1, "{ran:?}");
    assert!(ran.stderr.contains("nothing was sent and no import was started"), "{ran:?}");
    assert!(server.jobs().is_empty() && fs::read_dir(stage.storage()).unwrap().next().is_none());

    // Without the check the server tells, and the other files are imported.
    let ran = stage.load(&server, &["--skip-check", "--skip-bad-files"]);
    assert_eq!((ran.code, rows(&server)), (1, 190), "{ran:?}");
    assert!(ran.stdout.contains("failed to read the file"), "{ran:?}");
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let (stage, server) = (Stage::new(3), quick().start_blocking().unwrap());
    let ran = stage.load(&server, &["--dry-run"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let target = stage.storage().join("books/2.parquet").display().to_string();
    let line = ran.stdout.lines().last().unwrap();
    assert!(line.starts_with(&format!("{} to {target} (", stage.files[2])), "{ran:?}");
    assert!(ran.stderr.ends_with("3 files would be imported into books; nothing was sent and no import was started\n"));
    assert!(server.jobs().is_empty() && !Path::new(&target).exists() && !stage.ledger().exists());
    stage.break_file(1);
    assert_eq!(stage.load(&server, &["--dry-run"]).code, 1);
}

#[test]
fn a_load_that_is_killed_while_it_imports_goes_on_with_the_same_command() {
    let (stage, server) =
        (Stage::new(40), Emulator::builder().speed(50.0).require_files(true).start_blocking().unwrap());
    let options = ["--jobs-in-flight", "2"];
    let mut first = Running::start(stage.command(&server, &options));
    let ended = (0..).map(|_| first.line()).filter(|line| line.contains(" Completed ")).take(4).count();
    assert_eq!(ended, 4);
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    assert!(rows(&server) < 400);

    let second = stage.load(&server, &options);
    assert_eq!((second.code, rows(&server)), (0, 400), "{second:?}");
    assert!(second.stderr.contains("0 files sent, 0 B; 40 were there\n"), "{second:?}");
    assert!(second.stderr.contains("the files have 400 rows, and as many were imported\n"), "{second:?}");
}

#[test]
fn a_load_that_is_killed_while_it_sends_goes_on_with_the_same_command() {
    let (s3, stage) = (S3::start(), Stage::new(0));
    // The emulator knows no S3, and makes up the rows of files that it does not find.
    let server = Emulator::builder().speed(100.0).start_blocking().unwrap();
    let (file, ledger) = (stage.folder.path().join("large.parquet"), stage.ledger());
    write_ids(&file, 12, 1 << 20);
    let args = ["load", "--collection", "books", "--storage", "s3://imports/root", "--skip-check"];
    let load = || {
        let mut command = command(&args);
        command.args(["--ledger", ledger.to_str().unwrap(), file.to_str().unwrap()]).env("MILVUS_URI", server.uri());
        s3.environment(&mut command);
        command
    };
    s3.stand_still_after(3);
    let mut first = Running::start(load());
    s3.wait_for_parts(11);
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    assert!(server.jobs().is_empty());
    s3.go_on();
    s3.take_requests("");

    let second = finish(load());
    assert_eq!(second.code, 0, "{second:?}");
    assert!((9..=10).contains(&s3.take_requests("PUT").len()));
    assert!(fs::read(&file).unwrap() == fs::read(s3.object("root/books/large.parquet")).unwrap());
    let paths: Vec<_> = server.jobs().iter().flat_map(|job| job.files.clone()).flat_map(|file| file.paths).collect();
    assert_eq!(paths, ["root/books/large.parquet"]);
}

#[test]
fn rows_that_are_missing_are_told() {
    let (stage, server) =
        (Stage::new(2), Emulator::builder().speed(100.0).require_files(true).start_blocking().unwrap());
    assert_eq!(stage.load(&server, &[]).code, 0);
    // The file has more rows now than the job imported.
    write_ids(Path::new(&stage.files[1]), 2, ROWS);
    let ran = stage.load(&server, &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains(" difference: its files have 30 rows, and 20 were imported\n"), "{ran:?}");
    assert!(ran.stdout.contains("books/1.parquet has 20 rows, and 10 were imported\n"), "{ran:?}");
}

/// The collection that [`Server::create_collection`] makes.
const DOCS: &str = r#"{"collectionName":"docs","autoId":true,"enableDynamicField":true,"fields":[
    {"name":"id","type":"Int64","primaryKey":true,"autoId":true,"params":[]},
    {"name":"vector","type":"FloatVector","primaryKey":false,"params":[{"key":"dim","value":"4"}]}]}"#;

#[test]
fn of_twenty_files_on_a_real_milvus_the_bad_one_is_told_before_the_start() {
    let server = Server::start().unwrap();
    server.create_collection("docs", 4).unwrap();
    let stage = Stage::new(0);
    let path = |name: &str| stage.folder.path().join(name).display().to_string();
    let (schema, ledger) = (path("docs.json"), path("docs.jsonl"));
    fs::write(&schema, DOCS).unwrap();
    let files: Vec<_> = (1..=20).map(|number| path(&format!("{number}.parquet"))).collect();
    for file in &files {
        write_vectors(Path::new(file), 100);
    }
    let whole = fs::read(&files[6]).unwrap();
    fs::write(&files[6], &whole[..whole.len() / 2]).unwrap();
    let (uri, storage) = (server.management_uri(), format!("file://{}", stage.storage().display()));
    let load = |options: &[&str], files: &[String]| {
        let mut command = command(&["load", "--collection", "docs", "--api", "milvus-2.3", "--uri", &uri]);
        command.args(["--storage", &storage, "--jobs-in-flight", "4", "--timeout", "5m", "--schema", &schema]);
        command.args(options).args(files);
        command
    };
    let told = finish(load(&["--ledger", &ledger], &files));
    assert_eq!(told.code, 1, "{told:?}");
    assert!(told.stdout.contains(&files[6]) && told.stdout.lines().count() == 1, "{told:?}");
    assert!(!stage.storage().join("docs").exists());

    // Without the check the server tells.
    let ran = finish(load(&["--skip-check"], &files[6..7]));
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains(" Failed "), "{ran:?}");

    // Mended, and killed while it imports: each row is there once.
    fs::write(&files[6], &whole).unwrap();
    let mut first = Running::start(load(&["--ledger", &ledger], &files));
    let ended = (0..).map(|_| first.line()).filter(|line| line.contains(" Completed ")).take(4).count();
    assert_eq!(ended, 4);
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    let second = finish(load(&["--ledger", &ledger], &files));
    assert_eq!(second.code, 0, "{second:?}");
    assert!(second.stderr.contains("0 files sent, 0 B; 20 were there\n"), "{second:?}");
    assert!(second.stderr.contains("the files have 2,000 rows, and as many were imported\n"), "{second:?}");
    let list = finish(command(&["list", "--json", "--api", "milvus-2.3", "--uri", &uri, "--state", "Completed"]));
    assert_eq!(list.json_lines().len(), 20, "{list:?}");
}
