//! No panic crosses into Python: PyO3 would make a PanicException of it, which `except Exception` does not catch.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
#[cfg(debug_assertions)]
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;

use milvus_import::{Error, Result};
use pyo3::prelude::*;

use crate::error::exception;

/// Work of the core; a panic in it is the error Internal. What it leaves behind are locks, and no lock is taken for broken.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    let work = || {
        break_if_asked();
        work()
    };
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(Error::from_panic(&*panic)))
}

/// The same for work with Python's objects.
pub(crate) fn guarded_in<T>(py: Python<'_>, work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    let done = guarded(|| Ok(work()));
    done.unwrap_or_else(|error| Err(exception(py, &error)))
}

/// The same for a part of an asynchronous call; a whole one is guarded by the core.
pub(crate) async fn guarded_call<T>(call: impl Future<Output = Result<T>>) -> Result<T> {
    let mut call = pin!(call);
    poll_fn(|context| {
        let polled = guarded(|| Ok(call.as_mut().poll(context)));
        polled.unwrap_or_else(|error| Poll::Ready(Err(error)))
    })
    .await
}

/// For the tests, and in no wheel: of the guarded work from now on, the one with this number panics.
#[cfg(debug_assertions)]
#[pyfunction]
pub(crate) fn break_work(number: u32) {
    UNTIL_BROKEN.store(number, Ordering::SeqCst);
}

#[cfg(debug_assertions)]
static UNTIL_BROKEN: AtomicU32 = AtomicU32::new(0);

#[cfg(debug_assertions)]
pub(crate) fn break_if_asked() {
    let counted = UNTIL_BROKEN.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |until| until.checked_sub(1));
    assert!(counted != Ok(1), "broken on request");
}

#[cfg(not(debug_assertions))]
pub(crate) fn break_if_asked() {}
