//! Every change of one job, for both clients.

use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use milvus_import::{Error, ErrorCode, Result, blocking};
use pyo3::prelude::*;

use crate::ending::Ending;
use crate::error::exception;
use crate::guard::{guarded, guarded_call};
use crate::interrupt::{Interrupt, released};
use crate::mailbox::Mailbox;
use crate::progress::ImportProgress;

/// A watch until it ends, and then only what came of it: its client would keep connections open that were closed long ago.
enum Followed<W> {
    Going(W),
    Ended(Option<Box<Result<milvus_import::ImportProgress>>>),
}

/// The end of a watch of the core.
trait Outcome {
    fn outcome(self) -> Result<milvus_import::ImportProgress>;
}

impl Outcome for blocking::Watch {
    fn outcome(self) -> Result<milvus_import::ImportProgress> {
        self.outcome()
    }
}

impl Outcome for milvus_import::Watch {
    fn outcome(self) -> Result<milvus_import::ImportProgress> {
        self.outcome()
    }
}

type Step = Result<Option<milvus_import::ImportProgress>>;

impl<W: Outcome> Followed<W> {
    /// Takes note of a step. As with every iterator an error is the last one, Ctrl-C included.
    fn after(&mut self, step: &Step) {
        let goes_on = matches!(step, Ok(Some(change)) if !change.is_terminal());
        if !goes_on && let Self::Going(watch) = std::mem::replace(self, Self::Ended(None)) {
            *self = Self::Ended(Some(Box::new(watch.outcome())));
        }
    }

    fn outcome(&mut self) -> Option<Result<milvus_import::ImportProgress>> {
        match self {
            Self::Going(_) => None,
            Self::Ended(outcome) => outcome.take().map(|outcome| *outcome),
        }
    }
}

/// Every change of one job.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct Watch {
    followed: Ending<Mutex<Followed<blocking::Watch>>>,
    interrupt: Interrupt,
}

impl Watch {
    pub(crate) fn new(watch: blocking::Watch, interrupt: Interrupt) -> Self {
        Self { followed: Ending::new(Mutex::new(Followed::Going(watch))), interrupt }
    }

    /// None while a call is under way. To wait for it could be to wait for ever: with the interpreter held the call could
    /// not end, and a signal handler would wait for the very call that it interrupts.
    fn followed(&self) -> Option<MutexGuard<'_, Followed<blocking::Watch>>> {
        match self.followed.try_lock() {
            Ok(followed) => Some(followed),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    fn step(&self) -> Step {
        let Some(mut followed) = self.followed() else {
            let text = "the watch is being asked already: give each thread a watch of its own";
            return Err(Error::new(ErrorCode::InvalidArgument, text));
        };
        let Followed::Going(watch) = &mut *followed else { return Ok(None) };
        self.interrupt.begin();
        let step = guarded(|| watch.next().transpose());
        followed.after(&step);
        step
    }
}

#[pymethods]
impl Watch {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<ImportProgress>> {
        let change = released(py, || self.step()).map_err(|error| self.interrupt.exception(py, &error))?;
        Ok(change.map(|progress| ImportProgress::new(progress, None)))
    }

    /// What a wait returns or raises once the watch has ended; None before that.
    fn outcome(&self, py: Python<'_>) -> PyResult<Option<ImportProgress>> {
        told(py, self.followed().and_then(|mut followed| followed.outcome()))
    }
}

/// The same for asyncio.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct AsyncWatch(Arc<tokio::sync::Mutex<Followed<milvus_import::Watch>>>);

impl AsyncWatch {
    pub(crate) fn new(watch: milvus_import::Watch) -> Self {
        Self(Arc::new(tokio::sync::Mutex::new(Followed::Going(watch))))
    }
}

#[pymethods]
impl AsyncWatch {
    /// The next change; None after the last one.
    fn next(&self, py: Python<'_>, mail: &Mailbox, future: Py<PyAny>) -> PyResult<u64> {
        let followed = Arc::clone(&self.0);
        let call = async move {
            let mut followed = followed.lock().await;
            let Followed::Going(watch) = &mut *followed else { return Ok(None) };
            let step = guarded_call(async { watch.next().await.transpose() }).await;
            followed.after(&step);
            step
        };
        mail.start(py, future, call, |py, change| match change {
            Some(change) => Py::new(py, ImportProgress::new(change, None)).map(Py::into_any),
            None => Ok(py.None()),
        })
    }

    /// What a wait returns or raises once the watch has ended; None before that.
    fn outcome(&self, py: Python<'_>) -> PyResult<Option<ImportProgress>> {
        told(py, self.0.try_lock().ok().and_then(|mut followed| followed.outcome()))
    }
}

fn told(py: Python<'_>, outcome: Option<Result<milvus_import::ImportProgress>>) -> PyResult<Option<ImportProgress>> {
    let outcome = outcome.transpose().map_err(|error| exception(py, &error))?;
    Ok(outcome.map(|progress| ImportProgress::new(progress, None)))
}
