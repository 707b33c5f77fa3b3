//! From Python's arguments to the core's options. What a value means is the core's to say.

use milvus_import::{BulkImport, CallOptions, ImportManyOptions, OptionKind, Options, Unit, Value, WaitOptions};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};

use crate::arguments::{flag, groups, named, number, option, path, pem, text, whole, wrong};
use crate::created::CreatedJob;
use crate::error::exception;
use crate::job::ImportJob;
use crate::progress::ImportProgress;

/// One argument of a call, as it was given.
pub(crate) type Given<'py> = Option<Bound<'py, PyAny>>;

/// Options from a dict of them. None is as good as absent.
pub(crate) fn options<T: Options + Default>(given: &Bound<'_, PyAny>) -> PyResult<T> {
    let mut options = T::default();
    for (name, value) in given.cast::<PyDict>()?.iter() {
        let name: String = name.extract()?;
        if !value.is_none() {
            set(&mut options, &name, &value)?;
        }
    }
    Ok(options)
}

/// What one call does otherwise than its client.
pub(crate) fn call_options(request_timeout: Given<'_>) -> PyResult<CallOptions> {
    let mut options = CallOptions::default();
    request_timeout.map_or(Ok(()), |value| set(&mut options, "request_timeout", &value))?;
    Ok(options)
}

fn set<T: Options>(options: &mut T, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    let refused = |error| exception(value.py(), &error);
    let kind = T::option(name).map_err(refused)?.kind;
    options.set(name, read(name, kind, value)?).map_err(refused)
}

fn read(name: &str, kind: OptionKind, value: &Bound<'_, PyAny>) -> PyResult<Value> {
    Ok(match kind {
        OptionKind::Pem => Value::Bytes(pem(name, value)?),
        OptionKind::Flag => Value::Flag(flag(name, value)?),
        OptionKind::Limit | OptionKind::Patience | OptionKind::Budget => {
            Value::Time(number(name, "a number of seconds", value)?, Unit::Seconds)
        }
        OptionKind::Seconds => Value::Time(whole(name, value)?, Unit::Seconds),
        OptionKind::Size | OptionKind::Count => Value::Number(whole(name, value)?),
        OptionKind::Headers => Value::Pairs(named(name, value, text)?),
        OptionKind::Texts => Value::Pairs(named(name, value, option)?),
        OptionKind::Paths => Value::Groups(groups(name, value, "a.parquet", path)?),
        OptionKind::Path => Value::Text(path(name, value)?),
        // A `pathlib` path would lose one of the two slashes of a URL.
        OptionKind::Urls => Value::Groups(groups(name, value, "s3://bucket/a.parquet", text)?),
        _ => Value::Text(text(name, value)?),
    })
}

/// The options of an import of many files from one dict of them: each is of the type that knows its name.
pub(crate) fn of_many(given: &Bound<'_, PyAny>) -> PyResult<(BulkImport, ImportManyOptions, WaitOptions)> {
    let (mut import, mut many, mut wait) = Default::default();
    for (name, value) in given.cast::<PyDict>()?.iter() {
        let name: String = name.extract()?;
        match &name {
            _ if value.is_none() => {}
            name if BulkImport::option(name).is_ok() => set(&mut import, name, &value)?,
            name if ImportManyOptions::option(name).is_ok() => set(&mut many, name, &value)?,
            name => set(&mut wait, name, &value)?,
        }
    }
    Ok((import, many, wait))
}

/// The ids of jobs to follow. One id as text is no list of its letters.
pub(crate) fn job_ids(value: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    if value.is_instance_of::<PyString>() || !value.hasattr("__iter__")? {
        return Err(wrong("job_ids", "a list of job ids", value));
    }
    value.try_iter()?.map(|id| job_id(&id?)).collect()
}

/// The name of a collection whose jobs are followed.
pub(crate) fn collection_name(value: &Bound<'_, PyAny>) -> PyResult<String> {
    text("collection_name", value)
}

/// Whether jobs are told of too that had ended before.
pub(crate) fn with_ended(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    flag("with_ended", value)
}

/// A job's id: text, the integer that Milvus ids are, or a result that has one.
pub(crate) fn job_id(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let is_of_a_job = value.is_instance_of::<CreatedJob>()
        || value.is_instance_of::<ImportJob>()
        || value.is_instance_of::<ImportProgress>();
    if is_of_a_job {
        return value.getattr("job_id")?.extract();
    }
    if value.is_instance_of::<PyString>() {
        return text("job_id", value);
    }
    if value.is_instance_of::<PyBool>() || !value.hasattr("__index__")? {
        return Err(wrong("job_id", "str, int or a job", value));
    }
    value.call_method0("__index__")?.str()?.extract()
}
