//! Clients that take turns, and what came out.

use std::iter;

use super::worker::{Certificates, Cost, Worker};
use super::{Figure, Promise};
use crate::Result;
use crate::measure::median;
use crate::options::Options;
use crate::server::Server;

/// One table.
pub(super) struct Race {
    pub(super) title: String,
    pub(super) details: usize,
    pub(super) secure: bool,
    /// How many calls are made at once.
    pub(super) at_once: u32,
    pub(super) clients: Vec<&'static str>,
    /// Whom the others are compared with.
    pub(super) peer: &'static str,
    /// A raw socket in that language, which understands nothing of what it reads and makes one call after the other.
    pub(super) floor: Option<&'static str>,
    pub(super) promises: Vec<Promise>,
    /// Whether a smoke run has it: enough of them to see that every client gets right answers.
    pub(super) in_smoke: bool,
}

/// So few in a smoke run.
const AT_ONCE_IN_SMOKE: u32 = 4;

impl Race {
    pub(super) fn run(&self, server: &Server, certificates: &Certificates, options: &Options) -> Result<Costs> {
        let at_once = if options.smoke { self.at_once.min(AT_ONCE_IN_SMOKE) } else { self.at_once };
        let all = self.floor.map(|floor| (floor, 1)).into_iter();
        let all = all.chain(self.clients.iter().map(|client| (*client, at_once)));
        // All at once, because loading some takes long.
        let mut workers = all
            .map(|(client, at_once)| Worker::start(&options.worker, client, at_once, self, server, certificates))
            .collect::<Result<Vec<_>>>()?;
        workers.iter_mut().try_for_each(Worker::wait_until_ready)?;
        let calls = |worker: &mut Worker| if options.smoke { Ok(2) } else { worker.calls_of_a_batch() };
        let calls = workers.iter_mut().map(calls).collect::<Result<Vec<_>>>()?;
        let mut costs = Costs(workers.iter().map(|worker| (worker.client, Vec::new())).collect());
        for round in 0..if options.smoke { 1 } else { options.rounds } {
            let mut turns: Vec<_> = workers.iter_mut().zip(&calls).zip(&mut costs.0).collect();
            // Nobody always comes first.
            if round % 2 == 1 {
                turns.reverse();
            }
            for ((worker, calls), (_, costs)) in turns {
                costs.push(worker.batch(*calls)?);
            }
        }
        Ok(costs)
    }
}

/// What each client's batches cost, round by round.
pub(super) struct Costs(Vec<(&'static str, Vec<Cost>)>);

impl Costs {
    fn of(&self, client: &str) -> &[Cost] {
        self.0.iter().find(|(name, _)| *name == client).map_or(&[], |(_, costs)| costs)
    }

    /// The median over the rounds of how many times as much one client took as another in the same round.
    pub(super) fn ratio(&self, of: &str, to: &str, figure: Figure) -> f64 {
        let value = |cost: &Cost| match figure {
            Figure::Cpu => cost.cpu,
            Figure::Wall => cost.wall,
        };
        median(iter::zip(self.of(of), self.of(to)).map(|(of, to)| value(of) / value(to)))
    }

    pub(super) fn print(&self, floor: Option<&str>, peer: &str) {
        let to_floor = if floor.is_some() { "to floor" } else { "" };
        let (cpu, p50, throughput) = ("CPU µs/call", "p50 µs", "calls/s");
        println!("  {:<24} {cpu:>11} {p50:>10} {throughput:>9} {to_floor:>9}   {peer} is so many x", "client");
        for (client, costs) in &self.0 {
            let middle = |value: fn(&Cost) -> f64| median(costs.iter().map(value));
            let to_floor =
                floor.map_or_else(String::new, |floor| format!("{:.2}", self.ratio(client, floor, Figure::Cpu)));
            let memory = match (costs.first().and_then(|cost| cost.rss), costs.last().and_then(|cost| cost.rss)) {
                (Some(first), Some(last)) => format!("   {first:.0} to {last:.0} MB"),
                _ => String::new(),
            };
            let (cpu, p50, wall) = (middle(|cost| cost.cpu), middle(|cost| cost.p50), middle(|cost| cost.wall));
            let to_peer = self.ratio(peer, client, Figure::Cpu);
            println!("  {client:<24} {cpu:>11.1} {p50:>10.1} {:>9.0} {to_floor:>9}   {to_peer:.2}{memory}", 1e6 / wall);
        }
    }
}

/// `details: 100, TLS`.
pub(super) fn about(details: usize, secure: bool) -> String {
    format!("details: {details}, {}", if secure { "TLS" } else { "plain" })
}
