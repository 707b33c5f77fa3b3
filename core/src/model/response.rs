//! An HTTP answer.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;

/// A server's whole answer. Parsers use `Location` and `Retry-After` of the headers; the rest is for the caller.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Response {
    /// The address that was asked; empty where a program brings its own HTTP stack.
    pub url: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body. Empty for a redirect, whose page nobody wants.
    pub body: Bytes,
}

impl Response {
    /// An answer without headers.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, body: body.into(), ..Self::default() }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {} from {} ({} bytes)", self.status, self.url, self.body.len())
    }
}
