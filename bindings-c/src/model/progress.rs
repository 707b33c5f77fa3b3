//! How far a job is.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::{Arc, OnceLock};

use milvus_import::{FileProgress, ImportProgress, Result};

use super::Json;
use super::file_progress::mvi_file_progress;
use super::state::{mvi_job_state, mvi_phase};
use crate::boundary::{answer, call, given, invalid};
use crate::error::mvi_error;
use crate::handle;
use crate::status::mvi_status;
use crate::text::{Text, number};

/// How far one job is, as one answer of the server says. Made by a call and freed by `mvi_progress_free`, unless it is lent to
/// a callback or belongs to an error. Constant once made: any thread, several at once.
///
/// Rows are counted in rows, sizes in bytes, progress in percent. Times are RFC 3339 text as the server sent it. NULL, or
/// false with 0, means that the server did not say.
pub struct mvi_progress {
    of: Arc<ImportProgress>,
    files: OnceLock<Result<Vec<mvi_file_progress>>>,
    json: Json,
    json_without_details: Json,
    job_id: Text,
    collection_name: Text,
    partition_name: Text,
    file_name: Text,
    job_type: Text,
    raw_state: Text,
    raw_progress: Text,
    reason: Text,
    create_time: Text,
    complete_time: Text,
}

impl mvi_progress {
    pub(crate) fn new(progress: ImportProgress) -> Self {
        let [job_id, collection_name, partition_name, file_name, job_type] = Default::default();
        let [raw_state, raw_progress, reason, create_time, complete_time] = Default::default();
        Self {
            of: Arc::new(progress),
            files: OnceLock::new(),
            json: Json::default(),
            json_without_details: Json::default(),
            job_id,
            collection_name,
            partition_name,
            file_name,
            job_type,
            raw_state,
            raw_progress,
            reason,
            create_time,
            complete_time,
        }
    }

    /// The files as the core has them.
    pub(crate) fn details(&self) -> Result<&[FileProgress]> {
        self.of.details()
    }

    fn files(&self) -> Result<&[mvi_file_progress]> {
        let made = self.files.get_or_init(|| Ok(mvi_file_progress::all(&self.of, self.details()?.len())));
        made.as_deref().map_err(Clone::clone)
    }
}

/// The job's id.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_job_id(progress: Option<&mvi_progress>) -> *const c_char {
    answer(ptr::null(), || progress.map_or(ptr::null(), |progress| progress.job_id.of(&progress.of.job_id)))
}

/// The collection that the rows go to.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_collection_name(progress: Option<&mvi_progress>) -> *const c_char {
    answer(ptr::null(), || {
        progress.map_or(ptr::null(), |progress| {
            progress.collection_name.of_optional(progress.of.collection_name.as_deref())
        })
    })
}

/// The partition that the rows go to (milvus-2.3).
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_partition_name(progress: Option<&mvi_progress>) -> *const c_char {
    answer(ptr::null(), || {
        progress
            .map_or(ptr::null(), |progress| progress.partition_name.of_optional(progress.of.partition_name.as_deref()))
    })
}

/// The file or folder of the job (Zilliz Cloud, milvus-2.3).
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_file_name(progress: Option<&mvi_progress>) -> *const c_char {
    answer(ptr::null(), || {
        progress.map_or(ptr::null(), |progress| progress.file_name.of_optional(progress.of.file_name.as_deref()))
    })
}

/// The kind of job, `IMPORT` for one (`mvi_describe_job`).
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_job_type(progress: Option<&mvi_progress>) -> *const c_char {
    answer(ptr::null(), || {
        progress.map_or(ptr::null(), |progress| progress.job_type.of_optional(progress.of.job_type.as_deref()))
    })
}

/// The job's state.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_state(progress: Option<&mvi_progress>) -> mvi_job_state {
    answer(mvi_job_state::MVI_JOB_STATE_UNKNOWN, || {
        progress.map_or(mvi_job_state::MVI_JOB_STATE_UNKNOWN, |progress| progress.of.state.into())
    })
}

/// The state as the server wrote it; NULL on zilliz-v1, which has no state.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_raw_state(progress: Option<&mvi_progress>) -> *const c_char {
    answer(ptr::null(), || {
        progress.map_or(ptr::null(), |progress| progress.raw_state.of_optional(progress.of.raw_state.as_deref()))
    })
}

/// Percentage 0..=100, rounded down: 100 only when it is. Not monotonic: a failed job is at 0, a retried task steps back.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_progress(progress: Option<&mvi_progress>) -> u8 {
    answer(0, || progress.map_or(0, |progress| progress.of.progress))
}

/// The number as the server wrote it, in the API's own unit (zilliz-v1: 0 to 1). Text, since it may be beyond what a `double`
/// holds: `-9223372036854775728` while indexes are built.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_raw_progress(progress: Option<&mvi_progress>) -> *const c_char {
    answer(ptr::null(), || {
        progress.map_or(ptr::null(), |progress| progress.raw_progress.of_optional(progress.of.raw_progress.as_deref()))
    })
}

/// What the server is doing.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_phase(progress: Option<&mvi_progress>) -> mvi_phase {
    answer(mvi_phase::MVI_PHASE_NONE, || {
        progress.map_or(mvi_phase::MVI_PHASE_NONE, |progress| progress.of.phase.into())
    })
}

