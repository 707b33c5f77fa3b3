//! Canned answers: recorded bodies played back word for word.

use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::http::Answer;

/// An answer to give instead of the server's own. The body's type is `application/json` unless `headers` says otherwise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Canned {
    /// The HTTP status.
    #[serde(default = "ok")]
    pub status: u16,
    /// Headers; `Content-Length` is always the body's own.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body as text.
    #[serde(default)]
    pub body: String,
    /// The body as base64, for one that is no UTF-8; it wins over `body`.
    #[serde(default)]
    pub body_base64: Option<String>,
}

fn ok() -> u16 {
    200
}

/// What about a canned answer cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot answer with that: {0}")]
pub struct BadCanned(String);

impl Canned {
    /// A JSON answer with status 200.
    pub fn json(body: impl Into<String>) -> Self {
        Self { status: ok(), headers: BTreeMap::new(), body: body.into(), body_base64: None }
    }

    /// Any answer at all.
    pub fn new(status: u16, body: &[u8]) -> Self {
        Self { status, body_base64: Some(STANDARD.encode(body)), ..Self::json("") }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// The answer itself, or what about this one cannot be sent.
    pub(crate) fn into_answer(self) -> Result<Answer, BadCanned> {
        let body = match &self.body_base64 {
            Some(text) => STANDARD.decode(text).map_err(|error| BadCanned(format!("body_base64: {error}")))?,
            None => self.body.into_bytes(),
        };
        let mut answer = Response::new(body.into());
        *answer.status_mut() = StatusCode::from_u16(self.status)
            .ok()
            .filter(|status| !status.is_informational())
            .ok_or_else(|| BadCanned(format!("{} is no status of a final answer", self.status)))?;
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in &self.headers {
            let name: HeaderName = name.parse().map_err(|error| BadCanned(format!("header {name:?}: {error}")))?;
            let value: HeaderValue = value.parse().map_err(|error| BadCanned(format!("header {name}: {error}")))?;
            if name != header::CONTENT_LENGTH && name != header::TRANSFER_ENCODING {
                headers.insert(name, value);
            }
        }
        Ok(answer)
    }
}
