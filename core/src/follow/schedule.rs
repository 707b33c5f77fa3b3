//! When to ask next. Pure: time and randomness come from outside, so it is tested without waiting.

use std::time::Duration;

/// Servers advance their jobs every 2 s, but a short job is over by then.
const FIRST: Duration = Duration::from_millis(250);
/// Nothing is gained by asking more often. Keeps one job far below Zilliz Cloud's 20 requests a second.
const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(10);

/// The time between polls of one job: short at the start and while the job moves, longer while it does not.
#[derive(Debug)]
pub(super) struct Schedule {
    interval: Duration,
}

impl Schedule {
    pub(super) fn new() -> Self {
        Self { interval: FIRST }
    }

    /// The time to wait after an answer. `moved`: the answer was news. `random`: 0 to 1, so that many followers spread out.
    pub(super) fn next(&mut self, moved: bool, random: f64) -> Duration {
        let now = if moved { self.interval / 2 } else { self.interval };
        self.interval = now.mul_f64(1.5).clamp(FIRST, LONGEST);
        now.mul_f64(1.0 - 0.2 * random).max(SHORTEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(schedule: &mut Schedule, moved: bool, count: usize) -> Vec<Duration> {
        (0..count).map(|_| schedule.next(moved, 0.0)).collect()
    }

    #[test]
    fn slows_down_while_nothing_moves_and_stays_at_the_longest() {
        let delays = delays(&mut Schedule::new(), false, 12);
        assert!(delays.is_sorted());
        assert_eq!(delays[0], FIRST);
        assert_eq!(delays[11], LONGEST);
    }

    #[test]
    fn speeds_up_while_the_job_moves_and_never_asks_ten_times_a_second() {
        let mut schedule = Schedule::new();
        delays(&mut schedule, false, 12);
        let moving = delays(&mut schedule, true, 20);
        assert!(moving[0] == LONGEST / 2 && moving.is_sorted_by(|a, b| a >= b), "{moving:?}");
        assert!(moving.iter().all(|delay| *delay >= SHORTEST));
    }

    #[test]
    fn chance_shortens_a_delay_by_a_fifth_at_most() {
        assert_eq!(Schedule::new().next(false, 1.0), FIRST.mul_f64(0.8));
    }
}
