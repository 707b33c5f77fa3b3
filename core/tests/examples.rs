//! The examples do what they say.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::process::{Command, Output};
use std::time::Duration;

use milvus_import_emulator::{Emulator, Fault, JobSpec};

/// `cargo test` builds the examples of a package too, into the folder beside that of its tests; with `--test` alone it does not.
fn run(example: &str, arguments: &[&str]) -> Output {
    let test = std::env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("examples").join(example);
    let mut command = Command::new(program);
    command.args(arguments).env_remove("MILVUS_URI").env_remove("MILVUS_TOKEN");
    command.output().unwrap()
}

fn lines(output: &Output) -> Vec<&str> {
    assert!(output.status.success(), "{output:?}");
    str::from_utf8(&output.stdout).unwrap().lines().collect()
}

#[test]
fn import() {
    let emulator = Emulator::builder().speed(40.0).start_blocking().unwrap();
    let output = run("import", &[&emulator.uri(), "books", "books/1.parquet"]);
    let printed = lines(&output);
    assert!(printed[0].bytes().all(|byte| byte.is_ascii_digit()), "{printed:?}");
    assert_eq!(printed[printed.len() - 2..], ["100 % done", "100000 rows"]);
    let refused = run("import", &[&emulator.uri(), "books", "books/1.txt"]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("1.txt"), "{refused:?}");
}

#[test]
fn outages() {
    let emulator = Emulator::builder().speed(40.0).start_blocking().unwrap();
    let job_id = emulator.add_job(JobSpec::default());
    emulator.inject(Fault::status(503, "no upstream").times(2));
    let output = run("outages", &[&emulator.uri(), &job_id]);
    let printed = lines(&output);
    assert!(printed.iter().any(|line| line.starts_with("no good answer for")), "{printed:?}");
    assert!(printed.contains(&"the server answers again"), "{printed:?}");
    assert_eq!(printed.last(), Some(&"Completed"));
}

#[test]
fn list() {
    let emulator = Emulator::builder().start_blocking().unwrap();
    let mut job_ids: Vec<_> = (0..3).map(|_| emulator.add_job(JobSpec::default())).collect();
    let output = run("list", &[&emulator.uri()]);
    let mut listed: Vec<_> =
        lines(&output).into_iter().map(|line| line.split('"').nth(3).unwrap().to_owned()).collect();
    job_ids.sort();
    listed.sort();
    assert_eq!(listed, job_ids);
}

#[test]
fn threads() {
    let emulator = Emulator::builder().speed(40.0).start_blocking().unwrap();
    let job_ids: Vec<_> = (0..3).map(|_| emulator.add_job(JobSpec::default())).collect();
    let uri = emulator.uri();
    let output = run("threads", &[&[&uri[..]], &job_ids.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat());
    let mut printed = lines(&output);
    printed.sort_unstable();
    let mut expected: Vec<_> = job_ids.iter().map(|job_id| format!("{job_id}: Completed")).collect();
    expected.sort();
    assert_eq!(printed, expected);
}

#[test]
fn collection() {
    let emulator = Emulator::builder().speed(0.0).start_blocking().unwrap();
    let of_books = || JobSpec { collection_name: "books".to_owned(), ..JobSpec::default() };
    let job_ids = [emulator.add_job(of_books()), emulator.add_job(of_books())];
    let output = std::thread::scope(|scope| {
        let running = scope.spawn(|| run("collection", &[&emulator.uri(), "books"]));
        // With the second list the first has been answered, and the jobs are known to be under way.
        let lists = emulator.watch_requests().into_iter().filter(|request| request.path.ends_with("/list"));
        assert_eq!(lists.take(2).count(), 2);
        emulator.advance(Duration::from_secs(3600));
        running.join().unwrap()
    });
    let printed = lines(&output);
    for job_id in &job_ids {
        assert!(printed.contains(&format!("{job_id}: Completed").as_str()), "{printed:?}");
    }
}
