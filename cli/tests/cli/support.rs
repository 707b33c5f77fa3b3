//! Runs the binary, away from the caller's environment.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use milvus_import_emulator::{Emulator, EmulatorBuilder, JobSpec, Script};
use serde_json::Value;

pub(crate) const VARIABLES: [&str; 10] = [
    "MILVUS_URI",
    "MILVUS_TOKEN",
    "MILVUS_DB",
    "ZILLIZ_CLUSTER_ID",
    "http_proxy",
    "https_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "all_proxy",
];

/// What a finished run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The only line, which is the error object; nothing is on stderr.
    pub(crate) fn json_error(&self) -> Value {
        assert_eq!((self.stdout.lines().count(), self.stderr.as_str()), (1, ""), "{self:?}");
        self.json_lines()[0]["error"].clone()
    }

    /// The error for a person: one line on stderr, below which only what it means may stand.
    pub(crate) fn error_line(&self) -> &str {
        let lines: Vec<_> = self.stderr.lines().collect();
        let error = lines.first().filter(|line| line.starts_with("error: "));
        assert!(lines.iter().skip(1).all(|line| line.starts_with("why: ")) && lines.len() <= 2, "{self:?}");
        error.unwrap_or_else(|| panic!("no error: {self:?}"))
    }
}

pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milvus-import"));
    command.args(args).stdin(Stdio::null());
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command
}

pub(crate) fn finish(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Runs without a server.
pub(crate) fn run(args: &[&str]) -> Ran {
    finish(command(args))
}

/// Runs against the emulator, whose address comes from the environment.
pub(crate) fn ask(emulator: &Emulator, args: &[&str]) -> Ran {
    let mut command = command(args);
    command.env("MILVUS_URI", emulator.uri());
    finish(command)
}

/// A server whose jobs stand still until a test moves them.
pub(crate) fn stopped() -> EmulatorBuilder {
    Emulator::builder().speed(0.0)
}

pub(crate) fn job(progress: u64) -> JobSpec {
    JobSpec { progress, ..JobSpec::default() }
}

pub(crate) fn scripted(progress: u64, script: Script) -> JobSpec {
    JobSpec { script, ..job(progress) }
}

/// A run that goes on while the test looks at its lines.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) lines: Lines<BufReader<ChildStdout>>,
    errors: Lines<BufReader<ChildStderr>>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let errors = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, lines, errors }
    }

    pub(crate) fn line(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }

    pub(crate) fn error_line(&mut self) -> String {
        self.errors.next().unwrap().unwrap()
    }

    /// The rest of stdout, and how it ended.
    pub(crate) fn finish(mut self) -> Ran {
        let stdout = self.lines.map(|line| line.unwrap() + "\n").collect();
        let stderr = self.errors.map(|line| line.unwrap() + "\n").collect();
        Ran { code: self.child.wait().unwrap().code().unwrap(), stdout, stderr }
    }
}