/// Rows written so far. On a Failed job Milvus says 0 of 0, whatever had been written.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_imported_rows(
    progress: Option<&mvi_progress>,
    rows: Option<&mut MaybeUninit<i64>>,
) -> bool {
    number(rows, || progress.and_then(|progress| progress.of.imported_rows))
}

/// Rows found in the files; 0 until they have been counted, which is at 40 %, and again once the job has Failed.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_total_rows(
    progress: Option<&mvi_progress>,
    rows: Option<&mut MaybeUninit<i64>>,
) -> bool {
    number(rows, || progress.and_then(|progress| progress.of.total_rows))
}

/// Bytes of all files.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_file_size(
    progress: Option<&mvi_progress>,
    bytes: Option<&mut MaybeUninit<i64>>,
) -> bool {
    number(bytes, || progress.and_then(|progress| progress.of.file_size))
}

/// Why the job failed. May be missing even then.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_reason(progress: Option<&mvi_progress>) -> *const c_char {
    answer(ptr::null(), || {
        progress.map_or(ptr::null(), |progress| progress.reason.of_optional(progress.of.reason.as_deref()))
    })
}

/// Whether the job Failed of a passing fault of the storage, the network or a node, so that the same files usually import
/// when they are started again. Nothing is started again by itself.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_retryable_failure(progress: Option<&mvi_progress>) -> bool {
    answer(false, || progress.is_some_and(|progress| progress.of.retryable_failure))
}

/// When the job was created (Milvus 2.6.5 and later, `mvi_describe_job`).
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_create_time(progress: Option<&mvi_progress>) -> *const c_char {
    answer(ptr::null(), || {
        progress.map_or(ptr::null(), |progress| progress.create_time.of_optional(progress.of.create_time.as_deref()))
    })
}

/// When the job completed. Milvus leaves it empty on a failed job and on one of 0 rows.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_complete_time(progress: Option<&mvi_progress>) -> *const c_char {
    answer(ptr::null(), || {
        progress
            .map_or(ptr::null(), |progress| progress.complete_time.of_optional(progress.of.complete_time.as_deref()))
    })
}

/// Whether the job will not change any more.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_terminal(progress: Option<&mvi_progress>) -> bool {
    answer(false, || progress.is_some_and(|progress| progress.of.is_terminal()))
}

/// Whether the job is Completed.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_success(progress: Option<&mvi_progress>) -> bool {
    answer(false, || progress.is_some_and(|progress| progress.of.is_success()))
}

/// Whether two answers about a job differ in anything but the order of the files, which is random. NULL differs from every
/// progress, and not from NULL.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_differs_from(progress: Option<&mvi_progress>, other: Option<&mvi_progress>) -> bool {
    answer(true, || match (progress, other) {
        (Some(progress), Some(other)) => progress.of.differs_from(&other.of),
        (progress, other) => progress.is_some() != other.is_some(),
    })
}

/// How many files the job has in `mvi_progress_detail`. They are parsed at the first call, and kept.
///
/// `MVI_UNEXPECTED_RESPONSE` when the server's details are broken JSON. Everything else in the progress is good even then.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_details(
    progress: Option<&mvi_progress>,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let count = count.ok_or_else(|| invalid("count is NULL"))?.write(0);
        *count = given(progress, "progress")?.files()?.len();
        Ok(())
    })
}

/// One of the job's files, counted from 0 and sorted by file name; NULL beyond the last one. It belongs to the progress.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_detail(progress: Option<&mvi_progress>, index: usize) -> *const mvi_file_progress {
    answer(ptr::null(), || {
        let file = progress.and_then(|progress| progress.files().ok()?.get(index));
        file.map_or(ptr::null(), ptr::from_ref)
    })
}

/// Everything as one JSON object, its members named as the functions here are. It belongs to the progress.
///
/// `MVI_UNEXPECTED_RESPONSE` when the server's details are broken JSON.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_json(
    progress: Option<&mvi_progress>,
    json: Option<&mut MaybeUninit<*const c_char>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let json = json.ok_or_else(|| invalid("json is NULL"))?.write(ptr::null());
        let progress = given(progress, "progress")?;
        *json = progress.json.of(&*progress.of)?;
        Ok(())
    })
}

/// As `mvi_progress_json`, without `details`, of which a job may have 10,000. Good even when they are broken.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_json_without_details(
    progress: Option<&mvi_progress>,
    json: Option<&mut MaybeUninit<*const c_char>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let json = json.ok_or_else(|| invalid("json is NULL"))?.write(ptr::null());
        let progress = given(progress, "progress")?;
        *json = progress.json_without_details.of(&progress.of.without_details())?;
        Ok(())
    })
}

/// The server's whole answer, unchanged, `length` bytes of JSON without a NUL at the end. It belongs to the progress.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_progress_raw(
    progress: Option<&mvi_progress>,
    length: Option<&mut MaybeUninit<usize>>,
) -> *const u8 {
    number(length, || progress.map(|progress| progress.of.raw().len()));
    answer(ptr::null(), || progress.map_or(ptr::null(), |progress| progress.of.raw().as_ptr()))
}

/// Frees a progress that a call returned, and all that was read from it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_progress_free(progress: *mut mvi_progress) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(progress) }
}
