//! One kept-alive connection without a pool: what a lane of the blocking client polls through.
//!
//! A lane makes one call at a time, so a pool, its lookups and its shared state only cost there: reqwest needs 1.3 to 1.8
//! times the CPU of this for a small answer (see `benches/`). Anything unusual is reqwest's: proxies, and every write.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Uri;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use tower_service::Service;

use super::link::Link;
use super::transport::{Answer, HttpTransport, Transport, read, within};
use super::{Settings, fault};
use crate::model::Operation;
use crate::protocol::{Request, Response};
use crate::{Error, ErrorCode, Result};

pub(super) struct DirectTransport {
    settings: Arc<Settings>,
    connector: OnceLock<Result<HttpsConnector<HttpConnector>>>,
    idle: Mutex<Option<(Link, Instant)>>,
    unusual: HttpTransport,
}

/// Nobody watches the connection while the lane is idle. After more than this the runtime gets a chance to notice that the
/// server closed it, which costs one system call.
const WATCHED: Duration = Duration::from_millis(10);

impl DirectTransport {
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        let unusual = HttpTransport::new(Arc::clone(&settings));
        Self { settings, connector: OnceLock::new(), idle: Mutex::default(), unusual }
    }

    async fn exchange(&self, request: &Request) -> Result<Response> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).take();
        loop {
            let is_reused = idle.is_some();
            let mut link = match idle.take() {
                Some((link, since)) => {
                    if since.elapsed() > WATCHED {
                        tokio::task::yield_now().await;
                    }
                    link
                }
                None => self.connect().await?,
            };
            let limit = self.settings.max_response_bytes;
            let reading = |answer| read(answer, limit, |error| fault::broken(&error));
            match link.exchange(self.prepare(request)?, reading).await {
                // The server may have closed the connection while it was idle, and a read does no harm twice.
                Err(_) if is_reused => {}
                Err(error) => return Err(fault::broken(&error)),
                Ok(response) => {
                    let response = response?;
                    *self.idle.lock().unwrap_or_else(PoisonError::into_inner) = Some((link, Instant::now()));
                    return Ok(response);
                }
            }
        }
    }

    fn prepare(&self, request: &Request) -> Result<http::Request<Full<Bytes>>> {
        let path = format!("{}{}", self.settings.address.path().trim_end_matches('/'), request.path);
        let uri = Uri::try_from(path)
            .map_err(|error| Error::new(ErrorCode::Internal, format!("no request path: {error}")))?;
        let (method, headers, body) = self.settings.parts(request)?;
        let mut prepared = http::Request::new(Full::new(body));
        (*prepared.method_mut(), *prepared.uri_mut(), *prepared.headers_mut()) = (method, uri, headers);
        prepared.headers_mut().insert(http::header::HOST, self.settings.host.clone());
        Ok(prepared)
    }

    /// Boxed, because it is rare and its state is large: every call would move it about.
    fn connect(&self) -> Pin<Box<dyn Future<Output = Result<Link>> + Send + '_>> {
        Box::pin(self.make_connection())
    }

    async fn make_connection(&self) -> Result<Link> {
        let mut connector = self.connector()?;
        let connecting = async {
            let stream =
                connector.call(self.settings.address.clone()).await.map_err(|error| fault::connecting(&*error))?;
            Link::over(stream).await.map_err(|error| fault::connecting(&error))
        };
        let limit = self.settings.connect_timeout;
        let connected = tokio::time::timeout(limit, connecting).await;
        connected.unwrap_or_else(|_| Err(fault::no_connection_within(limit)))
    }

    fn connector(&self) -> Result<HttpsConnector<HttpConnector>> {
        let make = || {
            let mut tcp = HttpConnector::new();
            tcp.enforce_http(false);
            tcp.set_nodelay(true);
            let tls = HttpsConnectorBuilder::new().with_tls_config(self.settings.tls.config()?);
            Ok(tls.https_or_http().enable_http1().wrap_connector(tcp))
        };
        self.connector.get_or_init(make).clone()
    }
}

impl Transport for DirectTransport {
    fn send<'a>(&'a self, operation: Operation, request: &'a Request) -> Answer<'a> {
        if operation.is_read() && !self.settings.is_proxied {
            Box::pin(async { within(self.settings.timeout, pin!(self.exchange(request))).await })
        } else {
            Box::pin(async move {
                // Nobody watched the pool either.
                tokio::task::yield_now().await;
                self.unusual.send(operation, request).await
            })
        }
    }
}
