//! What to run, and in which environment.

use std::process::Command;

use crate::Result;
use crate::measure::Plan;

/// The arguments.
pub(crate) struct Options {
    /// Only scenarios whose title contains this.
    pub(crate) only: String,
    pub(crate) rounds: usize,
    /// Whether the run only shows that everything works: a few calls, no judgement.
    pub(crate) smoke: bool,
}

impl Options {
    pub(crate) fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self { only: String::new(), rounds: 7, smoke: false };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--smoke" => options.smoke = true,
                "--only" => options.only.clone_from(value()?),
                "--rounds" => options.rounds = value()?.parse()?,
                other => return Err(format!("unknown argument {other}: use --smoke, --only TEXT or --rounds N").into()),
            }
        }
        if options.rounds == 0 { Err("--rounds is zero: use at least 5".into()) } else { Ok(options) }
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

/// Starts this program again without the variables that would send a client elsewhere, and says with which code that
/// ended; `None` where none of them is set.
pub(crate) fn run_in_clean_environment(arguments: &[String]) -> Result<Option<i32>> {
    const PRODUCT: [&str; 4] = ["MILVUS_URI", "MILVUS_TOKEN", "MILVUS_DB", "ZILLIZ_CLUSTER_ID"];
    const PROXY: [&str; 8] =
        ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"];
    let set: Vec<_> = PRODUCT.into_iter().chain(PROXY).filter(|name| std::env::var_os(name).is_some()).collect();
    if set.is_empty() {
        return Ok(None);
    }
    let mut again = Command::new(std::env::current_exe()?);
    for name in set {
        again.env_remove(name);
    }
    Ok(Some(again.args(arguments).status()?.code().unwrap_or(1)))
}
