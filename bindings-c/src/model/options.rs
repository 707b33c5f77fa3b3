//! Structures that the caller fills.

use std::ffi::{c_char, c_void};
use std::path::PathBuf;
use std::time::Duration;

use milvus_import::{BulkImport, DescribeCollection, ImportManyOptions, ListImportJobs, Result, WaitOptions};

use crate::boundary::invalid;
use crate::cancel_token::mvi_cancel_token;
use crate::operations::outage::mvi_on_outage;
use crate::operations::wait::mvi_on_progress;
use crate::sized::{budget, options, time};
use crate::text::{array, optional, required};

/// One file, or the files that belong together, such as one set of NumPy files.
#[repr(C)]
pub struct mvi_file_group {
    /// `count` paths or URLs.
    pub paths: *const *const c_char,
    /// How many there are.
    pub count: usize,
}

/// A key and its value, such as an option's or a header's name and what it is set to.
#[repr(C)]
pub struct mvi_key_value {
    /// The key.
    pub key: *const c_char,
    /// The value. Servers take text only, for numbers and booleans too.
    pub value: *const c_char,
}

/// What to import, and where from. Which members a server takes depends on its API generation; the others are not sent.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct mvi_bulk_import_options {
    /// `sizeof(mvi_bulk_import_options)`.
    pub struct_size: usize,
    /// The collection that the rows go to. Required.
    pub collection_name: *const c_char,
    /// A partition of it; NULL for the default partition.
    pub partition_name: *const c_char,
    /// Milvus: paths in the server's object storage; each group is one JSON or Parquet file, or one set of NumPy files.
    pub files: *const mvi_file_group,
    /// How many groups there are in `files`.
    pub files_count: usize,
    /// Milvus: `timeout` (`"300s"`), `auto_commit` (`"false"`, 3.0), `backup`, …
    pub options: *const mvi_key_value,
    /// How many there are in `options`.
    pub options_count: usize,
    /// Zilliz Cloud: one URL (the older form, and the only one of zilliz-v1).
    pub object_url: *const c_char,
    /// Zilliz Cloud: URLs, grouped as `files` are.
    pub object_urls: *const mvi_file_group,
    /// How many groups there are in `object_urls`.
    pub object_urls_count: usize,
    /// Zilliz Cloud: access key of the object storage.
    pub access_key: *const c_char,
    /// Zilliz Cloud: secret key of the object storage.
    pub secret_key: *const c_char,
    /// Zilliz Cloud: session token of the object storage.
    pub session_token: *const c_char,
    /// Zilliz Cloud: a volume that holds the files.
    pub volume_name: *const c_char,
    /// Zilliz Cloud: paths in the volume, grouped as `files` are.
    pub data_paths: *const mvi_file_group,
    /// How many groups there are in `data_paths`.
    pub data_paths_count: usize,
    /// Milvus 2.6.24 and 3.0.2: printable ASCII, at most 256 bytes. A repeat within about 24 hours gets the first job's id,
    /// which makes a retry safe: set it only where the server is known to be new enough, older ones ignore it.
    pub idempotency_key: *const c_char,
}

/// Which jobs to list.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct mvi_list_import_jobs_options {
    /// `sizeof(mvi_list_import_jobs_options)`.
    pub struct_size: usize,
    /// Only jobs of this collection (Milvus). NULL for all.
    pub collection_name: *const c_char,
    /// Jobs a page, 1 to 100 (Zilliz Cloud; zilliz-v1: 5 to 100). 0 for the server's default.
    pub page_size: u32,
    /// The page, from 1 (Zilliz Cloud). 0 for the first.
    pub current_page: u32,
}

/// Which collection to describe.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct mvi_describe_collection_options {
    /// `sizeof(mvi_describe_collection_options)`.
    pub struct_size: usize,
    /// The collection, or an alias of it. Required.
    pub collection_name: *const c_char,
    /// The database that it is in; NULL for the client's.
    pub db_name: *const c_char,
}

