//! Wakes an event loop from the runtime's threads.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;

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
        *self.callable.lock().unwrap_or_else(PoisonError::into_inner) = Some(callable);
    }

    pub(crate) fn ring(&self) {
        let mut callable = self.callable.lock().unwrap_or_else(PoisonError::into_inner);
        if callable.is_none() {
            drop(callable);
            self.make_readable();
        } else if !is_over() {
            // Nobody is there to hear the failure: the loop is closed then.
            let _ = Python::try_attach(|py| callable.as_mut().map(|callable| callable.call0(py).map(drop)));
        }
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
