//! One argument from Python: what it may be, and a refusal in one sentence that names it, where in it, and what was there.

use std::path::PathBuf;

use milvus_import::{Error, ErrorCode, Unit, Value};
use pyo3::exceptions::{PyOverflowError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyMapping, PyString};

use crate::error::exception;

/// The exception for a value that can never be used.
pub(crate) fn invalid(py: Python<'_>, message: impl Into<String>) -> PyErr {
    exception(py, &Error::new(ErrorCode::InvalidArgument, message))
}

/// The exception for a value of a wrong type. Shows nothing of it: it may be a secret.
pub(crate) fn wrong(name: &str, wanted: &str, value: &Bound<'_, PyAny>) -> PyErr {
    kind(value).map_or_else(|error| error, |kind| PyTypeError::new_err(format!("{name} must be {wanted}, not {kind}")))
}

fn kind(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if value.is_none() { Ok("None".to_owned()) } else { Ok(value.get_type().name()?.to_string()) }
}

pub(crate) fn text(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = value.cast::<PyString>().map_err(|_| wrong(name, "str", value))?;
    text.to_str().map(str::to_owned).map_err(|error| surrogate(name, text, &error))
}

/// Half a character, as the names of files have it that are no UTF-8. Python's own error would hold the whole text.
fn surrogate(name: &str, text: &Bound<'_, PyString>, error: &PyErr) -> PyErr {
    let py = text.py();
    let found =
        error.value(py).getattr("start").and_then(|at| Ok((at.extract::<usize>()?, text.get_item(at)?.repr()?)));
    let place = found.map_or_else(|_| String::new(), |(at, half)| format!(", {half} at position {at}"));
    invalid(py, format!("{name} holds a lone surrogate{place}: it is half a character, and cannot be sent"))
}

/// A path on the server or in a bucket: text, or a `pathlib` path, which is written with slashes on every system.
pub(crate) fn path(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    let written = if value.hasattr("as_posix")? {
        value.call_method0("as_posix")?
    } else if value.hasattr("__fspath__")? {
        value.call_method0("__fspath__")?
    } else {
        value.clone()
    };
    if written.is_instance_of::<PyString>() { text(name, &written) } else { Err(wrong(name, "str or a path", value)) }
}

/// The content of a PEM file, or the content itself as bytes.
pub(crate) fn pem(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    if let Ok(content) = value.cast::<PyBytes>() {
        return Ok(content.as_bytes().to_vec());
    }
    let py = value.py();
    let not_a_path = |_| {
        let broken = value.is_instance_of::<PyString>().then(|| text(name, value).err()).flatten();
        broken.unwrap_or_else(|| wrong(name, "a path or bytes", value))
    };
    let file: PathBuf = value.extract().map_err(not_a_path)?;
    let read = py.detach(|| std::fs::read(&file));
    read.map_err(|error| invalid(py, format!("{name} cannot be read: {error}: {}", file.display())))
}

pub(crate) fn flag(name: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.cast::<PyBool>().map(PyBoolMethods::is_true).map_err(|_| wrong(name, "bool", value))
}

/// A whole number, as near as a float comes to it.
pub(crate) fn whole(name: &str, value: &Bound<'_, PyAny>) -> PyResult<f64> {
    if value.hasattr("__index__")? { number(name, "int", value) } else { Err(wrong(name, "int", value)) }
}

pub(crate) fn number(name: &str, wanted: &str, value: &Bound<'_, PyAny>) -> PyResult<f64> {
    if value.is_instance_of::<PyBool>() {
        return Err(wrong(name, wanted, value));
    }
    match value.extract() {
        Ok(number) => Ok(number),
        Err(error) if error.is_instance_of::<PyOverflowError>(value.py()) => Ok(f64::INFINITY),
        Err(_) => Err(wrong(name, wanted, value)),
    }
}

/// Lists of lists of text; `item` reads one text.
pub(crate) fn groups(
    name: &str,
    value: &Bound<'_, PyAny>,
    example: &str,
    item: fn(&str, &Bound<'_, PyAny>) -> PyResult<String>,
) -> PyResult<Vec<Vec<String>>> {
    let flat = |at: &str, found: &Bound<'_, PyAny>| {
        let text = format!("{name} must be a list of lists of str, such as [['{example}']]");
        kind(found).map_or_else(|error| error, |kind| PyTypeError::new_err(format!("{text}: {at} is {kind}")))
    };
    let read = |(number, group): (usize, Bound<'_, PyAny>)| {
        let at = format!("{name}[{number}]");
        let texts = items(&group)?.ok_or_else(|| flat(&at, &group))?;
        texts.iter().enumerate().map(|(number, text)| item(&format!("{at}[{number}]"), text)).collect()
    };
    items(value)?.ok_or_else(|| flat(name, value))?.into_iter().enumerate().map(read).collect()
}

/// What a list or another iterable holds. Text, paths and dicts are none, though Python can iterate over them.
pub(crate) fn items<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
    let is_one = value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>();
    if is_one || value.is_instance_of::<PyDict>() || value.hasattr("__fspath__")? || !value.hasattr("__iter__")? {
        return Ok(None);
    }
    value.try_iter()?.collect::<PyResult<Vec<_>>>().map(Some)
}

/// Named texts, such as headers and import options; `read` reads one of them.
pub(crate) fn named(
    name: &str,
    value: &Bound<'_, PyAny>,
    read: fn(&str, &Bound<'_, PyAny>) -> PyResult<String>,
) -> PyResult<Vec<(String, String)>> {
    let members = value.cast::<PyMapping>().map_err(|_| wrong(name, "a dict", value))?.items()?;
    let member = |member: Bound<'_, PyAny>| {
        let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = member.extract()?;
        let key = text(&format!("each name in {name}"), &key)?;
        let value = read(&format!("{name}[{key:?}]"), &value)?;
        Ok((key, value))
    };
    members.iter().map(member).collect()
}

/// An import option as servers take it: text. Milvus refuses a bare number or boolean.
pub(crate) fn option(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    if value.is_instance_of::<PyString>() {
        return text(name, value);
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(flag.is_true().to_string());
    }
    let is_number = value.hasattr("__index__")? || value.hasattr("__float__")?;
    if is_number { value.str()?.extract() } else { Err(wrong(name, "str, a number or bool", value)) }
}

/// Checks one of a pair of time limits, for the functions that take what `requests` takes.
#[pyfunction]
pub(crate) fn check_seconds(name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    let limit = Value::Time(number(name, "a number of seconds", value)?, Unit::Seconds).limit(name);
    limit.map(drop).map_err(|error| exception(value.py(), &error))
}
