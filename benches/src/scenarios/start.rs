//! The command line: from exec to the first byte that reaches the server.

use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::Scenario;
use crate::Result;
use crate::measure::{Row, median, micros};
use crate::options::Options;
use crate::report::{Goal, Limit, Report};

const FLOOR: &str = "floor: true, from exec to exit";

/// Compares the command line with `true`, process by process. `None` where it is not built beside this program.
pub(super) fn command_line() -> Option<Scenario<'static>> {
    let program = std::env::current_exe().ok()?.with_file_name("milvus-import");
    let title = "command line, from exec to the first byte at the server, wall clock";
    program.exists().then(|| Scenario::new(title, move |options| compare(&program, options)))
}

fn compare(program: &Path, options: &Options) -> Result<Report> {
    let (mut bare, mut plain, mut tls) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..if options.smoke { 1 } else { options.rounds * 5 } {
        bare.push(micros(bare_process()?));
        plain.push(micros(first_byte(program, "http")?));
        tls.push(micros(first_byte(program, "https")?));
    }
    let row = |name, times: &[f64]| {
        let ratio = median(times.iter().zip(&bare).map(|(time, bare)| time / bare));
        Row { name, cpu: None, p50: median(times.iter().copied()), to_floor: ratio, to_peer: ratio }
    };
    let rows = vec![
        row(FLOOR, &bare),
        row("milvus-import progress, http", &plain),
        row("milvus-import progress, https", &tls),
    ];
    let goal = |scheme, times: &[f64]| Goal {
        what: format!("command line, {scheme}: from exec to the first byte, over a bare process"),
        measured: median(times.iter().zip(&bare).map(|(time, bare)| (time - bare) / 1000.0)),
        limit: Limit::AtMost(10.0),
        unit: "ms",
    };
    Ok(Report { peer: FLOOR, goals: vec![goal("http", &plain), goal("https", &tls)], rows })
}

fn bare_process() -> Result<Duration> {
    let start = Instant::now();
    Command::new("true").status()?;
    Ok(start.elapsed())
}

fn first_byte(program: &Path, scheme: &str) -> Result<Duration> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let uri = format!("{scheme}://{}", listener.local_addr()?);
    let (arrived, arrival) = mpsc::channel();
    thread::spawn(move || -> Result<()> {
        let (mut stream, _) = listener.accept()?;
        stream.read_exact(&mut [0])?;
        Ok(arrived.send((Instant::now(), stream))?)
    });
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(["progress", "1", "--uri", &uri])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // The connection stays open until the child is gone, so that it does not begin again.
    let arrival = arrival.recv_timeout(Duration::from_secs(10));
    child.kill()?;
    child.wait()?;
    let (arrived, _open) = arrival.map_err(|_| "the command line sent nothing")?;
    Ok(arrived.duration_since(start))
}
