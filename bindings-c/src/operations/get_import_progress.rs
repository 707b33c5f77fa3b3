//! Asks how far a job is.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use crate::boundary::{given, make};
use crate::cancel_token::{self, mvi_cancel_token};
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::model::progress::mvi_progress;
use crate::status::mvi_status;
use crate::text::required;

/// Asks how far a job is. A Failed job is a good answer: look at its state. `cancel` may be NULL.
///
/// `MVI_JOB_NOT_FOUND` for a job that the server does not know (any more), and every other failure of a call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_get_import_progress(
    client: Option<&mvi_client>,
    job_id: *const c_char,
    cancel: Option<&mvi_cancel_token>,
    progress: Option<&mut MaybeUninit<*mut mvi_progress>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(progress, error, "progress", || {
        let client = given(client, "client")?;
        // SAFETY: as the header asks for.
        let job_id = unsafe { required(job_id, "job_id") }?;
        cancel_token::with(&client.client, cancel).get_import_progress(job_id).map(mvi_progress::new)
    })
}
