//! Milvus 2.4 and later: the v2 REST API, with each release's quirks.

mod binding;
mod calls;
mod create;
mod progress;
mod refusal;

use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::http::{self, Answer, Call};
use crate::lock;
use crate::server::Version;
use crate::service::{Condition, Service};
use refusal::Refusal;

const PREFIX: &str = "/v2/vectordb/jobs/import/";
const DEFAULT_TIMEOUT: u64 = 30;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    Create,
    List,
    Progress,
    Commit,
    Abort,
}

impl Route {
    fn of(version: Version, path: &str) -> Option<Self> {
        match path.strip_prefix(PREFIX)? {
            "create" => Some(Self::Create),
            "list" => Some(Self::List),
            "get_progress" => Some(Self::Progress),
            "describe" if version.has_describe() => Some(Self::Progress),
            "commit" if version.has_commit() => Some(Self::Commit),
            "abort" if version.has_commit() => Some(Self::Abort),
            _ => None,
        }
    }
}

pub(crate) async fn answer(service: &Arc<Service>, version: Version, call: &Call) -> Answer {
    let route = Some(call.path()).filter(|_| call.method() == Method::POST);
    if let Some(bare) = route.and_then(|path| path.strip_suffix('/'))
        && Route::of(version, bare).is_some()
    {
        // The router redirects before any handler runs, so also without credentials.
        return http::redirect(StatusCode::TEMPORARY_REDIRECT, bare);
    }
    if !is_authenticated(service.config.token.as_deref(), call.header("authorization")) {
        return http::json(StatusCode::UNAUTHORIZED, &json!({"code": 1800, "message": "user hasn't authenticated"}));
    }
    let Some(route) = route.and_then(|path| Route::of(version, path)) else { return http::not_found() };
    match time_limit(service, version, call) {
        Ok(Duration::ZERO) => return timed_out(version),
        Ok(_) => {}
        Err(refusal) => return refusal.into_answer(),
    }
    match call.condition {
        Some(Condition::Panic) => http::json(StatusCode::INTERNAL_SERVER_ERROR, &json!({"code": 500})),
        Some(Condition::Initializing) => Refusal::new(1, "service not ready[proxy=1]: Initializing").into_answer(),
        Some(Condition::Timeout { effect: false }) => timed_out(version),
        condition => {
            let answer = handle(service, version, route, call).await.unwrap_or_else(Refusal::into_answer);
            if matches!(condition, Some(Condition::Timeout { .. })) { timed_out(version) } else { answer }
        }
    }
}

async fn handle(service: &Arc<Service>, version: Version, route: Route, call: &Call) -> Result<Answer, Refusal> {
    match route {
        Route::Create => create::create(service, version, call).await,
        Route::List => calls::list(service, version, call),
        Route::Progress => calls::progress(service, version, call),
        Route::Commit => calls::commit(service, version, call),
        Route::Abort => calls::abort(service, version, call),
    }
}

/// `Bearer <token>` or `Basic <base64 of the token>`; the scheme's case matters.
fn is_authenticated(token: Option<&str>, header: Option<&str>) -> bool {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let Some(token) = token else { return true };
    let Some(header) = header else { return false };
    match header.split_once(' ') {
        Some(("Bearer", given)) => given == token,
        Some(("Basic", given)) => STANDARD.decode(given).is_ok_and(|given| given == token.as_bytes()),
        _ => false,
    }
}

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
    time_limit(service, version, call).ok()
}

fn time_limit(service: &Service, version: Version, call: &Call) -> Result<Duration, Refusal> {
    let seconds = match call.header("request-timeout").map(|text| (text, text.parse::<u64>())) {
        Some((_, Ok(seconds))) => Some(seconds),
        Some((text, Err(_))) if version.refuses_bad_timeouts() => {
            return Err(Refusal::new(1100, format!("invalid Request-Timeout header: {text}: invalid parameter")));
        }
        _ => None,
    };
    let seconds = if version.keeps_timeouts() {
        let mut kept = lock(&service.timeouts);
        if let Some(seconds) = seconds {
            kept.insert(call.path().to_owned(), seconds);
        }
        kept.get(call.path()).copied()
    } else {
        seconds
    };
    Ok(Duration::from_secs(seconds.unwrap_or(DEFAULT_TIMEOUT)))
}
