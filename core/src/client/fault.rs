//! From a failed transfer to a typed error.

use std::error::Error as StdError;
use std::io;

use crate::{Error, ErrorCode};

/// Reads what reqwest says about a request that got no complete answer.
pub(super) fn from_reqwest(error: reqwest::Error) -> Error {
    let error = error.without_url();
    let never_sent = error.is_connect();
    let typed = if let Some(tls) = find::<rustls::Error>(&error) {
        Error::new(
            ErrorCode::Tls,
            format!("TLS failed: {tls}; check the host name, ca_cert and the client certificate"),
        )
    } else if error.is_timeout() {
        let what =
            if never_sent { "no connection within connect_timeout" } else { "no complete answer within the timeout" };
        Error::new(ErrorCode::Timeout, what).with_retryable(true)
    } else if never_sent {
        let text = format!("cannot connect: {}; check the uri and that the server is up", cause(&error));
        Error::new(ErrorCode::Connect, text).with_retryable(true)
    } else {
        let text = format!("the connection broke before the answer was complete: {}", cause(&error));
        Error::new(ErrorCode::Connect, text).with_retryable(true)
    };
    if never_sent { typed } else { typed.with_sent() }
}

/// The first error of a type in a chain of causes, also inside an `io::Error`, which hides what it wraps.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    if let Some(found) = error.downcast_ref::<T>() {
        return Some(found);
    }
    let inner = error
        .downcast_ref::<io::Error>()
        .and_then(|error| error.get_ref())
        .map(|inner| inner as &(dyn StdError + 'static));
    inner.or(error.source()).and_then(find)
}

/// The innermost cause, which is the one that says something.
fn cause(error: &dyn StdError) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
