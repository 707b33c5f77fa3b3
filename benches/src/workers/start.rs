//! What a process costs before and at its first answer.

use std::io::{BufRead, BufReader};
use std::iter;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::Result;
use crate::answer::JOB_ID;
use crate::clients::TOKEN;
use crate::measure::median;
use crate::options::Options;
use crate::report::{Goal, Limit};
use crate::server::Server;

/// Programs of one language that are started in turns.
pub(super) struct Start {
    pub(super) title: &'static str,
    /// One that does nothing.
    pub(super) bare: Program,
    pub(super) programs: Vec<Program>,
    /// Whether they get URL, job and token as arguments, and print what they understood; else they may print how many kB of
    /// memory they have.
    pub(super) answers: bool,
    pub(super) peer: Option<&'static str>,
    /// How many times as long as these the peer takes, at least.
    pub(super) at_least: Vec<(&'static str, f64)>,
    /// What these take beyond the bare one, at most.
    pub(super) at_most: Vec<(&'static str, Above)>,
}

#[derive(Clone, Copy)]
pub(super) enum Above {
    Milliseconds(f64),
    Megabytes(f64),
}

pub(super) struct Program {
    pub(super) name: &'static str,
    /// Files are named from the folder of the benchmarks.
    pub(super) arguments: Vec<String>,
}

/// A process: milliseconds until its first line, and that line.
struct Run {
    wall: f64,
    said: String,
}

impl Start {
    /// Every program once, whose answers are checked.
    pub(super) fn smoke(&self, interpreter: &str, server: &Server) -> Result<()> {
        self.programs.iter().try_for_each(|program| self.run(program, interpreter, server).map(drop))
    }

    /// Starts them in turns, prints the table, and returns what was promised.
    pub(super) fn measure(&self, interpreter: &str, server: &Server, options: &Options) -> Result<Vec<Goal>> {
        let programs: Vec<&Program> = iter::once(&self.bare).chain(&self.programs).collect();
        let mut runs: Vec<Vec<Run>> = programs.iter().map(|_| Vec::new()).collect();
        // The round before the first compiles what is imported, and has it in the page cache.
        for round in 0..=3 * options.rounds {
            for (program, runs) in programs.iter().zip(&mut runs) {
                let run = self.run(program, interpreter, server)?;
                if round > 0 {
                    runs.push(run);
                }
            }
        }
        let of = |name: &str| programs.iter().position(|program| program.name == name).and_then(|at| runs.get(at));
        let above_bare = |name: &str| above(of(name), of(self.bare.name), |run| run.wall);
        let memory =
            |name: &str| above(of(name), of(self.bare.name), |run| run.said.parse().unwrap_or(f64::NAN)) / 1024.0;
        let times = |name: &str| {
            let peer = self.peer.and_then(of).into_iter().flatten();
            median(peer.zip(of(name).into_iter().flatten()).map(|(peer, own)| peer.wall / own.wall))
        };
        let peer = self.peer.map_or_else(String::new, |peer| format!("{peer} is so many x"));
        println!(
            "\n{}\n  {:<24} {:>9} {:>13} {:>9}   {peer}",
            self.title, "program", "wall ms", "above bare ms", "RSS MB"
        );
        for Program { name, .. } in &programs {
            let wall = median(of(name).into_iter().flatten().map(|run| run.wall));
            let megabytes = memory(name);
            let megabytes = if megabytes.is_nan() { String::new() } else { format!("{megabytes:.1}") };
            let peer = self.peer.map_or_else(String::new, |_| format!("{:.1}", times(name)));
            println!("  {name:<24} {wall:>9.1} {:>13.1} {megabytes:>9}   {peer}", above_bare(name));
        }
        let at_least = self.at_least.iter().map(|(name, least)| Goal {
            what: format!("{}: {name} against {}", self.title, self.peer.unwrap_or_default()),
            measured: times(name),
            limit: Limit::AtLeast(*least),
            unit: "x",
        });
        let at_most = self.at_most.iter().map(|(name, above)| {
            let (measured, most, unit) = match above {
                Above::Milliseconds(most) => (above_bare(name), most, "ms"),
                Above::Megabytes(most) => (memory(name), most, "MB"),
            };
            Goal { what: format!("{}: {name}", self.title), measured, limit: Limit::AtMost(*most), unit }
        });
        Ok(at_least.chain(at_most).collect())
    }

    fn run(&self, program: &Program, interpreter: &str, server: &Server) -> Result<Run> {
        let mut command = Command::new(interpreter);
        command.args(&program.arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
        if self.answers && program.name != self.bare.name {
            command.args([&format!("http://{}", server.address(1, false)?), JOB_ID, TOKEN]);
        }
        let start = Instant::now();
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut said = String::new();
        BufReader::new(process.stdout.take().ok_or("a program has no output")?).read_line(&mut said)?;
        let wall = start.elapsed().as_secs_f64() * 1e3;
        let status = process.wait()?;
        let said = said.trim().to_owned();
        let is_right = !self.answers || program.name == self.bare.name || said == format!("{JOB_ID} Importing 55");
        if status.success() && is_right {
            Ok(Run { wall, said })
        } else {
            Err(format!("{}: {said:?}, and it ended with {status}", program.name).into())
        }
    }
}

/// The median of how much more one took than another in the same round.
fn above(own: Option<&Vec<Run>>, bare: Option<&Vec<Run>>, what: impl Fn(&Run) -> f64) -> f64 {
    let pairs = own.into_iter().flatten().zip(bare.into_iter().flatten());
    median(pairs.map(|(own, bare)| what(own) - what(bare)))
}
