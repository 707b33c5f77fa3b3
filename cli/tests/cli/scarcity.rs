//! A machine that gives no file descriptor and no thread: an error that a retry can help, and never a panic.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::process::Command;

use milvus_import_emulator::{Emulator, JobSpec};

use crate::support::{Ran, VARIABLES, finish};

/// Runs the program from a shell that has set a limit. The program is `$0`.
fn limited(mut shell: Command, limit: &str, program: &str, args: &[&str]) -> Ran {
    shell.args(["-c", &format!(r#"{limit}; exec "$0" "$@""#), program]).args(args);
    for variable in VARIABLES {
        shell.env_remove(variable);
    }
    finish(shell)
}

#[test]
fn without_file_descriptors_a_call_is_unavailable() {
    let server = Emulator::builder().start_blocking().unwrap();
    let (id, uri) = (server.add_job(JobSpec::default()), server.uri());
    let args = ["progress", &id, "--json", "--retry", "0", "--uri", &uri];
    let mut codes = Vec::new();
    // Below 4 the program itself cannot be loaded.
    for files in 4..16 {
        let ran =
            limited(Command::new("bash"), &format!("ulimit -n {files}"), env!("CARGO_BIN_EXE_milvus-import"), &args);
        if ran.code != 0 {
            let error = ran.json_error();
            assert_eq!(
                (error["code"].as_str(), error["retryable"].as_bool()),
                (Some("Unavailable"), Some(true)),
                "{ran:?}"
            );
        }
        codes.push(ran.code);
    }
    assert!(codes.is_sorted_by(|a, b| a >= b) && codes.first() == Some(&5) && codes.last() == Some(&0), "{codes:?}");
}

#[test]
fn without_threads_a_call_runs_on_its_own_or_is_unavailable() {
    // Who may do everything has no limit of processes, and who may not must be able to read the program.
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("milvus-import");
    fs::copy(env!("CARGO_BIN_EXE_milvus-import"), &program).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let shell = || {
        let is_root = fs::metadata(folder.path()).unwrap().uid() == 0;
        let mut shell = Command::new(if is_root { "setpriv" } else { "bash" });
        if is_root {
            shell.args(["--reuid=65534", "--clear-groups", "bash"]);
        }
        shell
    };
    let server = Emulator::builder().start_blocking().unwrap();
    let id = server.add_job(JobSpec::default());
    let ran = |args: &[&str], host: &str| {
        let uri = server.uri().replace("127.0.0.1", host);
        let args = [args, &["--json", "--retry", "0", "--uri", &uri]].concat();
        limited(shell(), "ulimit -u 1", program.to_str().unwrap(), &args)
    };
    for args in [&["progress", &id][..], &["start", "--collection", "c", "a.parquet"]] {
        let answered = ran(args, "127.0.0.1");
        assert_eq!(answered.code, 0, "{answered:?}");
        let error = ran(args, "localhost").json_error();
        assert_eq!(
            (error["code"].as_str(), error["retryable"].as_bool()),
            (Some("Unavailable"), Some(true)),
            "{error}"
        );
        assert!(error["message"].as_str().unwrap().contains("no thread"), "{error}");
    }
}
