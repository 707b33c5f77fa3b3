//! From the core's error to the exception that `milvus_import.exceptions` has for its code.

use std::error::Error as _;

use milvus_import::{Error, FieldValue};
use milvus_import_check::explain_error;
use pyo3::IntoPyObjectExt as _;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::check::explanation;
use crate::progress::ImportProgress;

/// The exception to raise for an error.
pub(crate) fn exception(py: Python<'_>, error: &Error) -> PyErr {
    build(py, error).map_or_else(|broken| broken, PyErr::from_value)
}

fn build<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let facts = PyDict::new(py);
    for (fact, value) in Error::FACTS.iter().zip(error.facts()) {
        facts.set_item(fact.name, told(py, value)?)?;
    }
    if let Some(found) = explain_error(error) {
        facts.set_item("explanation", explanation(py, &found)?)?;
    }
    let from_core = py.import("milvus_import.exceptions")?.getattr("from_core")?;
    let made = from_core.call1((error.code().as_str(), error.message(), error.to_string(), facts))?;
    if let Some(cause) = error.source().and_then(|source| source.downcast_ref::<Error>()) {
        made.setattr("__cause__", build(py, cause)?)?;
    }
    Ok(made)
}

fn told<'py>(py: Python<'py>, fact: FieldValue<'_>) -> PyResult<Bound<'py, PyAny>> {
    match fact {
        FieldValue::Text(text) => text.into_bound_py_any(py),
        FieldValue::Integer(number) => number.into_bound_py_any(py),
        FieldValue::Flag(flag) => flag.into_bound_py_any(py),
        FieldValue::Seconds(seconds) => seconds.into_bound_py_any(py),
        FieldValue::Progress(progress) => ImportProgress::new(progress.clone(), None).into_bound_py_any(py),
        _ => Ok(py.None().into_bound(py)),
    }
}
