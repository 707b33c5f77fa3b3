//! The options that say which server, and how patiently.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use milvus_import::Api;

use crate::duration;
use crate::text::{clean, quoted};

/// The heading under which `--help` shows the options of [`Connection`].
pub(crate) const CONNECTION: &str = "Connection";

/// How to reach the server.
#[derive(Args)]
#[command(next_help_heading = CONNECTION)]
pub(crate) struct Connection {
    /// Address of the server, such as http://localhost:19530 [env: MILVUS_URI]
    #[arg(long, global = true)]
    pub(crate) uri: Option<String>,
    /// API key or user:password; other users of this machine can see it, see --token-file [env: MILVUS_TOKEN]
    #[arg(long, global = true, allow_hyphen_values = true)]
    pub(crate) token: Option<String>,
    /// File that holds the token; - reads stdin
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "token")]
    pub(crate) token_file: Option<PathBuf>,
    /// Database [env: MILVUS_DB]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) db: Option<String>,
    /// API generation, where the address does not tell it
    #[arg(long, global = true, value_parser = api_parser())]
    pub(crate) api: Option<Api>,
    /// Zilliz Cloud: the cluster [env: ZILLIZ_CLUSTER_ID]
    #[arg(long, global = true, value_name = "ID")]
    pub(crate) cluster_id: Option<String>,
    /// Zilliz Cloud: the project, for on-demand projects
    #[arg(long, global = true, value_name = "ID")]
    pub(crate) project_id: Option<String>,
    /// Zilliz Cloud: the project's region
    #[arg(long, global = true, value_name = "ID")]
    pub(crate) region_id: Option<String>,
    /// Following an import: give up after so long (90, 90s, 5m, 1h30m, 1d); other commands: wait so long for the answer
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) timeout: Option<Duration>,
    /// Following an import: give up when nothing changed for so long; never waits for ever [default: 24h]
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration::parse_or_never)]
    pub(crate) stall_timeout: Option<Duration>,
    /// Keep trying for so long while the server cannot be reached or is busy; 0 never tries again
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) retry: Option<Duration>,
    /// How many seconds Milvus may work on one request, sent as Request-Timeout (2.5 and later; not for 2.4)
    #[arg(long, global = true, value_name = "SECONDS")]
    pub(crate) request_timeout: Option<u32>,
    /// Do not verify the server's certificate
    #[arg(long, global = true)]
    pub(crate) insecure: bool,
    /// Certificate to trust (PEM): an authority's, or the server's own
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) ca_cert: Option<PathBuf>,
    /// Client certificate (PEM), which may hold its private key too
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) client_cert: Option<PathBuf>,
    /// The client certificate's private key (PEM)
    #[arg(long, global = true, value_name = "FILE", requires = "client_cert")]
    pub(crate) client_key: Option<PathBuf>,
    /// Proxy to go through, such as http://proxy:3128 [env: HTTPS_PROXY, HTTP_PROXY, NO_PROXY]
    #[arg(long, global = true, value_name = "URI")]
    pub(crate) proxy: Option<String>,
}

impl Connection {
    /// The options that say which server, as they were typed, for a command to be pasted. Secrets are left out.
    pub(crate) fn typed(&self) -> String {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        let options = [
            ("--uri", self.uri.clone()),
            ("--token", self.token.as_ref().map(|_| "TOKEN".to_owned())),
            ("--token-file", path(&self.token_file)),
            ("--db", self.db.clone()),
            ("--api", self.api.map(|api| api.to_string())),
            ("--cluster-id", self.cluster_id.clone()),
            ("--project-id", self.project_id.clone()),
            ("--region-id", self.region_id.clone()),
            ("--ca-cert", path(&self.ca_cert)),
            ("--client-cert", path(&self.client_cert)),
            ("--client-key", path(&self.client_key)),
            ("--proxy", self.proxy.as_deref().map(without_credentials)),
        ];
        let mut typed = String::new();
        for (option, value) in options {
            typed.extend(value.map(|value| format!(" {option} {}", quoted(&clean(&value)))));
        }
        typed.push_str(if self.insecure { " --insecure" } else { "" });
        typed
    }
}

/// Only a proxy has them in its address; the library refuses a server's.
fn without_credentials(uri: &str) -> String {
    let (scheme, rest) = uri.split_at(uri.find("://").map_or(0, |place| place + 3));
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    format!("{scheme}{}{path}", host.rsplit('@').next().unwrap_or_default())
}

fn api_parser() -> impl TypedValueParser<Value = Api> {
    PossibleValuesParser::new(Api::ALL.iter().map(|api| api.as_str())).try_map(|name| name.parse::<Api>())
}
