//! How a job's progress grows over its run on each server.
//!
//! A run is divided into [`WHOLE`] parts of equal time, so that phases, rows and percentages are integers throughout.

use crate::server::Server;

/// The parts of a whole run.
pub(crate) const WHOLE: u64 = 10_000;
/// The job leaves the queue here.
pub(crate) const QUEUED_UNTIL: u64 = 1_000;
/// All files have been read, but their rows are not known yet.
const READ_AT: u64 = 3_900;
/// The rows of all files are known, and the import of them begins.
pub(crate) const READ_UNTIL: u64 = 4_000;
/// All rows have been imported.
pub(crate) const LOADED_AT: u64 = 7_000;
/// The parts in which rows are imported.
pub(crate) const LOADING: u64 = LOADED_AT - READ_UNTIL;
/// All segments are sorted; index building begins.
pub(crate) const SORTED_AT: u64 = 8_000;
/// Nothing is left but the commit, on a server that has one.
pub(crate) const COMMIT_AT: u64 = 9_700;

/// A job shows its 10 % before it leaves the queue.
const PENDING_TOP: u64 = QUEUED_UNTIL - 1;

/// Percentages at given parts of a run; straight lines between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course {
    knots: &'static [(u64, u64)],
    pub(crate) has_commit: bool,
    /// Sorting and index building follow the import of the rows.
    pub(crate) sorts: bool,
}

const PHASES: [(u64, u64); 7] =
    [(0, 0), (PENDING_TOP, 10), (READ_AT, 40), (READ_UNTIL, 40), (LOADED_AT, 70), (SORTED_AT, 80), (WHOLE, 90)];
const PHASES_WITH_COMMIT: [(u64, u64); 8] = [
    (0, 0),
    (PENDING_TOP, 10),
    (READ_AT, 40),
    (READ_UNTIL, 40),
    (LOADED_AT, 70),
    (SORTED_AT, 80),
    (COMMIT_AT - 1, 90),
    (COMMIT_AT, 99),
];
/// Half of what is above 40 is for rows, half for segments.
const PHASES_OF_2_4: [(u64, u64); 6] =
    [(0, 0), (PENDING_TOP, 10), (READ_AT, 40), (READ_UNTIL, 40), (LOADED_AT, 70), (WHOLE - 1, 99)];
const STEADY: [(u64, u64); 2] = [(0, 0), (WHOLE - 1, 99)];

impl Course {
    pub(crate) fn of(server: Server) -> Self {
        match server {
            Server::Milvus(version) if version.is_2_4() => {
                Self { knots: &PHASES_OF_2_4, has_commit: false, sorts: false }
            }
            Server::Milvus(version) if version.has_commit() => {
                Self { knots: &PHASES_WITH_COMMIT, has_commit: true, sorts: true }
            }
            Server::Milvus(version) if !version.is_management_port() => {
                Self { knots: &PHASES, has_commit: false, sorts: true }
            }
            _ => Self { knots: &STEADY, has_commit: false, sorts: true },
        }
    }

    /// The percentage shown while the job is in flight.
    pub(crate) fn percent(self, parts: u64) -> u64 {
        interpolate(self.knots.iter().copied(), parts)
    }

    /// The part of the run at which this percentage is first shown; the end, for one that is never shown in flight.
    pub(crate) fn reaches(self, percent: u64) -> u64 {
        let last = self.knots.last().map_or(0, |knot| knot.1);
        if percent > last {
            return WHOLE;
        }
        let guess = interpolate(self.knots.iter().map(|&(parts, percent)| (percent, parts)), percent);
        // Rounding down in both directions can leave the guess a step early.
        (guess..=WHOLE).find(|&parts| self.percent(parts) >= percent).unwrap_or(WHOLE)
    }
}

/// The value at `x` of the line through the knots, which are in order; flat beyond them.
fn interpolate(knots: impl Iterator<Item = (u64, u64)>, x: u64) -> u64 {
    let mut last = (0, 0);
    for knot in knots {
        if x <= knot.0 {
            let climb = (knot.1 - last.1) * (x - last.0);
            return last.1 + climb.checked_div(knot.0 - last.0).unwrap_or_default();
        }
        last = knot;
    }
    last.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_and_parts_are_inverse() {
        for server in ["milvus-2.4", "milvus-2.6", "milvus-3.0", "zilliz-v1", "milvus-2.3"] {
            let course = Course::of(server.parse().unwrap());
            for percent in 0..=90 {
                let parts = course.reaches(percent);
                assert!(course.percent(parts) >= percent, "{server} {percent}");
                assert!(parts == 0 || course.percent(parts - 1) < percent, "{server} {percent}");
            }
            assert_eq!(course.reaches(100), WHOLE);
        }
    }
}
