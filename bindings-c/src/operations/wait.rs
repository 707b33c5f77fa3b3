//! Follows a job to its end.

use std::ffi::{c_char, c_int, c_void};
use std::mem::MaybeUninit;

use milvus_import::Event;

use super::{outage, watch};
use crate::boundary::make;
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::model::options::mvi_wait_options;
use crate::model::progress::mvi_progress;
use crate::status::mvi_status;

/// Told of every change of a job, the last one included, on the thread that waits and between two polls. `progress` is lent until it
/// returns. Anything but 0 ends the wait: `MVI_CANCELLED`, unless the job has ended by itself.
pub type mvi_on_progress = Option<unsafe extern "C" fn(progress: *const mvi_progress, user_data: *mut c_void) -> c_int>;

/// Follows a job to its end and returns its last progress. `options` may be NULL: the defaults, with nothing told meanwhile.
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
    progress: Option<&mut MaybeUninit<*mut mvi_progress>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(progress, error, "progress", || {
        // SAFETY: as the header asks for.
        let (mut watch, options) = unsafe { watch::start(client, job_id, options) }?;
        while let Some(event) = watch.next_event() {
            let goes_on = match (event?, options.on_progress) {
                (Event::Progress(change), Some(on_progress)) => {
                    let change = mvi_progress::new(change);
                    // SAFETY: the header asks for a function that keeps to its terms, and the progress lives until it returns.
                    unsafe { on_progress(&raw const change, options.user_data) == 0 }
                }
                (Event::Progress(_), None) => true,
                // SAFETY: the header asks for such a function.
                (other, _) => unsafe { outage::tell(options.on_outage, other, options.user_data) },
            };
            if !goes_on && let Some(cancelled) = watch.cancel() {
                return Err(cancelled);
            }
        }
        watch.outcome().map(mvi_progress::new)
    })
}
