//! How a client is set up.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use reqwest::Url;

use super::dialects::Dialects;
use super::new_jobs::NewJobs;
use super::settings::{self, Settings};
use super::tls::TlsOptions;
use super::{Client, endpoint};
use crate::model::Api;
use crate::protocol::Protocol;
use crate::{Error, Result, blocking};

/// Sets a client up. What is not set is taken from the environment where it names it (`MILVUS_URI`, `MILVUS_TOKEN`,
/// `MILVUS_DB`, `ZILLIZ_CLUSTER_ID`), and else has the default that the method names. Nothing is checked before `build`.
#[derive(Clone, Default)]
pub struct ClientBuilder {
    uri: Option<String>,
    api: Option<Api>,
    token: Option<String>,
    db_name: Option<String>,
    cluster_id: Option<String>,
    project_id: Option<String>,
    region_id: Option<String>,
    timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    max_response_bytes: Option<usize>,
    retry_budget: Option<Duration>,
    request_timeout: Option<u32>,
    proxy: Option<String>,
    headers: Vec<(String, String)>,
    tls: TlsOptions,
    credentials_in_uri: bool,
}

macro_rules! setters {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty,)+) => {
        $($(#[doc = $doc])+
        #[must_use]
        pub fn $name(mut self, $name: impl Into<$type>) -> Self {
            self.$name = Some($name.into());
            self
        })+
    };
}

impl ClientBuilder {
    /// A builder with nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// The server: `http(s)://host[:port][/prefix]`. A bare host is https, unless it is loopback. A route of the API at its
        /// end, such as `/v2/vectordb`, is passed over. Environment: `MILVUS_URI`.
        uri: String,
        /// The API generation. Default: told from the host; where that does not tell, from the ids and from what the server
        /// answers.
        api: Api,
        /// An API key, or `user:password`. Sent as `Authorization: Bearer`, and shown nowhere. Environment: `MILVUS_TOKEN`.
        token: String,
        /// The database. Environment: `MILVUS_DB`.
        db_name: String,
        /// Zilliz Cloud: the cluster. Environment: `ZILLIZ_CLUSTER_ID`.
        cluster_id: String,
        /// Zilliz Cloud: the project, with a region instead of a cluster.
        project_id: String,
        /// Zilliz Cloud: the region of the project.
        region_id: String,
        /// The time for one call, from connecting to the last byte of the answer; further attempts and the pauses between
        /// them are part of it, unless a longer `retry_budget` is set. Default: 20 s.
        timeout: Duration,
        /// The time for making a connection, TLS included. Default: 10 s.
        connect_timeout: Duration,
        /// The largest answer to read, in bytes; what is made of one may take three times as much. Default: 64 MiB.
        max_response_bytes: usize,
        /// For how long a call is tried again after passing faults; zero never tries again. Default: 5 s, but no longer than
        /// `timeout`. A longer one than `timeout` makes that the time of each attempt.
        retry_budget: Duration,
        /// Milvus 2.5 and later: for how many seconds the server may work on a request, sent as `Request-Timeout`. Default: not
        /// sent, and the server takes 30. Not for 2.4, where one caller's value goes on to count for the others.
        request_timeout: u32,
        /// A proxy's URL; empty for none at all.
        /// Default: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the environment, but none for loopback.
        proxy: String,
    }

    /// Sends one more header with every request, for a gateway in front of the server. Its value is taken to be a secret,
    /// as the token is. What the client sets itself is refused, except for `user-agent`.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Takes the `user:password@` of a uri as the token, whatever else is given as one, as Python's `requests` does; without
    /// this such a uri is refused. For functions that stand in for those of another client.
    #[must_use]
    pub fn credentials_in_uri(mut self, taken: bool) -> Self {
        self.credentials_in_uri = taken;
        self
    }

    /// Trusts these certificates (PEM) instead of the platform's: authorities, or the server's own, whoever issued it. It
    /// must be in date and for the server's host all the same.
    #[must_use]
    pub fn ca_cert(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.tls.ca_cert = Some(pem.into());
        self
    }

    /// Shows this certificate (PEM, leaf first) with its private key (PEM) to servers that ask for one. One PEM may hold both:
    /// `key_pem` is empty then.
    #[must_use]
    pub fn client_cert(mut self, cert_pem: impl Into<Vec<u8>>, key_pem: impl Into<Vec<u8>>) -> Self {
        self.tls.client_cert = Some((cert_pem.into(), key_pem.into()));
        self
    }

    /// Accepts any certificate. Whoever is on the way can then read the token: for tests only.
    #[must_use]
    pub fn insecure(mut self, insecure: bool) -> Self {
        self.tls.insecure = insecure;
        self
    }

    /// The asynchronous client.
    ///
    /// # Errors
    /// `InvalidArgument` for anything that cannot work, with what to do about it.
    pub fn build(self) -> Result<Client> {
        Ok(Client::from_settings(Arc::new(self.settings()?)))
    }

    /// The blocking client.
    ///
    /// # Errors
    /// `InvalidArgument` for anything that cannot work, with what to do about it.
    pub fn build_blocking(self) -> Result<blocking::Client> {
        Ok(blocking::Client::new(Arc::new(self.settings()?)))
    }

    pub(super) fn settings(self) -> Result<Settings> {
        let uri = or_environment(self.uri, "MILVUS_URI").unwrap_or_default();
        let endpoint::Address { url, credentials } = endpoint::parse(&uri)?;
        if credentials.is_some() && !self.credentials_in_uri {
            return Err(endpoint::holds_credentials());
        }
        let token = credentials.or_else(|| or_environment(self.token, "MILVUS_TOKEN"));
        // Editors put a byte order mark at the start of a file.
        let token = token.map(|token| token.trim_start_matches('\u{feff}').to_owned());
        let cluster_id = or_environment(self.cluster_id, "ZILLIZ_CLUSTER_ID");
        let project_id = self.project_id.filter(|id| !id.is_empty());
        let mut dialect = Protocol {
            db_name: or_environment(self.db_name, "MILVUS_DB"),
            cluster_id,
            project_id,
            region_id: self.region_id.filter(|id| !id.is_empty()),
            ..Protocol::new(Api::MilvusV2)
        };
        dialect.max_response_bytes = self.max_response_bytes.unwrap_or(dialect.max_response_bytes);
        let dialects = dialects(&url, self.api, &dialect);
        let timeout = positive("timeout", self.timeout, Duration::from_secs(20))?;
        let invalid_proxy = |_| Error::invalid("the proxy is not a URL: use http://host:port");
        let address = Uri::try_from(url.as_str()).map_err(|_| Error::invalid("the uri is not an address"))?;
        Ok(Settings {
            host: endpoint::host(&url)?,
            is_proxied: self
                .proxy
                .as_ref()
                .map_or_else(|| endpoint::environment_has_proxy_for(&url, &address), |proxy| !proxy.is_empty()),
            address,
            headers: settings::headers(token.as_deref(), dialect.db_name.as_deref(), &self.headers)?,
            dialects,
            secrets: settings::secrets(token.as_deref(), &self.headers),
            timeout,
            connect_timeout: positive("connect_timeout", self.connect_timeout, Duration::from_secs(10))?,
            max_response_bytes: dialect.max_response_bytes,
            retry_budget: self.retry_budget.unwrap_or(Duration::from_secs(5).min(timeout)),
            proxy: self
                .proxy
                .filter(|proxy| !proxy.is_empty())
                .map(reqwest::Proxy::all)
                .transpose()
                .map_err(invalid_proxy)?,
            tls: self.tls.checked(url.scheme() == "https")?,
            base: url.as_str().trim_end_matches('/').to_owned(),
            request_timeout: self.request_timeout.map(settings::check_request_timeout).transpose()?,
            new_jobs: NewJobs::default(),
        })
    }
}

