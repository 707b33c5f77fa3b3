//! Creates a job.

use std::mem::MaybeUninit;

use crate::boundary::{given, make};
use crate::cancel_token::{self, mvi_cancel_token};
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::model::created_job::mvi_created_job;
use crate::model::options::mvi_bulk_import_options;
use crate::sized;
use crate::status::mvi_status;

/// Creates an import job. Sent again only when no connection was made, when the server refused it for the moment (too many jobs,
/// rate limit, starting) or with an idempotency key. `cancel` may be NULL.
///
/// After `MVI_TIMEOUT`, `MVI_CONNECT`, `MVI_UNEXPECTED_RESPONSE` or `MVI_CANCELLED` the job may exist: `mvi_error_job_id` names it where
/// the answer did, else list the jobs before trying again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_bulk_import(
    client: Option<&mvi_client>,
    options: *const mvi_bulk_import_options,
    cancel: Option<&mvi_cancel_token>,
    job: Option<&mut MaybeUninit<*mut mvi_created_job>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(job, error, "job", || {
        let client = given(client, "client")?;
        // SAFETY: as the header asks for.
        let options = given(unsafe { sized::read(options, "options") }?, "options")?;
        // SAFETY: as the header asks for.
        let import = unsafe { options.to_core() }?;
        cancel_token::with(&client.client, cancel).bulk_import(&import).map(mvi_created_job::new)
    })
}
