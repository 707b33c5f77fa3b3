//! From Python's arguments to the core's options. What a value means is the core's to say.

use milvus_import::{BulkImport, ClientBuilder, ListImportJobs, WaitOptions};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};

use crate::arguments::{budget, flag, groups, invalid, named, option, path, pem, seconds, text, whole, wrong};
use crate::error::exception;

/// The arguments of a call by their names. None is as good as absent.
struct Arguments<'py>(Bound<'py, PyDict>);

impl<'py> Arguments<'py> {
    fn of(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self(value.cast::<PyDict>()?.to_owned()))
    }

    /// The argument, read by `read`, which gets its name too.
    fn get<T>(&self, name: &str, read: impl FnOnce(&str, &Bound<'py, PyAny>) -> PyResult<T>) -> PyResult<Option<T>> {
        let value = self.0.get_item(name)?.filter(|value| !value.is_none());
        value.map(|value| read(name, &value)).transpose()
    }

    /// A text, of which an empty one is as good as none.
    fn some_text(&self, name: &str) -> PyResult<Option<String>> {
        Ok(self.get(name, text)?.filter(|text| !text.is_empty()))
    }
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
        let (py, given) = (value.py(), Arguments::of(value)?);
        let mut builder = ClientBuilder::new();
        macro_rules! set {
            ($($name:ident: $read:expr,)*) => {
                $(if let Some(value) = given.get(stringify!($name), $read)? { builder = builder.$name(value); })*
            };
        }
        set! {
            uri: text,
            token: text,
            api: |name, value| text(name, value)?.parse::<milvus_import::Api>().map_err(|error| exception(py, &error)),
            db_name: text,
            cluster_id: text,
            project_id: text,
            region_id: text,
            timeout: seconds,
            connect_timeout: seconds,
            max_response_bytes: whole::<usize>,
            retry_budget: budget,
            request_timeout: whole::<u32>,
            proxy: text,
            ca_cert: pem,
            insecure: flag,
            credentials_in_uri: flag,
        }
        for (name, value) in given.get("headers", |name, value| named(name, value, text))?.unwrap_or_default() {
            builder = builder.header(name, value);
        }
        match (given.get("client_cert", pem)?, given.get("client_key", pem)?) {
            (Some(cert), Some(key)) => builder = builder.client_cert(cert, key),
            // One file may hold both.
            (Some(both), None) => builder = builder.client_cert(both, Vec::new()),
            (None, Some(_)) => {
                let text = "client_key without client_cert: pass both, or one file that holds both as client_cert";
                return Err(invalid(py, text));
            }
            (None, None) => {}
        }
        Ok(Self(builder))
    }
}

/// What `bulk_import` is asked for.
pub(crate) struct Import(pub(crate) BulkImport);

impl<'py> FromPyObject<'_, 'py> for Import {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let given = Arguments::of(value)?;
        // A `pathlib` path would lose one of the two slashes of a URL.
        let urls = |name: &str, value: &Bound<'py, PyAny>| groups(name, value, "s3://bucket/a.parquet", text);
        let paths = |name: &str, value: &Bound<'py, PyAny>| groups(name, value, "a.parquet", path);
        let collection_name = given.0.get_item("collection_name")?;
        let collection_name = collection_name.map(|value| text("collection_name", &value)).transpose()?;
        Ok(Self(BulkImport {
            collection_name: collection_name.unwrap_or_default(),
            partition_name: given.some_text("partition_name")?,
            files: given.get("files", paths)?.unwrap_or_default(),
            options: given.get("options", |name, value| named(name, value, option))?.into_iter().flatten().collect(),
            object_url: given.some_text("object_url")?,
            object_urls: given.get("object_urls", urls)?.unwrap_or_default(),
            access_key: given.some_text("access_key")?,
            secret_key: given.some_text("secret_key")?,
            session_token: given.some_text("session_token")?,
            volume_name: given.some_text("volume_name")?,
            data_paths: given.get("data_paths", paths)?.unwrap_or_default(),
            idempotency_key: given.get("idempotency_key", text)?,
        }))
    }
}

/// Which jobs to list. In Python: collection, page size, page.
pub(crate) struct Listed(pub(crate) ListImportJobs);

impl<'py> FromPyObject<'_, 'py> for Listed {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let (collection_name, page_size, current_page): (Option<_>, Option<_>, Option<_>) = value.extract()?;
        let number = |name, value: Option<Bound<'py, PyAny>>| value.map(|value| whole(name, &value)).transpose();
        let text = |name, value: Option<Bound<'py, PyAny>>| value.map(|value| text(name, &value)).transpose();
        Ok(Self(ListImportJobs {
            collection_name: text("collection_name", collection_name)?,
            page_size: number("page_size", page_size)?,
            current_page: number("current_page", current_page)?,
        }))
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
pub(crate) type Given<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

/// The `request_timeout` of one call.
pub(crate) fn request_timeout(value: Given<'_, '_>) -> PyResult<Option<u32>> {
    value.map(|value| whole("request_timeout", value)).transpose()
}

/// How long to follow a job.
pub(crate) fn wait_options(
    timeout: Given<'_, '_>,
    stall_timeout: Given<'_, '_>,
    fault_budget: Given<'_, '_>,
) -> PyResult<WaitOptions> {
    let mut options = WaitOptions {
        timeout: timeout.map(|value| seconds("timeout", value)).transpose()?,
        stall_timeout: stall_timeout.map(|value| seconds("stall_timeout", value)).transpose()?,
        ..WaitOptions::default()
    };
    if let Some(value) = fault_budget {
        options.fault_budget = budget("fault_budget", value)?;
    }
    Ok(options)
}
