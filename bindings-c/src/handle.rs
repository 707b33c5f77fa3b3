//! Objects that the caller owns.
//!
//! Which types those are is written here and nowhere else: only they can be given away and taken back, so that no function
//! frees what belongs to another object. A C program sees the same in its pointers: those that it owns are not const.

use crate::boundary;

/// A type whose objects are made for the caller, who frees them.
pub(crate) trait Owned: Sized {}

impl Owned for crate::cancel_token::mvi_cancel_token {}
impl Owned for crate::client::mvi_client {}
impl Owned for crate::error::mvi_error {}
impl Owned for crate::model::collection::mvi_collection {}
impl Owned for crate::model::created_job::mvi_created_job {}
impl Owned for crate::model::job_event::mvi_job_event {}
impl Owned for crate::model::job_list::mvi_job_list {}
impl Owned for crate::model::progress::mvi_progress {}
impl Owned for crate::operations::calls::mvi_calls {}
impl Owned for crate::operations::job_pages::mvi_job_pages {}
impl Owned for crate::operations::watch::mvi_watcher {}
impl Owned for crate::operations::watch_many::mvi_many_watcher {}
impl Owned for crate::protocol::request::mvi_request {}
impl Owned for crate::protocol::response::mvi_response {}

/// Hands an object to the caller.
pub(crate) fn give<T: Owned>(object: T) -> *mut T {
    Box::into_raw(Box::new(object))
}

/// Takes an object back from the caller, and frees it. NULL is left alone.
///
/// # Safety
/// NULL, or made by [`give`] for this type and not yet taken back.
pub(crate) unsafe fn free<T: Owned>(object: *mut T) {
    if !object.is_null() {
        // SAFETY: as this function asks for.
        let object = unsafe { Box::from_raw(object) };
        boundary::answer((), || drop(object));
    }
}
