//! The seam between the client and the network.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, header};
use reqwest::Url;

use super::{Settings, fault};
use crate::model::Operation;
use crate::protocol::{Method, Request, Response};
use crate::{Error, ErrorCode, Result};

/// Sends one request and reads its whole answer.
pub(crate) trait Transport: Send + Sync {
    fn send<'a>(&'a self, operation: Operation, request: &'a Request) -> Answer<'a>;
}

pub(crate) type Answer<'a> = Pin<Box<dyn Future<Output = Result<Response>> + Send + 'a>>;

/// HTTP/1.1 by reqwest. Reads share kept-alive connections; a write always takes a new one, so that no stale connection
/// can leave it in doubt whether the server got it.
pub(super) struct HttpTransport {
    settings: Arc<Settings>,
    reading: OnceLock<Result<reqwest::Client>>,
    writing: OnceLock<Result<reqwest::Client>>,
}

impl HttpTransport {
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        Self { settings, reading: OnceLock::new(), writing: OnceLock::new() }
    }

    fn client(&self, operation: Operation) -> Result<&reqwest::Client> {
        let (client, idle) = if operation.is_read() { (&self.reading, usize::MAX) } else { (&self.writing, 0) };
        client.get_or_init(|| self.connectable(idle)).as_ref().map_err(Error::clone)
    }

    fn connectable(&self, idle_connections: usize) -> Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.settings.connect_timeout)
            .pool_max_idle_per_host(idle_connections)
            .tls_backend_preconfigured(self.settings.tls.config()?);
        if let Some(proxy) = &self.settings.proxy {
            builder = builder.proxy(proxy.clone());
        }
        builder.build().map_err(|error| Error::new(ErrorCode::Internal, format!("no HTTP client: {error}")))
    }

    fn prepare(&self, request: &Request) -> Result<reqwest::Request> {
        let url = Url::parse(&format!("{}{}", self.settings.base, request.path))
            .map_err(|error| Error::new(ErrorCode::Internal, format!("no request URL: {error}")))?;
        let method = match request.method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
        };
        let mut prepared = reqwest::Request::new(method, url);
        *prepared.headers_mut() = self.settings.headers.clone();
        if !request.body.is_empty() {
            prepared.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *prepared.body_mut() = Some(request.body.clone().into());
        }
        if let Some(key) = &request.idempotency_key {
            let value =
                HeaderValue::try_from(key).map_err(|_| Error::invalid("idempotency_key is not printable ASCII"))?;
            prepared.headers_mut().insert("idempotency-key", value);
        }
        Ok(prepared)
    }

    async fn exchange(&self, operation: Operation, request: &Request) -> Result<Response> {
        let client = self.client(operation)?;
        let prepared = self.prepare(request)?;
        let mut answer = client.execute(prepared).await.map_err(fault::from_reqwest)?;
        let body = self.body(&mut answer).await?;
        let text =
            |name| answer.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::to_owned);
        Ok(Response {
            status: answer.status().as_u16(),
            location: text(header::LOCATION),
            retry_after: retry_after(answer.headers()),
            body,
        })
    }

    async fn body(&self, answer: &mut reqwest::Response) -> Result<Bytes> {
        let limit = self.settings.max_response_bytes;
        let status = answer.status().as_u16();
        let too_large = || {
            Error::new(
                ErrorCode::ResponseTooLarge,
                format!("the answer is above {limit} bytes: raise max_response_bytes"),
            )
            .with_answer(status, (None, None))
        };
        let announced = answer.content_length().unwrap_or(0);
        let announced = usize::try_from(announced).ok().filter(|length| *length <= limit).ok_or_else(too_large)?;
        let mut next = async || answer.chunk().await.map_err(fault::from_reqwest);
        let first = next().await?.unwrap_or_default();
        if first.len() == announced && announced > 0 {
            return Ok(first);
        }
        let mut body = BytesMut::with_capacity(announced);
        let mut chunk = Some(first);
        while let Some(part) = chunk {
            if body.len() + part.len() > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&part);
            chunk = next().await?;
        }
        Ok(body.freeze())
    }
}

impl Transport for HttpTransport {
    fn send<'a>(&'a self, operation: Operation, request: &'a Request) -> Answer<'a> {
        Box::pin(async move {
            let timeout = self.settings.timeout;
            tokio::time::timeout(timeout, self.exchange(operation, request)).await.unwrap_or_else(|_| {
                let text = format!("no complete answer within the timeout of {timeout:?}");
                Err(Error::new(ErrorCode::Timeout, text).with_retryable(true).with_sent())
            })
        })
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
