//! From the core's error to the exception that `milvus_import.exceptions` has for its code.

use std::error::Error as _;

use milvus_import::Error;
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict as _, PyDict};

use crate::progress::ImportProgress;

/// The exception to raise for an error.
pub(crate) fn exception(py: Python<'_>, error: &Error) -> PyErr {
    build(py, error).map_or_else(|broken| broken, PyErr::from_value)
}

fn build<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let progress = error.progress().map(|progress| ImportProgress::new(progress.clone(), None));
    let facts: Bound<'py, PyDict> = [
        ("operation", error.operation().map(milvus_import::Operation::as_str).into_pyobject(py)?.into_any()),
        ("url", error.url().into_pyobject(py)?.into_any()),
        ("http_status", error.http_status().into_pyobject(py)?.into_any()),
        ("server_code", error.server_code().into_pyobject(py)?.into_any()),
        ("server_message", error.server_message().into_pyobject(py)?.into_any()),
        ("body_start", error.body_start().into_pyobject(py)?.into_any()),
        ("retryable", error.retryable().into_pyobject(py)?.to_owned().into_any()),
        ("attempts", error.attempts().into_pyobject(py)?.into_any()),
        ("retry_after", error.retry_after().map(|delay| delay.as_secs_f64()).into_pyobject(py)?.into_any()),
        ("progress", progress.into_pyobject(py)?.into_any()),
        ("job_id", error.job_id().into_pyobject(py)?.into_any()),
    ]
    .into_py_dict(py)?;
    let from_core = py.import("milvus_import.exceptions")?.getattr("from_core")?;
    let made = from_core.call1((error.code().as_str(), error.message(), error.to_string(), facts))?;
    if let Some(cause) = error.source().and_then(|source| source.downcast_ref::<Error>()) {
        made.setattr("__cause__", build(py, cause)?)?;
    }
    Ok(made)
}
