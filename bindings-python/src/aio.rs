//! Asynchronous calls: each settles a future of the event loop that its mailbox belongs to.

use std::time::{Duration, Instant};

use milvus_import::Result;
use pyo3::prelude::*;

use crate::background::PerProcess;
use crate::created::CreatedJob;
use crate::ending::end;
use crate::error::exception;
use crate::guard::guarded;
use crate::interrupt::released;
use crate::list::{JobList, JobPages};
use crate::mailbox::Mailbox;
use crate::options::{Given, Import, JobId, Listed, Settings, call_options, wait_options};
use crate::progress::ImportProgress;
use crate::watch::AsyncWatch;

/// The client behind `milvus_import.AsyncClient`. Every call takes a mailbox and a future of its loop, and returns the
/// number to cancel the call with.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct AsyncClient {
    builder: milvus_import::ClientBuilder,
    uri: String,
    client: PerProcess<milvus_import::Client>,
}

impl AsyncClient {
    /// The client of a call that may have a `request_timeout` of its own.
    fn client(&self, py: Python<'_>, request_timeout: Given<'_>) -> PyResult<milvus_import::Client> {
        let options = call_options(request_timeout)?;
        let made = guarded(|| self.client.get_or_try_init(|| self.builder.clone().build())?.with_options(&options));
        made.map_err(|error| exception(py, &error))
    }
}

/// Tells how long a call took.
async fn timed<T>(call: impl Future<Output = Result<T>>) -> Result<(T, Option<Duration>)> {
    let started = Instant::now();
    call.await.map(|answer| (answer, Some(started.elapsed())))
}

fn progress(py: Python<'_>, answer: (milvus_import::ImportProgress, Option<Duration>)) -> PyResult<Py<PyAny>> {
    Py::new(py, ImportProgress::new(answer.0, answer.1)).map(Py::into_any)
}

#[pymethods]
impl AsyncClient {
    #[new]
    fn new(py: Python<'_>, settings: Settings) -> PyResult<Self> {
        let builder = settings.0;
        let client = released(py, || builder.clone().build()).map_err(|error| exception(py, &error))?;
        Ok(Self { builder, uri: client.uri().to_owned(), client: PerProcess::new() })
    }

    #[getter]
    fn uri(&self) -> &str {
        &self.uri
    }

    #[getter]
    fn api(&self, py: Python<'_>) -> PyResult<&'static str> {
        Ok(self.client(py, None)?.api().as_str())
    }

    /// Lets the connections go; the next call makes new ones.
    fn close(&self, py: Python<'_>) {
        end(py, self.client.take());
    }

    #[pyo3(signature = (mail, future, job_id, request_timeout=None))]
    fn get_import_progress(
        &self,
        py: Python<'_>,
        mail: &Mailbox,
        future: Py<PyAny>,
        job_id: JobId,
        request_timeout: Given<'_>,
    ) -> PyResult<u64> {
        let client = self.client(py, request_timeout)?;
        mail.start(py, future, timed(async move { client.get_import_progress(&job_id.0).await }), progress)
    }

    #[pyo3(signature = (mail, future, job_id, request_timeout=None))]
    fn describe_job(
        &self,
        py: Python<'_>,
        mail: &Mailbox,
        future: Py<PyAny>,
        job_id: JobId,
        request_timeout: Given<'_>,
    ) -> PyResult<u64> {
        let client = self.client(py, request_timeout)?;
        mail.start(py, future, timed(async move { client.describe_job(&job_id.0).await }), progress)
    }

    /// One page, and what to ask for next.
    #[pyo3(signature = (mail, future, asked, pages, request_timeout=None))]
    fn list_import_jobs(
        &self,
        py: Python<'_>,
        mail: &Mailbox,
        future: Py<PyAny>,
        asked: Listed,
        pages: &JobPages,
        request_timeout: Given<'_>,
    ) -> PyResult<u64> {
        let client = self.client(py, request_timeout)?;
        let pages = pages.clone();
        let call = timed(async move {
            let page = client.list_import_jobs(&asked.0).await?;
            let next = pages.next_page(&page, &asked.0).map(Listed);
            Ok((page, next))
        });
        mail.start(py, future, call, |py, ((page, next), elapsed)| {
            Ok((JobList::new(page, elapsed), next).into_pyobject(py)?.into_any().unbind())
        })
    }

    #[pyo3(signature = (mail, future, import, request_timeout=None))]
    fn bulk_import(
        &self,
        py: Python<'_>,
        mail: &Mailbox,
        future: Py<PyAny>,
        import: Import,
        request_timeout: Given<'_>,
    ) -> PyResult<u64> {
        let client = self.client(py, request_timeout)?;
        mail.start(py, future, timed(async move { client.bulk_import(&import.0).await }), |py, (job, elapsed)| {
            Py::new(py, CreatedJob::new(job, elapsed)).map(Py::into_any)
        })
    }

    #[pyo3(signature = (mail, future, job_id, request_timeout=None))]
    fn commit_import(
        &self,
        py: Python<'_>,
        mail: &Mailbox,
        future: Py<PyAny>,
        job_id: JobId,
        request_timeout: Given<'_>,
    ) -> PyResult<u64> {
        let client = self.client(py, request_timeout)?;
        mail.start(py, future, async move { client.commit_import(&job_id.0).await }, |py, _| Ok(py.None()))
    }

    #[pyo3(signature = (mail, future, job_id, request_timeout=None))]
    fn abort_import(
        &self,
        py: Python<'_>,
        mail: &Mailbox,
        future: Py<PyAny>,
        job_id: JobId,
        request_timeout: Given<'_>,
    ) -> PyResult<u64> {
        let client = self.client(py, request_timeout)?;
        mail.start(py, future, async move { client.abort_import(&job_id.0).await }, |py, _| Ok(py.None()))
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
    ) -> PyResult<AsyncWatch> {
        let options = wait_options([timeout, stall_timeout, fault_budget])?;
        Ok(AsyncWatch::new(self.client(py, request_timeout)?.watch(&job_id.0, &options)))
    }
}
