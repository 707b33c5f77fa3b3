//! What the result classes have in common.

use milvus_import::{FieldKind, Record};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyAny, PyBool, PyDict, PyInt, PyString, PyTuple, PyType};
use serde::de::DeserializeOwned;

use crate::arguments::wrong;

/// The files of an `ImportProgress`, a field that only it has: the core reads them when they are asked for.
const DETAILS: &str = "details";

/// The names of the fields that follow from others, or of those that do not.
fn names<T: Record>(derived: bool) -> impl Iterator<Item = &'static str> {
    let details = (T::NAME == milvus_import::ImportProgress::NAME && !derived).then_some(DETAILS);
    T::FIELDS.iter().filter(move |field| field.derived == derived).map(|field| field.name).chain(details)
}

/// The names of those that cannot be left out.
fn required<T: Record>() -> impl Iterator<Item = &'static str> {
    T::FIELDS.iter().filter(|field| field.is_required()).map(|field| field.name)
}

/// Makes a data class of the class, as far as Python's `dataclasses` goes.
pub(crate) fn describe<T: Record>(class: &Bound<'_, PyType>) -> PyResult<()> {
    let required: Vec<&str> = required::<T>().collect();
    let given: Vec<&str> = names::<T>(false).collect();
    let derived: Vec<&str> = names::<T>(true).collect();
    let describe = class.py().import("milvus_import._fields")?.getattr("describe")?;
    describe.call1((class, required, given, derived)).map(drop)
}

/// A result of its fields by name, for tests: what is not given is as in an answer that does not say it.
pub(crate) fn made<T: Record + DeserializeOwned>(py: Python<'_>, fields: Option<&Bound<'_, PyDict>>) -> PyResult<T> {
    let given = PyDict::new(py);
    for (name, value) in fields.into_iter().flatten() {
        let name: String = name.extract()?;
        if !names::<T>(false).any(|known| known == name) {
            return Err(PyTypeError::new_err(format!("{}() got an unexpected keyword argument '{name}'", T::NAME)));
        }
        if !value.is_none() {
            check::<T>(&name, &value)?;
            given.set_item(name, value)?;
        }
    }
    if let Some(missing) = required::<T>().find(|name| !given.contains(name).unwrap_or(false)) {
        return Err(PyTypeError::new_err(format!("{}() is missing the keyword argument '{missing}'", T::NAME)));
    }
    let default = PyDict::new(py);
    default.set_item("default", py.import("milvus_import._fields")?.getattr("plain")?)?;
    let json: String = py.import("json")?.call_method("dumps", (given,), Some(&default))?.extract()?;
    serde_json::from_str::<serde_json::Value>(&json)
        .and_then(serde_json::from_value)
        .map_err(|error| PyValueError::new_err(format!("{}(): {error}", T::NAME)))
}

fn check<T: Record>(name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    let kind = T::FIELDS.iter().find(|field| field.name == name).map(|field| field.kind);
    let (fits, wanted) = match kind {
        Some(FieldKind::Text | FieldKind::State | FieldKind::Phase) => (value.is_instance_of::<PyString>(), "str"),
        Some(FieldKind::Integer | FieldKind::Percent) => (value.is_instance_of::<PyInt>() && !is_flag(value), "int"),
        Some(FieldKind::Flag) => (is_flag(value), "bool"),
        Some(FieldKind::Pairs) => (value.hasattr("items")?, "a dict"),
        _ => (!value.is_instance_of::<PyString>() && value.hasattr("__iter__")?, "a list"),
    };
    if fits { Ok(()) } else { Err(wrong(name, wanted, value)) }
}

fn is_flag(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyBool>()
}

/// The pickle of a result that is no more than its fields.
pub(crate) fn pickled<'py, T: Record>(
    result: &Bound<'py, PyAny>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
    let py = result.py();
    let fields = result.call_method0("to_dict")?;
    for name in names::<T>(true) {
        fields.del_item(name)?;
    }
    let made = py.import("milvus_import._fields")?.getattr("made")?;
    Ok((made, (result.get_type(), fields).into_pyobject(py)?))
}

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
