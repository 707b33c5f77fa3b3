//! Whether and when to send a request again.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use super::Settings;
use crate::later::later;
use crate::{Error, ErrorCode, Result};

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(5);

/// Sends a read again after every passing fault. `call` gets the time at which its attempt has to be over.
pub(super) async fn reading<T, F>(settings: &Settings, call: impl FnMut(Instant) -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    again_while(settings, Error::retryable, call).await
}

/// Sends a write again only when it made nothing: no byte of it was sent, the server refused it for now, or the server can
/// tell a repeat.
pub(super) async fn writing<T, F>(settings: &Settings, repeatable: bool, call: impl FnMut(Instant) -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    let made_nothing = |error: &Error| repeatable || !error.sent() || error.refused();
    again_while(settings, |error| error.retryable() && made_nothing(error), call).await
}

// Not `AsyncFnMut`: the compiler cannot show then that a call may be spawned.
async fn again_while<T, F>(
    settings: &Settings,
    worth_it: impl Fn(&Error) -> bool,
    mut call: impl FnMut(Instant) -> F,
) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    // A caller who sets a longer budget for retries than for one attempt wants them all.
    let over = later(Instant::now(), settings.timeout.max(settings.retry_budget));
    let mut attempt = 1;
    let mut end = None;
    let mut before = None;
    loop {
        let error = match call(later(Instant::now(), settings.timeout).min(over)).await {
            Ok(answer) => return Ok(answer),
            Err(error) => after_others(error, before.take()).with_attempts(attempt),
        };
        let now = Instant::now();
        // The budget runs from the first fault on.
        let end = *end.get_or_insert_with(|| later(now, settings.retry_budget).min(over));
        let again = later(now, delay(attempt, error.retry_after(), fastrand::f64()));
        if !worth_it(&error) || again >= end {
            return Err(error);
        }
        before = Some(error);
        tokio::time::sleep_until(again).await;
        attempt += 1;
    }
}

/// A last attempt that ran out of time says less than the one before it.
fn after_others(error: Error, before: Option<Error>) -> Error {
    match before {
        Some(before) if error.code() == ErrorCode::Timeout && error.http_status().is_none() => {
            let text = format!("{}; the attempt before it: {}", error.message(), before.message());
            error.with_kind(ErrorCode::Timeout, text).caused_by(before)
        }
        _ => error,
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

    /// A call of 300 ms that always ends in a passing fault; how long all its attempts took, and the last error.
    async fn calling(builder: crate::ClientBuilder, fault: Error) -> (Duration, Error) {
        let started = Instant::now();
        let settings = builder.uri("http://localhost:1").settings().unwrap();
        let call = |deadline: Instant| {
            let fault = fault.clone();
            async move {
                let over = (Instant::now() + Duration::from_millis(300)).min(deadline);
                tokio::time::sleep_until(over).await;
                if over == deadline { Err(super::super::fault::no_answer_within(Duration::ZERO)) } else { Err(fault) }
            }
        };
        let error = reading::<(), _>(&settings, call).await.unwrap_err();
        (started.elapsed(), error)
    }

    fn passing() -> Error {
        Error::new(ErrorCode::Unavailable, "starting").with_retryable(true)
    }

    #[tokio::test(start_paused = true)]
    async fn the_timeout_is_that_of_all_attempts_and_tells_of_the_one_before() {
        let builder = crate::ClientBuilder::new().timeout(Duration::from_secs(2));
        let mut cut_short = 0;
        for _ in 0..50 {
            let (took, error) = calling(builder.clone(), passing()).await;
            assert!(took <= Duration::from_secs(2) && error.attempts() > 1, "{took:?} {error}");
            if error.code() == ErrorCode::Timeout {
                assert!(error.message().contains("starting"), "{error}");
                cut_short += 1;
            }
        }
        assert!(cut_short > 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_longer_budget_than_the_timeout_is_for_further_attempts() {
        let builder = crate::ClientBuilder::new().timeout(Duration::from_secs(1)).retry_budget(Duration::from_secs(60));
        let (took, error) = calling(builder, passing()).await;
        assert!((50..=60).contains(&took.as_secs()) && error.attempts() > 10, "{took:?} {error}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_asks_for_more_time_than_there_is_ends_the_call_at_once() {
        for asked_for in [Duration::from_secs(20), Duration::MAX] {
            let (took, error) = calling(crate::ClientBuilder::new(), passing().with_retry_after(Some(asked_for))).await;
            assert_eq!((took.as_millis(), error.attempts()), (300, 1));
        }
    }
}
