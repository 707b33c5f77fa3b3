//! One kept-alive connection without a pool: what a lane of the blocking client polls through.
//!
//! A lane makes one call at a time, so a pool, its lookups and its shared state only cost there: reqwest needs 1.3 to 1.8
//! times the CPU of this for a small answer (see `benches/`). Anything unusual is reqwest's: proxies, and every write.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::time::Instant;
use tower_service::Service;

use super::kept::kept;
use super::link::{Broken, Link};
use super::lookup::Lookup;
use super::transport::{Answer, Exchange, HttpTransport, Transport, Via, locked, read, within};
use super::{Settings, fault};
use crate::protocol::Request;
use crate::{Error, ErrorCode, Result};

type Connector = HttpsConnector<HttpConnector<Lookup>>;

pub(crate) struct DirectTransport {
    settings: Arc<Settings>,
    connector: OnceLock<Connector>,
    idle: Mutex<Option<(Link, Instant)>>,
    unusual: HttpTransport,
}

impl DirectTransport {
    pub(crate) fn new(settings: Arc<Settings>) -> Self {
        let unusual = HttpTransport::new(Arc::clone(&settings));
        Self { settings, connector: OnceLock::new(), idle: Mutex::default(), unusual }
    }

    /// Closes a connection that nobody has used for so long.
    pub(crate) fn close_idle_since(&self, age: Duration) {
        let mut idle = locked(&self.idle);
        if idle.as_ref().is_some_and(|(_, since)| since.elapsed() >= age) {
            *idle = None;
        }
    }

    async fn exchange(&self, request: &Request, via: Via, deadline: Instant) -> Result<Exchange> {
        let kept = locked(&self.idle).take().filter(|_| via == Via::Kept);
        if let Some((mut link, _)) = kept {
            // Nobody watched the connection. The runtime looks at the network once, for the price of one system call, so
            // that one which has been closed, or holds an answer that nobody asked for, is not used again.
            tokio::task::yield_now().await;
            match self.over(&mut link, request, deadline).await {
                Ok(response) => {
                    let response = response?;
                    self.keep(link);
                    return Ok(Exchange { response, reused: true });
                }
                Err(Broken::TimeIsUp) => return Err(fault::no_answer_within(self.settings.timeout)),
                // The server may have closed it at this moment, and a read does no harm twice.
                Err(Broken::Lost(_)) => {}
            }
        }
        let mut link = self.connect().await?;
        let response = match self.over(&mut link, request, deadline).await {
            Ok(response) => response?,
            Err(Broken::TimeIsUp) => return Err(fault::no_answer_within(self.settings.timeout)),
            Err(Broken::Lost(error)) => return Err(fault::broken(&error)),
        };
        self.keep(link);
        Ok(Exchange { response, reused: false })
    }

    async fn over(
        &self,
        link: &mut Link,
        request: &Request,
        deadline: Instant,
    ) -> Result<Result<crate::protocol::Response>, Broken> {
        let prepared = match self.prepare(request) {
            Ok(prepared) => prepared,
            Err(error) => return Ok(Err(error)),
        };
        let limit = self.settings.max_response_bytes;
        link.exchange(prepared, deadline, |answer| read(answer, limit, |error| fault::broken(&error))).await
    }

    fn keep(&self, link: Link) {
        *locked(&self.idle) = Some((link, Instant::now()));
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

    fn connector(&self) -> Result<Connector> {
        let make = || {
            let mut tcp = HttpConnector::new_with_resolver(Lookup);
            tcp.enforce_http(false);
            tcp.set_nodelay(true);
            let tls = HttpsConnectorBuilder::new().with_tls_config(self.settings.tls.config()?);
            Ok(tls.https_or_http().enable_http1().wrap_connector(tcp))
        };
        kept(&self.connector, make).cloned()
    }
}

impl Transport for DirectTransport {
    fn send<'a>(&'a self, request: &'a Request, via: Via, deadline: Instant) -> Answer<'a> {
        if via == Via::Own || self.settings.proxy.is_some() {
            return Box::pin(async move {
                // Nobody watched the pool either.
                tokio::task::yield_now().await;
                self.unusual.send(request, via, deadline).await
            });
        }
        let timeout = self.settings.timeout;
        Box::pin(async move { within(deadline, timeout, pin!(self.exchange(request, via, deadline))).await })
    }
}
