//! The method: every batch of calls stands between two batches of the floor, and ratios are taken pair by pair.
//!
//! Absolute times move with the machine by tens of percent within a minute. A ratio to the floor's two neighbouring
//! batches moves far less, and its median over the rounds less again.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use crate::{Result, machine};

/// One call. Returns how many bytes it understood, so that a call which did less is noticed.
pub(crate) type Call = Box<dyn FnMut() -> Result<usize> + Send>;

/// A client under measurement: one call for each of its threads, all alike.
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    threads: Vec<Call>,
}

impl Contender {
    pub(crate) fn new(name: &'static str, threads: Vec<Call>) -> Self {
        Self { name, threads }
    }

    /// Makes the calls, on the caller's thread if there is only one.
    fn batch(&mut self, calls: usize, expect: usize) -> Result<Cost> {
        let named = |error| format!("{}: {error}", self.name);
        batch(&mut self.threads, calls, expect).map_err(|error| named(error).into())
    }
}

fn batch(threads: &mut [Call], calls: usize, expect: usize) -> Result<Cost> {
    let cpu = machine::cpu_time();
    let times = match threads {
        [only] => repeat(only, calls, expect)?,
        many => thread::scope(|scope| -> Result<Vec<f64>> {
            let start = |call| scope.spawn(move || repeat(call, calls, expect));
            let running: Vec<_> = many.iter_mut().map(start).collect();
            let mut all = Vec::new();
            for one in running {
                all.append(&mut one.join().map_err(|_| "a client panicked")??);
            }
            Ok(all)
        })?,
    };
    let cpu = micros(machine::cpu_time().saturating_sub(cpu)) / f64::from(u32::try_from(times.len())?);
    Ok(Cost { cpu, p50: median(times) })
}

fn repeat(call: &mut Call, calls: usize, expect: usize) -> Result<Vec<f64>> {
    let mut times = Vec::with_capacity(calls);
    for _ in 0..calls {
        let start = Instant::now();
        let understood = black_box(call()?);
        times.push(micros(start.elapsed()));
        if understood != expect {
            return Err(format!("{understood} bytes instead of {expect}").into());
        }
    }
    Ok(times)
}

/// How long to measure.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) rounds: usize,
    /// Calls in one batch of one thread.
    pub(crate) calls: usize,
    pub(crate) warm_up: usize,
}

/// One batch, in microseconds per call.
struct Cost {
    cpu: f64,
    p50: f64,
}

/// What came out for one contender. Ratios are of CPU, or of p50 where there is no CPU.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// CPU µs per call, where that is what counts.
    pub(crate) cpu: Option<f64>,
    pub(crate) p50: f64,
    pub(crate) to_floor: f64,
    pub(crate) to_peer: f64,
}

/// Who runs against whom.
pub(crate) struct Race {
    pub(crate) floor: Contender,
    pub(crate) contenders: Vec<Contender>,
    /// The contender that the others are compared with.
    pub(crate) peer: &'static str,
    /// The bytes that every call must have understood.
    pub(crate) expect: usize,
}

impl Race {
    /// Runs it; the floor's row comes first.
    pub(crate) fn run(mut self, plan: Plan) -> Result<Vec<Row>> {
        let everyone = self.contenders.iter_mut().chain([&mut self.floor]);
        for one in everyone {
            one.batch(plan.warm_up, self.expect)?;
        }
        let mut floors = vec![self.floor.batch(plan.calls, self.expect)?];
        let mut costs: Vec<Vec<Cost>> = self.contenders.iter().map(|_| Vec::new()).collect();
        let mut ratios: Vec<Vec<f64>> = self.contenders.iter().map(|_| Vec::new()).collect();
        for round in 0..plan.rounds {
            let mut order: Vec<_> = self.contenders.iter_mut().zip(&mut costs).zip(&mut ratios).collect();
            if round % 2 == 1 {
                order.reverse();
            }
            for ((contender, costs), ratios) in order {
                let cost = contender.batch(plan.calls, self.expect)?;
                let before = floors.last().map_or(f64::NAN, |floor| floor.cpu);
                let after = self.floor.batch(plan.calls, self.expect)?;
                ratios.push(2.0 * cost.cpu / (before + after.cpu));
                costs.push(cost);
                floors.push(after);
            }
        }
        let peer = self.contenders.iter().position(|one| one.name == self.peer).and_then(|at| ratios.get(at));
        let peer = peer.ok_or("the peer is not among the contenders")?;
        let of_floor = row(self.floor.name, &floors, &vec![1.0; plan.rounds], peer);
        let rows = self.contenders.iter().zip(costs.iter().zip(&ratios));
        let rows = rows.map(|(contender, (costs, ratios))| row(contender.name, costs, ratios, peer));
        Ok([of_floor].into_iter().chain(rows).collect())
    }
}

fn row(name: &'static str, costs: &[Cost], to_floor: &[f64], peer: &[f64]) -> Row {
    Row {
        name,
        cpu: Some(median(costs.iter().map(|cost| cost.cpu))),
        p50: median(costs.iter().map(|cost| cost.p50)),
        to_floor: median(to_floor.iter().copied()),
        to_peer: median(to_floor.iter().zip(peer).map(|(one, peer)| one / peer)),
    }
}

/// The middle value; of an even number the upper of the two.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

pub(crate) fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
