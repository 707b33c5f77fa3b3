//! A client's process.
//!
//! A worker is started as `PROGRAM… CLIENT URL DETAILS AT_ONCE [CERTIFICATES]` and says `ready`. Then it reads a number of calls
//! a line, makes so many in each of its threads, tasks or chains, of which there are `AT_ONCE`, checks each answer, and says what
//! they cost as JSON. It ends with its input.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use tempfile::NamedTempFile;

use super::race::Race;
use crate::Result;
use crate::server::Server;

/// Long enough for a clock of CPU time, short enough to have every client within seconds of every other.
const BATCH_SECONDS: f64 = 0.3;

/// One batch, in microseconds a call. `wall` is that of the batch, so its inverse is the throughput.
#[derive(Clone, Copy, Deserialize)]
pub(super) struct Cost {
    pub(super) cpu: f64,
    pub(super) wall: f64,
    pub(super) p50: f64,
    /// Memory after the batch, in megabytes, where the worker knows.
    pub(super) rss: Option<f64>,
}

/// The certificates that clients trust, in a file: the server's, behind those that a user's clients read besides.
pub(super) struct Certificates(NamedTempFile);

impl Certificates {
    pub(super) fn new(server: &Server, authorities: Option<&Path>) -> Result<Self> {
        let mut file = NamedTempFile::with_suffix(".pem")?;
        if let Some(authorities) = authorities {
            file.write_all(&std::fs::read(authorities)?)?;
        }
        file.write_all(server.certificate.as_bytes())?;
        Ok(Self(file))
    }

    /// For clients that cannot be told: where Go and Node.js look.
    pub(super) fn trusted_by(&self, command: &mut Command) {
        command.env("SSL_CERT_FILE", self.0.path()).env("NODE_EXTRA_CA_CERTS", self.0.path());
    }
}

pub(super) struct Worker {
    pub(super) client: &'static str,
    at_once: u32,
    process: Child,
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Worker {
    pub(super) fn start(
        program: &[String],
        client: &'static str,
        at_once: u32,
        race: &Race,
        server: &Server,
        certificates: &Certificates,
    ) -> Result<Self> {
        let [name, first @ ..] = program else { return Err("no program to start".into()) };
        let mut command = Command::new(name);
        let scheme = if race.secure { "https" } else { "http" };
        let url = format!("{scheme}://{}", server.address(race.details, race.secure)?);
        command.args(first).args([client, &url, &race.details.to_string(), &at_once.to_string()]);
        if race.secure {
            certificates.trusted_by(&mut command);
            command.arg(certificates.0.path());
        }
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = process.stdin.take().ok_or("a worker has no input")?;
        let lines = BufReader::new(process.stdout.take().ok_or("a worker has no output")?).lines();
        Ok(Self { client, at_once, process, input, lines })
    }

    pub(super) fn wait_until_ready(&mut self) -> Result<()> {
        match self.line()?.as_str() {
            "ready" => Ok(()),
            other => Err(format!("{} says {other:?} in place of ready", self.client).into()),
        }
    }

    /// Makes so many calls in each thread, task or chain.
    pub(super) fn batch(&mut self, calls: u32) -> Result<Cost> {
        writeln!(self.input, "{calls}")?;
        Ok(serde_json::from_str(&self.line()?)?)
    }

    /// How many calls in each thread, task or chain fill a batch.
    pub(super) fn calls_of_a_batch(&mut self) -> Result<u32> {
        self.batch(1)?;
        let mut calls = 1;
        loop {
            let took = self.batch(calls)?.wall * 1e-6 * f64::from(calls) * f64::from(self.at_once);
            if took > BATCH_SECONDS / 4.0 {
                let wanted = (f64::from(calls) * BATCH_SECONDS / took).round();
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a small positive number"
                )]
                return Ok(wanted.max(1.0) as u32);
            }
            calls *= 4;
        }
    }

    fn line(&mut self) -> Result<String> {
        match self.lines.next() {
            Some(line) => Ok(line?),
            None => Err(format!("{} ended with {}", self.client, self.process.wait()?).into()),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
