//! `ImportProgress`: how far a job is.

use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::time::Duration;

use milvus_import::{Call, Operation};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyString, PyTuple};

use crate::answer::{self, Parts, Restored};
use crate::class::{members, repr};
use crate::error::exception;
use crate::file::FileProgress;
use crate::interrupt::released;
use crate::{json, names};

/// What a pickle has: the id that was asked for, the answer, and the reason.
type Pickled<'a, 'py> = (&'a str, Parts<'py>, Option<&'a str>);

/// How far one job is, as one answer of the server says.
///
/// Rows are counted in rows, sizes in bytes, progress in percent. Times are RFC 3339 text as the server sent it.
/// None means that the server did not say.
#[pyclass(frozen, module = "milvus_import")]
pub(crate) struct ImportProgress {
    core: milvus_import::ImportProgress,
    elapsed: Option<Duration>,
    details: PyOnceLock<Py<PyTuple>>,
    raw: PyOnceLock<Py<PyBytes>>,
}

impl ImportProgress {
    const NAMES: &'static [&'static str] = &[
        "job_id",
        "collection_name",
        "partition_name",
        "file_name",
        "job_type",
        "state",
        "raw_state",
        "progress",
        "raw_progress",
        "phase",
        "imported_rows",
        "total_rows",
        "file_size",
        "reason",
        "retryable_failure",
        "create_time",
        "complete_time",
    ];

    pub(crate) fn new(core: milvus_import::ImportProgress, elapsed: Option<Duration>) -> Self {
        Self { core, elapsed, details: PyOnceLock::new(), raw: PyOnceLock::new() }
    }

    /// Read at the first look, which takes a while where there are many.
    fn files(&self, py: Python<'_>) -> PyResult<&[milvus_import::FileProgress]> {
        released(py, || self.core.details()).map_err(|error| exception(py, &error))
    }
}

members! { ImportProgress
    text {
        /// The collection that the rows go to.
        collection_name,
        /// The partition that the rows go to (milvus-2.3).
        partition_name,
        /// The file or folder of the job (Zilliz Cloud, milvus-2.3).
        file_name,
        /// The kind of job, `IMPORT` for one (Zilliz Cloud's describe-job).
        job_type,
        /// The state as the server wrote it; None on zilliz-v1, which has no state.
        raw_state,
        /// The number as the server wrote it, in the API's own unit (zilliz-v1: 0 to 1). Text, since it may be beyond what a
        /// float holds: `-9223372036854775728` while indexes are built.
        raw_progress,
        /// Why the job failed. May be missing even then.
        reason,
        /// When the job was created (Milvus 2.6.5 and later, Zilliz's describe-job).
        create_time,
        /// When the job completed. Milvus leaves it empty on a failed job and on one of 0 rows.
        complete_time,
    }
    plain {
        /// Percentage 0 to 100, rounded down: 100 only when it is. Not monotonic: a failed job is at 0.
        progress: u8,
        /// Rows written so far. On a Failed job Milvus says 0 of 0, whatever had been written.
        imported_rows: Option<i64>,
        /// Rows found in the files; 0 until they have been counted, which is at 40 %, and again once the job has Failed.
        total_rows: Option<i64>,
        /// Bytes of all files.
        file_size: Option<i64>,
        /// Whether the job Failed of a passing fault of the storage, the network or a node, so that the same files usually
        /// import when they are started again. Nothing is started again by itself.
        retryable_failure: bool,
    }

    /// The job's id. Text, because ids are UUIDs, `job-…` or integers above 2**53.
    #[getter]
    fn job_id(&self) -> &str {
        &self.core.job_id
    }

    /// The job's state, a JobState.
    #[getter]
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        names::state(py, self.core.state)
    }

    /// What the server is doing, a Phase.
    #[getter]
    fn phase<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        names::phase(py, self.core.phase)
    }

    /// The job's files as a tuple of FileProgress, sorted by file name. Made at the first look, and kept.
    ///
    /// Raises UnexpectedResponseError when the server's details are broken JSON. Everything else is then still good.
    #[getter]
    fn details<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let files = self.details.get_or_try_init(py, || {
            let files = self.files(py)?;
            let files = files.iter().map(|file| Py::new(py, FileProgress::new(file.clone())));
            PyTuple::new(py, files.collect::<PyResult<Vec<_>>>()?).map(Bound::unbind)
        })?;
        Ok(files.bind(py).clone())
    }

    /// Whether the job will not change any more.
    #[getter]
    fn terminal(&self) -> bool {
        self.core.is_terminal()
    }

    /// Whether the job is Completed.
    #[getter]
    fn success(&self) -> bool {
        self.core.is_success()
    }

    /// The server's whole answer, unchanged: UTF-8 JSON.
    #[getter]
    fn raw<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        self.raw.get_or_init(py, || PyBytes::new(py, self.core.raw()).unbind()).bind(py).clone()
    }

    /// The progress as plain values: what `json.dumps` takes. Without `details` where those are not wanted: there may be
    /// thousands.
    #[pyo3(signature = (*, details=true))]
    fn to_dict<'py>(&self, py: Python<'py>, details: bool) -> PyResult<Bound<'py, PyAny>> {
        if !details {
            return json::plain(py, &self.core.without_details());
        }
        self.files(py)?;
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

    fn _repr_html_<'py>(slf: Bound<'py, Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("milvus_import._html")?.call_method1("progress", (slf,))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr(slf.as_any(), Self::NAMES)
    }

    /// Equal when they say the same, in whatever order the server sent its details.
    fn __eq__(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        let compared = released(py, || Ok(!self.core.differs_from(&other.core)));
        compared.map_err(|error| exception(py, &error))
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.core.job_id, self.core.state, self.core.progress).hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Pickled<'_, 'py>)> {
        let restore = py.import("milvus_import._native")?.getattr("restore_progress")?;
        Ok((restore, (&self.core.job_id, self.parts(py), self.core.reason.as_deref())))
    }
}

/// A progress from its pickle: the answer is read again. Not so the reason, which the client has taken its secrets out of.
#[pyfunction]
#[pyo3(signature = (job_id, parts, reason))]
pub(crate) fn restore_progress(
    py: Python<'_>,
    job_id: &str,
    parts: Restored,
    reason: Option<String>,
) -> PyResult<ImportProgress> {
    let (response, elapsed) = answer::restored(parts);
    let call = Call::of_job(Operation::GetImportProgress, job_id);
    let read = call.and_then(|call| answer::reread::<milvus_import::ImportProgress>(call, response));
    let mut core = read.map_err(|error| exception(py, &error))?;
    core.reason = reason;
    Ok(ImportProgress::new(core, elapsed))
}
