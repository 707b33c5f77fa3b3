//! The seam between the client and the network, and the way through reqwest.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use reqwest::Url;
use tokio::time::Instant;

use super::lookup::Lookup;
use super::{Settings, fault};
use crate::protocol::{Request, Response};
use crate::{Error, ErrorCode, Result};

/// Sends one request and reads its whole answer, until a deadline.
pub(crate) trait Transport: Send + Sync {
    fn send<'a>(&'a self, request: &'a Request, via: Via, deadline: Instant) -> Answer<'a>;
}

/// Which connection a request takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Via {
    /// One that is kept alive, if there is any.
    Kept,
    /// A new one. Those that are kept are given up.
    New,
    /// A new one for this request alone: a stale connection would leave a write in doubt.
    Own,
}

/// What came back.
pub(crate) struct Exchange {
    pub(crate) response: Response,
    /// Whether the connection had carried another request before, whose late answer this might be.
    pub(crate) reused: bool,
}

pub(crate) type Answer<'a> = Pin<Box<dyn Future<Output = Result<Exchange>> + Send + 'a>>;

/// HTTP/1.1 by reqwest. Reads share kept-alive connections; a write always takes a new one, so that no stale connection
/// can leave it in doubt whether the server got it.
pub(super) struct HttpTransport {
    settings: Arc<Settings>,
    reading: Mutex<Option<reqwest::Client>>,
    writing: Mutex<Option<reqwest::Client>>,
    has_read: AtomicBool,
}

impl HttpTransport {
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        Self { settings, reading: Mutex::default(), writing: Mutex::default(), has_read: AtomicBool::new(false) }
    }

    async fn exchange(&self, request: &Request, via: Via) -> Result<Exchange> {
        let (client, reused) = match via {
            Via::Own => (self.client(&self.writing, 0)?, false),
            Via::Kept => (self.client(&self.reading, usize::MAX)?, self.has_read.swap(true, Ordering::Relaxed)),
            Via::New => {
                drop(locked(&self.reading).take());
                (self.client(&self.reading, usize::MAX)?, false)
            }
        };
        let fault = |error| fault::from_reqwest(error, self.settings.proxy.is_some());
        let answer = client.execute(self.prepare(request)?).await.map_err(fault)?;
        let response = read(http::Response::from(answer), self.settings.max_response_bytes, fault).await?;
        Ok(Exchange { response, reused })
    }

    /// Made at first use; a failure is not kept, because its cause may pass.
    fn client(&self, kept: &Mutex<Option<reqwest::Client>>, idle_connections: usize) -> Result<reqwest::Client> {
        let mut kept = locked(kept);
        if let Some(client) = &*kept {
            return Ok(client.clone());
        }
        let mut builder = reqwest::Client::builder()
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .dns_resolver(Lookup)
            .connect_timeout(self.settings.connect_timeout)
            .pool_max_idle_per_host(idle_connections)
            .tls_backend_preconfigured(self.settings.tls.config()?);
        match &self.settings.proxy {
            Some(proxy) => builder = builder.proxy(proxy.inner.clone()),
            // What the environment says has been asked for already.
            None => builder = builder.no_proxy(),
        }
        let made = builder.build();
        let made = made.map_err(|error| Error::new(ErrorCode::Internal, format!("no HTTP client: {error}")))?;
        Ok(kept.insert(made).clone())
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
    fn send<'a>(&'a self, request: &'a Request, via: Via, deadline: Instant) -> Answer<'a> {
        let timeout = self.settings.timeout;
        Box::pin(async move { within(deadline, timeout, pin!(self.exchange(request, via))).await })
    }
}

/// Bounds a whole exchange, from connecting to the last byte of the answer.
pub(super) async fn within(
    deadline: Instant,
    timeout: Duration,
    exchange: Pin<&mut impl Future<Output = Result<Exchange>>>,
) -> Result<Exchange> {
    tokio::time::timeout_at(deadline, exchange).await.unwrap_or_else(|_| Err(fault::no_answer_within(timeout)))
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
