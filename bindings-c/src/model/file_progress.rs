//! How far one file of a job is.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::Arc;

use milvus_import::{FileProgress, ImportProgress};

use super::state::mvi_job_state;
use crate::boundary::answer;
use crate::text::{Text, number};

/// How far one file of a job is. It belongs to its progress. Any thread, several at once.
pub struct mvi_file_progress {
    job: Arc<ImportProgress>,
    index: usize,
    file_name: Text,
    raw_state: Text,
    raw_progress: Text,
    reason: Text,
    create_time: Text,
    complete_time: Text,
}

impl mvi_file_progress {
    /// The files of a job: places in it and no copies, since there may be 10,000.
    pub(crate) fn all(job: &Arc<ImportProgress>, count: usize) -> Vec<Self> {
        let file = |index| {
            let [file_name, raw_state, raw_progress, reason, create_time, complete_time] = Default::default();
            Self { job: Arc::clone(job), index, file_name, raw_state, raw_progress, reason, create_time, complete_time }
        };
        (0..count).map(file).collect()
    }
}

fn of(file: Option<&mvi_file_progress>) -> Option<&FileProgress> {
    file?.job.details().ok()?.get(file?.index)
}

fn text(
    file: Option<&mvi_file_progress>,
    value: impl for<'a> Fn(&'a FileProgress) -> Option<&'a str>,
    kept: impl for<'a> Fn(&'a mvi_file_progress) -> &'a Text,
) -> *const c_char {
    answer(ptr::null(), || file.map_or(ptr::null(), |file| kept(file).of_optional(of(Some(file)).and_then(value))))
}

/// The file or set of files. Opaque text: `[a.parquet]`, `[a.npy b.npy]` or `id:… paths:"…"`.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_file_progress_file_name(file: Option<&mvi_file_progress>) -> *const c_char {
    text(file, |of| of.file_name.as_deref(), |file| &file.file_name)
}

/// The file's state.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_file_progress_state(file: Option<&mvi_file_progress>) -> mvi_job_state {
    answer(mvi_job_state::MVI_JOB_STATE_UNKNOWN, || {
        of(file).map_or(mvi_job_state::MVI_JOB_STATE_UNKNOWN, |of| of.state.into())
    })
}

/// The state as the server wrote it.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_file_progress_raw_state(file: Option<&mvi_file_progress>) -> *const c_char {
    text(file, |of| of.raw_state.as_deref(), |file| &file.raw_state)
}

/// Percentage 0..=100, rounded down.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_file_progress_progress(file: Option<&mvi_file_progress>) -> u8 {
    answer(0, || of(file).map_or(0, |of| of.progress))
}

/// The number as the server wrote it, in the API's own unit.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_file_progress_raw_progress(file: Option<&mvi_file_progress>) -> *const c_char {
    text(file, |of| of.raw_progress.as_deref(), |file| &file.raw_progress)
}

/// Rows written so far.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_file_progress_imported_rows(
    file: Option<&mvi_file_progress>,
    rows: Option<&mut MaybeUninit<i64>>,
) -> bool {
    number(rows, || of(file).and_then(|of| of.imported_rows))
}

/// Rows found in the file.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_file_progress_total_rows(
    file: Option<&mvi_file_progress>,
    rows: Option<&mut MaybeUninit<i64>>,
) -> bool {
    number(rows, || of(file).and_then(|of| of.total_rows))
}

/// Bytes of the file.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_file_progress_file_size(
    file: Option<&mvi_file_progress>,
    bytes: Option<&mut MaybeUninit<i64>>,
) -> bool {
    number(bytes, || of(file).and_then(|of| of.file_size))
}

/// Why the file failed.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_file_progress_reason(file: Option<&mvi_file_progress>) -> *const c_char {
    text(file, |of| of.reason.as_deref(), |file| &file.reason)
}

/// When work on the file began.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_file_progress_create_time(file: Option<&mvi_file_progress>) -> *const c_char {
    text(file, |of| of.create_time.as_deref(), |file| &file.create_time)
}

/// When the file was complete.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_file_progress_complete_time(file: Option<&mvi_file_progress>) -> *const c_char {
    text(file, |of| of.complete_time.as_deref(), |file| &file.complete_time)
}
