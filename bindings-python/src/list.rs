//! `JobList`: one page of jobs.

use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use milvus_import::ListImportJobs;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyIterator, PyString, PyTuple};

use crate::answer::{self, Parts, Restored};
use crate::class::{members, repr};
use crate::error::exception;
use crate::job::ImportJob;
use crate::json;

/// One page of jobs, a sequence of ImportJob. Milvus sends all jobs at once, in random order; Zilliz Cloud pages.
///
/// An empty list is never proof that no job exists: Milvus answers so when its coordinator cannot be reached, and leaves
/// out what the caller may not see.
#[pyclass(frozen, module = "milvus_import")]
pub(crate) struct JobList {
    core: milvus_import::JobList,
    elapsed: Option<Duration>,
    jobs: PyOnceLock<Py<PyTuple>>,
}

impl JobList {
    const NAMES: &'static [&'static str] = &["jobs", "count", "current_page", "page_size"];

    pub(crate) fn new(core: milvus_import::JobList, elapsed: Option<Duration>) -> Self {
        Self { core, elapsed, jobs: PyOnceLock::new() }
    }
}

members! { JobList
    text {}
    plain {
        /// How many jobs there are on all pages.
        count: Option<i64>,
        /// The number of this page, from 1.
        current_page: Option<i64>,
        /// How many jobs a page holds.
        page_size: Option<i64>,
    }

    /// The jobs as a tuple of ImportJob, in the server's order.
    #[getter]
    fn jobs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let jobs = self.jobs.get_or_try_init(py, || {
            let jobs = self.core.jobs.iter().map(|job| Py::new(py, ImportJob::new(job.clone())));
            PyTuple::new(py, jobs.collect::<PyResult<Vec<_>>>()?).map(Bound::unbind)
        })?;
        Ok(jobs.bind(py).clone())
    }

    /// The server's whole answer, unchanged: UTF-8 JSON.
    #[getter]
    fn raw<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.core.response().body)
    }

    /// The page as plain values.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::plain(py, &self.core)
    }

    #[pyo3(name = "_text")]
    fn text<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        answer::text(py, self.core.response())
    }

    #[pyo3(name = "_decoded")]
    fn decoded<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        json::decode(py, &self.core.response().body)
    }

    #[pyo3(name = "_parts")]
    fn parts<'py>(&self, py: Python<'py>) -> Parts<'py> {
        answer::parts(py, self.core.response(), self.elapsed)
    }

    fn _repr_html_<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("milvus_import._html")?.call_method1("jobs", (self.jobs(py)?,))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr(slf.as_any(), Self::NAMES)
    }

    fn __len__(&self) -> usize {
        self.core.jobs.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.jobs(py)?.try_iter()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.jobs(py)?.as_any().get_item(index)
    }

    fn __eq__(&self, other: &Self) -> bool {
        let pages = |list: &milvus_import::JobList| (list.count, list.current_page, list.page_size);
        self.core.jobs == other.core.jobs && pages(&self.core) == pages(&other.core)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.core.jobs.len(), self.core.count, self.core.current_page).hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Parts<'py>,))> {
        let restore = py.import("milvus_import._native")?.getattr("restore_list")?;
        Ok((restore, (self.parts(py),)))
    }
}

/// A walk through the pages of a list, which ends also where a server repeats itself.
#[pyclass(frozen, module = "milvus_import._native")]
#[derive(Clone)]
pub(crate) struct JobPages(Arc<Mutex<milvus_import::JobPages>>);

impl JobPages {
    /// What to ask for next, once `asked` gave `page`.
    pub(crate) fn next_page(&self, page: &milvus_import::JobList, asked: &ListImportJobs) -> Option<ListImportJobs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).next_page(page, asked)
    }
}

#[pymethods]
impl JobPages {
    #[new]
    fn new() -> Self {
        Self(Arc::default())
    }
}

/// A page from its pickle: the answer is read again.
#[pyfunction]
pub(crate) fn restore_list(py: Python<'_>, parts: Restored) -> PyResult<JobList> {
    let (response, elapsed) = answer::restored(parts);
    let read = answer::reread(ListImportJobs::default(), response);
    read.map(|core| JobList::new(core, elapsed)).map_err(|error| exception(py, &error))
}
