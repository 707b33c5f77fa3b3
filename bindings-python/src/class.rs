//! What the result classes have in common.

use milvus_import::Record;
use pyo3::prelude::*;
use pyo3::types::{PyAny, PyBool};

/// `Name(member=value, …)`, without the members that the server did not send, flags that are not set, and what follows from
/// the others.
pub(crate) fn repr<T: Record>(object: &Bound<'_, PyAny>) -> PyResult<String> {
    let mut shown = Vec::new();
    for field in T::FIELDS.iter().filter(|field| !field.derived) {
        let value = object.getattr(field.name)?;
        let says_nothing = value.is_none() || value.cast::<PyBool>().is_ok_and(|flag| !flag.is_true());
        if !says_nothing {
            // Enum members show as the text they are.
            let value = if value.hasattr("value")? { value.getattr("value")? } else { value };
            shown.push(format!("{}={}", field.name, value.repr()?));
        }
    }
    Ok(format!("{}({})", object.get_type().name()?, shown.join(", ")))
}
