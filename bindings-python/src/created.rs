//! `CreatedJob`: what `bulk_import` made.

use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::time::Duration;

use milvus_import::BulkImport;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};

use crate::answer::{self, Parts, Restored};
use crate::class::{members, repr};
use crate::error::exception;
use crate::json;

/// What `bulk_import` made: one job, on Milvus 2.1 perhaps several.
#[pyclass(frozen, module = "milvus_import")]
pub(crate) struct CreatedJob {
    core: milvus_import::CreatedJob,
    elapsed: Option<Duration>,
}

impl CreatedJob {
    const NAMES: &'static [&'static str] = &["job_id", "job_ids"];

    pub(crate) fn new(core: milvus_import::CreatedJob, elapsed: Option<Duration>) -> Self {
        Self { core, elapsed }
    }
}

members! { CreatedJob
    text {}
    plain {}

    /// The job's id, as text: the first of `job_ids`.
    #[getter]
    fn job_id(&self) -> &str {
        &self.core.job_id
    }

    /// The ids of all jobs that the call made. More than one only on Milvus 2.1, which makes a job of each file.
    #[getter]
    fn job_ids<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.core.job_ids)
    }

    /// The server's whole answer, unchanged: UTF-8 JSON.
    #[getter]
    fn raw<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.core.response().body)
    }

    /// The new job as plain values.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::plain(py, &self.core)
    }

    #[pyo3(name = "_text")]
    fn text<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        answer::text(py, self.core.response())
    }

    #[pyo3(name = "_decoded")]
    fn decoded<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        json::decode(py, &self.core.response().body)
    }

    #[pyo3(name = "_parts")]
    fn parts<'py>(&self, py: Python<'py>) -> Parts<'py> {
        answer::parts(py, self.core.response(), self.elapsed)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr(slf.as_any(), Self::NAMES)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.core.job_ids == other.core.job_ids
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.core.job_id.hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Parts<'py>,))> {
        let restore = py.import("milvus_import._native")?.getattr("restore_created")?;
        Ok((restore, (self.parts(py),)))
    }
}

/// A new job from its pickle: the answer is read again.
#[pyfunction]
pub(crate) fn restore_created(py: Python<'_>, parts: Restored) -> PyResult<CreatedJob> {
    let (response, elapsed) = answer::restored(parts);
    let read = answer::reread(BulkImport::default(), response);
    read.map(|core| CreatedJob::new(core, elapsed)).map_err(|error| exception(py, &error))
}
