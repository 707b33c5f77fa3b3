//! How a client is set up.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::Uri;
use reqwest::Url;

use super::dialects::Dialects;
use super::environment::Environment;
use super::new_jobs::NewJobs;
use super::proxy::Proxy;
use super::settings::{self, Settings};
use super::tls::Tls;
use super::{Client, Codec, endpoint};
use crate::model::Api;
use crate::options::options;
use crate::protocol::Protocol;
use crate::{Error, Result};

options! {
    setters
    /// Sets a client up. What is not set is taken from the environment where it names it (`MILVUS_URI`, `MILVUS_TOKEN`,
    /// `MILVUS_DB`, `ZILLIZ_CLUSTER_ID`), and else has the default that the method names. Nothing is checked before `build`.
    ///
    /// Where `MILVUS_URI` is set and the caller names another host or port, the other variables are not for that server and do
    /// not count. `ZILLIZ_CLUSTER_ID` counts on Zilliz Cloud only: no variable makes a client speak another API. Empty text is
    /// not set, and keeps the environment out.
    #[derive(Clone, Default)]
    pub struct ClientBuilder {
        /// The server: `http(s)://host[:port][/prefix]`. A bare host is https, unless it is loopback. A route of the API at its
        /// end, such as `/v2/vectordb`, is passed over.
        uri: String = Text, environment "MILVUS_URI";
        /// The API generation. Default: told from the host; where that does not tell, from the ids and from what the server
        /// answers.
        api: Api = Api;
        /// An API key, or `user:password`. Sent as `Authorization: Bearer`, and shown nowhere.
        token: String = Text, environment "MILVUS_TOKEN";
        /// The database.
        db_name: String = Text, environment "MILVUS_DB";
        /// Zilliz Cloud: the cluster.
        cluster_id: String = Text, environment "ZILLIZ_CLUSTER_ID";
        /// Zilliz Cloud: the project, with a region instead of a cluster.
        project_id: String = Text;
        /// Zilliz Cloud: the region of the project.
        region_id: String = Text;
        /// The time for one call, from connecting to the last byte of the answer; further attempts and the pauses between
        /// them are part of it, unless a longer `retry_budget` is set.
        timeout: Duration = Limit, default "20 s";
        /// The time for making a connection, TLS included.
        connect_timeout: Duration = Limit, default "10 s";
        /// The largest answer to read, in bytes; what is made of one may take three times as much.
        max_response_bytes: usize = Size, default "64 MiB";
        /// For how long a call is tried again after passing faults; zero never tries again. A longer one than `timeout` makes
        /// that the time of each attempt.
        retry_budget: Duration = Budget, default "5 s, but no longer than `timeout`";
        /// Milvus 2.5 and later: for how many seconds the server may work on a request, sent as `Request-Timeout`. Not for
        /// 2.4, where one caller's value goes on to count for the others.
        request_timeout: u32 = Seconds, default "not sent, and the server takes 30 s";
        /// A proxy's URL; empty for none at all.
        proxy: String = Text,
            default "`HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the environment, but none for loopback";
        /// Headers to send with every request, for a gateway in front of the server. Their values are taken to be secrets, as
        /// the token is. What the client sets itself is refused, except for `user-agent`.
        headers: Vec<(String, String)> = Headers;
        /// Certificates (PEM) to trust instead of the platform's: authorities, or the server's own, whoever issued it. It must
        /// be in date and for the server's host all the same.
        ca_cert: Vec<u8> = Pem;
        /// The certificate (PEM, leaf first) to show to servers that ask for one.
        client_cert: Vec<u8> = Pem;
        /// The private key (PEM) of `client_cert`, where that does not hold both.
        client_key: Vec<u8> = Pem;
        /// Accepts any certificate. Whoever is on the way can then read the token: for tests only.
        insecure: bool = Flag;
        /// Takes the `user:password@` of a uri as the token, whatever else is given as one, as Python's `requests` does;
        /// without this such a uri is refused. For functions that stand in for those of another client.
        credentials_in_uri: bool = Flag;
    }
}

