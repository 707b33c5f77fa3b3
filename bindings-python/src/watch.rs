//! Every change of one job, for both clients.

use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use milvus_import::{Error, ErrorCode, Event, Result, blocking};
use pyo3::prelude::*;

use crate::ending::Ending;
use crate::error::exception;
use crate::guard::{guarded, guarded_call};
use crate::interrupt::{Interrupt, released};
use crate::mailbox::Mailbox;
use crate::progress::ImportProgress;

/// A change, or the error of an outage; neither where the server answers again.
type Told = (Option<ImportProgress>, Option<Py<PyAny>>);

/// Every change of one job.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct Watch {
    /// None after an error, which as with every iterator is the last: Ctrl-C and a panic included.
    followed: Ending<Mutex<Option<blocking::Watch>>>,
    interrupt: Interrupt,
}

impl Watch {
    pub(crate) fn new(watch: blocking::Watch, interrupt: Interrupt) -> Self {
        Self { followed: Ending::new(Mutex::new(Some(watch))), interrupt }
    }

    /// None while a call is under way. To wait for it could be to wait for ever: with the interpreter held the call could
    /// not end, and a signal handler would wait for the very call that it interrupts.
    fn followed(&self) -> Option<MutexGuard<'_, Option<blocking::Watch>>> {
        match self.followed.try_lock() {
            Ok(followed) => Some(followed),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// One step of the watch, with the interpreter released.
    fn step<T: Send>(
        &self,
        py: Python<'_>,
        next: impl FnOnce(&mut blocking::Watch) -> Option<Result<T>> + Send,
    ) -> PyResult<Option<T>> {
        released(py, || self.step_here(next)).map_err(|error| self.interrupt.exception(py, &error))
    }

    fn step_here<T>(&self, next: impl FnOnce(&mut blocking::Watch) -> Option<Result<T>>) -> Result<Option<T>> {
        let Some(mut followed) = self.followed() else {
            let text = "the watch is being asked already: give each thread a watch of its own";
            return Err(Error::new(ErrorCode::InvalidArgument, text));
        };
        let Some(watch) = &mut *followed else { return Ok(None) };
        self.interrupt.begin();
        let step = guarded(|| next(watch).transpose());
        if step.is_err() {
            *followed = None;
        }
        step
    }
}

#[pymethods]
impl Watch {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<ImportProgress>> {
        let change = self.step(py, Iterator::next)?;
        Ok(change.map(|progress| ImportProgress::new(progress, None)))
    }

    /// The next change or news of an outage; None after the last one.
    fn next_event(&self, py: Python<'_>) -> PyResult<Option<Told>> {
        Ok(self.step(py, blocking::Watch::next_event)?.map(|event| of_event(py, event)))
    }

    /// What a wait returns or raises once the watch has ended; None before that.
    fn outcome(&self, py: Python<'_>) -> PyResult<Option<ImportProgress>> {
        let ended = self.followed().and_then(|mut followed| followed.take_if(|watch| watch.has_ended()));
        told(py, ended.map(blocking::Watch::outcome))
    }
}

/// The same for asyncio.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct AsyncWatch(Arc<tokio::sync::Mutex<Option<milvus_import::Watch>>>);

impl AsyncWatch {
    pub(crate) fn new(watch: milvus_import::Watch) -> Self {
        Self(Arc::new(tokio::sync::Mutex::new(Some(watch))))
    }
}

#[pymethods]
impl AsyncWatch {
    /// The next change or news of an outage; None after the last one.
    fn next_event(&self, mail: &Mailbox, future: Py<PyAny>) -> u64 {
        let followed = Arc::clone(&self.0);
        let call = async move {
            let mut followed = followed.lock().await;
            let Some(watch) = &mut *followed else { return Ok(None) };
            let step = guarded_call(async { watch.next_event().await.transpose() }).await;
            if step.is_err() {
                *followed = None;
            }
            step
        };
        mail.start(future, call, |py, event| {
            Ok(event.map(|event| of_event(py, event)).into_pyobject(py)?.into_any().unbind())
        })
    }

    /// What a wait returns or raises once the watch has ended; None before that.
    fn outcome(&self, py: Python<'_>) -> PyResult<Option<ImportProgress>> {
        let ended = self.0.try_lock().ok().and_then(|mut followed| followed.take_if(|watch| watch.has_ended()));
        told(py, ended.map(milvus_import::Watch::outcome))
    }
}

fn of_event(py: Python<'_>, event: Event) -> Told {
    match event {
        Event::Progress(progress) => (Some(ImportProgress::new(progress, None)), None),
        Event::Outage(outage) => (None, Some(exception(py, &outage.to_error()).into_value(py).into_any())),
        _ => (None, None),
    }
}

fn told(py: Python<'_>, outcome: Option<Result<milvus_import::ImportProgress>>) -> PyResult<Option<ImportProgress>> {
    let outcome = outcome.transpose().map_err(|error| exception(py, &error))?;
    Ok(outcome.map(|progress| ImportProgress::new(progress, None)))
}
