//! The options of `upload`: what goes into the store that the server reads.

use std::path::PathBuf;

use clap::Args;

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
    /// Folder below the root
    #[arg(long, value_name = "PATH")]
    pub(crate) prefix: Option<String>,
}
