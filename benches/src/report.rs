//! What is printed: one table for each scenario, and at the end what was promised against what was measured.

use crate::measure::Row;

/// The outcome of one scenario.
pub(crate) struct Report {
    /// Whom the rows' `to_peer` compares with.
    pub(crate) peer: &'static str,
    pub(crate) rows: Vec<Row>,
    pub(crate) goals: Vec<Goal>,
}

/// A figure that the project promised, and how it came out.
pub(crate) struct Goal {
    pub(crate) what: String,
    pub(crate) measured: f64,
    pub(crate) limit: Limit,
    /// What is counted; empty for a ratio.
    pub(crate) unit: &'static str,
}

/// What a figure must not be above, or below.
#[derive(Clone, Copy)]
pub(crate) enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

impl Report {
    pub(crate) fn new(peer: &'static str, rows: Vec<Row>) -> Self {
        Self { peer, rows, goals: Vec::new() }
    }

    /// Adds the promise that the CPU of a row stays at or below so many times that of the floor.
    pub(crate) fn promise(mut self, name: &str, at_most: f64, what: impl Into<String>) -> Self {
        let measured = self.rows.iter().find(|row| row.name == name).map_or(f64::NAN, |row| row.to_floor);
        self.goals.push(Goal { what: what.into(), measured, limit: Limit::AtMost(at_most), unit: "" });
        self
    }

    pub(crate) fn print(&self) {
        println!("  {:<36} {:>11} {:>10} {:>9}   to {}", "client", "CPU µs/call", "p50 µs", "to floor", self.peer);
        for Row { name, cpu, p50, to_floor, to_peer } in &self.rows {
            let cpu = cpu.map_or_else(|| "-".to_owned(), |cpu| format!("{cpu:.1}"));
            println!("  {name:<36} {cpu:>11} {p50:>10.1} {to_floor:>9.2}   {to_peer:.2}");
        }
    }
}

impl Goal {
    pub(crate) fn print(&self) {
        let Self { what, measured, limit, unit } = self;
        // A figure that could not be taken is neither at most nor at least anything.
        let (is_met, limit) = match limit {
            Limit::AtMost(most) => (measured <= most, format!("at most {most}")),
            Limit::AtLeast(least) => (measured >= least, format!("at least {least}")),
        };
        let verdict = if is_met { "met" } else { "MISSED" };
        println!("  {verdict:<6} {measured:>8.2} {unit:<2} of {limit:<14} {what}");
    }
}

/// What was promised, at the end of a run.
pub(crate) fn print_goals(goals: &[Goal]) {
    if !goals.is_empty() {
        println!("\nPromised and measured");
        goals.iter().for_each(Goal::print);
    }
}
