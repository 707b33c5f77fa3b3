//! Commits a job.

use std::ffi::c_char;
use std::mem::MaybeUninit;

use crate::boundary::{call, given};
use crate::cancel_token::{self, mvi_cancel_token};
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::status::mvi_status;
use crate::text::required;

/// Makes the rows of an Uncommitted job visible (Milvus 3.0). `cancel` may be NULL.
///
/// `MVI_UNSUPPORTED` where the server has no such operation, `MVI_INVALID_ARGUMENT` for a job that commits by itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_commit_import(
    client: Option<&mvi_client>,
    job_id: *const c_char,
    cancel: Option<&mvi_cancel_token>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    call(error, || {
        let client = given(client, "client")?;
        // SAFETY: as the header asks for.
        let job_id = unsafe { required(job_id, "job_id") }?;
        cancel_token::with(&client.client, cancel).commit_import(job_id).map(drop)
    })
}
