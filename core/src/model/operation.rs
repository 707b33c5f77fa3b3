//! The API generations and the operations they have.

use std::str::FromStr;

use crate::names::names;
use crate::{Error, Result};

names! {
    /// Which family of servers a client talks to.
    pub enum Api {
        /// Open-source Milvus 2.4 and later, `/v2/vectordb/jobs/import/…`.
        MilvusV2 = "milvus-v2",
        /// Zilliz Cloud, `https://api.cloud.zilliz.com`.
        ZillizV2 = "zilliz-v2",
        /// Zilliz Cloud's older control plane, `https://controller.api.<region>.zillizcloud.com`.
        ZillizV1 = "zilliz-v1",
        /// The management port (9091) of Milvus 2.2 and 2.3.
        Milvus23 = "milvus-2.3",
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

names! {
    /// One operation of the bulk-import APIs. The names are pymilvus's.
    pub enum Operation {
        /// Ask how far one job is.
        GetImportProgress = "get_import_progress",
        /// List jobs.
        ListImportJobs = "list_import_jobs",
        /// Create a job.
        BulkImport = "bulk_import",
        /// Make the rows of an Uncommitted job visible (Milvus 3.0).
        CommitImport = "commit_import",
        /// Throw the rows of an Uncommitted job away (Milvus 3.0).
        AbortImport = "abort_import",
        /// Ask Zilliz Cloud about a job of any kind.
        DescribeJob = "describe_job",
        /// Ask what a collection holds.
        DescribeCollection = "describe_collection",
    }
}

impl Operation {
    /// Whether the call only looks. A read may be sent twice without harm; anything else may not.
    pub fn is_read(self) -> bool {
        matches!(self, Self::GetImportProgress | Self::ListImportJobs | Self::DescribeJob | Self::DescribeCollection)
    }
}
