//! Follows a job to its end.

use std::ffi::{c_char, c_void};
use std::mem::MaybeUninit;

use milvus_import::Event;

use crate::boundary::{given, make};
use crate::cancel_token::{self, mvi_cancel_token};
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::model::options::mvi_wait_options;
use crate::model::progress::mvi_progress;
use crate::operations::outage;
use crate::sized;
use crate::status::mvi_status;
use crate::text::required;

/// Told of every change of a job, on the thread that waits and between two polls. `progress` is lent until it returns.
pub type mvi_on_progress = Option<unsafe extern "C" fn(progress: *const mvi_progress, user_data: *mut c_void)>;

/// Follows a job to its end and returns its last progress. `on_progress` is told of every change, the last one included; it,
/// `options` and `cancel` may be NULL. `user_data` is handed to it, and to the options' `on_outage`.
///
/// An Uncommitted job ends the wait with `MVI_OK`: it needs someone's commit. Otherwise the wait ends with Completed, or with
/// `MVI_IMPORT_FAILED`, `MVI_TIMEOUT`, `MVI_STALLED`, `MVI_VANISHED`, `MVI_JOB_NOT_FOUND`, `MVI_CANCELLED`, or the fault that lasted longer
/// than the fault budget.
///
/// Once there was a good answer, what no server means for ever is an outage and ridden out: a gateway's 404 or HTML page, an answer
/// that is cut off, for a moment also a token that is refused. A job that the server does not know is asked for twice before it is
/// `MVI_VANISHED`. `MVI_TIMEOUT` and `MVI_STALLED` in an outage say so, and `mvi_error_cause` is its fault.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_wait(
    client: Option<&mvi_client>,
    job_id: *const c_char,
    options: *const mvi_wait_options,
    on_progress: mvi_on_progress,
    user_data: *mut c_void,
    cancel: Option<&mvi_cancel_token>,
    progress: Option<&mut MaybeUninit<*mut mvi_progress>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(progress, error, "progress", || {
        let client = given(client, "client")?;
        // SAFETY: as the header asks for.
        let job_id = unsafe { required(job_id, "job_id") }?;
        // SAFETY: as the header asks for.
        let options = unsafe { sized::read_or_default::<mvi_wait_options>(options, "options") }?;
        let mut watch = cancel_token::with(&client.client, cancel).watch(job_id, &options.to_core()?);
        while let Some(event) = watch.next_event() {
            match (event?, on_progress) {
                (Event::Progress(change), Some(on_progress)) => {
                    let change = mvi_progress::new(change);
                    // SAFETY: the header asks for a function that keeps to its terms, and the progress lives until it returns.
                    unsafe { on_progress(&raw const change, user_data) };
                }
                (Event::Progress(_), None) => {}
                // SAFETY: the header asks for such a function.
                (other, _) => unsafe { outage::tell(options.on_outage, other, user_data) },
            }
        }
        watch.outcome().map(mvi_progress::new)
    })
}
