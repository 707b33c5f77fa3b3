//! From a failed transfer to a typed error.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use super::lookup::NoThread;
use super::tls_fault;
use crate::protocol::wanted_by_proxy;
use crate::{Error, ErrorCode};

type Cause<'a> = &'a (dyn StdError + 'static);

/// Reads what reqwest says about a request that got no complete answer.
pub(super) fn from_reqwest(error: reqwest::Error, is_proxied: bool) -> Error {
    let error = error.without_url();
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => Error::new(ErrorCode::Timeout, "no connection within connect_timeout").with_retryable(true),
        (true, false) if is_proxied => connecting_by_proxy(&error),
        (true, false) => connecting(&error),
        (false, _) => broken(&error),
    }
}

fn connecting_by_proxy(error: Cause<'_>) -> Error {
    // The type of these is not public.
    let text = match tunnel(error).as_deref() {
        Some("tunnel error: proxy authorization required") => return wanted_by_proxy().with_http_status(407),
        Some("tunnel error: unsuccessful") => {
            "the proxy refused to connect to the server: check that it lets this host and port through".to_owned()
        }
        Some("tunnel error: unexpected end of file") => {
            "the proxy hung up when it was to connect to the server: check that it is a proxy".to_owned()
        }
        _ if hung_up(error) || find::<rustls::Error>(error).is_some() => return connecting(error),
        _ => format!("cannot connect to the proxy: {}; check its address and that it is up", innermost(error)),
    };
    Error::new(ErrorCode::Connect, text).with_retryable(true)
}

/// What is said about the tunnel that a proxy makes for TLS, if it is at fault.
fn tunnel(error: Cause<'_>) -> Option<String> {
    let text = error.to_string();
    if text.starts_with("tunnel error: ") { Some(text) } else { cause(error).and_then(tunnel) }
}

/// No connection was made, so nothing was sent.
pub(super) fn connecting(error: Cause<'_>) -> Error {
    let refused = || {
        let text = if hung_up(error) {
            "the server hung up during the TLS handshake: check that it is up, and that it has TLS on this port"
                .to_owned()
        } else {
            format!("cannot connect: {}; check the uri and that the server is up", innermost(error))
        };
        Error::new(ErrorCode::Connect, text).with_retryable(true)
    };
    without_resources(error).or_else(|| tls_fault(error)).unwrap_or_else(refused)
}

/// This machine gave no thread or no file descriptor, which others may give back.
fn without_resources(error: Cause<'_>) -> Option<Error> {
    /// `EMFILE` and `ENFILE`, the same on every Unix.
    const TOO_MANY_FILES: [i32; 2] = [24, 23];
    let no_file =
        |error: &io::Error| cfg!(unix) && error.raw_os_error().is_some_and(|code| TOO_MANY_FILES.contains(&code));
    let text = match find::<NoThread>(error) {
        Some(no_thread) => no_thread.to_string(),
        None if any(error, no_file) => {
            "too many files are open for a connection: close some, or raise the limit (ulimit -n)".to_owned()
        }
        None => return None,
    };
    Some(Error::new(ErrorCode::Unavailable, text).with_retryable(true))
}

/// Whether an `io::Error` in a chain of causes is such a one.
fn any(error: Cause<'_>, is_it: impl Fn(&io::Error) -> bool + Copy) -> bool {
    error.downcast_ref().is_some_and(is_it) || cause(error).is_some_and(|cause| any(cause, is_it))
}

/// The connection broke after it was made: the server may have got the request.
pub(super) fn broken(error: Cause<'_>) -> Error {
    let lost = || {
        let text = if find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
            // Such as the alert of a server that waits for a TLS handshake.
            "what answers there does not speak HTTP: check the port, or write https:// if the server has TLS".to_owned()
        } else {
            format!("the connection broke before the answer was complete: {}", innermost(error))
        };
        Error::new(ErrorCode::Connect, text).with_retryable(true)
    };
    tls_fault(error).unwrap_or_else(lost).with_sent()
}

pub(super) fn no_connection_within(limit: Duration) -> Error {
    Error::new(ErrorCode::Timeout, format!("no connection within connect_timeout of {limit:?}")).with_retryable(true)
}

pub(super) fn no_answer_within(timeout: Duration) -> Error {
    let text = format!("no complete answer within the timeout of {timeout:?}");
    Error::new(ErrorCode::Timeout, text).with_retryable(true).with_sent()
}

fn tls_fault(error: Cause<'_>) -> Option<Error> {
    let tls = find::<rustls::Error>(error)?;
    Some(Error::new(ErrorCode::Tls, format!("TLS failed: {}", tls_fault::sentence(tls))))
}

/// Whether the other side ended the connection, where the next thing to read was a part of the handshake.
fn hung_up(error: Cause<'_>) -> bool {
    any(error, |error| error.kind() == io::ErrorKind::UnexpectedEof)
}

/// The first error of a type in a chain of causes.
fn find<T: StdError + 'static>(error: Cause<'_>) -> Option<&T> {
    error.downcast_ref::<T>().or_else(|| cause(error).and_then(find))
}

/// The innermost cause is the one that says something.
fn innermost(error: Cause<'_>) -> Cause<'_> {
    cause(error).map_or(error, innermost)
}

/// What caused an error; `io::Error` hides what it wraps from `source`.
fn cause<'a>(error: Cause<'a>) -> Option<Cause<'a>> {
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.map(|inner| inner as Cause<'a>).or_else(|| error.source())
}
