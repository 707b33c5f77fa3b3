//! Wakes an event loop from the runtime's threads.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

use crate::interrupt::is_over;

/// An eventfd that the loop watches; a Python callable where there is none, or where the loop cannot watch files.
pub(crate) struct Bell {
    #[cfg(target_os = "linux")]
    file: Option<std::os::fd::OwnedFd>,
    callable: Mutex<Option<Py<PyAny>>>,
}

impl Bell {
    #[cfg(target_os = "linux")]
    pub(crate) fn new() -> Self {
        use rustix::event::{EventfdFlags, eventfd};
        Self { file: eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC).ok(), callable: Mutex::default() }
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn new() -> Self {
        Self { callable: Mutex::default() }
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn fileno(&self) -> Option<i32> {
        use std::os::fd::AsRawFd as _;
        self.file.as_ref().map(std::os::fd::OwnedFd::as_raw_fd)
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn fileno(&self) -> Option<i32> {
        None
    }

    pub(crate) fn ring_with(&self, callable: Py<PyAny>) {
        *self.callable() = Some(callable);
    }

    pub(crate) fn ring(&self) {
        if self.callable().is_none() {
            self.make_readable();
        } else if !is_over() {
            Python::try_attach(|py| {
                // Not called under the lock: whoever has the interpreter may want that too.
                let callable = self.callable().as_ref().map(|callable| callable.clone_ref(py));
                // Nobody is there to hear a failure: the loop is closed then.
                callable.map(|callable| callable.call0(py).map(drop))
            });
        }
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.callable.try_lock().map_or(Ok(()), |callable| visit.call(&*callable))
    }

    pub(crate) fn clear(&self) {
        let callable = self.callable().take();
        drop(callable);
    }

    fn callable(&self) -> MutexGuard<'_, Option<Py<PyAny>>> {
        self.callable.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Before the queue is emptied, so that what comes after rings again.
    #[cfg(target_os = "linux")]
    pub(crate) fn silence(&self) {
        if let Some(file) = &self.file {
            let _ = rustix::io::read(file, &mut [0; 8]);
        }
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn silence(&self) {}

    #[cfg(target_os = "linux")]
    fn make_readable(&self) {
        if let Some(file) = &self.file {
            let _ = rustix::io::write(file, &1_u64.to_ne_bytes());
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn make_readable(&self) {}
}
