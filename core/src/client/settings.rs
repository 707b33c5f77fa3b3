//! What the clients of one configuration share.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};

use super::Learned;
use super::tls::Tls;
use crate::protocol::{Api, Protocol};
use crate::{Error, Result};

pub(crate) struct Settings {
    /// Address and prefix, without a trailing slash.
    pub(super) base: String,
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
