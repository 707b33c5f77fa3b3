//! What the clients of one configuration share.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};

use super::dialects::Dialects;
use super::new_jobs::NewJobs;
use super::proxy::Proxy;
use super::secrets::Secrets;
use super::tls::Tls;
use crate::follow::Budget;
use crate::import_many::Target;
use crate::protocol::{Api, Method, Operation, Protocol, Request, Response};
use crate::{Call, Error, ErrorCode, Outcome, Result};

pub(crate) struct Settings {
    /// Address and prefix, without a trailing slash.
    pub(super) base: String,
    /// The same, as the connectors take it.
    pub(super) address: Uri,
    /// The `Host` header.
    pub(super) host: HeaderValue,
    pub(crate) dialects: Dialects,
    /// What every request carries.
    pub(super) headers: HeaderMap,
    /// Kept to remove them from error texts that echo them.
    pub(super) secrets: Secrets,
    pub(super) timeout: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) max_response_bytes: usize,
    pub(crate) retry_budget: Duration,
    /// What the option or the environment puts in front of this server.
    pub(super) proxy: Option<Proxy>,
    pub(super) tls: Tls,
    /// Seconds, for the `Request-Timeout` header.
    pub(crate) request_timeout: Option<u32>,
    pub(super) budget: OnceLock<Arc<Budget>>,
    pub(crate) new_jobs: NewJobs,
}

impl Settings {
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn api(&self) -> Api {
        self.dialects.in_use().api
    }

    /// The server and the database, as a ledger names them.
    pub(crate) fn target(&self) -> Target {
        let Protocol { db_name, cluster_id, project_id, .. } = self.dialects.likely();
        let server = [Some(self.base()), cluster_id.as_deref().or(project_id.as_deref())];
        let server = server.into_iter().flatten().collect::<Vec<_>>().join(" ");
        Target { server, database: db_name.clone(), api: self.api() }
    }

    /// How often this server is asked by all followers of the process that have this token.
    pub(crate) fn budget(&self) -> &Arc<Budget> {
        self.budget.get_or_init(|| {
            let mut hasher = DefaultHasher::new();
            self.base.hash(&mut hasher);
            self.headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes).hash(&mut hasher);
            Budget::shared(hasher.finish())
        })
    }

    /// A whole request, for programs with their own HTTP stack.
    pub(crate) fn prepare(&self, request: &Request) -> Result<http::Request<Bytes>> {
        let (method, headers, body) = self.parts(request)?;
        let mut prepared = http::Request::new(body);
        *prepared.method_mut() = method;
        *prepared.uri_mut() = Uri::try_from(self.url(request)).map_err(|_| Error::invalid("the uri is too long"))?;
        *prepared.headers_mut() = headers;
        Ok(prepared)
    }

    /// The address that a request goes to.
    pub(crate) fn url(&self, request: &Request) -> String {
        format!("{}{}", self.base, request.path)
    }

    /// A call that its caller has ended.
    pub(crate) fn cancelled(&self, operation: Operation) -> Error {
        Error::new(ErrorCode::Cancelled, "the call was cancelled").with_call(operation, self.base.clone())
    }

    /// Tells an error which call it is of, and removes the secrets from its texts.
    pub(crate) fn in_context(&self, operation: Operation, request: &Request, error: Error) -> Error {
        let of_request = Secrets::new(&request.secrets);
        error.with_call(operation, self.url(request)).redacted(|text| {
            let hidden = self.secrets.hidden_in(text);
            of_request.hidden_in(hidden.as_deref().unwrap_or(text)).or(hidden)
        })
    }

    /// Says which proxy the call went through, if any: it may be the one that failed.
    pub(super) fn through_proxy(&self, error: Error) -> Error {
        let Some(proxy) = &self.proxy else { return error };
        let text = format!("{}; the call went through the proxy {}", error.message(), proxy.shown);
        error.with_message(text)
    }

    /// What a call comes to by its answer. Failure texts, which errors show, hold no secret; the server's whole answer stays
    /// as it is.
    pub(super) fn read(
        &self,
        protocol: &Protocol,
        call: &Call,
        request: &Request,
        response: Response,
    ) -> Result<Outcome> {
        let response = Response { url: self.url(request), ..response };
        let outcome = protocol.parse(call, response);
        match outcome.map_err(|error| self.in_context(call.operation(), request, error))? {
            Outcome::Progress(mut progress) => {
                progress.hide(|text| self.secrets.hidden_in(text));
                Ok(Outcome::Progress(progress))
            }
            outcome => Ok(outcome),
        }
    }

    /// Method, headers and body of a request, as every HTTP library takes them.
    pub(super) fn parts(&self, request: &Request) -> Result<(http::Method, HeaderMap, Bytes)> {
        let method = match request.method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
        };
        let mut headers = self.headers.clone();
        if request.is_anonymous {
            headers.remove(header::AUTHORIZATION);
        }
        if !request.body.is_empty() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(key) = &request.idempotency_key {
            let value =
                HeaderValue::try_from(key).map_err(|_| Error::invalid("idempotency_key is not printable ASCII"))?;
            headers.insert("idempotency-key", value);
        }
        if let Some(seconds) = request.request_timeout {
            headers.insert("request-timeout", seconds.into());
        }
        Ok((method, headers, request.body.clone().into()))
    }
}

/// Milvus takes whole seconds.
pub(crate) fn check_request_timeout(seconds: u32) -> Result<u32> {
    if seconds == 0 {
        return Err(Error::invalid(
            "request_timeout is 0, which every Milvus answers at once with HTTP 408: leave it out for the server's own 30 s",
        ));
    }
    Ok(seconds)
}

/// The headers of every request.
pub(super) fn headers(token: Option<&str>, db_name: Option<&str>, more: &[(String, String)]) -> Result<HeaderMap> {
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
    for (name, value) in more {
        let (name, value) = header(name, value)?;
        headers.insert(name, value);
    }
    Ok(headers)
}

/// What must not show in an error. A short header is no secret, and removing it would spoil what the server says.
pub(super) fn secrets(token: Option<&str>, headers: &[(String, String)], proxy: Option<&Proxy>) -> Secrets {
    let values = headers.iter().map(|(_, value)| value.as_str()).filter(|value| value.len() >= 8);
    let of_proxy = proxy.into_iter().flat_map(|proxy| &proxy.secrets).map(String::as_str);
    Secrets::new(token.into_iter().chain(values).chain(of_proxy))
}

/// A header that the caller adds.
fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    let refused = |why: &str| Err(Error::invalid(format!("the header {name:?} {why}")));
    let (Ok(name), Ok(mut value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
        return refused("is none: its name or value has characters that HTTP does not allow");
    };
    match name.as_str() {
        "authorization" => refused("is made from the token: pass that"),
        "db-name" => refused("is made from db_name: pass that"),
        "request-timeout" => refused("is made from request_timeout: pass that"),
        "idempotency-key" => refused("is made from idempotency_key: pass that with bulk_import"),
        "proxy-authorization" => refused("belongs into the proxy's URL: http://user:password@host:port"),
        "accept" | "connection" | "content-length" | "content-type" | "host" | "transfer-encoding" => {
            refused("is the client's own")
        }
        _ => {
            value.set_sensitive(true);
            Ok((name, value))
        }
    }
}