/// How long to follow a job. Times are milliseconds, and 0 is the default.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct mvi_wait_options {
    /// `sizeof(mvi_wait_options)`.
    pub struct_size: usize,
    /// Give up after this time; the import goes on in the server. 0 and negative: never.
    pub timeout: i64,
    /// Give up when nothing changed for this time, seen by a look at its end. 0: 24 hours; negative: never, so that a job that stands
    /// still is waited for for ever. Index building can keep a job at 80 % for hours.
    pub stall_timeout: i64,
    /// Ride out faults of the server, of gateways and of the network for this time. 0: 5 minutes; negative: not at all. Before the first
    /// good answer the client's retry budget counts instead, so that a wrong address is told soon.
    pub fault_budget: i64,
    /// Told of every change; may be NULL. For `mvi_wait` alone.
    pub on_progress: mvi_on_progress,
    /// Told of outages while they are ridden out; may be NULL. For `mvi_wait` alone.
    pub on_outage: mvi_on_outage,
    /// What both functions get.
    pub user_data: *mut c_void,
    /// Ends the wait or watch from another thread or a signal handler; may be NULL. Borrowed for the call.
    pub cancel: *const mvi_cancel_token,
}

/// How many files become jobs, for `mvi_import_many`.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct mvi_import_many_options {
    /// `sizeof(mvi_import_many_options)`.
    pub struct_size: usize,
    /// A file that keeps what was done, a line of JSON an event, each on disk before the next step. A run that finds it
    /// skips what is Completed, takes up what is under way, and leaves what failed. NULL for none.
    pub ledger: *const c_char,
    /// Groups of files a job, at most 1,024, on Zilliz Cloud 1,000. A job is atomic: one bad file loses it the others.
    /// 0: 64, on Milvus 2.3 1.
    pub files_per_job: u32,
    /// Jobs at once. Fewer while the server says that there are too many, or takes too long to create one. 0: 32.
    pub jobs_in_flight: u32,
    /// Start again what the ledger has as failed, and what vanished: that may have been imported.
    pub retry_failed: bool,
    /// When a job's failure names one of its files, start another without that file.
    pub skip_bad_files: bool,
    /// Milvus 3.0: commit all jobs once each is Uncommitted, and abort all when one fails. Where the end of one is not
    /// known neither is done, and the next run with the ledger goes on. Each commit is the server's own step: readers
    /// may see some jobs' rows before others', and after a crash between two the next run commits the rest.
    pub atomic: bool,
    /// Milvus 2.6.24 and 3.0.2 on: a create without a clear answer is sent again with its `Idempotency-Key`. Older
    /// servers do not know it: leave this out for them, and the server's list decides whether there is a job.
    pub has_idempotency: bool,
    /// Zero: room for members to come.
    pub reserved: [u8; 4],
}

options!(mvi_bulk_import_options ends with idempotency_key: *const c_char);
options!(mvi_list_import_jobs_options ends with current_page: u32);
options!(mvi_describe_collection_options ends with db_name: *const c_char);
options!(mvi_wait_options ends with cancel: *const mvi_cancel_token);
options!(mvi_import_many_options ends with reserved: [u8; 4]);

impl mvi_bulk_import_options {
    /// # Safety
    /// Every text and array is as the header asks for.
    pub(crate) unsafe fn to_core(self) -> Result<BulkImport> {
        macro_rules! text {
            ($name:ident) => {{
                // SAFETY: as this function asks for.
                unsafe { optional(self.$name, stringify!($name)) }?.map(str::to_owned)
            }};
        }
        macro_rules! files {
            ($name:ident, $count:ident) => {{
                // SAFETY: as this function asks for.
                unsafe { groups(self.$name, self.$count, stringify!($name)) }?
            }};
        }
        let mut import = BulkImport::default();
        import.collection_name = text!(collection_name).unwrap_or_default();
        import.partition_name = text!(partition_name);
        import.files = files!(files, files_count);
        // SAFETY: as this function asks for.
        import.options = unsafe { key_values(self.options, self.options_count, "options") }?;
        import.object_url = text!(object_url);
        import.object_urls = files!(object_urls, object_urls_count);
        import.access_key = text!(access_key);
        import.secret_key = text!(secret_key);
        import.session_token = text!(session_token);
        import.volume_name = text!(volume_name);
        import.data_paths = files!(data_paths, data_paths_count);
        import.idempotency_key = text!(idempotency_key);
        Ok(import)
    }
}

