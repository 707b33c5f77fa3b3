//! Points in time that come from outside: a server's `Retry-After` and a caller's limits may be of any size.

use std::time::Duration;

use tokio::time::Instant;

/// As long as for ever to a program, and short enough for every clock and timer.
pub(crate) const FOR_EVER: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

/// The time `delay` after `start`, at most [`FOR_EVER`] later.
pub(crate) fn later(start: Instant, delay: Duration) -> Instant {
    start + delay.min(FOR_EVER)
}
