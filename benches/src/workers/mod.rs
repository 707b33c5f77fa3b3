//! Clients of other languages, each in a process of its own, so that the CPU time of the process is the client's and nobody
//! else's.
//!
//! They take turns in short batches, and ratios are taken round by round: absolute times move by tens of percent within a
//! minute on a busy machine, a ratio of neighbouring batches less, and the median of ratios less again. Nothing fails for a
//! figure: the end of the output says which promises are met.

mod c;
mod go;
mod node;
mod python;
mod race;
mod start;
mod worker;

use std::fs;
use std::path::Path;

use race::{Costs, Race};
use start::Start;

use crate::Result;
use crate::options::Options;
use crate::report::{Goal, Limit, print_goals};
use crate::server::Server;
use worker::Certificates;

/// A language whose clients are measured.
#[derive(Clone, Copy)]
pub(crate) enum Language {
    C,
    Go,
    Node,
    Python,
}

impl Language {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "c" => Some(Self::C),
            "go" => Some(Self::Go),
            "node" => Some(Self::Node),
            "python" => Some(Self::Python),
            _ => None,
        }
    }

    fn races(self) -> Vec<Race> {
        match self {
            Self::C => c::races(),
            Self::Go => go::races(),
            Self::Node => node::races(),
            Self::Python => python::races(),
        }
    }

    /// What is measured from the start of a process.
    fn starts(self) -> Vec<Start> {
        match self {
            Self::C | Self::Go => Vec::new(),
            Self::Node => node::starts().into(),
            Self::Python => python::starts().into(),
        }
    }
}

/// Measures a language's clients against each other.
pub(crate) fn run(language: Language, server: &Server, options: &Options) -> Result<()> {
    let certificates = Certificates::new(server, options.authorities.as_deref())?;
    let mut goals = Vec::new();
    let chosen = |race: &Race| race.title.contains(&options.only) && (race.in_smoke || !options.smoke);
    for race in language.races().into_iter().filter(chosen) {
        let named = |error| format!("{}: {error}", race.title);
        let costs = race.run(server, &certificates, options).map_err(named)?;
        if options.smoke {
            println!("ok  {}", race.title);
        } else {
            println!("\n{}", race.title);
            costs.print(race.floor, race.peer);
            goals.extend(race.promises.iter().filter_map(|promise| promise.goal(&race.title, &costs)));
        }
    }
    let interpreter = options.worker.first().ok_or("no program to start")?;
    for start in language.starts().iter().filter(|start| start.title.contains(&options.only)) {
        if options.smoke {
            start.smoke(interpreter, server)?;
            println!("ok  {}", start.title);
        } else {
            goals.extend(start.measure(interpreter, server, options)?);
        }
    }
    if !options.smoke {
        goals.extend(options.weigh.as_deref().map(weight).transpose()?);
    }
    print_goals(&goals);
    Ok(())
}

/// What people download is promised to be at most 3.5 MB.
fn weight(path: &Path) -> Result<Goal> {
    let bytes = u32::try_from(fs::metadata(path)?.len())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Goal { what: name.into_owned(), measured: f64::from(bytes) / 1e6, limit: Limit::AtMost(3.5), unit: "MB" })
}

/// What is compared.
#[derive(Clone, Copy)]
enum Figure {
    Cpu,
    /// Time a call with all that are under way at once: the inverse of the throughput.
    Wall,
}

/// A promise about a race: how many times as much one client takes as another.
struct Promise {
    /// The one to the best of them counts.
    of: Vec<&'static str>,
    to: &'static str,
    figure: Figure,
    limit: Limit,
}

impl Promise {
    /// That each of these takes so many times as much as ours, at least.
    fn at_least(least: f64, peers: &[&'static str], ours: &'static str, figure: Figure) -> Self {
        Self { of: peers.to_vec(), to: ours, figure, limit: Limit::AtLeast(least) }
    }

    /// That ours takes so many times as much as a peer, at most.
    fn at_most(most: f64, ours: &'static str, peer: &'static str) -> Self {
        Self { of: vec![ours], to: peer, figure: Figure::Cpu, limit: Limit::AtMost(most) }
    }

    fn goal(&self, title: &str, costs: &Costs) -> Option<Goal> {
        let ratios = self.of.iter().map(|of| (costs.ratio(of, self.to, self.figure), of));
        let (measured, of) = ratios.min_by(|(one, _), (other, _)| one.total_cmp(other))?;
        let figure = match self.figure {
            Figure::Cpu => "CPU a call",
            Figure::Wall => "time a call",
        };
        let what = format!("{title}: {figure}, {of} to {}", self.to);
        Some(Goal { what, measured, limit: self.limit, unit: "x" })
    }
}
