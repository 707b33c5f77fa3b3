//! Ends blocking calls from another thread.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;

/// Ends the blocking calls it is attached to; they return the error `Cancelled`. Clones share their state, for good.
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Arc<State>);

#[derive(Debug, Default)]
struct State {
    cancelled: AtomicBool,
    waiting: Notify,
    /// For those that sleep without a runtime.
    sleeping: (Mutex<()>, Condvar),
}

impl CancelToken {
    /// A token that is not cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends every call that the token is attached to, and every later one at once.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::SeqCst);
        self.0.waiting.notify_waiters();
        let (lock, sleeping) = &self.0.sleeping;
        // Whoever has seen the flag unset is asleep by now, and hears it.
        drop(lock.lock().unwrap_or_else(PoisonError::into_inner));
        sleeping.notify_all();
    }

    /// Whether `cancel` was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::SeqCst)
    }

    /// Sleeps until then, or until `cancel` is called.
    pub(super) fn sleep_until(&self, then: Instant) {
        let (lock, sleeping) = &self.0.sleeping;
        let rest = then.saturating_duration_since(Instant::now());
        let asleep = lock.lock().unwrap_or_else(PoisonError::into_inner);
        drop(sleeping.wait_timeout_while(asleep, rest, |()| !self.is_cancelled()));
    }

    /// Ready once `cancel` was called.
    pub(super) async fn cancelled(&self) {
        // Made before the flag is read, so that a cancel in between is not missed.
        let notified = self.0.waiting.notified();
        if !self.is_cancelled() {
            notified.await;
        }
    }
}
