//! What to run, and in which environment.

use std::path::PathBuf;
use std::process::Command;

use crate::Result;
use crate::measure::Plan;
use crate::workers::Language;

/// The arguments.
#[derive(Default)]
pub(crate) struct Options {
    /// Whose clients are measured; Rust's where there is none.
    pub(crate) language: Option<Language>,
    /// The program that is such a client, with its first arguments.
    pub(crate) worker: Vec<String>,
    /// Certificates (PEM file) that a user's clients read besides the server's.
    pub(crate) authorities: Option<PathBuf>,
    /// A file that people download, and that is promised to be small.
    pub(crate) weigh: Option<PathBuf>,
    /// Only scenarios whose title contains this.
    pub(crate) only: String,
    pub(crate) rounds: usize,
    /// Whether the run only shows that everything works: a few calls, no judgement.
    pub(crate) smoke: bool,
}

impl Options {
    pub(crate) fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { rounds: 7, ..Self::default() };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--smoke" => options.smoke = true,
                "--only" => options.only.clone_from(value()?),
                "--rounds" => options.rounds = value()?.parse()?,
                "--authorities" => options.authorities = Some(value()?.into()),
                "--weigh" => options.weigh = Some(value()?.into()),
                "--" => options.worker = rest.by_ref().cloned().collect(),
                language if Language::named(language).is_some() => options.language = Language::named(language),
                other => return Err(format!("unknown argument {other}: use --smoke, --only TEXT or --rounds N").into()),
            }
        }
        match &options {
            Self { rounds: 0, .. } => Err("--rounds is zero: use at least 5".into()),
            Self { language: Some(_), worker, .. } if worker.is_empty() => {
                Err("no program to measure: use the run.sh of the language's folder".into())
            }
            _ => Ok(options),
        }
    }

    /// So many calls in a batch, or two in a smoke run.
    pub(crate) fn plan(&self, calls: usize) -> Plan {
        if self.smoke {
            Plan { rounds: 1, calls: 2, warm_up: 1 }
        } else {
            Plan { rounds: self.rounds, calls, warm_up: calls.div_ceil(4) }
        }
    }
}

/// They would send a client elsewhere, have it trust others, or change how its language runs it.
const MISLEADING: &[&str] = &[
    "MILVUS_URI",
    "MILVUS_TOKEN",
    "MILVUS_DB",
    "ZILLIZ_CLUSTER_ID",
    "http_proxy",
    "HTTP_PROXY",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "no_proxy",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "NODE_OPTIONS",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPATH",
];

/// Starts this program again without the variables that mislead clients, and says with which code that
/// ended; `None` where none of them is set.
pub(crate) fn run_in_clean_environment(arguments: &[String]) -> Result<Option<i32>> {
    let set: Vec<_> = MISLEADING.iter().filter(|name| std::env::var_os(name).is_some()).collect();
    if set.is_empty() {
        return Ok(None);
    }
    let mut again = Command::new(std::env::current_exe()?);
    for name in set {
        again.env_remove(name);
    }
    Ok(Some(again.args(arguments).status()?.code().unwrap_or(1)))
}
