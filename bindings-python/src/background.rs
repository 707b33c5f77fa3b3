//! Where asynchronous calls run: one runtime for the process, started at the first call.

use std::sync::{Mutex, PoisonError};

use milvus_import::{Error, ErrorCode, Result};
use tokio::runtime::{Builder, Handle, Runtime};

/// Something that belongs to one process: a forked child forgets it, because its threads are not there, and dropping it
/// would touch what the parent still uses.
pub(crate) struct PerProcess<T>(Mutex<Option<(u32, T)>>);

impl<T: Clone> PerProcess<T> {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(None))
    }

    pub(crate) fn get_or_try_init(&self, make: impl FnOnce() -> Result<T>) -> Result<T> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        if let Some((of, value)) = &*held
            && *of == process
        {
            return Ok(value.clone());
        }
        let value = make()?;
        std::mem::forget(held.replace((process, value.clone())));
        Ok(value)
    }

    /// The value of this process, which is gone from here then.
    pub(crate) fn take(&self) -> Option<T> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_ours = held.as_ref().is_some_and(|(of, _)| *of == std::process::id());
        if is_ours { held.take().map(|(_, value)| value) } else { None }
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        let held = self.0.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if held.as_ref().is_some_and(|(of, _)| *of != std::process::id()) {
            std::mem::forget(held);
        }
    }
}

/// The runtime's handle. The runtime is never shut down: it ends with the process, whatever is still in flight.
pub(crate) fn runtime() -> Result<Handle> {
    static RUNTIME: PerProcess<Handle> = PerProcess::new();
    RUNTIME.get_or_try_init(|| {
        let made = Builder::new_multi_thread().worker_threads(2).thread_name("milvus-import").enable_all().build();
        let runtime: Runtime = made
            .map_err(|error| Error::new(ErrorCode::Internal, format!("no runtime for asynchronous calls: {error}")))?;
        let handle = runtime.handle().clone();
        std::mem::forget(runtime);
        Ok(handle)
    })
}
