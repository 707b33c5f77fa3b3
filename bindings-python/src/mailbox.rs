//! How asynchronous calls end in asyncio: results are put into a queue, and the event loop is woken by one eventfd.
//!
//! The loop's own thread makes the Python objects, so the runtime's threads never wait for the interpreter.

use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use milvus_import::{Error, ErrorCode};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
use tokio::task::AbortHandle;

use crate::background::runtime;
use crate::bell::Bell;
use crate::error::exception;
use crate::guard::{guarded_call, guarded_in};

/// Makes the Python result of a call, or the exception.
type Outcome = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

/// The calls of one event loop.
#[pyclass(frozen, weakref, module = "milvus_import._native")]
pub(crate) struct Mailbox {
    post: Arc<Post>,
    waiting: Mutex<HashMap<u64, (Py<PyAny>, AbortHandle)>>,
    next: AtomicU64,
}

/// The side of the runtime.
struct Post {
    ended: Mutex<Vec<(u64, Outcome)>>,
    bell: Bell,
}

impl Post {
    fn put(&self, call: u64, outcome: Outcome) {
        let mut ended = lock(&self.ended);
        ended.push((call, outcome));
        let is_first = ended.len() == 1;
        drop(ended);
        if is_first {
            self.bell.ring();
        }
    }
}

/// The answer that a call owes, whatever becomes of it: an event loop would wait for ever.
struct Owed {
    post: Arc<Post>,
    call: u64,
    paid: bool,
}

impl Drop for Owed {
    fn drop(&mut self) {
        if !self.paid {
            let lost = Error::new(ErrorCode::Internal, "the call ended without an answer");
            self.post.put(self.call, Box::new(move |py| Err(exception(py, &lost))));
        }
    }
}

impl Mailbox {
    /// Starts a call whose end settles a future of the loop; returns the number to cancel it with.
    pub(crate) fn start<T: Send + 'static>(
        &self,
        py: Python<'_>,
        future: Py<PyAny>,
        call: impl Future<Output = milvus_import::Result<T>> + Send + 'static,
        convert: impl FnOnce(Python<'_>, T) -> PyResult<Py<PyAny>> + Send + 'static,
    ) -> PyResult<u64> {
        let runtime = runtime().map_err(|error| exception(py, &error))?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut owed = Owed { post: Arc::clone(&self.post), call: number, paid: false };
        // Held until the call is known: a quick answer must find it.
        let mut waiting = lock(&self.waiting);
        let task = runtime.spawn(async move {
            let result = guarded_call(call).await;
            owed.paid = true;
            owed.post.put(
                number,
                Box::new(move |py| match result {
                    Ok(answer) => convert(py, answer),
                    Err(error) => Err(exception(py, &error)),
                }),
            );
        });
        waiting.insert(number, (future, task.abort_handle()));
        Ok(number)
    }
}

#[pymethods]
impl Mailbox {
    #[new]
    fn new() -> Self {
        let post = Arc::new(Post { ended: Mutex::default(), bell: Bell::new() });
        Self { post, waiting: Mutex::default(), next: AtomicU64::new(0) }
    }

    /// The file to watch for reading; None where the system has no eventfd.
    fn fileno(&self) -> Option<i32> {
        self.post.bell.fileno()
    }

    /// Calls this, from any thread, instead of making the file readable.
    fn ring_with(&self, callable: Py<PyAny>) {
        self.post.bell.ring_with(callable);
    }

    /// Settles the futures of the calls that have ended. Runs in the event loop.
    fn deliver(&self, py: Python<'_>) -> PyResult<()> {
        self.post.bell.silence();
        let ended = std::mem::take(&mut *lock(&self.post.ended));
        let mut failure = None;
        for (call, outcome) in ended {
            let Some((future, _)) = lock(&self.waiting).remove(&call) else { continue };
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
        let waiting = lock(&self.waiting).remove(&call);
        if let Some((_, task)) = waiting {
            task.abort();
        }
    }

    /// A loop that nobody has any more refers to itself through its calls in flight: their futures are the loop's.
    fn __traverse__(&self, visit: PyVisit<'_>) -> std::result::Result<(), PyTraverseError> {
        if let Ok(waiting) = self.waiting.try_lock() {
            for (future, _) in waiting.values() {
                visit.call(future)?;
            }
        }
        self.post.bell.traverse(&visit)
    }

    fn __clear__(&self) {
        self.cancel_all();
        self.post.bell.clear();
    }
}

impl Mailbox {
    fn cancel_all(&self) {
        let waiting = std::mem::take(&mut *lock(&self.waiting));
        for (_, task) in waiting.values() {
            task.abort();
        }
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.cancel_all();
    }
}

fn settle(future: &Bound<'_, PyAny>, outcome: Outcome) -> PyResult<()> {
    let py = future.py();
    if future.call_method0(intern!(py, "done"))?.is_truthy()? {
        return Ok(());
    }
    match guarded_in(py, || outcome(py)) {
        Ok(result) => future.call_method1(intern!(py, "set_result"), (result,))?,
        Err(error) => future.call_method1(intern!(py, "set_exception"), (error.into_pyobject(py)?.into_any(),))?,
    };
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
