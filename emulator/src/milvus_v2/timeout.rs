//! The server's own time limit for a call, which its caller may set.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;

use super::refusal::Refusal;
use crate::go;
use crate::http::{self, Answer, Call};
use crate::lock;
use crate::server::Version;
use crate::service::Service;

const DEFAULT: i64 = 30;

/// What the server answers when its own time limit runs out.
pub(crate) fn timed_out(version: Version) -> Answer {
    let status = StatusCode::REQUEST_TIMEOUT;
    if version.has_text_timeout() {
        http::text(status, "timeout")
    } else {
        http::json(status, &json!({"code": 10001, "message": "request timeout"}))
    }
}

/// The server's own time limit for this call.
pub(crate) fn limit(service: &Service, version: Version, call: &Call) -> Option<Duration> {
    of(service, version, call).ok()
}

/// The limit; zero, which is over at once, also for what is negative.
pub(super) fn of(service: &Service, version: Version, call: &Call) -> Result<Duration, Refusal> {
    let given = call.header("request-timeout").filter(|text| !text.is_empty());
    let seconds = match given.map(go::parse_int) {
        Some(Ok(seconds)) => Some(seconds),
        Some(Err(complaint)) if version.refuses_bad_timeouts() => {
            return Err(Refusal::invalid(&format!("Request-Timeout parse failed, err: {complaint}")));
        }
        _ => None,
    };
    let seconds = if version.keeps_timeouts() {
        let mut kept = lock(&service.timeouts);
        let route = call.decoded_path().unwrap_or_default().into_owned();
        match seconds {
            Some(seconds) => {
                kept.insert(route, seconds);
                Some(seconds)
            }
            None => kept.get(&route).copied(),
        }
    } else {
        seconds
    };
    // A number of seconds whose nanoseconds are beyond 64 bits wraps around, as in Go.
    let nanoseconds = seconds.unwrap_or(DEFAULT).wrapping_mul(1_000_000_000);
    Ok(Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or_default()))
}
