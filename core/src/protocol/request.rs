//! A request as bytes to send, before any HTTP library.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use serde::Serialize;

/// The HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
}

impl Method {
    /// The method's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// What to send to the server: the caller adds the address, `Authorization` and `DB-Name`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// Path and query, from the first slash on.
    pub path: Cow<'static, str>,
    /// A JSON body, sent with `Content-Type: application/json`; may be empty.
    pub body: Vec<u8>,
    /// The value of an `Idempotency-Key` header.
    pub idempotency_key: Option<String>,
    /// The value of a `Request-Timeout` header, in seconds.
    pub request_timeout: Option<u32>,
    /// Whether the server asks for no credentials, and so gets none: the management port of Milvus 2.3.
    pub is_anonymous: bool,
    /// Credentials in the body, which no error text may show.
    pub(crate) secrets: Vec<String>,
}

impl Request {
    pub(super) fn get(path: impl Into<Cow<'static, str>>) -> Self {
        Self {
            method: Method::Get,
            path: path.into(),
            body: Vec::new(),
            idempotency_key: None,
            request_timeout: None,
            is_anonymous: false,
            secrets: Vec::new(),
        }
    }

    pub(super) fn post(path: impl Into<Cow<'static, str>>, body: &impl Serialize) -> Self {
        Self { method: Method::Post, ..Self::get(path) }.with_body(body)
    }

    pub(super) fn anonymous(self) -> Self {
        Self { is_anonymous: true, ..self }
    }

    pub(super) fn with_body(mut self, body: &impl Serialize) -> Self {
        // Strings, numbers and maps with string keys have no way to fail.
        self.body = serde_json::to_vec(body).unwrap_or_default();
        self
    }
}

impl std::fmt::Debug for Request {
    /// Leaves the body out: it may hold credentials of an object storage.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method.as_str(), self.path, self.body.len())
    }
}

/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Text as one part of a path or a query.
pub(super) fn encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}
