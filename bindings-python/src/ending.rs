//! What may take seconds to end: a client waits for its lanes. Nobody else in the interpreter is to wait for it.

use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::prelude::*;

use crate::interrupt::stop_if_over;

/// A member of a Python class that ends with the interpreter released, for Python ends objects while it holds it.
pub(crate) struct Ending<T: Send>(Option<T>);

impl<T: Send> Ending<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T: Send> Deref for Ending<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Some(value) => value,
            None => unreachable!("it is there until it is dropped"),
        }
    }
}

impl<T: Send> Drop for Ending<T> {
    fn drop(&mut self) {
        let value = self.0.take();
        // Without an interpreter to release, the value ends with the closure that has it.
        Python::try_attach(|py| end(py, value));
    }
}

/// Lets a value go with the interpreter released.
pub(crate) fn end<T: Send>(py: Python<'_>, value: T) {
    py.detach(|| {
        // Who ends something is told of no error.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(value)));
        stop_if_over();
    });
}
