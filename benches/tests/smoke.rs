//! The benchmarks run and get right answers; their timings decide nothing.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::process::Command;

const SERVER: &str = env!("CARGO_BIN_EXE_milvus-import-benches");

/// Runs a benchmark, which has to say of at least so many scenarios that they work.
fn smoke(program: &str, scenarios: usize) {
    let run =
        Command::new(program).arg("--smoke").env("DEV", "1").env("MILVUS_IMPORT_BENCHES", SERVER).output().unwrap();
    let shown = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{shown}");
    assert!(shown.lines().filter(|line| line.starts_with("ok ")).count() >= scenarios, "{shown}");
}

#[test]
fn every_benchmark_runs() {
    smoke(SERVER, 8);
}

/// That of Go is run by `bindings-go/test.sh`.
#[test]
fn every_benchmark_of_the_c_library_runs() {
    smoke(concat!(env!("CARGO_MANIFEST_DIR"), "/c/run.sh"), 12);
}
