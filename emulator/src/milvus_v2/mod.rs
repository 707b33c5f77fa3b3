//! Milvus 2.4 and later: the v2 REST API, with each release's quirks.

mod auth;
mod binding;
mod calls;
mod collections;
mod create;
mod json;
mod progress;
mod refusal;
mod timeout;

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use serde_json::json;

use crate::http::{self, Answer, Call, Condition};
use crate::server::Version;
use crate::service::Service;
use auth::Caller;
use refusal::Refusal;
pub(crate) use timeout::{limit, timed_out};

const PREFIX: &str = "/v2/vectordb/jobs/import/";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    CreateCollection,
    DescribeCollection,
    Create,
    List,
    Progress,
    Commit,
    Abort,
}

impl Route {
    fn of(version: Version, path: &str) -> Option<Self> {
        match path {
            "/v2/vectordb/collections/create" => return Some(Self::CreateCollection),
            "/v2/vectordb/collections/describe" => return Some(Self::DescribeCollection),
            _ => {}
        }
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
    let Some(path) = call.decoded_path() else {
        return http::answer(StatusCode::BAD_REQUEST, "text/plain; charset=utf-8", "400 Bad Request".to_owned());
    };
    let mut answer = routed(service, version, call, &path).await;
    let headers = answer.headers_mut();
    for (name, value) in COMMON_HEADERS {
        headers.insert(name, value);
    }
    if version.forbids_sniffing() {
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
    answer
}

/// Every web page may call.
const COMMON_HEADERS: [(HeaderName, HeaderValue); 4] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization, accept, origin, \
             Cache-Control, X-Requested-With",
        ),
    ),
    (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST, OPTIONS, GET, PUT, DELETE, PATCH")),
];

async fn routed(service: &Arc<Service>, version: Version, call: &Call, path: &str) -> Answer {
    let route = Some(path).filter(|_| call.method() == Method::POST);
    if let Some(bare) = route.and_then(|path| path.strip_suffix('/'))
        && Route::of(version, bare).is_some()
    {
        // The router redirects before any handler runs, so also without credentials.
        return http::moved(bare, call.raw_query());
    }
    if call.method() == Method::OPTIONS {
        return http::no_content();
    }
    let Some(caller) = Caller::of(service, call) else {
        return http::json(StatusCode::UNAUTHORIZED, &json!({"code": 1800, "message": "user hasn't authenticated"}));
    };
    let Some(route) = route.and_then(|path| Route::of(version, path)) else { return http::not_found() };
    match timeout::of(service, version, call) {
        Ok(Duration::ZERO) => return timed_out(version),
        Ok(_) => {}
        Err(refusal) => return refusal.into_answer(),
    }
    match call.condition {
        Some(Condition::Panic) => http::json(StatusCode::INTERNAL_SERVER_ERROR, &json!({"code": 500})),
        Some(Condition::Timeout { effect: false }) => timed_out(version),
        condition => {
            let answer = handle(service, version, route, call, &caller).await.unwrap_or_else(Refusal::into_answer);
            if matches!(condition, Some(Condition::Timeout { .. })) { timed_out(version) } else { answer }
        }
    }
}

async fn handle(
    service: &Arc<Service>,
    version: Version,
    route: Route,
    call: &Call,
    caller: &Caller,
) -> Result<Answer, Refusal> {
    match route {
        Route::CreateCollection => collections::create(service, version, call, caller),
        Route::DescribeCollection => collections::describe(service, version, call, caller),
        Route::Create => create::create(service, version, call, caller).await,
        Route::List => calls::list(service, version, call, caller),
        Route::Progress => calls::progress(service, version, call, caller),
        Route::Commit => calls::commit(service, version, call, caller),
        Route::Abort => calls::abort(service, version, call, caller),
    }
}
