//! What is told of an outage while it is ridden out.

use std::ffi::{c_int, c_void};
use std::ptr;

use milvus_import::Event;

use crate::error::mvi_error;

/// Told at each look at a job that gets no good answer while that is ridden out, on the thread that waits: the error's message says
/// for how long there was none and for how long the wait goes on, `mvi_error_cause` is the fault. With NULL it is told that the server
/// answers again. `error` is lent until it returns. Anything but 0 ends the wait, as `mvi_on_progress` does.
pub type mvi_on_outage = Option<unsafe extern "C" fn(error: *const mvi_error, user_data: *mut c_void) -> c_int>;

/// Whether the wait goes on.
///
/// # Safety
/// The function keeps to the header's terms, and takes this `user_data`.
pub(crate) unsafe fn tell(on_outage: mvi_on_outage, event: Event, user_data: *mut c_void) -> bool {
    let Some(on_outage) = on_outage else { return true };
    let error = error_of(event);
    // SAFETY: as this function asks for, and the error lives until it returns.
    unsafe { on_outage(error.as_ref().map_or(ptr::null(), ptr::from_ref), user_data) == 0 }
}

/// The error of an outage; none where it is over.
pub(crate) fn error_of(event: Event) -> Option<mvi_error> {
    match event {
        Event::Outage(outage) => Some(mvi_error::new(outage.to_error())),
        _ => None,
    }
}
