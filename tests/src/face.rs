//! Both faces of the Rust client behind one set of calls, since each has a way to the network of its own.

use milvus_import::{BulkImport, Client, ClientBuilder, ImportProgress, JobList, ListImportJobs, Result, blocking};
use tokio::runtime::Runtime;

/// The blocking or the asynchronous client.
pub enum Face {
    /// The blocking client, which polls over one connection of its own.
    Blocking(blocking::Client),
    /// The asynchronous client, which uses a pool.
    Async(Client, Runtime),
}

impl Face {
    /// Both faces of one configuration.
    ///
    /// # Panics
    /// When the configuration is no good: tests that want to see that build a client themselves.
    pub fn both(builder: &ClientBuilder) -> [Self; 2] {
        let build = "the test's configuration is good";
        let runtime = Runtime::new().expect("a test can have a runtime");
        [
            Self::Blocking(builder.clone().build_blocking().expect(build)),
            Self::Async(builder.clone().build().expect(build), runtime),
        ]
    }

    /// See [`Client::get_import_progress`].
    ///
    /// # Errors
    /// As there.
    pub fn poll(&self, job_id: &str) -> Result<ImportProgress> {
        match self {
            Self::Blocking(client) => client.get_import_progress(job_id),
            Self::Async(client, runtime) => runtime.block_on(client.get_import_progress(job_id)),
        }
    }

    /// See [`Client::list_import_jobs`].
    ///
    /// # Errors
    /// As there.
    pub fn list(&self) -> Result<JobList> {
        let options = ListImportJobs::default();
        match self {
            Self::Blocking(client) => client.list_import_jobs(&options),
            Self::Async(client, runtime) => runtime.block_on(client.list_import_jobs(&options)),
        }
    }

    /// See [`Client::bulk_import`].
    ///
    /// # Errors
    /// As there.
    pub fn import(&self, import: &BulkImport) -> Result<String> {
        match self {
            Self::Blocking(client) => client.bulk_import(import).map(|job| job.job_id),
            Self::Async(client, runtime) => runtime.block_on(client.bulk_import(import)).map(|job| job.job_id),
        }
    }
}