impl mvi_list_import_jobs_options {
    /// # Safety
    /// Every text is as the header asks for.
    pub(crate) unsafe fn to_core(self) -> Result<ListImportJobs> {
        // SAFETY: as this function asks for.
        let collection_name = unsafe { optional(self.collection_name, "collection_name") }?.map(str::to_owned);
        let mut options = ListImportJobs::default();
        options.collection_name = collection_name;
        (options.page_size, options.current_page) = (given(self.page_size), given(self.current_page));
        Ok(options)
    }
}

impl mvi_describe_collection_options {
    /// # Safety
    /// Every text is as the header asks for.
    pub(crate) unsafe fn to_core(self) -> Result<DescribeCollection> {
        // SAFETY: as this function asks for.
        let collection_name = unsafe { required(self.collection_name, "collection_name") }?;
        // SAFETY: as this function asks for.
        let db_name = unsafe { optional(self.db_name, "db_name") }?.map(str::to_owned);
        let mut options = DescribeCollection::from(collection_name);
        options.db_name = db_name;
        Ok(options)
    }
}

impl mvi_wait_options {
    /// Where no function of the caller's is called.
    pub(crate) fn refuse_functions(&self, instead: &str) -> Result<()> {
        let name = match (self.on_progress, self.on_outage) {
            (Some(_), _) => "on_progress",
            (_, Some(_)) => "on_outage",
            _ => return Ok(()),
        };
        Err(invalid(format!("options.{name} is for mvi_wait: set it to NULL, and {instead}")))
    }

    /// Where a token would have to be looked at by another thread.
    pub(crate) fn refuse_cancel(&self) -> Result<()> {
        if self.cancel.is_null() {
            return Ok(());
        }
        Err(invalid("options.cancel is for calls that block: set it to NULL, and use mvi_calls_cancel"))
    }

    pub(crate) fn to_core(self) -> Result<WaitOptions> {
        let mut options = WaitOptions::default();
        options.timeout = time(self.timeout.max(0), "timeout")?;
        options.stall_timeout =
            if self.stall_timeout < 0 { Some(Duration::MAX) } else { time(self.stall_timeout, "stall_timeout")? };
        options.fault_budget = budget(self.fault_budget, "fault_budget")?;
        Ok(options)
    }
}

impl mvi_import_many_options {
    /// # Safety
    /// Every text is as the header asks for.
    pub(crate) unsafe fn to_core(self) -> Result<ImportManyOptions> {
        let mut options = ImportManyOptions::default();
        (options.files_per_job, options.jobs_in_flight) = (given(self.files_per_job), given(self.jobs_in_flight));
        // SAFETY: as this function asks for.
        options.ledger = unsafe { optional(self.ledger, "ledger") }?.map(PathBuf::from);
        (options.retry_failed, options.skip_bad_files) = (self.retry_failed, self.skip_bad_files);
        (options.atomic, options.has_idempotency) = (self.atomic, self.has_idempotency);
        Ok(options)
    }
}

/// A count that the caller set: none for 0, the default.
fn given(count: u32) -> Option<u32> {
    (count > 0).then_some(count)
}

/// # Safety
/// NULL, or `count` groups of as many texts as each says.
unsafe fn groups(start: *const mvi_file_group, count: usize, name: &str) -> Result<Vec<Vec<String>>> {
    // SAFETY: as this function asks for.
    let groups = unsafe { array(start, count, name) }?;
    let paths = |group: &mvi_file_group| {
        // SAFETY: as this function asks for.
        let paths = unsafe { array(group.paths, group.count, name) }?;
        // SAFETY: as this function asks for.
        paths.iter().map(|path| unsafe { required(*path, name) }.map(str::to_owned)).collect()
    };
    groups.iter().map(paths).collect()
}

/// # Safety
/// NULL, or `count` pairs of texts.
pub(crate) unsafe fn key_values<C>(start: *const mvi_key_value, count: usize, name: &str) -> Result<C>
where
    C: FromIterator<(String, String)>,
{
    // SAFETY: as this function asks for.
    let pairs = unsafe { array(start, count, name) }?;
    let pair = |pair: &mvi_key_value| {
        // SAFETY: as this function asks for.
        let key = unsafe { required(pair.key, &format!("a key of {name}")) }?;
        // SAFETY: as this function asks for.
        let value = unsafe { required(pair.value, &format!("a value of {name}")) }?;
        Ok((key.to_owned(), value.to_owned()))
    };
    pairs.iter().map(pair).collect()
}
