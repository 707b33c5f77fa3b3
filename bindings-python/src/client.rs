//! The native client: calls of the core with the interpreter released.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use milvus_import::{ClientBuilder, blocking};
use pyo3::prelude::*;

use crate::call::{call, result};
use crate::ending::{Ending, end};
use crate::error::exception;
use crate::interrupt::{Interrupt, released};
use crate::options::{self, Given, call_options};
use crate::watch::{Watch, WatchMany};

/// A client of one server; the public classes are in `milvus_import.client` and `milvus_import.aio`.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct Client {
    builder: ClientBuilder,
    uri: String,
    blocking: Ending<Mutex<blocking::Client>>,
}

impl Client {
    /// Never with the interpreter released: a fork must not meet the lock.
    fn blocking(&self) -> MutexGuard<'_, blocking::Client> {
        self.blocking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The client of a call that may have a `request_timeout` of its own.
    fn asked_with(&self, py: Python<'_>, request_timeout: Given<'_>) -> PyResult<blocking::Client> {
        let options = call_options(request_timeout)?;
        self.blocking().with_options(&options).map_err(|error| exception(py, &error))
    }
}

fn build(py: Python<'_>, builder: &ClientBuilder) -> PyResult<blocking::Client> {
    released(py, || builder.clone().build_blocking()).map_err(|error| exception(py, &error))
}

#[pymethods]
impl Client {
    #[new]
    fn new(py: Python<'_>, settings: Bound<'_, PyAny>) -> PyResult<Self> {
        let builder = options::options(&settings)?;
        let blocking = build(py, &builder)?;
        Ok(Self { builder, uri: blocking.uri().to_owned(), blocking: Ending::new(Mutex::new(blocking)) })
    }

    #[getter]
    fn uri(&self) -> &str {
        &self.uri
    }

    #[getter]
    fn api(&self) -> &'static str {
        self.blocking().api().as_str()
    }

    /// Lets the connections go; the next call makes new ones.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let fresh = build(py, &self.builder)?;
        let closed = std::mem::replace(&mut *self.blocking(), fresh);
        end(py, closed);
        Ok(())
    }

    /// Runs one operation with the interpreter released; see [`call`] for what it is asked.
    #[pyo3(signature = (operation, asked, request_timeout=None))]
    fn call(
        &self,
        py: Python<'_>,
        operation: &str,
        asked: Bound<'_, PyAny>,
        request_timeout: Given<'_>,
    ) -> PyResult<Py<PyAny>> {
        let call = call(operation, &asked)?;
        let interrupt = Interrupt::default();
        let client = interrupt.attach_to(&self.asked_with(py, request_timeout)?);
        let started = Instant::now();
        // The client goes in, to end there: it is the last one if this object was closed meanwhile.
        let outcome = released(py, move || client.call(&call)).map_err(|error| interrupt.exception(py, &error))?;
        result(py, outcome, started.elapsed())
    }

    #[pyo3(signature = (job_id, options, request_timeout=None))]
    fn watch(
        &self,
        py: Python<'_>,
        job_id: Bound<'_, PyAny>,
        options: Bound<'_, PyAny>,
        request_timeout: Given<'_>,
    ) -> PyResult<Watch> {
        let (job_id, options) = (options::job_id(&job_id)?, options::options(&options)?);
        let interrupt = Interrupt::default();
        let client = interrupt.attach_to(&self.asked_with(py, request_timeout)?);
        Ok(Watch::new(client.watch(&job_id, &options), interrupt))
    }

    #[pyo3(signature = (job_ids, options, request_timeout=None))]
    fn watch_many(
        &self,
        py: Python<'_>,
        job_ids: Bound<'_, PyAny>,
        options: Bound<'_, PyAny>,
        request_timeout: Given<'_>,
    ) -> PyResult<WatchMany> {
        let (job_ids, options) = (options::job_ids(&job_ids)?, options::options(&options)?);
        let interrupt = Interrupt::default();
        let client = interrupt.attach_to(&self.asked_with(py, request_timeout)?);
        Ok(WatchMany::new(client.watch_many(job_ids, &options), interrupt))
    }

    #[pyo3(signature = (collection_name, with_ended, options, request_timeout=None))]
    fn watch_collection(
        &self,
        py: Python<'_>,
        collection_name: Bound<'_, PyAny>,
        with_ended: Bound<'_, PyAny>,
        options: Bound<'_, PyAny>,
        request_timeout: Given<'_>,
    ) -> PyResult<WatchMany> {
        let (name, options) = (options::collection_name(&collection_name)?, options::options(&options)?);
        let with_ended = options::with_ended(&with_ended)?;
        let interrupt = Interrupt::default();
        let client = interrupt.attach_to(&self.asked_with(py, request_timeout)?);
        let watch = client.watch_collection(&name, &options);
        Ok(WatchMany::new(if with_ended { watch.with_ended() } else { watch }, interrupt))
    }

    #[pyo3(signature = (asked, request_timeout=None))]
    fn import_many(&self, py: Python<'_>, asked: Bound<'_, PyAny>, request_timeout: Given<'_>) -> PyResult<WatchMany> {
        let (import, many, wait) = options::of_many(&asked)?;
        let interrupt = Interrupt::default();
        let client = interrupt.attach_to(&self.asked_with(py, request_timeout)?);
        let watch = released(py, || client.import_many(&import, &many, &wait));
        Ok(WatchMany::new(watch.map_err(|error| exception(py, &error))?, interrupt))
    }
}
