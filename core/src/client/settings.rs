//! What the clients of one configuration share.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Uri, header};

use super::Learned;
use super::tls::Tls;
use crate::protocol::{Api, Method, Protocol, Request};
use crate::{Error, Result};

pub(crate) struct Settings {
    /// Address and prefix, without a trailing slash.
    pub(super) base: String,
    /// The same, as the connectors take it.
    pub(super) address: Uri,
    /// The `Host` header.
    pub(super) host: HeaderValue,
    pub(super) protocol: Protocol,
    /// What every request carries.
    pub(super) headers: HeaderMap,
    /// Kept to remove it from error texts that echo it.
    pub(super) token: String,
    pub(super) timeout: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) max_response_bytes: usize,
    pub(super) retry_budget: Duration,
    pub(super) proxy: Option<reqwest::Proxy>,
    /// Whether the option or the environment puts a proxy in front of this server.
    pub(super) is_proxied: bool,
    pub(super) tls: Tls,
    pub(super) learned: Learned,
}

impl Settings {
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn api(&self) -> Api {
        self.protocol.api
    }

    /// Method, headers and body of a request, as every HTTP library takes them.
    pub(super) fn parts(&self, request: &Request) -> Result<(http::Method, HeaderMap, Bytes)> {
        let method = match request.method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
        };
        let mut headers = self.headers.clone();
        if !request.body.is_empty() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(key) = &request.idempotency_key {
            let value =
                HeaderValue::try_from(key).map_err(|_| Error::invalid("idempotency_key is not printable ASCII"))?;
            headers.insert("idempotency-key", value);
        }
        Ok((method, headers, request.body.clone().into()))
    }
}

/// The headers of every request.
pub(super) fn headers(token: Option<&str>, db_name: Option<&str>) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    let json = HeaderValue::from_static("application/json");
    headers.insert(header::ACCEPT, json);
    headers.insert(header::USER_AGENT, HeaderValue::from_static(concat!("milvus-import/", env!("CARGO_PKG_VERSION"))));
    if let Some(token) = token {
        let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| {
            Error::invalid(
                "the token holds line breaks or other control characters: pass the API key or user:password alone",
            )
        })?;
        value.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, value);
    }
    if let Some(db_name) = db_name {
        let value = HeaderValue::try_from(db_name).map_err(|_| Error::invalid("db_name holds control characters"))?;
        headers.insert("db-name", value);
    }
    Ok(headers)
}
