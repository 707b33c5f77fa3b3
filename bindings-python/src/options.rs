//! From Python's arguments to the core's options. What a value may be is the core's to say.

use std::collections::BTreeMap;
use std::time::Duration;

use milvus_import::{BulkImport, ClientBuilder, ListImportJobs, WaitOptions};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt};

use crate::error::{exception, invalid};

/// A job's id: text, or the integer that Milvus ids are.
pub(crate) struct JobId(pub(crate) String);

impl<'py> FromPyObject<'_, 'py> for JobId {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(text) = value.extract() {
            return Ok(Self(text));
        }
        if value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>() {
            return Ok(Self(value.str()?.extract()?));
        }
        Err(pyo3::exceptions::PyTypeError::new_err(format!(
            "job_id must be str or int, not {}",
            value.get_type().name()?
        )))
    }
}

/// A time in seconds.
pub(crate) fn seconds(py: Python<'_>, name: &str, value: Option<f64>) -> PyResult<Option<Duration>> {
    let read = |value| {
        Duration::try_from_secs_f64(value)
            .map_err(|_| invalid(py, format!("{name} is {value}: use a time in seconds, not negative and finite")))
    };
    value.map(read).transpose()
}

/// What a client is made of. Members that are None are left to the core.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Settings {
    uri: Option<String>,
    token: Option<String>,
    api: Option<String>,
    db_name: Option<String>,
    cluster_id: Option<String>,
    project_id: Option<String>,
    region_id: Option<String>,
    timeout: Option<f64>,
    connect_timeout: Option<f64>,
    max_response_bytes: Option<usize>,
    retry_budget: Option<f64>,
    proxy: Option<String>,
    headers: Vec<(String, String)>,
    ca_cert: Option<Vec<u8>>,
    client_cert: Option<(Vec<u8>, Vec<u8>)>,
    insecure: bool,
}

impl Settings {
    pub(crate) fn builder(self, py: Python<'_>) -> PyResult<ClientBuilder> {
        macro_rules! set {
            ($builder:ident, $($name:ident = $value:expr,)*) => {
                $(if let Some(value) = $value { $builder = $builder.$name(value); })*
            };
        }
        let api = self.api.map(|name| name.parse::<milvus_import::Api>()).transpose();
        let mut builder = ClientBuilder::new().insecure(self.insecure);
        set! { builder,
            uri = self.uri,
            token = self.token,
            api = api.map_err(|error| exception(py, &error))?,
            db_name = self.db_name,
            cluster_id = self.cluster_id,
            project_id = self.project_id,
            region_id = self.region_id,
            timeout = seconds(py, "timeout", self.timeout)?,
            connect_timeout = seconds(py, "connect_timeout", self.connect_timeout)?,
            max_response_bytes = self.max_response_bytes,
            retry_budget = seconds(py, "retry_budget", self.retry_budget)?,
            proxy = self.proxy,
            ca_cert = self.ca_cert,
        }
        if let Some((cert, key)) = self.client_cert {
            builder = builder.client_cert(cert, key);
        }
        Ok(self.headers.into_iter().fold(builder, |builder, (name, value)| builder.header(name, value)))
    }
}

/// What `bulk_import` is asked for.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Import {
    collection_name: String,
    partition_name: Option<String>,
    files: Vec<Vec<String>>,
    options: BTreeMap<String, String>,
    object_url: Option<String>,
    object_urls: Vec<Vec<String>>,
    access_key: Option<String>,
    secret_key: Option<String>,
    session_token: Option<String>,
    volume_name: Option<String>,
    data_paths: Vec<Vec<String>>,
    idempotency_key: Option<String>,
}

impl From<Import> for BulkImport {
    fn from(import: Import) -> Self {
        Self {
            collection_name: import.collection_name,
            partition_name: import.partition_name,
            files: import.files,
            options: import.options,
            object_url: import.object_url,
            object_urls: import.object_urls,
            access_key: import.access_key,
            secret_key: import.secret_key,
            session_token: import.session_token,
            volume_name: import.volume_name,
            data_paths: import.data_paths,
            idempotency_key: import.idempotency_key,
        }
    }
}

/// Which jobs to list: collection, page size, page.
pub(crate) type Listed = (Option<String>, Option<u32>, Option<u32>);

pub(crate) fn list_options((collection_name, page_size, current_page): Listed) -> ListImportJobs {
    ListImportJobs { collection_name, page_size, current_page }
}

/// The same, the other way.
pub(crate) fn listed(options: ListImportJobs) -> Listed {
    (options.collection_name, options.page_size, options.current_page)
}

/// How long to follow a job.
pub(crate) fn wait_options(py: Python<'_>, timeout: Option<f64>, stall: Option<f64>) -> PyResult<WaitOptions> {
    let (timeout, stall_timeout) = (seconds(py, "timeout", timeout)?, seconds(py, "stall_timeout", stall)?);
    Ok(WaitOptions { timeout, stall_timeout, ..WaitOptions::default() })
}
