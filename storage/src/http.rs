//! HTTP for object stores, with the reqwest and the TLS that the import client has: no second of either is linked.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http_body_util::BodyExt;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
};
use object_store::{ClientConfigKey, ClientOptions};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

/// How long a store may take to accept a connection, and then to send the next byte.
const CONNECT: Duration = Duration::from_secs(10);
const SILENCE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(crate) struct Http(ClientConfig);

impl Http {
    pub(crate) fn new() -> Result<Self, Box<dyn Error + Send + Sync>> {
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_platform_verifier()?
            .with_no_client_auth();
        Ok(Self(tls))
    }
}

impl HttpConnector for Http {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let allows_http = options.get_config_value(&ClientConfigKey::AllowHttp).is_some_and(|value| value == "true");
        let client = reqwest::Client::builder()
            .https_only(!allows_http)
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .tls_backend_preconfigured(self.0.clone())
            .build();
        let failed = |error| object_store::Error::Generic { store: "HTTP", source: Box::new(error) };
        Ok(HttpClient::new(Service(client.map_err(failed)?)))
    }
}

#[derive(Debug)]
struct Service(reqwest::Client);

#[async_trait]
impl HttpService for Service {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let url =
            parts.uri.to_string().parse().map_err(|error| HttpError::new(HttpErrorKind::Unknown, NoUrl(error)))?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        // A part's bytes are shared, not copied, by this.
        *request.body_mut() = Some(body.collect().await?.to_bytes().into());
        let answer = self.0.execute(request).await.map_err(fault)?;
        let (parts, body) = http::Response::<reqwest::Body>::from(answer).into_parts();
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::new(body.map_err(fault))))
    }
}

#[derive(Debug)]
struct NoUrl<E>(E);

impl<E> std::fmt::Display for NoUrl<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the store's address is no URL")
    }
}

impl<E: std::fmt::Debug> Error for NoUrl<E> {}

/// What the retries go by. The address is left out, since its query may hold a signature.
fn fault(error: reqwest::Error) -> HttpError {
    let kind = if error.is_timeout() {
        HttpErrorKind::Timeout
    } else if error.is_connect() {
        HttpErrorKind::Connect
    } else if error.is_builder() {
        // No such address can work, plain HTTP where it is not allowed for one.
        HttpErrorKind::Unknown
    } else if error.is_decode() {
        HttpErrorKind::Decode
    } else {
        // A kept connection that the store has closed, or one that broke.
        HttpErrorKind::Interrupted
    };
    HttpError::new(kind, error.without_url())
}