impl ClientBuilder {
    /// A builder with nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends one more header; see [`ClientBuilder::headers`].
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.get_or_insert_default().push((name.into(), value.into()));
        self
    }

    /// The asynchronous client.
    ///
    /// # Errors
    /// `InvalidArgument` for anything that cannot work, with what to do about it.
    pub fn build(self) -> Result<Client> {
        Ok(Client::from_settings(Arc::new(self.settings()?)))
    }

    /// The client without the network.
    ///
    /// # Errors
    /// `InvalidArgument` for anything that cannot work, with what to do about it.
    pub fn build_codec(self) -> Result<Codec> {
        Ok(self.build()?.codec())
    }

    pub(crate) fn settings(self) -> Result<Settings> {
        self.settings_in(&Environment::new(&|name| std::env::var(name).ok()))
    }

    fn settings_in(self, environment: &Environment<'_>) -> Result<Settings> {
        let uri = environment.or(self.uri, "MILVUS_URI").unwrap_or_default();
        let endpoint::Address { url, credentials } = endpoint::parse(&uri)?;
        if credentials.is_some() && !self.credentials_in_uri.unwrap_or_default() {
            return Err(endpoint::holds_credentials());
        }
        // What the environment says about another server is not for this one.
        let elsewhere = Environment::new(&|_| None);
        let here = if environment.is_about(&url) { environment } else { &elsewhere };
        let token = credentials.or_else(|| here.or(self.token, "MILVUS_TOKEN"));
        // Editors put a byte order mark at the start of a file.
        let token = token.map(|token| token.trim_start_matches('\u{feff}').to_owned());
        let project_id = self.project_id.filter(|id| !id.is_empty());
        let is_zillizs = endpoint::is_zillizs(&url) || matches!(self.api, Some(Api::ZillizV1 | Api::ZillizV2));
        let cluster_id =
            if is_zillizs && project_id.is_none() { here } else { &elsewhere }.or(self.cluster_id, "ZILLIZ_CLUSTER_ID");
        let mut dialect = Protocol {
            db_name: here.or(self.db_name, "MILVUS_DB"),
            cluster_id,
            project_id,
            region_id: self.region_id.filter(|id| !id.is_empty()),
            ..Protocol::new(Api::MilvusV2)
        };
        dialect.max_response_bytes = self.max_response_bytes.unwrap_or(dialect.max_response_bytes);
        let dialects = dialects(&url, self.api, &dialect);
        let more_headers = self.headers.unwrap_or_default();
        let timeout = positive("timeout", self.timeout, Duration::from_secs(20))?;
        let address = Uri::try_from(url.as_str()).map_err(|_| Error::invalid("the uri is not an address"))?;
        let identity = match (&self.client_cert, &self.client_key) {
            (Some(cert), key) => Some((cert.as_slice(), key.as_deref().unwrap_or_default())),
            (None, Some(_)) => {
                return Err(Error::invalid(
                    "client_key without client_cert: give both, or one text that holds both as client_cert",
                ));
            }
            (None, None) => None,
        };
        let proxy = match self.proxy {
            Some(proxy) => Proxy::given(&proxy, &address)?,
            None if endpoint::is_loopback(&url) => None,
            None => Proxy::of_environment(environment, &address)?,
        };
        Ok(Settings {
            host: endpoint::host(&url)?,
            address,
            headers: settings::headers(token.as_deref(), dialect.db_name.as_deref(), &more_headers)?,
            dialects,
            secrets: settings::secrets(token.as_deref(), &more_headers, proxy.as_ref()),
            timeout,
            connect_timeout: positive("connect_timeout", self.connect_timeout, Duration::from_secs(10))?,
            max_response_bytes: dialect.max_response_bytes,
            retry_budget: self.retry_budget.unwrap_or(Duration::from_secs(5).min(timeout)),
            proxy,
            tls: Tls::new(
                url.scheme() == "https",
                self.insecure.unwrap_or_default(),
                self.ca_cert.as_deref(),
                identity,
            )?,
            base: url.as_str().trim_end_matches('/').to_owned(),
            request_timeout: self.request_timeout.map(settings::check_request_timeout).transpose()?,
            budget: OnceLock::new(),
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

fn positive(name: &str, value: Option<Duration>, default: Duration) -> Result<Duration> {
    match value {
        Some(Duration::ZERO) => Err(Error::invalid(format!("{name} is zero: use a positive time"))),
        other => Ok(other.unwrap_or(default)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DescribeCollection, ErrorCode};

    type Variables<'a> = &'a [(&'a str, &'a str)];

    fn settings(builder: ClientBuilder, variables: Variables<'_>) -> Settings {
        let get = |name: &str| variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
        builder.settings_in(&Environment::new(&get)).unwrap()
    }

    fn token(settings: &Settings) -> Option<&str> {
        settings.headers.get("authorization").map(|value| value.to_str().unwrap().trim_start_matches("Bearer "))
    }

    #[test]
    fn what_the_environment_says_about_one_server_is_not_for_another() {
        let all = [("MILVUS_URI", "http://home:19530"), ("MILVUS_TOKEN", "t"), ("MILVUS_DB", "d")];
        for (uri, variables, comes) in [
            (None, &all[..], true),
            (Some("http://home:19530"), &all, true),
            (Some("home:19530/v2"), &all, true),
            (Some("http://home"), &all, false),
            (Some("http://elsewhere:19530"), &all, false),
            (Some("http://elsewhere:19530"), &all[1..], true),
            (Some("http://elsewhere"), &[("MILVUS_URI", " "), all[1], all[2]], true),
            (Some("http://elsewhere"), &[("MILVUS_URI", "no address"), all[1], all[2]], false),
        ] {
            let builder = ClientBuilder { uri: uri.map(str::to_owned), ..ClientBuilder::new() };
            let settings = settings(builder, variables);
            let expected = if comes { (Some("t"), Some("d")) } else { (None, None) };
            assert_eq!(
                (token(&settings), settings.dialects.in_use().db_name.as_deref()),
                expected,
                "{uri:?} {variables:?}"
            );
        }
        let given = settings(ClientBuilder::new().uri("http://elsewhere").token("mine").db_name(""), &all);
        assert_eq!((token(&given), given.dialects.in_use().db_name.as_deref()), (Some("mine"), None));
    }

    #[test]
    fn the_environment_never_picks_the_protocol() {
        let variables = [("ZILLIZ_CLUSTER_ID", "in03")];
        let builder = |uri: &str| ClientBuilder::new().uri(uri);
        for (builder, api, cluster_id) in [
            (builder("http://localhost:19530"), Api::MilvusV2, None),
            (builder("https://milvus.example.com"), Api::MilvusV2, None),
            (builder("http://localhost:19530").api(Api::ZillizV2), Api::ZillizV2, Some("in03")),
            (builder("http://localhost:19530").cluster_id("mine"), Api::ZillizV2, Some("mine")),
            (builder("http://localhost:19530").project_id("p").region_id("r"), Api::ZillizV2, None),
            (builder("https://api.cloud.zilliz.com"), Api::ZillizV2, Some("in03")),
            (builder("https://api.cloud.zilliz.com").project_id("p").region_id("r"), Api::ZillizV2, None),
            (builder("https://api.cloud.zilliz.com").cluster_id(""), Api::ZillizV2, None),
            (builder("https://controller.api.x.zillizcloud.com"), Api::ZillizV1, Some("in03")),
        ] {
            let settings = settings(builder, &variables);
            let protocol = settings.dialects.in_use();
            assert_eq!((protocol.api, protocol.cluster_id.as_deref()), (api, cluster_id));
        }
        let at_home = [variables[0], ("MILVUS_URI", "https://in01.zillizcloud.com")];
        let elsewhere = settings(builder("https://api.cloud.zilliz.com"), &at_home);
        assert_eq!(elsewhere.dialects.in_use().cluster_id, None);
    }

    #[test]
    fn a_cluster_of_zilliz_cloud_describes_its_collections_and_the_control_plane_has_none() {
        let cluster = "https://in03-1.serverless.gcp-us-west1.cloud.zilliz.com";
        let described = |builder: ClientBuilder| {
            let codec = builder.token("key").build_codec().unwrap();
            codec.request(DescribeCollection::from("books").into(), 0).map(|request| request.http().uri().to_string())
        };
        let named = described(ClientBuilder::new().uri(cluster).api(Api::MilvusV2));
        assert_eq!(named.unwrap(), format!("{cluster}/v2/vectordb/collections/describe"));
        for uri in [cluster, "https://api.cloud.zilliz.com", "https://controller.api.x.zillizcloud.com"] {
            let refused = described(ClientBuilder::new().uri(uri).cluster_id("in03-1")).unwrap_err();
            assert_eq!(refused.code(), ErrorCode::Unsupported);
            assert!(refused.message().contains("milvus-v2 as the api"), "{refused}");
        }
    }

    #[test]
    fn credentials_in_a_uri_are_the_token_where_that_is_wanted() {
        let builder = || ClientBuilder::new().uri("http://root:a%3Ab@h:1/v2").token("other");
        let refused = builder().build().unwrap_err();
        assert!(refused.message().contains("pass them as the token"), "{refused}");
        let taken = settings(builder().credentials_in_uri(true), &[]);
        assert_eq!((token(&taken), taken.base()), (Some("root:a:b"), "http://h:1"));
        assert_eq!(token(&settings(builder().uri("http://h").credentials_in_uri(true), &[])), Some("other"));
    }
}
