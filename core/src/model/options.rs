//! What callers say about a new job or a list.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::options::options;
use crate::{Error, Result};

options! {
    /// What to import, and where from. Which members a server takes depends on its API generation; the others are refused by
    /// name, and empty text is none.
    #[derive(Clone, Default, PartialEq)]
    pub struct BulkImport {
        /// The collection that the rows go to. Required.
        pub collection_name: String = Text;
        /// A partition of it; the default partition otherwise.
        pub partition_name: Option<String> = Text;
        /// Milvus: paths in the server's object storage. One inner list is one JSON or Parquet file, or one set of NumPy files.
        pub files: Vec<Vec<String>> = Paths;
        /// Milvus: `timeout` (`"300s"`), `auto_commit` (`"false"`, 3.0), `backup`, … Every value is a string.
        pub options: BTreeMap<String, String> = Texts;
        /// Zilliz Cloud: one URL (the older form, and the only one of zilliz-v1).
        pub object_url: Option<String> = Text;
        /// Zilliz Cloud: URLs, grouped as `files` are.
        pub object_urls: Vec<Vec<String>> = Urls;
        /// Zilliz Cloud: access key of the object storage.
        pub access_key: Option<String> = Text;
        /// Zilliz Cloud: secret key of the object storage.
        pub secret_key: Option<String> = Text;
        /// Zilliz Cloud: session token of the object storage, sent as `token`.
        pub session_token: Option<String> = Text;
        /// Zilliz Cloud: a volume that holds the files.
        pub volume_name: Option<String> = Text;
        /// Zilliz Cloud: paths in the volume, grouped as `files` are.
        pub data_paths: Vec<Vec<String>> = Paths;
        /// Milvus 2.6.24 and 3.0.2: printable ASCII, at most 256 bytes. A repeat within about 24 hours gets the first job's id,
        /// which makes a retry safe: **only set it where the server is known to be new enough**, older ones ignore it.
        pub idempotency_key: Option<String> = Text;
    }
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

options! {
    /// Which jobs to list.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ListImportJobs {
        /// Only jobs of this collection (Milvus; Zilliz Cloud does not document it).
        pub collection_name: Option<String> = Text;
        /// Jobs a page, 1 to 100 (Zilliz Cloud; zilliz-v1: 5 to 100).
        pub page_size: Option<u32> = Count;
        /// The page, from 1 (Zilliz Cloud).
        pub current_page: Option<u32> = Count;
    }
}

options! {
    /// Which collection to describe.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct DescribeCollection {
        /// The collection, or an alias of it. Required.
        pub collection_name: String = Text;
        /// The database that it is in; the client's otherwise.
        pub db_name: Option<String> = Text;
    }
}

/// The name of one alone.
impl From<&str> for DescribeCollection {
    fn from(collection_name: &str) -> Self {
        Self { collection_name: collection_name.to_owned(), db_name: None }
    }
}

impl BulkImport {
    /// Into a collection, with nothing to import yet.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into(), ..Self::default() }
    }

    /// Every server needs a collection.
    pub(crate) fn check_collection(&self) -> Result<()> {
        if self.collection_name.is_empty() {
            return Err(Error::invalid("collection_name is empty: name the collection that the rows go to"));
        }
        Ok(())
    }
}

options! {
    /// How long to follow a job. Times must not be zero, but for the budget; `Duration::MAX` is never.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct WaitOptions {
        /// Give up after this time; the import goes on in the server.
        pub timeout: Option<Duration> = Patience, default "never";
        /// Give up when nothing changed for this time, seen by a look at its end; infinity: never, so that a job that stands
        /// still is waited for for ever. Index building can keep a job at 80 % for hours.
        pub stall_timeout: Option<Duration> = Patience, default "24 hours";
        /// Ride out faults of the server, of gateways and of the network for this time; zero: none. Before the first good
        /// answer the client's retry budget counts instead, so that a wrong address is told soon.
        pub fault_budget: Option<Duration> = Budget, default "5 minutes";
    }
}

options! {
    /// How many files become jobs, for `import_many`.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ImportManyOptions {
        /// Groups of files a job, at most 1,024, on Zilliz Cloud 1,000. A job is atomic: one bad file loses it the others.
        pub files_per_job: Option<u32> = Count, default "64, on Milvus 2.3 1";
        /// Jobs at once. Fewer while the server says that there are too many, or takes too long to create one.
        pub jobs_in_flight: Option<u32> = Count, default "32";
        /// A file that keeps what was done, a line of JSON an event, each on disk before the next step. A run that finds it
        /// skips what is Completed, takes up what is under way, and leaves what failed.
        pub ledger: Option<PathBuf> = Path;
        /// Start again what the ledger has as failed, and what vanished: that may have been imported.
        pub retry_failed: bool = Flag;
        /// When a job's failure names one of its files, start another without that file.
        pub skip_bad_files: bool = Flag;
        /// Milvus 3.0: commit all jobs once each is Uncommitted, and abort all when one fails. Where the end of one is not known
        /// neither is done, and the next run with the ledger goes on. Each commit is the server's own step: readers may see some
        /// jobs' rows before others', and after a crash between two the next run commits the rest.
        pub atomic: bool = Flag;
        /// Milvus 2.6.24 and 3.0.2 on: a create without a clear answer is sent again with its `Idempotency-Key`. Older
        /// servers do not know it: leave this out for them, and the server's list decides whether there is a job.
        pub has_idempotency: bool = Flag;
    }
}

options! {
    /// What one call does otherwise than its client.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct CallOptions {
        /// Milvus 2.5 and later: for how many seconds the server may work on a request, sent as `Request-Timeout`; otherwise
        /// the client's. Not for 2.4, where one caller's value goes on to count for the others.
        pub request_timeout: Option<u32> = Seconds;
    }
}