impl fmt::Debug for ClientBuilder {
    /// Leaves the token and keys out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("api", &self.api).field("db_name", &self.db_name).finish_non_exhaustive()
    }
}

/// What the server may speak: the generation that the caller named, or else what the host tells and the ids suggest.
fn dialects(url: &Url, named: Option<Api>, dialect: &Protocol) -> Dialects {
    let speaking = |api| Protocol { api, ..dialect.clone() };
    let told = named.is_some() || endpoint::api(url).is_some();
    let (likely, others): (_, &[Api]) = match named.or_else(|| endpoint::api(url)) {
        Some(api) if named.is_some() => (api, &[]),
        Some(Api::ZillizV1) => (Api::ZillizV1, &[Api::ZillizV2]),
        Some(api) => (api, &[Api::ZillizV1]),
        None if dialect.cluster_id.is_some() || dialect.project_id.is_some() => {
            (Api::ZillizV2, &[Api::MilvusV2, Api::ZillizV1, Api::Milvus23])
        }
        None => (Api::MilvusV2, &[Api::ZillizV2, Api::ZillizV1, Api::Milvus23]),
    };
    Dialects::new(speaking(likely), others.iter().map(|api| speaking(*api)).collect(), told)
}

/// An argument, or else the environment's variable; empty is not set.
fn or_environment(argument: Option<String>, variable: &str) -> Option<String> {
    argument.or_else(|| std::env::var(variable).ok()).filter(|value| !value.is_empty())
}

fn positive(name: &str, value: Option<Duration>, default: Duration) -> Result<Duration> {
    match value {
        Some(Duration::ZERO) => Err(Error::invalid(format!("{name} is zero: use a positive time"))),
        other => Ok(other.unwrap_or(default)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(settings: &Settings) -> Option<&str> {
        settings.headers.get("authorization").map(|value| value.to_str().unwrap().trim_start_matches("Bearer "))
    }

    #[test]
    fn credentials_in_a_uri_are_the_token_where_that_is_wanted() {
        let builder = || ClientBuilder::new().uri("http://root:a%3Ab@h:1/v2").token("other");
        let refused = builder().build().unwrap_err();
        assert!(refused.message().contains("pass them as the token"), "{refused}");
        let taken = builder().credentials_in_uri(true).settings().unwrap();
        assert_eq!((token(&taken), taken.base()), (Some("root:a:b"), "http://h:1"));
        assert_eq!(token(&builder().uri("http://h").credentials_in_uri(true).settings().unwrap()), Some("other"));
    }
}
