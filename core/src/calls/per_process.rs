//! What does not survive a fork.

use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

/// Something that belongs to one process: a forked child forgets it, because its threads are not there, and dropping it
/// would touch what the parent still uses.
pub(super) struct PerProcess<T>(Mutex<Option<(u32, T)>>);

impl<T: Clone> PerProcess<T> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// The value of this process, made where there is none yet.
    pub(super) fn get_or_init(&self, make: impl FnOnce() -> T) -> T {
        let Ok(value) = self.get_or_try_init(|| Ok::<_, Infallible>(make()));
        value
    }

    pub(super) fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
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
    pub(super) fn take(&self) -> Option<T> {
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
