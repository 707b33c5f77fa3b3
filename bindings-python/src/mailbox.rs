//! How asynchronous calls end in asyncio: one eventfd wakes the event loop for those that have ended, and its own thread makes
//! the Python objects, so that the runtime's threads never wait for the interpreter.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use milvus_import::calls::Calls;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

use crate::bell::Bell;
use crate::error::exception;
use crate::guard::{break_if_asked, guarded_in};

/// Makes the Python result of a call.
type Result = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

/// The calls of one event loop.
#[pyclass(frozen, weakref, module = "milvus_import._native")]
pub(crate) struct Mailbox {
    calls: Calls<Result>,
    /// What the calls under way settle, by their numbers.
    futures: Mutex<HashMap<u64, Py<PyAny>>>,
    bell: Arc<Bell>,
}

impl Mailbox {
    /// Starts a call whose end settles a future of the loop; returns the number to cancel it with. Runs in the event loop, so
    /// that nothing is delivered before the future is known.
    pub(crate) fn start<T: Send + 'static>(
        &self,
        future: Py<PyAny>,
        call: impl Future<Output = milvus_import::Result<T>> + Send + 'static,
        convert: impl FnOnce(Python<'_>, T) -> PyResult<Py<PyAny>> + Send + 'static,
    ) -> u64 {
        let number = self.calls.start(async move {
            break_if_asked();
            let answer = call.await?;
            let result: Result = Box::new(move |py| convert(py, answer));
            Ok(result)
        });
        self.futures().insert(number, future);
        number
    }

    fn futures(&self) -> MutexGuard<'_, HashMap<u64, Py<PyAny>>> {
        self.futures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Mailbox {
    #[new]
    fn new() -> Self {
        let bell = Arc::new(Bell::new());
        let ringing = Arc::clone(&bell);
        Self { calls: Calls::new(move || ringing.ring()), futures: Mutex::default(), bell }
    }

    /// The file to watch for reading; None where the system has no eventfd.
    fn fileno(&self) -> Option<i32> {
        self.bell.fileno()
    }

    /// Calls this, from any thread, instead of making the file readable.
    fn ring_with(&self, callable: Py<PyAny>) {
        self.bell.ring_with(callable);
    }

    /// Settles the futures of the calls that have ended. Runs in the event loop.
    fn deliver(&self, py: Python<'_>) -> PyResult<()> {
        self.bell.silence();
        let mut failure = None;
        for (call, outcome) in self.calls.drain() {
            let Some(future) = self.futures().remove(&call) else { continue };
            let future = future.bind(py);
            // A future that fails takes none of those behind it along: their callers would wait for ever.
            if let Err(error) = settle(future, outcome)
                && let Some(earlier) = failure.replace(error)
            {
                earlier.write_unraisable(py, Some(future));
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Ends a call that nobody waits for any more: its request is closed.
    fn cancel(&self, call: u64) {
        self.calls.cancel(call);
        let future = self.futures().remove(&call);
        drop(future);
    }

    /// A loop that nobody has any more refers to itself through its calls in flight: their futures are the loop's.
    fn __traverse__(&self, visit: PyVisit<'_>) -> std::result::Result<(), PyTraverseError> {
        if let Ok(futures) = self.futures.try_lock() {
            for future in futures.values() {
                visit.call(future)?;
            }
        }
        self.bell.traverse(&visit)
    }

    fn __clear__(&self) {
        let futures = std::mem::take(&mut *self.futures());
        for call in futures.keys() {
            self.calls.cancel(*call);
        }
        self.bell.clear();
    }
}

fn settle(future: &Bound<'_, PyAny>, outcome: milvus_import::Result<Result>) -> PyResult<()> {
    let py = future.py();
    if future.call_method0(intern!(py, "done"))?.is_truthy()? {
        return Ok(());
    }
    let made = guarded_in(py, || outcome.map_err(|error| exception(py, &error)).and_then(|result| result(py)));
    match made {
        Ok(result) => future.call_method1(intern!(py, "set_result"), (result,))?,
        Err(error) => future.call_method1(intern!(py, "set_exception"), (error.into_pyobject(py)?.into_any(),))?,
    };
    Ok(())
}
