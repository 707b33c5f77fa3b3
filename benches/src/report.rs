//! What is printed: one table for each scenario, and at the end what was promised against what was measured.

use crate::measure::Row;

/// The outcome of one scenario.
pub(crate) struct Report {
    /// Whom the rows' `to_peer` compares with.
    pub(crate) peer: &'static str,
    pub(crate) rows: Vec<Row>,
    pub(crate) goals: Vec<Goal>,
}

/// A figure that the project promised to stay at or below.
pub(crate) struct Goal {
    pub(crate) what: String,
    pub(crate) measured: f64,
    pub(crate) at_most: f64,
}

impl Report {
    pub(crate) fn new(peer: &'static str, rows: Vec<Row>) -> Self {
        Self { peer, rows, goals: Vec::new() }
    }

    /// Adds the promise that the CPU of a row stays at or below so many times that of the floor.
    pub(crate) fn promise(mut self, name: &str, at_most: f64, what: impl Into<String>) -> Self {
        let measured = self.rows.iter().find(|row| row.name == name).map_or(f64::NAN, |row| row.to_floor);
        self.goals.push(Goal { what: what.into(), measured, at_most });
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
        let Self { what, measured, at_most } = self;
        // Not `>`: a figure that could not be taken is missed.
        let verdict = if measured <= at_most { "met" } else { "MISSED" };
        println!("  {verdict:<6} {measured:>7.2} of at most {at_most:<4}  {what}");
    }
}
