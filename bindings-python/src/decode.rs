//! JSON as the plain Python values that `json.loads` makes of it, in less of its time and without importing it.

use jiter::{PythonParse, StringCacheMode};
use pyo3::prelude::*;

/// The values that the JSON stands for; `None` when `json` has to read it, which also says what is wrong with it: broken text,
/// a lone surrogate, NaN, more than 200 levels.
pub(crate) fn decode<'py>(py: Python<'py>, body: &[u8]) -> Option<Bound<'py, PyAny>> {
    PythonParse { cache_mode: StringCacheMode::Keys, ..PythonParse::default() }.python_parse(py, body).ok()
}
