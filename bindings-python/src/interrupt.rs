//! Ctrl-C and the end of the interpreter while a call is under way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::ThreadId;

use milvus_import::{Error, Result, blocking};
use pyo3::prelude::*;
use tokio::runtime::Handle;

use crate::error::exception;
use crate::guard::guarded;

/// Runs blocking work with the interpreter released.
pub(crate) fn released<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    py.detach(|| {
        // A signal handler that calls us runs inside the call that it interrupted, where no other call can block.
        let result = guarded(|| if Handle::try_current().is_err() { work() } else { elsewhere(work) });
        stop_if_over();
        result
    })
}

fn elsewhere<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let done = scope.spawn(work).join();
        done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Asks Python for signals while one call runs, and keeps what a handler raised: `KeyboardInterrupt` for Ctrl-C.
#[derive(Clone, Default)]
pub(crate) struct Interrupt(Arc<State>);

#[derive(Default)]
struct State {
    asked: AtomicBool,
    raised: Mutex<Option<PyErr>>,
}

impl Interrupt {
    /// The client, with calls that this can end.
    pub(crate) fn attach_to(&self, client: &blocking::Client) -> blocking::Client {
        let state = Arc::clone(&self.0);
        client.interruptible(move || state.must_end())
    }

    /// Whether a signal handler has raised something; see [`Self::exception`].
    pub(crate) fn must_end(&self) -> bool {
        self.0.must_end()
    }

    /// Before a further call on a client that was attached before.
    pub(crate) fn begin(&self) {
        self.0.asked.store(false, Ordering::Relaxed);
    }

    /// What to raise for an error: what a signal handler raised, if that is why the call ended.
    pub(crate) fn exception(&self, py: Python<'_>, error: &Error) -> PyErr {
        let raised = self.0.raised.lock().unwrap_or_else(PoisonError::into_inner).take();
        raised.unwrap_or_else(|| exception(py, error))
    }
}

impl State {
    fn must_end(&self) -> bool {
        // The first question comes at the start of a call, when Python has just looked for signals itself.
        if !self.asked.swap(true, Ordering::Relaxed) || is_over() {
            return false;
        }
        #[expect(clippy::redundant_closure_for_method_calls, reason = "the method alone is for one lifetime")]
        let Some(Err(raised)) = Python::try_attach(|py| py.check_signals()) else { return false };
        *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(raised);
        true
    }
}

/// The thread that ends the interpreter, once it has begun to.
static ENDING: OnceLock<ThreadId> = OnceLock::new();

/// Called by `atexit`: from now on no other thread may wait for the interpreter.
#[pyfunction]
pub(crate) fn interpreter_ends() {
    let _ = ENDING.set(std::thread::current().id());
}

/// Whether this thread must not touch the interpreter any more.
pub(crate) fn is_over() -> bool {
    ENDING.get().is_some_and(|ending| *ending != std::thread::current().id())
}

/// Stops a daemon thread that comes back from a call after the interpreter has begun to end: touching it could crash.
pub(crate) fn stop_if_over() {
    while is_over() {
        std::thread::park();
    }
}
