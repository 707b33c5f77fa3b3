//! Ctrl-C, and a reader of stdout that goes away.
#![cfg(unix)]

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use milvus_import_emulator::{Emulator, Fault};

use crate::support::{Running, command, finish, job, stopped};

/// What the terminal does on Ctrl-C.
pub(crate) fn interrupt(child: &Child) {
    send("-INT", child);
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn ctrl_c_and_sigterm_end_a_wait_with_130_and_says_that_the_import_goes_on() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(50));
    for (json, signal) in [(false, "-INT"), (true, "-INT"), (false, "-TERM")] {
        let mut command = command(&["wait", &id, "--uri", &server.uri()]);
        command.args(json.then_some("--json"));
        let mut running = Running::start(command);
        running.line();
        let pressed = Instant::now();
        send(signal, &running.child);
        let ran = running.finish();
        assert!(pressed.elapsed() < Duration::from_secs(2));
        assert_eq!(ran.code, 130);
        let says =
            format!("interrupted; the import goes on in the server: milvus-import wait {id} --uri {}", server.uri());
        if json {
            assert_eq!(ran.json_error()["message"], says.as_str());
        } else {
            assert_eq!((ran.stdout.as_str(), ran.stderr), ("", says + "\n"));
        }
    }
}

#[test]
fn ctrl_c_ends_a_call_that_the_server_does_not_answer() {
    let server = Emulator::builder().start_blocking().unwrap();
    server.inject(Fault::latency(Duration::from_secs(60)));
    let running = Running::start(command(&["start", "--collection", "c", "a.json", "--uri", &server.uri()]));
    while server.requests().is_empty() {
        std::thread::yield_now();
    }
    interrupt(&running.child);
    let ran = running.finish();
    assert_eq!(ran.code, 130);
    assert!(ran.stderr.contains("may have started the import all the same"), "{ran:?}");
}

#[test]
fn a_reader_that_went_away_is_no_panic() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(50));
    for args in [&["progress", &id][..], &["wait", &id], &["list", "--json"], &["completions", "bash"], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = command(args);
        command.env("MILVUS_URI", server.uri()).stdout(writer).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        drop(command);
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        let expected = if args == ["--help"] { 0 } else { 141 };
        assert_eq!(output.status.code(), Some(expected), "{args:?}");
    }
    // A live stdout, for comparison.
    let mut alive = command(&["progress", &id]);
    alive.env("MILVUS_URI", server.uri());
    assert_eq!(finish(alive).code, 0);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_not_the_servers_fault() {
    let mut full = command(&["--json", "completions", "bash"]);
    full.stdout(std::fs::File::options().write(true).open("/dev/full").unwrap()).stderr(Stdio::piped());
    let output = full.spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write to stdout"));
}
