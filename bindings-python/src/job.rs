//! `ImportJob`: one job of a list.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use pyo3::prelude::*;

use crate::class::{members, repr};
use crate::{json, names};

/// One job of a list. None means that the list did not say.
#[pyclass(frozen, module = "milvus_import")]
pub(crate) struct ImportJob {
    core: milvus_import::ImportJob,
}

impl ImportJob {
    const NAMES: &'static [&'static str] =
        &["job_id", "collection_name", "state", "raw_state", "progress", "raw_progress", "reason"];

    pub(crate) fn new(core: milvus_import::ImportJob) -> Self {
        Self { core }
    }
}

members! { ImportJob
    text {
        /// The collection that the rows go to.
        collection_name,
        /// The state as the server wrote it.
        raw_state,
        /// The number as the server wrote it: text, as raw_state.
        raw_progress,
        /// Why the job failed.
        reason,
    }
    plain {
        /// Percentage 0 to 100; None where the list has none (Zilliz Cloud).
        progress: Option<u8>,
    }

    /// The job's id, as text.
    #[getter]
    fn job_id(&self) -> &str {
        &self.core.job_id
    }

    /// The job's state, a JobState.
    #[getter]
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        names::state(py, self.core.state)
    }

    /// The job as plain values.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::plain(py, &self.core)
    }

    fn _repr_html_<'py>(slf: Bound<'py, Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("milvus_import._html")?.call_method1("jobs", ((slf,),))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr(slf.as_any(), Self::NAMES)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.core == other.core
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.core.job_id, self.core.state).hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let restore = py.import("milvus_import._native")?.getattr("restore_job")?;
        Ok((restore, (json::write(&self.core)?,)))
    }
}

/// A job of a list from its pickle.
#[pyfunction]
pub(crate) fn restore_job(text: &str) -> PyResult<ImportJob> {
    json::read(text).map(|core| ImportJob { core })
}
