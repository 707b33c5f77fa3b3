//! `wait` for many imports: each end once, and one exit code for all.

use std::collections::BTreeMap;
use std::process::Stdio;

use milvus_import_emulator::{Emulator, JobPatch, JobSpec, Script};

use crate::support::{Running, ask, command, job, run, scripted, stopped};

fn to(progress: u64) -> JobPatch {
    JobPatch { progress: Some(progress), ..JobPatch::default() }
}

/// Two that are done, and one that has failed.
fn three(server: &Emulator) -> Vec<String> {
    let failed = scripted(50, Script::fail(20, "no such file"));
    [job(100), failed, job(100)].into_iter().map(|job| server.add_job(job)).collect()
}

#[test]
fn in_a_pipe_each_end_is_a_line_with_its_id() {
    let server = stopped().start_blocking().unwrap();
    let ids = three(&server);
    let ran = ask(&server, &["wait", &ids[0], &ids[1], &ids[2], &ids[0]]);
    assert_eq!(ran.code, 1);
    let mut lines: Vec<_> = ran.stdout.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines.len(), 3, "{ran:?}");
    assert!(lines[0].starts_with(&format!("{} [0:0", ids[0])) && lines[0].contains("Completed  100 %"), "{ran:?}");
    assert!(lines[1].starts_with(&ids[1]) && lines[1].ends_with("no such file"), "{ran:?}");
    assert_eq!(ran.stderr, "1 of 3 imports failed\n");
    let ran = ask(&server, &["wait", &ids[0], &ids[2]]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, "2 imports are done: 200,000 rows\n"));
}

#[test]
fn with_json_each_end_is_an_object() {
    let server = stopped().start_blocking().unwrap();
    let ids = three(&server);
    let ran = ask(&server, &["wait", "--json", &ids[0], &ids[1], "99"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    let ends: BTreeMap<_, _> =
        ran.json_lines().into_iter().map(|end| (end["job_id"].as_str().unwrap().to_owned(), end)).collect();
    assert_eq!(ends.len(), 3);
    assert!(ends[&ids[0]]["details"].is_array() && ends[&ids[0]]["state"] == "Completed");
    assert_eq!((&ends[&ids[1]]["state"], &ends[&ids[1]]["reason"]), (&"Failed".into(), &"no such file".into()));
    assert_eq!(ends["99"]["error"]["code"], "JobNotFound");
    assert_eq!(ask(&server, &["wait", "-q", &ids[0], "99"]).code, 3);
}

#[test]
fn the_jobs_of_a_collection_are_followed_as_they_come() {
    let server = stopped().start_blocking().unwrap();
    let of_docs = || JobSpec { collection_name: "docs".to_owned(), ..job(20) };
    let first = server.add_job(of_docs());
    server.add_job(job(20));
    let mut running = Running::start(command(&["wait", "--collection", "docs", "--uri", &server.uri()]));
    assert!(running.line().starts_with(&first));
    let second = server.add_job(of_docs());
    assert!(running.line().starts_with(&second));
    server.patch_job(&first, to(100));
    server.patch_job(&second, to(100));
    let ran = running.finish();
    assert_eq!(
        (ran.code, ran.stdout.lines().count(), ran.stderr.as_str()),
        (0, 2, "2 imports are done: 200,000 rows\n"),
        "{ran:?}"
    );
}

#[test]
fn ids_come_from_a_file_and_from_stdin() {
    let server = stopped().start_blocking().unwrap();
    let ids = three(&server);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ids.txt");
    std::fs::write(&file, format!("{}\n\n {} \n", ids[0], ids[2])).unwrap();
    let ran = ask(&server, &["wait", &format!("@{}", file.display())]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 2), "{ran:?}");
    let mut from_stdin = command(&["wait", "-", "--uri", &server.uri()]);
    from_stdin.stdin(Stdio::from(std::fs::File::open(&file).unwrap()));
    assert_eq!(Running::start(from_stdin).finish().stdout.lines().count(), 2);
    std::fs::write(&file, "\n").unwrap();
    for (word, part) in [(format!("@{}", file.display()), "no job ids"), ("@/none".to_owned(), "cannot be read")] {
        let ran = ask(&server, &["wait", &word]);
        assert!(ran.code == 2 && ran.error_line().contains(part), "{ran:?}");
    }
    assert_eq!(run(&["wait"]).code, 2);
}

#[test]
fn who_stops_early_names_what_goes_on() {
    let server = stopped().start_blocking().unwrap();
    let mut ids = three(&server);
    ids.push(server.add_job(job(20)));
    let ran = ask(&server, &["wait", "--fail-fast", &ids[1], &ids[3]]);
    assert_eq!(ran.code, 1);
    let says = format!("an import failed; these imports go on in the server: {} (milvus-import wait ID…)", ids[3]);
    assert!(ran.stderr.starts_with(&says), "{ran:?}");
    let ran = ask(&server, &["wait", "--timeout", "1", &ids[0], &ids[3]]);
    assert_eq!(ran.code, 4);
    assert!(
        ran.stdout.contains(&format!("{} [0:0", ids[3])) && ran.stdout.contains("has not ended within 1 s"),
        "{ran:?}"
    );
}

#[test]
#[cfg(unix)]
fn ctrl_c_names_what_goes_on() {
    let server = stopped().start_blocking().unwrap();
    let ids = [server.add_job(job(20)), server.add_job(job(20))];
    let mut running = Running::start(command(&["wait", &ids[0], &ids[1], "--uri", &server.uri()]));
    running.line();
    crate::interrupting::interrupt(&running.child);
    let ran = running.finish();
    assert_eq!(ran.code, 130);
    assert!(ran.stderr.starts_with("interrupted; these imports go on in the server: "), "{ran:?}");
    assert!(ids.iter().all(|id| ran.stderr.contains(id)), "{ran:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_terminal_shows_bars_and_totals_and_keeps_failures() {
    let server = stopped().start_blocking().unwrap();
    let mut ids = three(&server);
    ids.push(server.add_job(job(20)));
    let mut wait = command(&["wait", "--uri", &server.uri()]);
    wait.args(&ids).env("TERM", "xterm").env("NO_COLOR", "1");
    let mut terminal = crate::terminal::Terminal::start(wait, 100);
    let shown = terminal.until("3 ended, 1 failed, 1 Importing; 200,000 rows");
    assert!(shown.contains("no such file"), "{shown}");
    terminal.until("reading     20 % [");
    assert!(shown.contains(&format!("\u{1b}[2K{} ", ids[3])), "{shown:?}");
    server.patch_job(&ids[3], to(100));
    let (code, shown) = terminal.finish();
    assert_eq!(code, 1, "{shown}");
    assert!(shown.contains("1 of 4 imports failed"), "{shown}");
}
