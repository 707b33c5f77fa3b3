//! The API generations and the operations they have.

use std::fmt;
use std::str::FromStr;

use crate::{Error, Result};

/// Which family of servers a client talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Api {
    /// Open-source Milvus 2.4 and later, `/v2/vectordb/jobs/import/…`.
    MilvusV2,
    /// Zilliz Cloud, `https://api.cloud.zilliz.com`.
    ZillizV2,
    /// Zilliz Cloud's older control plane, `https://controller.api.<region>.zillizcloud.com`.
    ZillizV1,
    /// The management port (9091) of Milvus 2.2 and 2.3.
    Milvus23,
}

impl Api {
    /// Every generation.
    pub const ALL: &'static [Self] = &[Self::MilvusV2, Self::ZillizV2, Self::ZillizV1, Self::Milvus23];

    /// The generation's name in options: `milvus-v2`, `zilliz-v2`, `zilliz-v1`, `milvus-2.3`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MilvusV2 => "milvus-v2",
            Self::ZillizV2 => "zilliz-v2",
            Self::ZillizV1 => "zilliz-v1",
            Self::Milvus23 => "milvus-2.3",
        }
    }
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Api {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|api| api.as_str() == name).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|api| api.as_str()).collect();
            Error::invalid(format!("unknown api {name:?}: use one of {}", known.join(", ")))
        })
    }
}

/// One operation of the bulk-import APIs. The names are pymilvus's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Ask how far one job is.
    GetImportProgress,
    /// List jobs.
    ListImportJobs,
    /// Create a job.
    BulkImport,
    /// Make the rows of an Uncommitted job visible (Milvus 3.0).
    CommitImport,
    /// Throw the rows of an Uncommitted job away (Milvus 3.0).
    AbortImport,
    /// Ask Zilliz Cloud about a job of any kind.
    DescribeJob,
}

impl Operation {
    /// Every operation.
    pub const ALL: &'static [Self] = &[
        Self::GetImportProgress,
        Self::ListImportJobs,
        Self::BulkImport,
        Self::CommitImport,
        Self::AbortImport,
        Self::DescribeJob,
    ];

    /// The operation's name, the same in every language.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GetImportProgress => "get_import_progress",
            Self::ListImportJobs => "list_import_jobs",
            Self::BulkImport => "bulk_import",
            Self::CommitImport => "commit_import",
            Self::AbortImport => "abort_import",
            Self::DescribeJob => "describe_job",
        }
    }

    /// Whether the call only looks. A read may be sent twice without harm; anything else may not.
    pub fn is_read(self) -> bool {
        matches!(self, Self::GetImportProgress | Self::ListImportJobs | Self::DescribeJob)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
