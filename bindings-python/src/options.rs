//! From Python's arguments to the core's options. What a value means is the core's to say.

use milvus_import::{
    BulkImport, CallOptions, ClientBuilder, ListImportJobs, OptionKind, Options, Unit, Value, WaitOptions,
};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};

use crate::arguments::{flag, groups, named, number, option, path, pem, text, whole, wrong};
use crate::error::exception;

/// Sets options from a dict of them. None is as good as absent.
fn set_all<T: Options>(options: &mut T, given: Borrowed<'_, '_, PyAny>) -> PyResult<()> {
    for (name, value) in given.cast::<PyDict>()?.iter() {
        let name: String = name.extract()?;
        if !value.is_none() {
            set(options, &name, &value)?;
        }
    }
    Ok(())
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
        OptionKind::Limit | OptionKind::Budget => {
            Value::Time(number(name, "a number of seconds", value)?, Unit::Seconds)
        }
        OptionKind::Seconds => Value::Time(whole(name, value)?, Unit::Seconds),
        OptionKind::Size | OptionKind::Count => Value::Number(whole(name, value)?),
        OptionKind::Headers => Value::Pairs(named(name, value, text)?),
        OptionKind::Texts => Value::Pairs(named(name, value, option)?),
        OptionKind::Paths => Value::Groups(groups(name, value, "a.parquet", path)?),
        // A `pathlib` path would lose one of the two slashes of a URL.
        OptionKind::Urls => Value::Groups(groups(name, value, "s3://bucket/a.parquet", text)?),
        _ => Value::Text(text(name, value)?),
    })
}

/// A job's id: text, or the integer that Milvus ids are.
pub(crate) struct JobId(pub(crate) String);

impl<'py> FromPyObject<'_, 'py> for JobId {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let value = &*value;
        if value.is_instance_of::<PyString>() {
            return text("job_id", value).map(Self);
        }
        if value.is_instance_of::<PyBool>() || !value.hasattr("__index__")? {
            return Err(wrong("job_id", "str or int", value));
        }
        Ok(Self(value.call_method0("__index__")?.str()?.extract()?))
    }
}

/// What a client is made of.
pub(crate) struct Settings(pub(crate) ClientBuilder);

impl<'py> FromPyObject<'_, 'py> for Settings {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let mut builder = ClientBuilder::new();
        set_all(&mut builder, value)?;
        Ok(Self(builder))
    }
}

/// What `bulk_import` is asked for.
pub(crate) struct Import(pub(crate) BulkImport);

impl<'py> FromPyObject<'_, 'py> for Import {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let mut import = BulkImport::default();
        set_all(&mut import, value)?;
        Ok(Self(import))
    }
}

/// Which jobs to list. In Python: collection, page size, page.
pub(crate) struct Listed(pub(crate) ListImportJobs);

impl<'py> FromPyObject<'_, 'py> for Listed {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let given: (Given<'py>, Given<'py>, Given<'py>) = value.extract()?;
        let mut listed = ListImportJobs::default();
        for (option, value) in ListImportJobs::OPTIONS.iter().zip([given.0, given.1, given.2]) {
            value.map_or(Ok(()), |value| set(&mut listed, option.name, &value))?;
        }
        Ok(Self(listed))
    }
}

impl<'py> IntoPyObject<'py> for Listed {
    type Target = pyo3::types::PyTuple;
    type Output = Bound<'py, Self::Target>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        (self.0.collection_name, self.0.page_size, self.0.current_page).into_pyobject(py)
    }
}

/// One argument of a call, as it was given.
pub(crate) type Given<'py> = Option<Bound<'py, PyAny>>;

/// What one call does otherwise than its client.
pub(crate) fn call_options(request_timeout: Given<'_>) -> PyResult<CallOptions> {
    let mut options = CallOptions::default();
    request_timeout.map_or(Ok(()), |value| set(&mut options, "request_timeout", &value))?;
    Ok(options)
}

/// How long to follow a job: the values in the order of the core's options.
pub(crate) fn wait_options(given: [Given<'_>; 3]) -> PyResult<WaitOptions> {
    let mut options = WaitOptions::default();
    for (option, value) in WaitOptions::OPTIONS.iter().zip(given) {
        value.map_or(Ok(()), |value| set(&mut options, option.name, &value))?;
    }
    Ok(options)
}
