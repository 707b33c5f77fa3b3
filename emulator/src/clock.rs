//! The emulator's clock: real time at a chosen speed, plus what tests have advanced it by.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::lock;

/// Nobody advances further: all arithmetic with times stays in range.
const FURTHEST: Duration = Duration::from_secs(1000 * 365 * 86_400);

/// Tells the time as a duration since the Unix epoch.
#[derive(Debug)]
pub(crate) struct Clock {
    started: Instant,
    epoch: Duration,
    speed: f64,
    advanced: Mutex<Duration>,
}

impl Clock {
    pub(crate) fn new(epoch: Duration, speed: f64) -> Self {
        Self { started: Instant::now(), epoch, speed, advanced: Mutex::default() }
    }

    pub(crate) fn now(&self) -> Duration {
        self.epoch + self.started.elapsed().mul_f64(self.speed) + *lock(&self.advanced)
    }

    pub(crate) fn advance(&self, by: Duration) {
        let mut advanced = lock(&self.advanced);
        *advanced = advanced.saturating_add(by).min(FURTHEST);
    }
}

/// RFC 3339 in UTC with whole seconds, as the servers write times.
pub(crate) fn rfc3339(time: Duration) -> String {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    // The clock's furthest time is far before the year 9999, which is the last one that has this form.
    let time = OffsetDateTime::from_unix_timestamp(seconds).ok();
    time.and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_the_servers_write_them() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_711_952_275, "2024-04-01T06:17:55Z"),
            (1_737_016_929, "2025-01-16T08:42:09Z"),
        ] {
            assert_eq!(rfc3339(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn a_stopped_clock_moves_only_when_advanced() {
        let clock = Clock::new(Duration::from_secs(100), 0.0);
        assert_eq!(clock.now(), Duration::from_secs(100));
        clock.advance(Duration::from_secs(5));
        assert_eq!(clock.now(), Duration::from_secs(105));
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), Duration::from_secs(100) + FURTHEST);
    }
}
