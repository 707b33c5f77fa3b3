//! When to ask next. Pure: time and randomness come from outside, so it is tested without waiting.

use std::time::Duration;

/// A short job is over in seconds, and someone looks on.
const SHORTEST: Duration = Duration::from_millis(250);
/// Servers advance their jobs every 2 s, so a long job has no more news than that.
const TICK: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(10);
/// The end is noticed within about this part of the job's time.
const PART: u32 = 20;

/// The time between polls of one job: short at the start and while the job moves, longer while it does not. At most five
/// requests a second; Zilliz Cloud allows twenty.
#[derive(Debug)]
pub(super) struct Schedule {
    interval: Duration,
}

impl Schedule {
    pub(super) fn new() -> Self {
        Self { interval: SHORTEST }
    }

    /// The time to wait after an answer. `moved`: the answer was news. `elapsed`: since the start of the follow.
    /// `random`: 0 to 1, so that many followers spread out.
    pub(super) fn next(&mut self, moved: bool, elapsed: Duration, random: f64) -> Duration {
        let changed = if moved { self.interval / 2 } else { self.interval.mul_f64(1.5) };
        self.interval = changed.clamp((elapsed / PART).clamp(SHORTEST, TICK), LONGEST);
        self.interval.mul_f64(1.0 - 0.2 * random)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Delays of a job that always or never moves, followed for `whole`, by the clock that the delays make.
    fn delays(moved: bool, whole: Duration) -> Vec<Duration> {
        let (mut schedule, mut elapsed, mut delays) = (Schedule::new(), Duration::ZERO, Vec::new());
        while elapsed < whole {
            let delay = schedule.next(moved, elapsed, 0.0);
            delays.push(delay);
            elapsed += delay;
        }
        delays
    }

    #[test]
    fn slows_down_to_the_longest_while_nothing_moves() {
        let delays = delays(false, Duration::from_secs(120));
        assert!(delays.is_sorted());
        assert!(delays[0] < Duration::from_secs(1));
        assert_eq!(delays.last(), Some(&LONGEST));
    }

    #[test]
    fn a_moving_job_is_asked_often_at_first_and_then_with_the_servers_tick() {
        let delays = delays(true, Duration::from_secs(3600));
        assert!(delays.is_sorted());
        assert_eq!((delays[0], delays.last()), (SHORTEST, Some(&TICK)));
    }

    #[test]
    fn news_after_a_standstill_speeds_it_up_again() {
        let mut schedule = Schedule { interval: LONGEST };
        assert_eq!(schedule.next(true, Duration::from_secs(60), 0.0), LONGEST / 2);
        assert_eq!(schedule.next(true, Duration::from_secs(60), 0.0), LONGEST / 4);
        assert_eq!(schedule.next(true, Duration::from_secs(60), 0.0), TICK);
    }

    #[test]
    fn chance_shortens_a_delay_by_a_fifth_at_most() {
        let shortest = Schedule::new().next(true, Duration::ZERO, 1.0);
        assert_eq!(shortest, SHORTEST.mul_f64(0.8));
        assert!(shortest > Duration::from_millis(100), "never ten requests a second");
    }
}
