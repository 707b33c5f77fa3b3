//! Where Rust ends: no panic gets past here. Those of calls end in the core's engine.

use std::panic::{AssertUnwindSafe, catch_unwind};

use milvus_import::{Error, Result};

use crate::error::Failure;

/// What a function of ours hands over: what was asked for, or else why not. Never both, and never neither.
pub(crate) type Outcome<T> = (Option<T>, Option<Failure>);

/// Runs what JavaScript calls, and waits for.
pub(crate) fn outcome<T>(run: impl FnOnce() -> Result<T>) -> Outcome<T> {
    let run = || {
        staged_fault();
        run()
    };
    match catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(Error::from_panic(&*panic))) {
        Ok(value) => (Some(value), None),
        Err(error) => (None, Some(Failure::from(error))),
    }
}

/// Where a test orders a fault, in the builds that tests use: there is no way to one that stays.
pub(crate) fn staged_fault() {
    #[cfg(debug_assertions)]
    staged::fault();
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
