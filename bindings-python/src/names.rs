//! The Python enums that carry the names of the core.

use milvus_import::{JobEventKind, JobState, Phase};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The members of a Python enum, in the order of the core's.
type Members = PyOnceLock<Vec<Py<PyAny>>>;

/// The member of `milvus_import.JobState` for a state.
pub(crate) fn state(py: Python<'_>, state: JobState) -> PyResult<Bound<'_, PyAny>> {
    static MEMBERS: Members = PyOnceLock::new();
    member(py, &MEMBERS, "JobState", JobState::ALL, state, JobState::as_str)
}

/// The member of `milvus_import.Phase` for a phase.
pub(crate) fn phase(py: Python<'_>, phase: Phase) -> PyResult<Bound<'_, PyAny>> {
    static MEMBERS: Members = PyOnceLock::new();
    member(py, &MEMBERS, "Phase", Phase::ALL, phase, Phase::as_str)
}

/// The member of `milvus_import.JobEventKind` for a kind.
pub(crate) fn job_event(py: Python<'_>, kind: JobEventKind) -> PyResult<Bound<'_, PyAny>> {
    static MEMBERS: Members = PyOnceLock::new();
    member(py, &MEMBERS, "JobEventKind", JobEventKind::ALL, kind, JobEventKind::as_str)
}

fn member<'py, T: Copy + PartialEq>(
    py: Python<'py>,
    members: &'static Members,
    class: &str,
    all: &[T],
    value: T,
    name: fn(T) -> &'static str,
) -> PyResult<Bound<'py, PyAny>> {
    let members = members.get_or_try_init(py, || {
        let class = py.import("milvus_import.states")?.getattr(class)?;
        all.iter().map(|value| class.call1((name(*value),)).map(Bound::unbind)).collect::<PyResult<Vec<_>>>()
    })?;
    let found = all.iter().zip(members).find(|(known, _)| **known == value);
    found
        .map(|(_, member)| member.bind(py).clone())
        .ok_or_else(|| pyo3::exceptions::PySystemError::new_err("the core has a name that it does not list"))
}
