//! One request and one answer, whole: import services do not upgrade, and what they send in chunks is known before.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;

pub(crate) type Answer = Response<Bytes>;

/// Larger requests than this are not import calls.
pub(crate) const MAX_BODY: usize = 64 << 20;

/// What is wrong inside the server while it handles one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    Initializing,
    CoordinatorDown,
    Denied,
    Timeout { effect: bool },
    Panic,
    JobLimit,
}

/// A request, received in full.
#[derive(Debug)]
pub(crate) struct Call {
    head: Parts,
    pub(crate) body: Bytes,
    /// What is wrong inside the server while it handles this call.
    pub(crate) condition: Option<Condition>,
}

impl Call {
    /// Reads the body; fails when the client does not send all of it.
    pub(crate) async fn receive(request: Request<Body>) -> Result<Self, axum::Error> {
        let (head, body) = request.into_parts();
        let body = axum::body::to_bytes(body, MAX_BODY).await?;
        Ok(Self { head, body, condition: None })
    }

    pub(crate) fn method(&self) -> &Method {
        &self.head.method
    }

    pub(crate) fn path(&self) -> &str {
        self.head.uri.path()
    }

    /// The path as Go's router sees it; nothing when a `%` is not followed by two hexadecimal digits.
    pub(crate) fn decoded_path(&self) -> Option<Cow<'_, str>> {
        let is_escape = |rest: &str| rest.get(..2).is_some_and(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()));
        self.path().split('%').skip(1).all(is_escape).then(|| percent_decode_str(self.path()).decode_utf8_lossy())
    }

    /// The query as sent, without its question mark.
    pub(crate) fn raw_query(&self) -> Option<&str> {
        self.head.uri.query()
    }

    pub(crate) fn path_and_query(&self) -> &str {
        self.head.uri.path_and_query().map_or("/", |path| path.as_str())
    }

    pub(crate) fn headers(&self) -> &axum::http::HeaderMap {
        &self.head.headers
    }

    /// A header's text; `None` when it is absent or no ASCII.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// A query parameter, decoded; `""` when absent, as the servers see it.
    pub(crate) fn query(&self, name: &str) -> String {
        let query = self.head.uri.query().unwrap_or_default();
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    }
}

/// A JSON answer with status 200.
pub(crate) fn ok(body: &Value) -> Answer {
    json(StatusCode::OK, body)
}

/// Marks an answer that is sent in chunks.
#[derive(Clone, Copy)]
pub(crate) struct Chunked;

/// A JSON answer with status 200, in chunks where Go's HTTP server sends it so: when it is larger than its buffer.
pub(crate) fn stream(body: String) -> Answer {
    const BUFFER: usize = 2048;
    let is_large = body.len() > BUFFER;
    let mut answer = answer(StatusCode::OK, "application/json; charset=utf-8", body);
    if is_large {
        answer.extensions_mut().insert(Chunked);
    }
    answer
}

pub(crate) fn json(status: StatusCode, body: &Value) -> Answer {
    answer(status, "application/json; charset=utf-8", body.to_string())
}

pub(crate) fn text(status: StatusCode, body: &str) -> Answer {
    answer(status, "text/plain", body.to_owned())
}

pub(crate) fn answer(status: StatusCode, content_type: &str, body: String) -> Answer {
    let mut answer = Response::new(Bytes::from(body));
    *answer.status_mut() = status;
    if let Ok(value) = HeaderValue::from_str(content_type) {
        answer.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    answer
}

/// What every server says to a path or method it does not have.
pub(crate) fn not_found() -> Answer {
    text(StatusCode::NOT_FOUND, "404 page not found")
}

/// An answer with nothing in it at all.
pub(crate) fn no_content() -> Answer {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    answer
}

/// A redirect as Go's router gives it: to a path and the query that came with the request, with no type.
pub(crate) fn moved(path: &str, query: Option<&str>) -> Answer {
    let location = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let mut answer = redirect(StatusCode::TEMPORARY_REDIRECT, &location);
    answer.headers_mut().remove(header::CONTENT_TYPE);
    answer
}

pub(crate) fn redirect(status: StatusCode, location: &str) -> Answer {
    let mut answer = answer(status, "text/plain", String::new());
    if let Ok(value) = HeaderValue::from_str(location) {
        answer.headers_mut().insert(header::LOCATION, value);
    }
    answer
}
