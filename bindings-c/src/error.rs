//! Why a call failed.

use std::error::Error as _;
use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr;

use milvus_import::{Error, Operation};

use crate::boundary::answer;
use crate::handle;
use crate::model::progress::mvi_progress;
use crate::status::mvi_status;
use crate::text::{Text, number};

/// Why a call failed: made by the call, freed by `mvi_error_free`. Constant once made: any thread, several at once.
pub struct mvi_error {
    error: Error,
    progress: Option<mvi_progress>,
    cause: Option<Box<mvi_error>>,
    text: Text,
    message: Text,
    operation: Text,
    url: Text,
    server_message: Text,
    body_start: Text,
    job_id: Text,
}

impl mvi_error {
    pub(crate) fn new(error: Error) -> Self {
        let progress = error.progress().cloned().map(mvi_progress::new);
        let cause = error.source().and_then(|cause| cause.downcast_ref::<Error>());
        let cause = cause.map(|cause| Box::new(Self::new(cause.clone())));
        let [text, message, operation, url, server_message, body_start, job_id] = Default::default();
        Self { error, progress, cause, text, message, operation, url, server_message, body_start, job_id }
    }
}

/// What kind of failure it is: what the call returned. `MVI_OK` for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_code(error: Option<&mvi_error>) -> mvi_status {
    answer(mvi_status::MVI_INTERNAL, || error.map_or(mvi_status::MVI_OK, |error| error.error.code().into()))
}

/// One line for a person: the code, what happened, the operation, the address, what the server answered.
/// Never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_text(error: Option<&mvi_error>) -> *const c_char {
    answer(ptr::null(), || error.map_or(ptr::null(), |error| error.text.of(&error.error.to_string())))
}

/// What happened, without the rest of that line. Holds the server's own message where there is one. Never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_message(error: Option<&mvi_error>) -> *const c_char {
    answer(ptr::null(), || error.map_or(ptr::null(), |error| error.message.of(error.error.message())))
}

/// The operation that failed, such as `"get_import_progress"`; NULL when no call was made.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_operation(error: Option<&mvi_error>) -> *const c_char {
    answer(ptr::null(), || {
        error.map_or(ptr::null(), |error| error.operation.of_optional(error.error.operation().map(Operation::as_str)))
    })
}

/// The address that was called, without credentials; NULL when none was.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_url(error: Option<&mvi_error>) -> *const c_char {
    answer(ptr::null(), || error.map_or(ptr::null(), |error| error.url.of_optional(error.error.url())))
}

/// The HTTP status, 0 where there was no answer.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_http_status(error: Option<&mvi_error>) -> u16 {
    answer(0, || error.and_then(|error| error.error.http_status()).unwrap_or(0))
}

/// The server's own code: true where there is one. Servers reuse numbers: decide on `mvi_error_code`.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_server_code(error: Option<&mvi_error>, code: Option<&mut MaybeUninit<i64>>) -> bool {
    number(code, || error.and_then(|error| error.error.server_code()))
}

/// The server's own message, unchanged; NULL where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_server_message(error: Option<&mvi_error>) -> *const c_char {
    answer(ptr::null(), || {
        error.map_or(ptr::null(), |error| error.server_message.of_optional(error.error.server_message()))
    })
}

/// The first bytes of an answer that could not be understood, else NULL.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_body_start(error: Option<&mvi_error>) -> *const c_char {
    answer(ptr::null(), || error.map_or(ptr::null(), |error| error.body_start.of_optional(error.error.body_start())))
}

/// Whether the same call may succeed later.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_retryable(error: Option<&mvi_error>) -> bool {
    answer(false, || error.is_some_and(|error| error.error.retryable()))
}

/// How many times the request was sent.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_attempts(error: Option<&mvi_error>) -> u32 {
    answer(0, || error.map_or(0, |error| error.error.attempts()))
}

/// How long the server asked callers to wait (`Retry-After`), in milliseconds: true where it did.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_retry_after(
    error: Option<&mvi_error>,
    milliseconds: Option<&mut MaybeUninit<i64>>,
) -> bool {
    let delay = error.and_then(|error| error.error.retry_after());
    number(milliseconds, || delay.map(|delay| i64::try_from(delay.as_millis()).unwrap_or(i64::MAX)))
}

/// The last known progress of a job that was waited for or watched, else NULL. It belongs to the error.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_progress(error: Option<&mvi_error>) -> *const mvi_progress {
    answer(ptr::null(), || error.and_then(|error| error.progress.as_ref()).map_or(ptr::null(), ptr::from_ref))
}

/// The id of a job that `mvi_bulk_import` may have made, where the answer named one although it was no success; else NULL.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_job_id(error: Option<&mvi_error>) -> *const c_char {
    answer(ptr::null(), || error.map_or(ptr::null(), |error| error.job_id.of_optional(error.error.job_id())))
}

/// The fault that another one came of, else NULL: a wait's that timed out or stalled in an outage is that of the outage. What
/// the server said, and where, is in the outer error too. It belongs to the error.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_error_cause(error: Option<&mvi_error>) -> *const mvi_error {
    answer(ptr::null(), || error.and_then(|error| error.cause.as_deref()).map_or(ptr::null(), ptr::from_ref))
}

/// Frees an error, and all that was read from it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_error_free(error: *mut mvi_error) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(error) }
}
