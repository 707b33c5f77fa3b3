//! What is told of many followed jobs.

use std::ffi::{CString, c_char};
use std::ptr;

use milvus_import::{JobEvent, JobEventKind};

use super::progress::mvi_progress;
use crate::boundary::answer;
use crate::error::mvi_error;
use crate::handle;
pub(crate) use crate::names::mvi_event_kind;
use crate::text::c_text;

/// What is told of many followed jobs. Made by `mvi_many_watcher_next` and freed by `mvi_job_event_free`, unless it is
/// lent to a callback. Constant once made: any thread, several at once.
///
/// What it has depends on its kind: a job's id and progress for `MVI_EVENT_PROGRESS`; these, or an error, for
/// `MVI_EVENT_ENDED`; a job's id and files for `MVI_EVENT_CREATED` and `MVI_EVENT_SKIPPED`; files and an error for
/// `MVI_EVENT_SEARCHING` and `MVI_EVENT_NOT_IMPORTED`; an error for `MVI_EVENT_OUTAGE`.
pub struct mvi_job_event {
    kind: mvi_event_kind,
    job_id: Option<CString>,
    files: Vec<Vec<CString>>,
    progress: Option<mvi_progress>,
    error: Option<mvi_error>,
}

impl mvi_job_event {
    pub(crate) fn new(event: &JobEvent) -> Self {
        Self {
            kind: event.kind().into(),
            job_id: event.job_id().map(c_text),
            files: event.files().iter().map(|group| group.iter().map(|path| c_text(path)).collect()).collect(),
            progress: event.progress().cloned().map(mvi_progress::new),
            error: event.error().map(|error| mvi_error::new(error.into_owned())),
        }
    }
}

/// What is told.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_event_kind(event: Option<&mvi_job_event>) -> mvi_event_kind {
    answer(mvi_event_kind::MVI_EVENT_NONE, || event.map_or(mvi_event_kind::MVI_EVENT_NONE, |event| event.kind))
}

/// The job that it is about; NULL where it is about none. It belongs to the event.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_event_job_id(event: Option<&mvi_job_event>) -> *const c_char {
    answer(ptr::null(), || event.and_then(|event| event.job_id.as_ref()).map_or(ptr::null(), |job_id| job_id.as_ptr()))
}

/// How many groups of files it is about, grouped as the `files` of `mvi_bulk_import_options` are.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_event_files(event: Option<&mvi_job_event>) -> usize {
    answer(0, || event.map_or(0, |event| event.files.len()))
}

/// One file of one group, both counted from 0; NULL beyond the last one of the group, and beyond the last group. It
/// belongs to the event.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_event_file(event: Option<&mvi_job_event>, group: usize, index: usize) -> *const c_char {
    answer(ptr::null(), || {
        let file = event.and_then(|event| event.files.get(group)?.get(index));
        file.map_or(ptr::null(), |file| file.as_ptr())
    })
}

/// The job's change, or at its end its last known progress, else NULL. A change that a list told of has no rows and no
/// files. It belongs to the event.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_event_progress(event: Option<&mvi_job_event>) -> *const mvi_progress {
    answer(ptr::null(), || event.and_then(|event| event.progress.as_ref()).map_or(ptr::null(), ptr::from_ref))
}

/// Why the job ended without success, which is the error that `mvi_wait` would have returned, or why files are not
/// imported; in an outage what `mvi_on_outage` is told; else NULL. It belongs to the event.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_event_error(event: Option<&mvi_job_event>) -> *const mvi_error {
    answer(ptr::null(), || event.and_then(|event| event.error.as_ref()).map_or(ptr::null(), ptr::from_ref))
}

/// Frees an event, and all that was read from it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_job_event_free(event: *mut mvi_job_event) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(event) }
}

/// A kind by its name, the same in every language, such as `"ended"`; empty for none. Never NULL. Static: never freed.
/// Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_event_kind_name(kind: i32) -> *const c_char {
    answer(c"".as_ptr(), || {
        let found = mvi_event_kind::ALL.iter().find(|(own, ..)| *own as i32 == kind);
        found.map_or(c"", |(.., name)| name).as_ptr()
    })
}

impl From<JobEventKind> for mvi_event_kind {
    fn from(kind: JobEventKind) -> Self {
        let found = Self::ALL.iter().find(|(_, core, _)| *core == kind);
        found.map_or(Self::MVI_EVENT_NONE, |(own, ..)| *own)
    }
}
