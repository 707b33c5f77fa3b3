//! The native client: one call of the core for each operation, with the interpreter released.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use milvus_import::{ClientBuilder, Result, blocking};
use pyo3::prelude::*;

use crate::created::CreatedJob;
use crate::ending::{Ending, end};
use crate::error::exception;
use crate::interrupt::{Interrupt, released};
use crate::list::JobList;
use crate::options::{Given, Import, JobId, Listed, Settings, wait_options};
use crate::progress::ImportProgress;
use crate::watch::Watch;

/// A client of one server; the public classes are in `milvus_import.client` and `milvus_import.aio`.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct Client {
    builder: ClientBuilder,
    uri: String,
    api: &'static str,
    blocking: Ending<Mutex<blocking::Client>>,
}

impl Client {
    /// Never with the interpreter released: a fork must not meet the lock.
    fn blocking(&self) -> MutexGuard<'_, blocking::Client> {
        self.blocking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one call with the interpreter released, and tells how long it took.
    fn call<T: Send>(
        &self,
        py: Python<'_>,
        call: impl FnOnce(&blocking::Client) -> Result<T> + Send,
    ) -> PyResult<(T, Option<Duration>)> {
        let interrupt = Interrupt::default();
        let client = interrupt.attach_to(&self.blocking());
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
        let (uri, api) = (blocking.uri().to_owned(), blocking.api().as_str());
        Ok(Self { builder, uri, api, blocking: Ending::new(Mutex::new(blocking)) })
    }

    #[getter]
    fn uri(&self) -> &str {
        &self.uri
    }

    #[getter]
    fn api(&self) -> &str {
        self.api
    }

    /// Lets the connections go; the next call makes new ones.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let fresh = build(py, &self.builder)?;
        let closed = std::mem::replace(&mut *self.blocking(), fresh);
        end(py, closed);
        Ok(())
    }

    fn get_import_progress(&self, py: Python<'_>, job_id: JobId) -> PyResult<ImportProgress> {
        let (answer, elapsed) = self.call(py, |client| client.get_import_progress(&job_id.0))?;
        Ok(ImportProgress::new(answer, elapsed))
    }

    fn describe_job(&self, py: Python<'_>, job_id: JobId) -> PyResult<ImportProgress> {
        let (answer, elapsed) = self.call(py, |client| client.describe_job(&job_id.0))?;
        Ok(ImportProgress::new(answer, elapsed))
    }

    /// One page, and what to ask for next.
    fn list_import_jobs(&self, py: Python<'_>, asked: Listed) -> PyResult<(JobList, Option<Listed>)> {
        let (answer, elapsed) = self.call(py, |client| client.list_import_jobs(&asked.0))?;
        let next = answer.next_page(&asked.0).map(Listed);
        Ok((JobList::new(answer, elapsed), next))
    }

    fn bulk_import(&self, py: Python<'_>, import: Import) -> PyResult<CreatedJob> {
        let (answer, elapsed) = self.call(py, |client| client.bulk_import(&import.0))?;
        Ok(CreatedJob::new(answer, elapsed))
    }

    fn commit_import(&self, py: Python<'_>, job_id: JobId) -> PyResult<()> {
        self.call(py, |client| client.commit_import(&job_id.0)).map(drop)
    }

    fn abort_import(&self, py: Python<'_>, job_id: JobId) -> PyResult<()> {
        self.call(py, |client| client.abort_import(&job_id.0)).map(drop)
    }

    #[pyo3(signature = (job_id, timeout=None, stall_timeout=None, fault_budget=None))]
    fn watch(
        &self,
        job_id: JobId,
        timeout: Given<'_, '_>,
        stall_timeout: Given<'_, '_>,
        fault_budget: Given<'_, '_>,
    ) -> PyResult<Watch> {
        let options = wait_options(timeout, stall_timeout, fault_budget)?;
        let interrupt = Interrupt::default();
        let watch = interrupt.attach_to(&self.blocking()).watch(&job_id.0, &options);
        Ok(Watch::new(watch, interrupt))
    }
}
