//! `FileProgress`: how far one file of a job is.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use pyo3::prelude::*;

use crate::class::{members, repr};
use crate::{json, names};

/// How far one file of a job is. None means that the server did not say.
#[pyclass(frozen, module = "milvus_import")]
pub(crate) struct FileProgress {
    core: milvus_import::FileProgress,
}

impl FileProgress {
    const NAMES: &'static [&'static str] = &[
        "file_name",
        "state",
        "raw_state",
        "progress",
        "raw_progress",
        "imported_rows",
        "total_rows",
        "file_size",
        "reason",
        "create_time",
        "complete_time",
    ];

    pub(crate) fn new(core: milvus_import::FileProgress) -> Self {
        Self { core }
    }
}

members! { FileProgress
    text {
        /// The file or set of files. Opaque text: `[a.parquet]`, `[a.npy b.npy]` or `id:… paths:"…"`.
        file_name,
        /// The state as the server wrote it.
        raw_state,
        /// The number as the server wrote it, in the API's own unit: text, as raw_state.
        raw_progress,
        /// Why the file failed.
        reason,
        /// When work on the file began.
        create_time,
        /// When the file was complete.
        complete_time,
    }
    plain {
        /// Percentage 0 to 100, rounded down.
        progress: u8,
        /// Rows written so far.
        imported_rows: Option<i64>,
        /// Rows found in the file.
        total_rows: Option<i64>,
        /// Bytes of the file.
        file_size: Option<i64>,
    }

    /// The file's state, a JobState.
    #[getter]
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        names::state(py, self.core.state)
    }

    /// The file's progress as plain values.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::plain(py, &self.core)
    }

    fn _repr_html_<'py>(slf: Bound<'py, Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("milvus_import._html")?.call_method1("files", ((slf,),))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr(slf.as_any(), Self::NAMES)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.core == other.core
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.core.file_name, self.core.state, self.core.progress).hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let restore = py.import("milvus_import._native")?.getattr("restore_file")?;
        Ok((restore, (json::write(&self.core)?,)))
    }
}

/// A file from its pickle.
#[pyfunction]
pub(crate) fn restore_file(text: &str) -> PyResult<FileProgress> {
    json::read(text).map(FileProgress::new)
}
