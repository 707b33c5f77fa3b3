//! Every change of one job and of many, for both clients.

use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use milvus_import::{Error, ErrorCode, Event, JobEvent, Result, blocking};
use pyo3::IntoPyObjectExt as _;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::ending::Ending;
use crate::error::exception;
use crate::guard::{guarded, guarded_call};
use crate::interrupt::{Interrupt, released};
use crate::mailbox::Mailbox;
use crate::names;
use crate::progress::ImportProgress;

/// A change, or the error of an outage; neither where the server answers again.
type Told = (Option<ImportProgress>, Option<Py<PyAny>>);

/// Something to iterate over, from one thread at a time.
struct Followed<W: Send> {
    /// None after an error, which as with every iterator is the last: Ctrl-C and a panic included.
    watch: Ending<Mutex<Option<W>>>,
    interrupt: Interrupt,
}

impl<W: Send> Followed<W> {
    fn new(watch: W, interrupt: Interrupt) -> Self {
        Self { watch: Ending::new(Mutex::new(Some(watch))), interrupt }
    }

    /// None while a call is under way. To wait for it could be to wait for ever: with the interpreter held the call could
    /// not end, and a signal handler would wait for the very call that it interrupts.
    fn watch(&self) -> Option<MutexGuard<'_, Option<W>>> {
        match self.watch.try_lock() {
            Ok(watch) => Some(watch),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// One step of the watch, with the interpreter released.
    fn step<T: Send>(
        &self,
        py: Python<'_>,
        next: impl FnOnce(&mut W) -> Option<Result<T>> + Send,
    ) -> PyResult<Option<T>> {
        released(py, || self.step_here(next)).map_err(|error| self.interrupt.exception(py, &error))
    }

    fn step_here<T>(&self, next: impl FnOnce(&mut W) -> Option<Result<T>>) -> Result<Option<T>> {
        let Some(mut followed) = self.watch() else {
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

/// What an event of many jobs says: its kind, its job, the job's change or last progress, an error, and files.
type ToldOfMany = (Py<PyAny>, Option<String>, Option<ImportProgress>, Option<Py<PyAny>>, Py<PyTuple>);

/// Every change of one job.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct Watch(Followed<blocking::Watch>);

impl Watch {
    pub(crate) fn new(watch: blocking::Watch, interrupt: Interrupt) -> Self {
        Self(Followed::new(watch, interrupt))
    }
}

#[pymethods]
impl Watch {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<ImportProgress>> {
        let change = self.0.step(py, Iterator::next)?;
        Ok(change.map(|progress| ImportProgress::new(progress, None)))
    }

    /// The next change or news of an outage; None after the last one.
    fn next_event(&self, py: Python<'_>) -> PyResult<Option<Told>> {
        Ok(self.0.step(py, blocking::Watch::next_event)?.map(|event| of_event(py, event)))
    }

    /// What a wait returns or raises once the watch has ended; None before that.
    fn outcome(&self, py: Python<'_>) -> PyResult<Option<ImportProgress>> {
        let ended = self.0.watch().and_then(|mut followed| followed.take_if(|watch| watch.has_ended()));
        told(py, ended.map(blocking::Watch::outcome))
    }
}

/// Every change of many jobs, and their ends.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct WatchMany(Followed<blocking::WatchMany>);

impl WatchMany {
    pub(crate) fn new(watch: blocking::WatchMany, interrupt: Interrupt) -> Self {
        Self(Followed::new(watch, interrupt))
    }
}

#[pymethods]
impl WatchMany {
    /// What comes next; None after the last end.
    fn next_event(&self, py: Python<'_>) -> PyResult<Option<ToldOfMany>> {
        self.0.step(py, Iterator::next)?.map(|event| of_job_event(py, &event)).transpose()
    }
}

/// What a call of asyncio may be waiting for.
trait Events: Send + 'static {
    type Event: Send + 'static;

    fn next_event(&mut self) -> impl Future<Output = Option<Result<Self::Event>>> + Send;
}

impl Events for milvus_import::Watch {
    type Event = Event;

    async fn next_event(&mut self) -> Option<Result<Event>> {
        milvus_import::Watch::next_event(self).await
    }
}

impl Events for milvus_import::WatchMany {
    type Event = JobEvent;

    async fn next_event(&mut self) -> Option<Result<JobEvent>> {
        self.next().await
    }
}

/// The same as [`Followed`] for asyncio.
struct AsyncFollowed<W>(Arc<tokio::sync::Mutex<Option<W>>>);

impl<W: Events> AsyncFollowed<W> {
    fn new(watch: W) -> Self {
        Self(Arc::new(tokio::sync::Mutex::new(Some(watch))))
    }

    /// Starts one step of the watch; `told` makes what Python gets of it.
    fn step<T>(&self, mail: &Mailbox, future: Py<PyAny>, told: fn(Python<'_>, W::Event) -> PyResult<T>) -> u64
    where
        T: for<'py> IntoPyObject<'py> + 'static,
    {
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
        mail.start(future, call, move |py, event| event.map(|event| told(py, event)).transpose()?.into_py_any(py))
    }
}

/// The same as [`WatchMany`] for asyncio.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct AsyncWatchMany(AsyncFollowed<milvus_import::WatchMany>);

impl AsyncWatchMany {
    pub(crate) fn new(watch: milvus_import::WatchMany) -> Self {
        Self(AsyncFollowed::new(watch))
    }
}

#[pymethods]
impl AsyncWatchMany {
    /// What comes next; None after the last end.
    fn next_event(&self, mail: &Mailbox, future: Py<PyAny>) -> u64 {
        self.0.step(mail, future, |py, event| of_job_event(py, &event))
    }
}

/// The same as [`Watch`] for asyncio.
#[pyclass(frozen, module = "milvus_import._native")]
pub(crate) struct AsyncWatch(AsyncFollowed<milvus_import::Watch>);

impl AsyncWatch {
    pub(crate) fn new(watch: milvus_import::Watch) -> Self {
        Self(AsyncFollowed::new(watch))
    }
}

#[pymethods]
impl AsyncWatch {
    /// The next change or news of an outage; None after the last one.
    fn next_event(&self, mail: &Mailbox, future: Py<PyAny>) -> u64 {
        self.0.step(mail, future, |py, event| Ok(of_event(py, event)))
    }

    /// What a wait returns or raises once the watch has ended; None before that.
    fn outcome(&self, py: Python<'_>) -> PyResult<Option<ImportProgress>> {
        let ended = self.0.0.try_lock().ok().and_then(|mut followed| followed.take_if(|watch| watch.has_ended()));
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

fn of_job_event(py: Python<'_>, event: &JobEvent) -> PyResult<ToldOfMany> {
    let files = event.files().iter().map(|group| PyTuple::new(py, group)).collect::<PyResult<Vec<_>>>()?;
    Ok((
        names::job_event(py, event.kind())?.unbind(),
        event.job_id().map(str::to_owned),
        event.progress().map(|progress| ImportProgress::new(progress.clone(), None)),
        event.error().map(|error| exception(py, &error).into_value(py).into_any()),
        PyTuple::new(py, files)?.unbind(),
    ))
}

fn told(py: Python<'_>, outcome: Option<Result<milvus_import::ImportProgress>>) -> PyResult<Option<ImportProgress>> {
    let outcome = outcome.transpose().map_err(|error| exception(py, &error))?;
    Ok(outcome.map(|progress| ImportProgress::new(progress, None)))
}
