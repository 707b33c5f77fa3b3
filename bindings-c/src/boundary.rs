//! Where Rust ends: no panic gets past here.

use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use milvus_import::{Error, ErrorCode, Result};

use crate::error::mvi_error;
use crate::handle::{self, Owned};
use crate::status::mvi_status;

/// Runs an entry point that can fail: turns its outcome into a status, and its error into an object for who wants it.
pub(crate) fn call(error: Option<&mut MaybeUninit<*mut mvi_error>>, body: impl FnOnce() -> Result<()>) -> mvi_status {
    let outcome = catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| Err(Error::from_panic(&*panic)));
    let Some(place) = error else {
        return outcome.map_or_else(|fault| fault.code().into(), |()| mvi_status::MVI_OK);
    };
    place.write(ptr::null_mut());
    let Err(fault) = outcome else { return mvi_status::MVI_OK };
    answer(mvi_status::MVI_INTERNAL, || {
        let status = fault.code().into();
        place.write(handle::give(mvi_error::new(fault)));
        status
    })
}

/// As [`call`], for an entry point that makes an object: `out` is the object, or NULL when there is none.
pub(crate) fn make<T: Owned>(
    out: Option<&mut MaybeUninit<*mut T>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
    name: &str,
    body: impl FnOnce() -> Result<T>,
) -> mvi_status {
    call(error, || {
        // Checked before anything is done: what is done could not be told.
        let out = out.ok_or_else(|| invalid(format!("{name} is NULL: it takes what the call returns")))?;
        out.write(ptr::null_mut());
        out.write(handle::give(body()?));
        Ok(())
    })
}

/// Runs an entry point that cannot fail but for a fault in this library.
pub(crate) fn answer<T>(otherwise: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(otherwise)
}

/// An object or options that the caller must not leave out.
pub(crate) fn given<T>(argument: Option<T>, name: &str) -> Result<T> {
    argument.ok_or_else(|| invalid(format!("{name} is NULL")))
}

pub(crate) fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorCode::InvalidArgument, message)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
mod tests {
    use std::ffi::CStr;

    use super::*;
    use crate::cancel_token::mvi_cancel_token;
    use crate::error::{mvi_error_code, mvi_error_free, mvi_error_message};
    use crate::text::number;

    #[test]
    fn a_panic_is_an_internal_error_with_its_text() {
        let mut token = MaybeUninit::new(ptr::dangling_mut::<mvi_cancel_token>());
        for text in ["a lane is gone", "{owned}"] {
            let mut error = MaybeUninit::uninit();
            let status = make(Some(&mut token), Some(&mut error), "token", || match text {
                "{owned}" => panic!("{text}"),
                _ => panic!("a lane is gone"),
            });
            assert_eq!(status, mvi_status::MVI_INTERNAL);
            // SAFETY: the call has set it.
            let error = unsafe { error.assume_init() };
            // SAFETY: it was set before, too.
            assert!(unsafe { token.assume_init() }.is_null());
            // SAFETY: it is a new error, or NULL.
            let object = unsafe { error.as_ref() };
            assert_eq!(mvi_error_code(object), mvi_status::MVI_INTERNAL);
            // SAFETY: the error is there still.
            let message = unsafe { CStr::from_ptr(mvi_error_message(object)) };
            assert!(message.to_str().unwrap().ends_with(&format!(": {text}")), "{message:?}");
            // SAFETY: the call gave it.
            unsafe { mvi_error_free(error) };
        }
        assert_eq!(call(None, || panic!("nobody asks why")), mvi_status::MVI_INTERNAL);
    }

    #[test]
    fn a_panic_of_an_accessor_is_its_nothing() {
        assert_eq!(answer(7, || panic!("unreadable")), 7);
        let mut rows = MaybeUninit::new(9_i64);
        assert!(!number(Some(&mut rows), || panic!("unreadable")));
        // SAFETY: it was set before, too.
        assert_eq!(unsafe { rows.assume_init() }, 0);
    }
}
