//! The options of `start`: what to import, and where from.

use std::path::PathBuf;

use clap::Args;

/// A new import.
#[derive(Args)]
pub(crate) struct Start {
    /// JSON or Parquet files, each one a file of its own; @FILE reads them from a file, a line each, and - from stdin. In such a
    /// list NumPy files that belong together are a line, joined by commas
    #[arg(value_name = "FILES")]
    pub(crate) files: Vec<String>,
    /// NumPy files that make up the columns of the same rows, joined by commas
    #[arg(long, value_name = "A.npy,B.npy")]
    pub(crate) file_set: Vec<String>,
    /// Collection that the rows go to
    #[arg(long, value_name = "NAME")]
    pub(crate) collection: String,
    /// Partition that the rows go to
    #[arg(long, value_name = "NAME")]
    pub(crate) partition: Option<String>,
    /// Option of the import, such as timeout=300s or auto_commit=false
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) option: Vec<(String, String)>,
    /// Printable text that makes a repeat safe (Milvus 2.6.24 and 3.0.2 on; older servers ignore it)
    #[arg(long, value_name = "TEXT")]
    pub(crate) idempotency_key: Option<String>,
    /// Check first those of the files that are on this machine under the same names, as `check` does, and start nothing when the
    /// server would refuse one
    #[arg(long)]
    pub(crate) check: bool,
    /// Follow the import to its end
    #[arg(long)]
    pub(crate) wait: bool,
    #[command(flatten)]
    pub(crate) many: Many,
    #[command(flatten)]
    pub(crate) storage: Storage,
}

/// Many files, as jobs that are started one after another and followed to their ends. Any of these makes it so.
#[derive(Args)]
#[command(next_help_heading = "Many files, as several jobs that are followed")]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(crate) struct Many {
    /// Keep what was done in this file: the same command goes on where it ended, after a crash too
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
    /// Files a job (1,024 at most, on Zilliz Cloud 1,000), of which one that is bad fails all [default: 64, on Milvus 2.3 1]
    #[arg(long, value_name = "COUNT")]
    pub(crate) files_per_job: Option<u32>,
    /// Jobs at once, and fewer while the server has too many [default: 32]
    #[arg(long, value_name = "COUNT")]
    pub(crate) jobs_in_flight: Option<u32>,
    /// Start again what the ledger has as failed, and what vanished, which may have been imported
    #[arg(long, requires = "ledger")]
    pub(crate) retry_failed: bool,
    /// When a failure names one of a job's files, start another job without that file
    #[arg(long)]
    pub(crate) skip_bad_files: bool,
    /// Commit all jobs once all are ready, or abort all (Milvus 3.0). Some rows may be seen before others
    #[arg(long)]
    pub(crate) atomic: bool,
    /// The server knows idempotency keys (Milvus 2.6.24 and 3.0.2 on): send a create again that got no answer
    #[arg(long)]
    pub(crate) has_idempotency: bool,
    /// Stop at the first failure; jobs that run go on in the server
    #[arg(long)]
    pub(crate) fail_fast: bool,
}

impl Many {
    pub(crate) fn is_wanted(&self) -> bool {
        let Self { ledger, files_per_job, jobs_in_flight, .. } = self;
        let counts = files_per_job.is_some() || jobs_in_flight.is_some();
        let flags = self.skip_bad_files || self.atomic || self.has_idempotency || self.fail_fast;
        ledger.is_some() || counts || flags
    }
}

/// Where Zilliz Cloud finds the files.
#[derive(Args)]
#[command(next_help_heading = "Zilliz Cloud")]
pub(crate) struct Storage {
    /// File or folder in an object store (the older form)
    #[arg(long, value_name = "URL")]
    pub(crate) object_url: Option<String>,
    /// File or folder in an object store; several that belong together joined by commas
    #[arg(long, value_name = "URL[,URL]")]
    pub(crate) object_urls: Vec<String>,
    /// Access key of the object store
    #[arg(long, value_name = "KEY")]
    pub(crate) access_key: Option<String>,
    /// Secret key of the object store; other users of this machine can see it, see --secret-key-file
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) secret_key: Option<String>,
    /// File that holds the secret key; - reads stdin
    #[arg(long, value_name = "FILE", conflicts_with = "secret_key")]
    pub(crate) secret_key_file: Option<PathBuf>,
    /// File that holds the object store's session token; - reads stdin
    #[arg(long, value_name = "FILE")]
    pub(crate) session_token_file: Option<PathBuf>,
    /// Volume that holds the files
    #[arg(long, value_name = "NAME")]
    pub(crate) volume: Option<String>,
    /// File or folder in the volume; several that belong together joined by commas
    #[arg(long, value_name = "PATH[,PATH]")]
    pub(crate) data_path: Vec<String>,
}

pub(super) fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as key=value".to_owned()),
    }
}
