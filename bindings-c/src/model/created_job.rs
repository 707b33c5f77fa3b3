//! A job that was made.

use std::ffi::{CString, c_char};
use std::mem::MaybeUninit;
use std::ptr;

use milvus_import::CreatedJob;

use super::Json;
use crate::boundary::{answer, call, given, invalid};
use crate::error::mvi_error;
use crate::handle;
use crate::status::mvi_status;
use crate::text::{Text, c_text};

/// A job that `mvi_bulk_import` made, freed by `mvi_created_job_free`. Constant once made: any thread, several at once.
pub struct mvi_created_job {
    of: CreatedJob,
    job_id: Text,
    job_ids: Vec<CString>,
    json: Json,
}

impl mvi_created_job {
    pub(crate) fn new(of: CreatedJob) -> Self {
        let job_ids = of.job_ids.iter().map(|id| c_text(id)).collect();
        Self { of, job_id: Text::default(), job_ids, json: Json::default() }
    }
}

/// The job's id: text, because ids are UUIDs, `job-…` or integers above 2^53. It belongs to the job.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_created_job_job_id(job: Option<&mvi_created_job>) -> *const c_char {
    answer(ptr::null(), || job.map_or(ptr::null(), |job| job.job_id.of(&job.of.job_id)))
}

/// How many jobs the call made: more than one only on Milvus 2.1, which makes a job of each file.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_created_job_job_ids(job: Option<&mvi_created_job>) -> usize {
    answer(0, || job.map_or(0, |job| job.job_ids.len()))
}

/// The id of one of these jobs, counted from 0, of which `mvi_created_job_job_id` is the first; NULL beyond the last one. It
/// belongs to the job.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_created_job_job_id_at(job: Option<&mvi_created_job>, index: usize) -> *const c_char {
    answer(ptr::null(), || job.and_then(|job| job.job_ids.get(index)).map_or(ptr::null(), |id| id.as_ptr()))
}

/// Everything as one JSON object. It belongs to the job.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_created_job_json(
    job: Option<&mvi_created_job>,
    json: Option<&mut MaybeUninit<*const c_char>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let json = json.ok_or_else(|| invalid("json is NULL"))?.write(ptr::null());
        let job = given(job, "job")?;
        *json = job.json.of(&job.of)?;
        Ok(())
    })
}

/// Frees a job that a call returned, and all that was read from it; the import goes on. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_created_job_free(job: *mut mvi_created_job) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(job) }
}
