//! JSON as the plain Python values that `json.loads` makes of it, in less of its time and without importing it; and normalized
//! results as JSON.

use jiter::{PythonParse, StringCacheMode};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde::Serialize;

/// From how many bytes on keys are kept for the next: making the table for them costs more than a smaller body.
const LARGE: usize = 1 << 13;

fn write(value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// The value as `json.loads` makes it.
pub(crate) fn plain<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    let text = write(value)?;
    match decode(py, text.as_bytes()) {
        Some(plain) => Ok(plain),
        None => py.import("json")?.call_method1("loads", (text,)),
    }
}

/// The values that the JSON stands for; `None` when `json` has to read it, which also says what is wrong with it: broken text,
/// a lone surrogate, NaN, more than 200 levels.
pub(crate) fn decode<'py>(py: Python<'py>, body: &[u8]) -> Option<Bound<'py, PyAny>> {
    let cache_mode = if body.len() < LARGE { StringCacheMode::None } else { StringCacheMode::Keys };
    PythonParse { cache_mode, ..PythonParse::default() }.python_parse(py, body).ok()
}
