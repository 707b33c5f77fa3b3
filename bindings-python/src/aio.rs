//! Asynchronous calls: each settles a future of the event loop that its mailbox belongs to.

use std::time::Instant;

use milvus_import::calls;
use pyo3::prelude::*;

use crate::call::{call, result};
use crate::error::exception;
use crate::guard::{guarded, guarded_in};
use crate::interrupt::released;
use crate::mailbox::Mailbox;
use crate::options::{self, Given, call_options};
use crate::watch::{AsyncWatch, AsyncWatchMany};

/// The client behind `milvus_import.AsyncClient`. Every call takes a mailbox and a future of its loop, and returns the
/// number to cancel the call with.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct AsyncClient(calls::Client);

impl AsyncClient {
    /// The client of a call that may have a `request_timeout` of its own.
    fn client(&self, py: Python<'_>, request_timeout: Given<'_>) -> PyResult<milvus_import::Client> {
        let options = call_options(request_timeout)?;
        let made = guarded(|| self.0.current().with_options(&options));
        made.map_err(|error| exception(py, &error))
    }
}

#[pymethods]
impl AsyncClient {
    #[new]
    fn new(py: Python<'_>, settings: Bound<'_, PyAny>) -> PyResult<Self> {
        let builder = options::options(&settings)?;
        released(py, || calls::Client::new(builder)).map(Self).map_err(|error| exception(py, &error))
    }

    #[getter]
    fn uri(&self) -> &str {
        self.0.uri()
    }

    #[getter]
    fn api(&self) -> &'static str {
        self.0.api().as_str()
    }

    /// Lets the connections go; the next call makes new ones. Not with the interpreter released: a fork must not meet the lock.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        guarded_in(py, || {
            self.0.close();
            Ok(())
        })
    }

    /// Starts one operation; see [`call`] for what it is asked.
    #[pyo3(signature = (mail, future, operation, asked, request_timeout=None))]
    fn call(
        &self,
        py: Python<'_>,
        mail: &Mailbox,
        future: Py<PyAny>,
        operation: &str,
        asked: Bound<'_, PyAny>,
        request_timeout: Given<'_>,
    ) -> PyResult<u64> {
        let call = call(operation, &asked)?;
        let client = self.client(py, request_timeout)?;
        let started = Instant::now();
        let timed = async move { client.call(&call).await.map(|outcome| (outcome, started.elapsed())) };
        Ok(mail.start(future, timed, |py, (outcome, elapsed)| result(py, outcome, elapsed)))
    }

    #[pyo3(signature = (job_id, options, request_timeout=None))]
    fn watch(
        &self,
        py: Python<'_>,
        job_id: Bound<'_, PyAny>,
        options: Bound<'_, PyAny>,
        request_timeout: Given<'_>,
    ) -> PyResult<AsyncWatch> {
        let (job_id, options) = (options::job_id(&job_id)?, options::options(&options)?);
        Ok(AsyncWatch::new(self.client(py, request_timeout)?.watch(&job_id, &options)))
    }

    #[pyo3(signature = (job_ids, options, request_timeout=None))]
    fn watch_many(
        &self,
        py: Python<'_>,
        job_ids: Bound<'_, PyAny>,
        options: Bound<'_, PyAny>,
        request_timeout: Given<'_>,
    ) -> PyResult<AsyncWatchMany> {
        let (job_ids, options) = (options::job_ids(&job_ids)?, options::options(&options)?);
        let client = self.client(py, request_timeout)?;
        Ok(AsyncWatchMany::new(client.watch_many(job_ids, &options)))
    }

    #[pyo3(signature = (collection_name, with_ended, options, request_timeout=None))]
    fn watch_collection(
        &self,
        py: Python<'_>,
        collection_name: Bound<'_, PyAny>,
        with_ended: Bound<'_, PyAny>,
        options: Bound<'_, PyAny>,
        request_timeout: Given<'_>,
    ) -> PyResult<AsyncWatchMany> {
        let (name, options) = (options::collection_name(&collection_name)?, options::options(&options)?);
        let with_ended = options::with_ended(&with_ended)?;
        let watch = self.client(py, request_timeout)?.watch_collection(&name, &options);
        Ok(AsyncWatchMany::new(if with_ended { watch.with_ended() } else { watch }))
    }

    #[pyo3(signature = (asked, request_timeout=None))]
    fn import_many(
        &self,
        py: Python<'_>,
        asked: Bound<'_, PyAny>,
        request_timeout: Given<'_>,
    ) -> PyResult<AsyncWatchMany> {
        let (import, many, wait) = options::of_many(&asked)?;
        let client = self.client(py, request_timeout)?;
        let watch = client.import_many(&import, &many, &wait).map_err(|error| exception(py, &error))?;
        Ok(AsyncWatchMany::new(watch))
    }
}
