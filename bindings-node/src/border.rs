//! Where Rust ends: no panic gets past here.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use milvus_import::{Error, ErrorCode, Result};

use crate::error::Failure;

/// What a function of ours hands over: what was asked for, or else why not. Never both, and never neither.
pub(crate) type Outcome<T> = (Option<T>, Option<Failure>);

/// Runs what JavaScript calls, and waits for.
pub(crate) fn outcome<T>(run: impl FnOnce() -> Result<T>) -> Outcome<T> {
    match caught(run) {
        Ok(value) => (Some(value), None),
        Err(error) => (None, Some(Failure::from(error))),
    }
}

/// Runs a call of a task, whose panic nobody would hear of.
pub(crate) async fn caught_in_task<T>(call: impl Future<Output = Result<T>>) -> Result<T> {
    let mut call = pin!(call);
    poll_fn(|context| match caught(|| Ok(call.as_mut().poll(context))) {
        Ok(poll) => poll,
        Err(panicked) => Poll::Ready(Err(panicked)),
    })
    .await
}

fn caught<T>(run: impl FnOnce() -> Result<T>) -> Result<T> {
    let run = || {
        #[cfg(debug_assertions)]
        staged::fault();
        run()
    };
    // What was under way is not used again: a call is dropped, and a watch is ended.
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(panicked(&*panic)))
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::new(ErrorCode::Internal, format!("a fault in this library: {}", text.unwrap_or("no text")))
}

/// A fault that tests order, in the builds that they use: there is no way to one that stays.
#[cfg(debug_assertions)]
mod staged {
    use std::sync::atomic::{AtomicBool, Ordering};

    use napi_derive::napi;

    /// The next call panics.
    static ORDERED: AtomicBool = AtomicBool::new(false);

    /// Makes the next call panic.
    #[napi(skip_typescript)]
    pub fn panic_next() {
        ORDERED.store(true, Ordering::Relaxed);
    }

    pub(super) fn fault() {
        if ORDERED.swap(false, Ordering::Relaxed) {
            // As a panic is, without its lines on the standard error.
            std::panic::resume_unwind(Box::new("a panic for tests"));
        }
    }
}
