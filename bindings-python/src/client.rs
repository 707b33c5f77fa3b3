//! The native client: one call of the core for each operation, with the interpreter released.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use milvus_import::{ClientBuilder, Result, blocking};
use pyo3::prelude::*;

use crate::created::CreatedJob;
use crate::done::Done;
use crate::ending::{Ending, end};
use crate::error::exception;
use crate::interrupt::{Interrupt, released};
use crate::list::{JobList, JobPages};
use crate::options::{Given, Import, JobId, Listed, Settings, call_options, wait_options};
use crate::progress::ImportProgress;
use crate::watch::Watch;

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

    /// Runs one call with the interpreter released, and tells how long it took.
    fn call<T: Send>(
        &self,
        py: Python<'_>,
        request_timeout: Given<'_>,
        call: impl FnOnce(&blocking::Client) -> Result<T> + Send,
    ) -> PyResult<(T, Option<Duration>)> {
        let interrupt = Interrupt::default();
        let client = interrupt.attach_to(&self.asked_with(py, request_timeout)?);
        let started = Instant::now();
        // The client goes in, to end there: it is the last one if this object was closed meanwhile.
        let result = released(py, move || call(&client));
        result.map(|answer| (answer, Some(started.elapsed()))).map_err(|error| interrupt.exception(py, &error))
    }
}

fn build(py: Python<'_>, builder: &ClientBuilder) -> PyResult<blocking::Client> {
    released(py, || builder.clone().build_blocking()).map_err(|error| exception(py, &error))
}

#[pymethods]
impl Client {
    #[new]
    fn new(py: Python<'_>, settings: Settings) -> PyResult<Self> {
        let builder = settings.0;
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

    #[pyo3(signature = (job_id, request_timeout=None))]
    fn get_import_progress(
        &self,
        py: Python<'_>,
        job_id: JobId,
        request_timeout: Given<'_>,
    ) -> PyResult<ImportProgress> {
        let (answer, elapsed) = self.call(py, request_timeout, |client| client.get_import_progress(&job_id.0))?;
        Ok(ImportProgress::new(answer, elapsed))
    }

    #[pyo3(signature = (job_id, request_timeout=None))]
    fn describe_job(&self, py: Python<'_>, job_id: JobId, request_timeout: Given<'_>) -> PyResult<ImportProgress> {
        let (answer, elapsed) = self.call(py, request_timeout, |client| client.describe_job(&job_id.0))?;
        Ok(ImportProgress::new(answer, elapsed))
    }

    /// One page, and what to ask for next.
    #[pyo3(signature = (asked, pages, request_timeout=None))]
    fn list_import_jobs(
        &self,
        py: Python<'_>,
        asked: Listed,
        pages: &JobPages,
        request_timeout: Given<'_>,
    ) -> PyResult<(JobList, Option<Listed>)> {
        let (page, elapsed) = self.call(py, request_timeout, |client| client.list_import_jobs(&asked.0))?;
        let next = pages.next_page(&page, &asked.0).map(Listed);
        Ok((JobList::new(page, elapsed), next))
    }

    #[pyo3(signature = (import, request_timeout=None))]
    fn bulk_import(&self, py: Python<'_>, import: Import, request_timeout: Given<'_>) -> PyResult<CreatedJob> {
        let (answer, elapsed) = self.call(py, request_timeout, |client| client.bulk_import(&import.0))?;
        Ok(CreatedJob::new(answer, elapsed))
    }

    #[pyo3(signature = (job_id, request_timeout=None))]
    fn commit_import(&self, py: Python<'_>, job_id: JobId, request_timeout: Given<'_>) -> PyResult<Done> {
        let (answer, elapsed) = self.call(py, request_timeout, |client| client.commit_import(&job_id.0))?;
        Ok(Done::new(answer, elapsed))
    }

    #[pyo3(signature = (job_id, request_timeout=None))]
    fn abort_import(&self, py: Python<'_>, job_id: JobId, request_timeout: Given<'_>) -> PyResult<Done> {
        let (answer, elapsed) = self.call(py, request_timeout, |client| client.abort_import(&job_id.0))?;
        Ok(Done::new(answer, elapsed))
    }

    #[pyo3(signature = (job_id, timeout=None, stall_timeout=None, fault_budget=None, request_timeout=None))]
    fn watch(
        &self,
        py: Python<'_>,
        job_id: JobId,
        timeout: Given<'_>,
        stall_timeout: Given<'_>,
        fault_budget: Given<'_>,
        request_timeout: Given<'_>,
    ) -> PyResult<Watch> {
        let options = wait_options([timeout, stall_timeout, fault_budget])?;
        let interrupt = Interrupt::default();
        let client = interrupt.attach_to(&self.asked_with(py, request_timeout)?);
        Ok(Watch::new(client.watch(&job_id.0, &options), interrupt))
    }
}
