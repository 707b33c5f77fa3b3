//! Structures that the caller fills.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr;
use std::time::Duration;

use milvus_import::{BulkImport, ListImportJobs, Result, WaitOptions};

use crate::boundary::invalid;
use crate::text::{array, optional, required};

/// A structure whose first member is its size as the caller was compiled with it.
///
/// Members are only ever added at the end; then [`read`] will take the sizes of earlier versions too.
pub(crate) trait Versioned: Sized {
    /// Every member at its default.
    const DEFAULT: Self;
}

pub(crate) fn init<T: Versioned>(options: Option<&mut MaybeUninit<T>>) {
    if let Some(options) = options {
        options.write(T::DEFAULT);
    }
}

/// Options that the caller lends. NULL is none.
///
/// # Safety
/// NULL, or a structure of the size that its first member says.
pub(crate) unsafe fn read<'a, T: Versioned>(options: *const T, name: &str) -> Result<Option<&'a T>> {
    if options.is_null() {
        return Ok(None);
    }
    // SAFETY: the first member is the size, whatever the version of the structure.
    let size = unsafe { *options.cast::<usize>() };
    if size != size_of::<T>() {
        return Err(invalid(format!(
            "{name}.struct_size is {size} instead of {}: call the options' init function first",
            size_of::<T>()
        )));
    }
    // SAFETY: the size says that it is all there.
    Ok(unsafe { options.as_ref() })
}

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
/// Fill it by `mvi_bulk_import_options_init`, then set what differs.
#[repr(C)]
pub struct mvi_bulk_import_options {
    /// `sizeof(mvi_bulk_import_options)`; set by init.
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

impl Versioned for mvi_bulk_import_options {
    const DEFAULT: Self = Self {
        struct_size: size_of::<Self>(),
        collection_name: ptr::null(),
        partition_name: ptr::null(),
        files: ptr::null(),
        files_count: 0,
        options: ptr::null(),
        options_count: 0,
        object_url: ptr::null(),
        object_urls: ptr::null(),
        object_urls_count: 0,
        access_key: ptr::null(),
        secret_key: ptr::null(),
        session_token: ptr::null(),
        volume_name: ptr::null(),
        data_paths: ptr::null(),
        data_paths_count: 0,
        idempotency_key: ptr::null(),
    };
}

/// Sets every option to its default: nothing to import yet.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_bulk_import_options_init(options: Option<&mut MaybeUninit<mvi_bulk_import_options>>) {
    init(options);
}

/// Which jobs to list. Fill it by `mvi_list_import_jobs_options_init`, then set what differs.
#[repr(C)]
pub struct mvi_list_import_jobs_options {
    /// `sizeof(mvi_list_import_jobs_options)`; set by init.
    pub struct_size: usize,
    /// Only jobs of this collection (Milvus). NULL for all.
    pub collection_name: *const c_char,
    /// Jobs a page, 1 to 100 (Zilliz Cloud; zilliz-v1: 5 to 100). 0 for the server's default.
    pub page_size: u32,
    /// The page, from 1 (Zilliz Cloud). 0 for the first.
    pub current_page: u32,
}

impl Versioned for mvi_list_import_jobs_options {
    const DEFAULT: Self =
        Self { struct_size: size_of::<Self>(), collection_name: ptr::null(), page_size: 0, current_page: 0 };
}

/// Sets every option to its default: all jobs.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_list_import_jobs_options_init(options: Option<&mut MaybeUninit<mvi_list_import_jobs_options>>) {
    init(options);
}

/// How long to follow a job. Times are milliseconds, and a negative one is the default. Fill it by `mvi_wait_options_init`, then
/// set what differs.
#[repr(C)]
pub struct mvi_wait_options {
    /// `sizeof(mvi_wait_options)`; set by init.
    pub struct_size: usize,
    /// Give up after this time; the import goes on in the server. Default: never.
    pub timeout: i64,
    /// Give up when nothing changed for this time. Index building can keep a job at 80 % for long. Default: never.
    pub stall_timeout: i64,
    /// Ride out faults of the server and the network for this time. Default: 5 minutes. Before the first good answer the
    /// client's retry budget counts instead, so that a wrong address is told soon.
    pub fault_budget: i64,
}

impl Versioned for mvi_wait_options {
    const DEFAULT: Self = Self { struct_size: size_of::<Self>(), timeout: -1, stall_timeout: -1, fault_budget: -1 };
}

/// Sets every option to its default: follow to the end.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_wait_options_init(options: Option<&mut MaybeUninit<mvi_wait_options>>) {
    init(options);
}

impl mvi_bulk_import_options {
    /// # Safety
    /// Every text and array is as the header asks for.
    pub(crate) unsafe fn to_core(&self) -> Result<BulkImport> {
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
        Ok(BulkImport {
            collection_name: text!(collection_name).unwrap_or_default(),
            partition_name: text!(partition_name),
            files: files!(files, files_count),
            // SAFETY: as this function asks for.
            options: unsafe { key_values(self.options, self.options_count, "options") }?,
            object_url: text!(object_url),
            object_urls: files!(object_urls, object_urls_count),
            access_key: text!(access_key),
            secret_key: text!(secret_key),
            session_token: text!(session_token),
            volume_name: text!(volume_name),
            data_paths: files!(data_paths, data_paths_count),
            idempotency_key: text!(idempotency_key),
        })
    }
}

impl mvi_list_import_jobs_options {
    /// # Safety
    /// Every text is as the header asks for.
    pub(crate) unsafe fn to_core(&self) -> Result<ListImportJobs> {
        // SAFETY: as this function asks for.
        let collection_name = unsafe { optional(self.collection_name, "collection_name") }?.map(str::to_owned);
        let given = |number: u32| (number > 0).then_some(number);
        Ok(ListImportJobs { collection_name, page_size: given(self.page_size), current_page: given(self.current_page) })
    }
}

impl mvi_wait_options {
    pub(crate) fn to_core(&self) -> WaitOptions {
        let time = |milliseconds: i64| u64::try_from(milliseconds).ok().map(Duration::from_millis);
        let default = WaitOptions::default();
        WaitOptions {
            timeout: time(self.timeout),
            stall_timeout: time(self.stall_timeout),
            fault_budget: time(self.fault_budget).unwrap_or(default.fault_budget),
        }
    }
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
