//! One job of a list.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::Arc;

use milvus_import::{ImportJob, JobList};

use super::state::mvi_job_state;
use crate::boundary::answer;
use crate::text::{Text, number};

/// One job of a list. It belongs to the list. Any thread, several at once.
pub struct mvi_import_job {
    list: Arc<JobList>,
    index: usize,
    job_id: Text,
    collection_name: Text,
    raw_state: Text,
    raw_progress: Text,
    reason: Text,
}

impl mvi_import_job {
    pub(crate) fn all(list: &Arc<JobList>) -> Vec<Self> {
        let job = |index| {
            let [job_id, collection_name, raw_state, raw_progress, reason] = Default::default();
            Self { list: Arc::clone(list), index, job_id, collection_name, raw_state, raw_progress, reason }
        };
        (0..list.jobs.len()).map(job).collect()
    }
}

fn of(job: Option<&mvi_import_job>) -> Option<&ImportJob> {
    job?.list.jobs.get(job?.index)
}

fn text(
    job: Option<&mvi_import_job>,
    value: impl for<'a> Fn(&'a ImportJob) -> Option<&'a str>,
    kept: impl for<'a> Fn(&'a mvi_import_job) -> &'a Text,
) -> *const c_char {
    answer(ptr::null(), || job.map_or(ptr::null(), |job| kept(job).of_optional(of(Some(job)).and_then(value))))
}

/// The job's id.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_import_job_job_id(job: Option<&mvi_import_job>) -> *const c_char {
    text(job, |of| Some(of.job_id.as_str()), |job| &job.job_id)
}

/// The collection that the rows go to.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_import_job_collection_name(job: Option<&mvi_import_job>) -> *const c_char {
    text(job, |of| of.collection_name.as_deref(), |job| &job.collection_name)
}

/// The job's state.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_import_job_state(job: Option<&mvi_import_job>) -> mvi_job_state {
    answer(mvi_job_state::MVI_JOB_STATE_UNKNOWN, || {
        of(job).map_or(mvi_job_state::MVI_JOB_STATE_UNKNOWN, |of| of.state.into())
    })
}

/// The state as the server wrote it.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_import_job_raw_state(job: Option<&mvi_import_job>) -> *const c_char {
    text(job, |of| of.raw_state.as_deref(), |job| &job.raw_state)
}

/// Percentage 0..=100: true where the list has one (Zilliz Cloud's has none).
#[unsafe(no_mangle)]
pub extern "C" fn mvi_import_job_progress(job: Option<&mvi_import_job>, percent: Option<&mut MaybeUninit<u8>>) -> bool {
    number(percent, || of(job).and_then(|of| of.progress))
}

/// The number as the server wrote it.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_import_job_raw_progress(job: Option<&mvi_import_job>) -> *const c_char {
    text(job, |of| of.raw_progress.as_deref(), |job| &job.raw_progress)
}

/// Why the job failed.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_import_job_reason(job: Option<&mvi_import_job>) -> *const c_char {
    text(job, |of| of.reason.as_deref(), |job| &job.reason)
}
