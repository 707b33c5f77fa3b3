//! `Done`: what `commit_import` and `abort_import` are answered.

use std::time::Duration;

use milvus_import::protocol::Response;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::answer::{self, Parts, Restored};
use crate::json;

/// The answer to a commit or an abort, which says no more than that it is done. For the functions that return it.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct Done {
    response: Response,
    elapsed: Option<Duration>,
}

impl Done {
    pub(crate) fn new(response: Response, elapsed: Option<Duration>) -> Self {
        Self { response, elapsed }
    }
}

#[pymethods]
impl Done {
    #[getter]
    fn raw<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.response.body)
    }

    #[pyo3(name = "_text")]
    fn text<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        answer::text(py, &self.response)
    }

    #[pyo3(name = "_decoded")]
    fn decoded<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        json::decode(py, &self.response.body)
    }

    #[pyo3(name = "_parts")]
    fn parts<'py>(&self, py: Python<'py>) -> Parts<'py> {
        answer::parts(py, &self.response, self.elapsed)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Parts<'py>,))> {
        let restore = py.import("milvus_import._native")?.getattr("restore_done")?;
        Ok((restore, (self.parts(py),)))
    }
}

/// Such an answer from its pickle.
#[pyfunction]
pub(crate) fn restore_done(parts: Restored) -> Done {
    let (response, elapsed) = answer::restored(parts);
    Done::new(response, elapsed)
}
