//! The options of `upload` and `load`: what goes into the store that the server reads.

use std::path::PathBuf;

use clap::Args;

use super::{Many, check::Rules};

/// Files to upload.
#[derive(Args)]
pub(crate) struct Upload {
    /// Files of this machine; @FILE reads their names from a file, a line each, and - from stdin
    #[arg(value_name = "FILES", required = true)]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) target: Target,
    /// Keep what was sent in this file: the same command goes on in the middle of a large file, after a crash too
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
}

/// Where files go to.
#[derive(Args)]
pub(crate) struct Target {
    /// Storage of the server, and the root that files go below: s3://BUCKET/ROOT, gs://BUCKET/ROOT, az://CONTAINER/ROOT
    /// or file:///FOLDER. Its keys are in the environment
    #[arg(long, value_name = "URL")]
    pub(crate) storage: String,
    /// Folder below the root; of `load` the collection's name by default
    #[arg(long, value_name = "PATH")]
    pub(crate) prefix: Option<String>,
}

/// Files to load.
#[derive(Args)]
pub(crate) struct Load {
    /// Files of this machine: each one a file of its own, and all NumPy files together one set; @FILE reads their names
    /// from a file, a line each, and - from stdin
    #[arg(value_name = "FILES")]
    pub(crate) files: Vec<String>,
    /// Files that the server reads together, joined by commas, such as one set of NumPy files of several
    #[arg(long, value_name = "A.npy,B.npy")]
    pub(crate) file_set: Vec<String>,
    /// Collection that the rows go to
    #[arg(long, value_name = "NAME")]
    pub(crate) collection: String,
    /// Partition that the rows go to
    #[arg(long, value_name = "NAME")]
    pub(crate) partition: Option<String>,
    #[command(flatten)]
    pub(crate) target: Target,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not check the files, nor compare their rows afterwards
    #[arg(long)]
    pub(crate) skip_check: bool,
    /// File with the collection's description, where the server is not to be asked for it; - reads stdin
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) rules: Rules,
    #[command(flatten)]
    pub(crate) many: Many,
}
