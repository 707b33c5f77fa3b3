//! The benchmarks run and get right answers; their timings decide nothing.

use std::process::Command;

#[test]
fn every_benchmark_runs() {
    let run = Command::new(env!("CARGO_BIN_EXE_milvus-import-benches")).arg("--smoke").output().unwrap();
    let shown = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{shown}");
    assert!(shown.lines().filter(|line| line.starts_with("ok ")).count() >= 8, "{shown}");
}
