//! Where Rust ends: no panic gets past here.

use std::any::Any;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};

use milvus_import::{Error, ErrorCode, Result};

use crate::error::mvi_error;
use crate::handle;
use crate::status::mvi_status;

/// Runs an entry point that can fail: turns its outcome into a status, and its error into an object for who wants it.
pub(crate) fn call(error: Option<&mut MaybeUninit<*mut mvi_error>>, body: impl FnOnce() -> Result<()>) -> mvi_status {
    let outcome = catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| Err(panicked(&*panic)));
    let (status, object) = match outcome {
        Ok(()) => (mvi_status::MVI_OK, std::ptr::null_mut()),
        Err(fault) if error.is_none() => (fault.code().into(), std::ptr::null_mut()),
        Err(fault) => (fault.code().into(), handle::give(mvi_error::new(fault))),
    };
    if let Some(error) = error {
        error.write(object);
    }
    status
}

/// As [`call`], for an entry point that makes an object: `out` is the object, or NULL when there is none.
pub(crate) fn make<T>(
    out: Option<&mut MaybeUninit<*mut T>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
    name: &str,
    body: impl FnOnce() -> Result<T>,
) -> mvi_status {
    call(error, || {
        // Checked before anything is done: what is done could not be told.
        let out = out.ok_or_else(|| invalid(format!("{name} is NULL: it takes what the call returns")))?;
        out.write(std::ptr::null_mut());
        out.write(handle::give(body()?));
        Ok(())
    })
}

/// Runs an entry point that cannot fail but for a fault in this library.
pub(crate) fn answer<T>(otherwise: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(otherwise)
}

/// A handle that the caller must not leave out.
pub(crate) fn given<'a, T>(handle: Option<&'a T>, name: &str) -> Result<&'a T> {
    handle.ok_or_else(|| invalid(format!("{name} is NULL")))
}

pub(crate) fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorCode::InvalidArgument, message)
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::new(ErrorCode::Internal, format!("a fault in this library: {}", text.unwrap_or("no text")))
}
