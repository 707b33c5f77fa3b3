//! What callers say about a new job or a list.

use std::collections::BTreeMap;
use std::fmt;

/// What to import, and where from. Which members a server takes depends on its API generation; the others are refused by name,
/// and empty text is none.
#[derive(Clone, Default, PartialEq)]
pub struct BulkImport {
    /// The collection that the rows go to. Required.
    pub collection_name: String,
    /// A partition of it; the default partition otherwise.
    pub partition_name: Option<String>,
    /// Milvus: paths in the server's object storage. One inner list is one JSON or Parquet file, or one set of NumPy files.
    pub files: Vec<Vec<String>>,
    /// Milvus: `timeout` (`"300s"`), `auto_commit` (`"false"`, 3.0), `backup`, … Every value is a string.
    pub options: BTreeMap<String, String>,
    /// Zilliz Cloud: one URL (the older form, and the only one of zilliz-v1).
    pub object_url: Option<String>,
    /// Zilliz Cloud: URLs, grouped as `files` are.
    pub object_urls: Vec<Vec<String>>,
    /// Zilliz Cloud: access key of the object storage.
    pub access_key: Option<String>,
    /// Zilliz Cloud: secret key of the object storage.
    pub secret_key: Option<String>,
    /// Zilliz Cloud: session token of the object storage, sent as `token`.
    pub session_token: Option<String>,
    /// Zilliz Cloud: a volume that holds the files.
    pub volume_name: Option<String>,
    /// Zilliz Cloud: paths in the volume, grouped as `files` are.
    pub data_paths: Vec<Vec<String>>,
    /// Milvus 2.6.24 and 3.0.2: printable ASCII, at most 256 bytes. A repeat within about 24 hours gets the first job's id,
    /// which makes a retry safe: **only set it where the server is known to be new enough**, older ones ignore it.
    pub idempotency_key: Option<String>,
}

impl fmt::Debug for BulkImport {
    /// Leaves the credentials of the object storage out; signed URLs may hold some too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { collection_name, partition_name, files, options, volume_name, data_paths, .. } = self;
        f.debug_struct("BulkImport")
            .field("collection_name", collection_name)
            .field("partition_name", partition_name)
            .field("files", files)
            .field("options", options)
            .field("volume_name", volume_name)
            .field("data_paths", data_paths)
            .finish_non_exhaustive()
    }
}

/// Which jobs to list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListImportJobs {
    /// Only jobs of this collection (Milvus; Zilliz Cloud does not document it).
    pub collection_name: Option<String>,
    /// Jobs a page, 1 to 100 (Zilliz Cloud; zilliz-v1: 5 to 100).
    pub page_size: Option<u32>,
    /// The page, from 1 (Zilliz Cloud).
    pub current_page: Option<u32>,
}
