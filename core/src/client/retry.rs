//! Whether and when to send a request again.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use super::Settings;
use crate::{Error, Result};

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(5);

/// Sends a read again after every passing fault.
pub(super) async fn reading<T, F>(settings: &Settings, call: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    again_while(settings, Error::retryable, call).await
}

/// Sends a write again only when nothing of it reached the server, or when the server can tell a repeat.
pub(super) async fn writing<T, F>(settings: &Settings, repeatable: bool, call: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    again_while(settings, |error| error.retryable() && (repeatable || !error.sent()), call).await
}

// Not `AsyncFnMut`: the compiler cannot show then that a call may be spawned.
async fn again_while<T, F>(
    settings: &Settings,
    worth_it: impl Fn(&Error) -> bool,
    mut call: impl FnMut() -> F,
) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    let mut attempt = 1;
    let mut started = None;
    loop {
        let error = match call().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error.with_attempts(attempt),
        };
        let started = *started.get_or_insert_with(Instant::now);
        let delay = delay(attempt, error.retry_after(), fastrand::f64());
        if !worth_it(&error) || started.elapsed() + delay >= settings.retry_budget {
            return Err(error);
        }
        tokio::time::sleep(delay).await;
        attempt += 1;
    }
}

/// Full jitter: a random part of a time that doubles with each attempt, and never less than the server asked for.
fn delay(attempt: u32, asked_for: Option<Duration>, random: f64) -> Duration {
    let doubled = FIRST_DELAY.saturating_mul(1 << (attempt - 1).min(16));
    doubled.min(LONGEST_DELAY).mul_f64(random).max(asked_for.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_a_limit_and_honour_retry_after() {
        assert_eq!(delay(1, None, 1.0), FIRST_DELAY);
        assert_eq!(delay(3, None, 0.5), FIRST_DELAY * 2);
        assert_eq!(delay(1000, None, 1.0), LONGEST_DELAY);
        assert_eq!(delay(1, Some(Duration::from_secs(7)), 1.0), Duration::from_secs(7));
    }
}
