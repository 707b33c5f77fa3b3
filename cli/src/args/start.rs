//! The options of `start`: what to import, and where from.

use std::path::PathBuf;

use clap::Args;

/// A new import.
#[derive(Args)]
pub(crate) struct Start {
    /// JSON or Parquet files, each one a file of its own
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
    /// Follow the import to its end
    #[arg(long)]
    pub(crate) wait: bool,
    #[command(flatten)]
    pub(crate) storage: Storage,
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

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as key=value".to_owned()),
    }
}
