//! Runs the test programs of `tests/c`: as they are, with gcc's sanitizers, and under valgrind.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use milvus_import_emulator::Emulator;
use milvus_import_tests::milvus::{Server, write_rows, write_rows_with_ids};

use crate::support::{compile, installed, run};

/// How a test program runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Mode {
    Plain,
    Sanitized,
    Valgrind,
}

/// Every block that is not freed is an error, whether or not something still points to it.
const VALGRIND: [&str; 6] = [
    "--quiet",
    "--error-exitcode=99",
    "--leak-check=full",
    "--show-leak-kinds=all",
    "--errors-for-leak-kinds=all",
    "--num-callers=30",
];

impl Mode {
    pub(crate) const ALL: [Self; 3] = [Self::Plain, Self::Sanitized, Self::Valgrind];

    /// For the compiler.
    pub(crate) fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Sanitized => {
                &["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"]
            }
            Self::Plain | Self::Valgrind => &[],
        }
    }

    /// What runs a program.
    pub(crate) fn command(self, program: &Path) -> Command {
        if self != Self::Valgrind {
            return Command::new(program);
        }
        let mut valgrind = Command::new("valgrind");
        valgrind.args(VALGRIND).arg(program);
        valgrind
    }
}

pub(crate) fn in_every_mode<A: AsRef<OsStr>>(name: &str, arguments: &[A]) {
    for mode in Mode::ALL {
        let source = if name.contains('.') { name.to_owned() } else { format!("{name}.c") };
        let program = compile(&format!("tests/c/{source}"), &format!("{name}-{mode:?}"), mode.flags());
        let printed = run(mode.command(&program).args(arguments));
        print!("{mode:?}: {printed}");
        assert!(printed.ends_with(", 0 failed\n"), "{printed}");
    }
}

fn emulator(server: &str, speed: f64) -> Emulator {
    Emulator::builder().server(server.parse().unwrap()).speed(speed).start_blocking().unwrap()
}

#[test]
fn bad_arguments_are_a_status() {
    in_every_mode::<&str>("arguments", &[]);
}

const SERVERS: [(&str, &str); 7] = [
    ("milvus-2.4.0", "milvus-v2"),
    ("milvus-2.5", "milvus-v2"),
    ("milvus-2.6", "milvus-v2"),
    ("milvus-3.0", "milvus-v2"),
    ("zilliz-v2", "zilliz-v2"),
    ("zilliz-v1", "zilliz-v1"),
    ("milvus-2.3", "milvus-2.3"),
];

#[test]
fn every_call_works_on_every_server() {
    for (server, api) in SERVERS {
        let emulator = emulator(server, 100.0);
        in_every_mode("calls", &[emulator.uri().as_str(), api, server]);
    }
}

#[test]
fn options_reach_every_server_whose_api_is_found_out() {
    for (server, api) in SERVERS {
        let emulator = emulator(server, 0.0);
        in_every_mode("options", &[emulator.uri().as_str(), api, server]);
    }
}

#[test]
fn answers_are_told_whole() {
    let (milvus, zilliz) = (emulator("milvus-2.6", 0.0), emulator("zilliz-v2", 0.0));
    in_every_mode("answers", &[milvus.uri(), zilliz.uri()]);
}

#[test]
fn threads_signals_callbacks_and_forks() {
    let emulator = emulator("milvus-2.6", 0.0);
    in_every_mode("trouble", &[emulator.uri()]);
}

#[test]
fn many_jobs_at_once() {
    let emulator = emulator("milvus-2.6", 0.0);
    let directory = tempfile::tempdir().unwrap();
    in_every_mode("many", &[OsStr::new(&emulator.uri()), directory.path().join("ledger").as_os_str()]);
}

#[test]
fn calls_that_do_not_block() {
    let (running, stopped) = (emulator("milvus-2.6", 100.0), emulator("milvus-2.6", 0.0));
    in_every_mode("asynchronous", &[running.uri(), stopped.uri()]);
}

#[test]
fn objects_and_exceptions_of_cpp() {
    let (running, stopped) = (emulator("milvus-2.6", 100.0), emulator("milvus-2.6", 0.0));
    in_every_mode("objects.cpp", &[running.uri(), stopped.uri()]);
}

#[test]
fn loading_and_unloading() {
    let emulator = emulator("milvus-2.6", 0.0);
    let library = installed().join("lib/libmilvus_import.so.0.1");
    for mode in Mode::ALL {
        let program = compile("tests/c/loading.c", &format!("loading-{mode:?}"), mode.flags());
        let mut command = mode.command(&program);
        if mode == Mode::Valgrind {
            // A library that stays loaded leaves what the dynamic linker knows of it: reachable, and not of our making.
            command = Command::new("valgrind");
            command.args(VALGRIND).arg("--errors-for-leak-kinds=definite,indirect,possible");
            command.arg("--show-leak-kinds=definite,indirect,possible").arg(&program);
        }
        print!("{mode:?}: {}", run(command.arg(&library).arg(emulator.uri())));
    }
}

#[test]
fn imports_on_a_real_milvus() {
    let server = Server::start().unwrap();
    server.create_collection("docs", 4).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let [good, bad] = ["rows.json", "bad.json"].map(|name| directory.path().join(name));
    write_rows(&good, 20_000).unwrap();
    write_rows_with_ids(&bad, 10).unwrap();
    let uri = server.management_uri();
    in_every_mode("real", &[OsStr::new(&uri), good.as_os_str(), bad.as_os_str()]);
}
