//! Tells a good answer from a bad one, and a bad one's kind.
//!
//! A body is read whatever the HTTP status, since servers report most errors under 200; what a refusal means is in `rules`.

use super::Response;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};

use super::node::Node;
use super::rules;
use crate::later::FOR_EVER;
use crate::{Error, ErrorCode, Result};

/// The answer's payload, where the answer is a success that has one the operation can use.
pub(super) fn payload<'a>(response: &'a Response, usable: impl Fn(&Node<'a>) -> bool) -> Result<Node<'a>> {
    open(response, usable).map_err(|error| error.with_retry_after(retry_after(&response.headers)))
}

fn open<'a>(response: &'a Response, usable: impl Fn(&Node<'a>) -> bool) -> Result<Node<'a>> {
    if (300..400).contains(&response.status) {
        let target =
            response.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or("no address");
        let text = format!("the server redirects to {target}: use that address as the uri if you trust it");
        let error = Error::new(ErrorCode::Redirected, text).with_quoted(target);
        return Err(error.with_answer(response.status, (None, None)));
    }
    if response.status == 407 {
        return Err(wanted_by_proxy().with_answer(response.status, (None, None)));
    }
    let Ok(mut node) = Node::body(&response.body) else { return Err(not_json(response)) };
    let accepted = (200..300).contains(&response.status) && node.is_accepted();
    if accepted {
        match node.data.take() {
            Some(data) if usable(&data) => return Ok(*data),
            None if usable(&node) => return Ok(node),
            _ => {}
        }
    }
    Err(refusal(response, &node, accepted))
}

/// A proxy on the way answers 407 itself, or refuses to connect to the server: the request came no further.
pub(crate) fn wanted_by_proxy() -> Error {
    let text = "the proxy wants credentials: write them into its URL, as http://user:password@host:port";
    Error::new(ErrorCode::Connect, text)
}

/// `Retry-After`: seconds, or a date, which counts from the answer's own `Date`, since clocks differ.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let asked = text(header::RETRY_AFTER)?;
    if asked.bytes().all(|byte| byte.is_ascii_digit()) && !asked.is_empty() {
        // Too many for the number are for ever.
        return Some(asked.parse().map_or(FOR_EVER, Duration::from_secs).min(FOR_EVER));
    }
    let date = |text| httpdate::parse_http_date(text).ok();
    let now = text(header::DATE).and_then(date).unwrap_or_else(SystemTime::now);
    Some(date(asked)?.duration_since(now).unwrap_or_default().min(FOR_EVER))
}

/// What servers with TLS answer to plain HTTP: Milvus, as every server in Go, and nginx.
const WANTS_TLS: [&[u8]; 2] =
    [b"Client sent an HTTP request to an HTTPS server", b"The plain HTTP request was sent to HTTPS port"];

fn contains(body: &[u8], words: &[u8]) -> bool {
    memchr::memmem::find(body, words).is_some()
}

fn not_json(response: &Response) -> Error {
    let (code, text, retryable) = match response.status {
        401 => (ErrorCode::Unauthenticated, "the server or a proxy asks for credentials: check the token", false),
        403 => (ErrorCode::PermissionDenied, "the server or a proxy denies access", false),
        404 => {
            let text = "the server has no such route: check the uri and its path, and the api option \
                        (Milvus before 2.4 serves imports only on its management port 9091, as api milvus-2.3)";
            (ErrorCode::Unsupported, text, false)
        }
        408 => (ErrorCode::Timeout, "the server gave up waiting for its own answer", true),
        429 => (ErrorCode::Busy, "too many requests: wait and try again", true),
        502..=504 => (ErrorCode::Unavailable, "the server cannot be reached behind its proxy", true),
        500.. => (ErrorCode::ServerError, "the server failed without saying why", true),
        400 if WANTS_TLS.iter().any(|words| contains(&response.body, words)) => {
            (ErrorCode::UnexpectedResponse, "the server has TLS on this port: write https:// into the uri", false)
        }
        _ => (ErrorCode::UnexpectedResponse, "the answer is no JSON of an import API: check the uri", false),
    };
    Error::new(code, text)
        .with_retryable(retryable)
        .with_answer(response.status, (None, None))
        .with_body_start(&response.body)
}

fn refusal(response: &Response, node: &Node<'_>, accepted: bool) -> Error {
    let message = node.message.as_deref().or(node.task.reason.as_deref());
    let rule = rules::first(response.status, node.code(), &message.unwrap_or_default().to_ascii_lowercase());
    let code = match rule {
        Some(rule) => rule.means,
        None if node.has_odd_code() || (accepted && message.is_none()) => ErrorCode::UnexpectedResponse,
        None => ErrorCode::ServerError,
    };
    let passing = matches!(code, ErrorCode::Busy | ErrorCode::Timeout | ErrorCode::Unavailable);
    let unexplained = rule.is_none() && code == ErrorCode::ServerError && response.status >= 500;
    let text = match (message, code) {
        (Some(message), _) => message.to_owned(),
        (None, ErrorCode::UnexpectedResponse) if node.has_odd_code() => "the answer's code is no integer".to_owned(),
        (None, ErrorCode::UnexpectedResponse) => "the answer has no usable data".to_owned(),
        (None, _) => "the server gave no reason".to_owned(),
    };
    let error = Error::new(code, text)
        .with_retryable(passing || unexplained)
        .with_refused(rule.is_some_and(|rule| rule.refuses))
        .with_answer(response.status, (node.server_code(), message.map(str::to_owned)));
    if message.is_none() { error.with_body_start(&response.body) } else { error }
}
