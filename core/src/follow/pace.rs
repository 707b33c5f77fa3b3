//! How fast an import goes, and when it may be done: pure sums over what was seen when.

use std::time::{Duration, Instant};

use crate::model::{ImportProgress, Phase};

/// What one answer said, and when.
#[derive(Clone, Copy, Debug)]
struct Sample {
    at: Instant,
    phase: Phase,
    percent: u8,
    rows: i64,
}

/// Rate and remaining time of one job, told by the answers since it was first seen in flight.
///
/// Only growth that was watched counts: a job that is joined at 50,000 rows has not made them in the first second.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace {
    percent_from: Option<Sample>,
    rows_from: Option<Sample>,
    grew: Option<Sample>,
    last: Option<Sample>,
}

impl Pace {
    /// Takes in an answer.
    pub fn observe(&mut self, at: Instant, progress: &ImportProgress) {
        let ImportProgress { phase, progress: percent, imported_rows, .. } = *progress;
        self.take(Sample { at, phase, percent, rows: imported_rows.unwrap_or(0) });
    }

    fn take(&mut self, now: Sample) {
        // A step back is a task that is tried again: what was seen before says nothing about its pace.
        if self.last.is_some_and(|last| now.percent < last.percent || now.rows < last.rows) {
            *self = Self::default();
        }
        self.percent_from.get_or_insert(now);
        if self.last.is_none_or(|last| now.rows > last.rows) {
            self.grew = Some(now);
        }
        // Rows are counted from the last moment before they began to grow; reading the files takes its own time.
        if self.rows_from.is_none_or(|from| now.rows == from.rows) {
            self.rows_from = Some(now);
        }
        self.last = Some(now);
    }

    /// Rows a second while rows are being loaded, and at the end as the sum of it.
    pub fn rows_per_second(&self) -> Option<f64> {
        self.last.filter(|last| matches!(last.phase, Phase::Loading | Phase::Done))?;
        let (from, to) = (self.rows_from?, self.grew?);
        let seconds = to.at.saturating_duration_since(from.at).as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate is shown in whole rows at most")]
        let rows = (to.rows - from.rows) as f64;
        (rows > 0.0 && seconds > 0.0).then(|| rows / seconds)
    }

    /// The time left if the percentage goes on growing as it did until `now`. Grows while nothing moves.
    pub fn remaining(&self, now: Instant) -> Option<Duration> {
        let (from, last) = (self.percent_from?, self.last?);
        if matches!(last.phase, Phase::Done | Phase::Failed | Phase::Committing) {
            return None;
        }
        let (gained, left) = (last.percent.saturating_sub(from.percent), 100_u8.saturating_sub(last.percent));
        let spent = now.saturating_duration_since(from.at);
        (gained > 0).then(|| spent.mul_f64(f64::from(left) / f64::from(gained)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Phase::{Committing, Done, Indexing, Loading, Queued, Reading, Sorting};

    fn pace(samples: &[(u64, Phase, u8, i64)]) -> (Pace, Instant) {
        let start = Instant::now();
        let mut pace = Pace::default();
        for &(second, phase, percent, rows) in samples {
            pace.take(Sample { at: start + Duration::from_secs(second), phase, percent, rows });
        }
        (pace, start)
    }

    #[test]
    fn the_first_answer_tells_no_pace() {
        let (pace, start) = pace(&[(0, Loading, 50, 50_000)]);
        assert_eq!((pace.rows_per_second(), pace.remaining(start)), (None, None));
    }

    #[test]
    fn rows_are_timed_from_when_they_began_to_grow_until_they_stopped() {
        let seen = [(0, Queued, 5, 0), (10, Loading, 40, 0), (12, Loading, 50, 2_000), (14, Loading, 60, 4_000)];
        assert_eq!(pace(&seen).0.rows_per_second(), Some(1_000.0));
        let later = [&seen[..], &[(30, Indexing, 80, 4_000)]].concat();
        assert_eq!(pace(&later).0.rows_per_second(), None);
        let done = [&later[..], &[(60, Done, 100, 4_000)]].concat();
        assert_eq!(pace(&done).0.rows_per_second(), Some(1_000.0));
    }

    #[test]
    fn a_job_joined_half_way_counts_from_there() {
        let (pace, _) = pace(&[(0, Loading, 50, 50_000), (10, Loading, 60, 60_000)]);
        assert_eq!(pace.rows_per_second(), Some(1_000.0));
    }

    #[test]
    fn the_time_left_grows_while_nothing_moves_and_ends_with_the_work() {
        let (running, start) = pace(&[(0, Queued, 0, 0), (10, Reading, 50, 0)]);
        assert_eq!(running.remaining(start + Duration::from_secs(10)), Some(Duration::from_secs(10)));
        assert_eq!(running.remaining(start + Duration::from_secs(30)), Some(Duration::from_secs(30)));
        let (ended, start) = pace(&[(0, Queued, 0, 0), (10, Committing, 99, 0)]);
        assert_eq!(ended.remaining(start), None);
    }

    #[test]
    fn a_step_back_starts_anew() {
        let (pace, start) = pace(&[(0, Loading, 40, 0), (10, Sorting, 70, 9_000), (12, Reading, 20, 0)]);
        assert_eq!((pace.rows_per_second(), pace.remaining(start + Duration::from_secs(12))), (None, None));
    }
}
