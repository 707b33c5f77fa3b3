//! The options of `check`: which files, against which schema and release.

use std::path::PathBuf;

use clap::builder::TypedValueParser as _;
use clap::{Args, ValueEnum};
use milvus_import_check::{Releases, Rows};

use super::start::key_value;

/// Files to check.
#[derive(Args)]
pub(crate) struct Check {
    /// Files of this machine: each one a file of its own, and all NumPy files together one set; @FILE reads their names from a
    /// file, a line each, and - from stdin
    #[arg(value_name = "FILES")]
    pub(crate) files: Vec<String>,
    /// Files that the server reads together, joined by commas, such as one set of NumPy files of several
    #[arg(long, value_name = "A.npy,B.npy")]
    pub(crate) file_set: Vec<String>,
    /// Storage of the server, s3://BUCKET, gs://BUCKET, az://CONTAINER or file:///: FILES are paths in it, as the server is told
    /// them, and of each only what is looked at is read. Its keys are in the environment, see `upload --help`
    #[arg(long, value_name = "URL")]
    pub(crate) storage: Option<String>,
    #[command(flatten)]
    pub(crate) schema: SchemaSource,
    #[command(flatten)]
    pub(crate) rules: Rules,
}

/// Where the collection's schema comes from.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct SchemaSource {
    /// Collection that the rows go to, which the server is asked to describe
    #[arg(long, value_name = "NAME")]
    pub(crate) collection: Option<String>,
    /// File with the collection's description, as `describe-collection --json` prints it; - reads stdin
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Option<PathBuf>,
}

/// Which rules hold.
#[derive(Args)]
pub(crate) struct Rules {
    /// Release of Milvus whose rules hold, such as 2.5.27; without it, those that the description may come from
    #[arg(long = "server", value_name = "RELEASE", value_parser = clap::builder::StringValueParser::new().try_map(|text| text.parse::<Releases>()))]
    pub(crate) server: Option<Releases>,
    /// Which rows are looked at: those at both ends of a file above 64 MiB and all of others, or all
    #[arg(long, value_name = "WHICH", default_value = "ends")]
    pub(crate) rows: WhichRows,
    /// Option of the import that is to follow: sep and nullkey change how CSV files are read
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) option: Vec<(String, String)>,
}

/// Which rows are looked at.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhichRows {
    Ends,
    All,
}

impl Rules {
    /// As the library takes them.
    pub(crate) fn options(&self) -> milvus_import_check::Options {
        let option = |name: &str| self.option.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        milvus_import_check::Options {
            releases: self.server,
            rows: if self.rows == WhichRows::All { Rows::All } else { Rows::Ends },
            sep: option("sep"),
            nullkey: option("nullkey"),
            are_keys: false,
        }
    }
}
