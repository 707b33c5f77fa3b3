//! Ends blocking calls from another thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// Ends the blocking calls it is attached to; they return the error `Cancelled`. Clones share their state, for good.
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Arc<State>);

#[derive(Debug, Default)]
struct State {
    cancelled: AtomicBool,
    waiting: Notify,
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
    }

    /// Whether `cancel` was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::SeqCst)
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
