//! The seam between the client and the network, and the way through reqwest.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use reqwest::Url;

use super::{Settings, fault};
use crate::model::Operation;
use crate::protocol::{Request, Response};
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

    async fn exchange(&self, operation: Operation, request: &Request) -> Result<Response> {
        let (client, idle) = if operation.is_read() { (&self.reading, usize::MAX) } else { (&self.writing, 0) };
        let client = client.get_or_init(|| self.client(idle)).as_ref().map_err(Error::clone)?;
        let answer = client.execute(self.prepare(request)?).await.map_err(fault::from_reqwest)?;
        read(http::Response::from(answer), self.settings.max_response_bytes, fault::from_reqwest).await
    }

    fn client(&self, idle_connections: usize) -> Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.settings.connect_timeout)
            .pool_max_idle_per_host(idle_connections)
            .tls_backend_preconfigured(self.settings.tls.config()?);
        match &self.settings.proxy {
            Some(proxy) => builder = builder.proxy(proxy.clone()),
            None if !self.settings.is_proxied => builder = builder.no_proxy(),
            None => {}
        }
        builder.build().map_err(|error| Error::new(ErrorCode::Internal, format!("no HTTP client: {error}")))
    }

    fn prepare(&self, request: &Request) -> Result<reqwest::Request> {
        let url = Url::parse(&format!("{}{}", self.settings.base, request.path))
            .map_err(|error| Error::new(ErrorCode::Internal, format!("no request URL: {error}")))?;
        let (method, headers, body) = self.settings.parts(request)?;
        let mut prepared = reqwest::Request::new(method, url);
        *prepared.headers_mut() = headers;
        *prepared.body_mut() = (!body.is_empty()).then(|| body.into());
        Ok(prepared)
    }
}

impl Transport for HttpTransport {
    fn send<'a>(&'a self, operation: Operation, request: &'a Request) -> Answer<'a> {
        Box::pin(async move { within(self.settings.timeout, pin!(self.exchange(operation, request))).await })
    }
}

/// Bounds a whole exchange, from connecting to the last byte of the answer.
pub(super) async fn within(
    timeout: Duration,
    exchange: Pin<&mut impl Future<Output = Result<Response>>>,
) -> Result<Response> {
    tokio::time::timeout(timeout, exchange).await.unwrap_or_else(|_| {
        let text = format!("no complete answer within the timeout of {timeout:?}");
        Err(Error::new(ErrorCode::Timeout, text).with_retryable(true).with_sent())
    })
}

/// Reads an answer's body up to the limit.
pub(super) async fn read<B>(
    answer: http::Response<B>,
    limit: usize,
    fault: impl Fn(B::Error) -> Error,
) -> Result<Response>
where
    B: http_body::Body<Data = Bytes> + Unpin,
{
    let (head, mut body) = answer.into_parts();
    let status = head.status.as_u16();
    let mut response = Response { status, headers: head.headers, ..Response::default() };
    if head.status.is_redirection() {
        // Its page is nothing to anyone: the error names the target.
        return Ok(response);
    }
    let too_large = || {
        let text = format!("the answer is above {limit} bytes: raise max_response_bytes");
        Error::new(ErrorCode::ResponseTooLarge, text).with_answer(status, (None, None))
    };
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > limit {
        return Err(too_large());
    }
    let mut collected = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(part) = frame.map_err(&fault)?.into_data() else { continue };
        if collected.len() + part.len() > limit {
            return Err(too_large());
        }
        if collected.is_empty() && part.len() == announced {
            // A small answer comes in one piece, and need not be copied.
            response.body = part;
            continue;
        }
        if collected.is_empty() {
            collected.reserve(announced);
        }
        collected.extend_from_slice(&part);
    }
    if response.body.is_empty() {
        response.body = collected.freeze();
    }
    Ok(response)
}
