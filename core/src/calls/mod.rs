//! The engine of asynchronous calls for hosts with an event loop of their own: asyncio, Node.js, programs in C.
//!
//! A host starts calls and gets numbers. What has ended waits until the host asks for it, and a hook of the host's wakes its
//! loop, once for all that have ended meanwhile. Results are made on the host's own thread, so the runtime's never waits for it.

mod client;
mod per_process;

use std::collections::HashMap;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

pub use client::Client;
use per_process::PerProcess;
use tokio::runtime::{Builder, Runtime};
use tokio::task::AbortHandle;

use crate::{Error, ErrorCode, Result};

/// The calls of one event loop, of which each comes to a `T`.
///
/// ```
/// use std::sync::mpsc;
///
/// use milvus_import::calls::{Calls, Client};
///
/// # fn main() -> milvus_import::Result<()> {
/// let (wake, woken) = mpsc::channel();
/// let calls = Calls::new(move || wake.send(()).unwrap_or_default());
/// let client = Client::new(milvus_import::Client::builder("http://localhost:1"))?.current();
/// let call = calls.start(async move { client.get_import_progress("448761313698322011").await });
/// woken.recv().unwrap();
/// let (ended, outcome) = calls.drain().remove(0);
/// assert!(ended == call && outcome.is_err(), "nobody listens on that port");
/// # Ok(()) }
/// ```
pub struct Calls<T> {
    shared: Arc<Shared<T>>,
    next: AtomicU64,
}

struct Shared<T> {
    ended: Mutex<Vec<(u64, Result<T>)>>,
    /// The calls that someone waits for. One that could not be started has no task.
    waiting: Mutex<HashMap<u64, Option<AbortHandle>>>,
    wake: Box<dyn Fn() + Send + Sync>,
}

impl<T> Shared<T> {
    fn cancel_all(&self) {
        for task in lock(&self.waiting).drain().filter_map(|(_, task)| task) {
            task.abort();
        }
    }

    fn put(&self, call: u64, outcome: Result<T>) {
        let mut ended = lock(&self.ended);
        ended.push((call, outcome));
        let is_first = ended.len() == 1;
        drop(ended);
        if is_first {
            (self.wake)();
        }
    }
}

/// The outcome that a call owes, whatever becomes of it: a host would wait for ever.
struct Owed<T> {
    shared: Arc<Shared<T>>,
    call: u64,
    paid: bool,
}

impl<T> Owed<T> {
    fn pay(mut self, outcome: Result<T>) {
        self.paid = true;
        self.shared.put(self.call, outcome);
    }
}

impl<T> Drop for Owed<T> {
    fn drop(&mut self) {
        if !self.paid {
            self.shared.put(self.call, Err(Error::new(ErrorCode::Internal, "the call ended without an answer")));
        }
    }
}

impl<T: Send + 'static> Calls<T> {
    /// No calls yet. `wake` is called on a thread of the runtime, or on the one that starts a call, once for all that end
    /// before the host drains them; it must not wait.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        let (ended, waiting) = (Mutex::default(), Mutex::default());
        Self { shared: Arc::new(Shared { ended, waiting, wake: Box::new(wake) }), next: AtomicU64::new(0) }
    }

    /// Starts a call and returns its number. One that cannot be started has ended with the reason, and a panic in one is the
    /// error `Internal`.
    pub fn start(&self, call: impl Future<Output = Result<T>> + Send + 'static) -> u64 {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        // Held until the call is known: a quick answer must find it.
        let mut waiting = lock(&self.shared.waiting);
        let owed = Owed { shared: Arc::clone(&self.shared), call: number, paid: false };
        match runtime() {
            Ok(runtime) => {
                let task = runtime.spawn(async move { owed.pay(caught(call).await) });
                waiting.insert(number, Some(task.abort_handle()));
            }
            Err(error) => {
                waiting.insert(number, None);
                drop(waiting);
                owed.pay(Err(error));
            }
        }
        number
    }

    /// Ends a call that nobody waits for any more: its request is closed, and it is not drained. False for one that has been
    /// drained already.
    pub fn cancel(&self, call: u64) -> bool {
        let task = lock(&self.shared.waiting).remove(&call);
        task.inspect(|task| task.iter().for_each(AbortHandle::abort)).is_some()
    }

    /// The calls that have ended since, in that order, without those that were cancelled.
    pub fn drain(&self) -> Vec<(u64, Result<T>)> {
        let mut ended = std::mem::take(&mut *lock(&self.shared.ended));
        let mut waiting = lock(&self.shared.waiting);
        ended.retain(|(call, _)| waiting.remove(call).is_some());
        ended
    }

    /// Cancels every call that has not been drained.
    pub fn cancel_all(&self) {
        self.shared.cancel_all();
    }

    /// How many calls there are that have been neither drained nor cancelled.
    pub fn under_way(&self) -> usize {
        lock(&self.shared.waiting).len()
    }
}

impl<T> Drop for Calls<T> {
    fn drop(&mut self) {
        self.shared.cancel_all();
    }
}

impl<T> std::fmt::Debug for Calls<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Calls").field("waiting", &lock(&self.shared.waiting).len()).finish_non_exhaustive()
    }
}

/// A call whose panic is an error. What it leaves behind is not used again.
async fn caught<T>(call: impl Future<Output = Result<T>>) -> Result<T> {
    let mut call = pin!(call);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(context)));
        polled.unwrap_or_else(|panic| Poll::Ready(Err(Error::from_panic(&*panic))))
    })
    .await
}

/// The runtime of this process, started at the first call. It ends with the process, if not by [`shut_down`].
static RUNTIME: PerProcess<Arc<Runtime>> = PerProcess::new();

/// Takes the runtime away: a later call starts another. Calls under way end without an answer, and clients connect again. What is
/// returned waits a moment for its threads, for hosts that leave nothing behind; it needs no lock of theirs.
pub fn shut_down() -> impl FnOnce() {
    const PATIENCE: Duration = Duration::from_secs(5);
    let runtime = RUNTIME.take();
    move || {
        if let Some(runtime) = runtime.and_then(Arc::into_inner) {
            runtime.shutdown_timeout(PATIENCE);
        }
    }
}

fn runtime() -> Result<Arc<Runtime>> {
    RUNTIME.get_or_try_init(|| {
        // The host's one thread is what calls wait for: more threads here would only take its time.
        let build = || Builder::new_multi_thread().worker_threads(1).thread_name("milvus-import").enable_all().build();
        let no_thread = |why: String| Error::new(ErrorCode::Unavailable, format!("no runtime for calls: {why}"));
        // Tokio panics where the system has no thread for it.
        let runtime = catch_unwind(build)
            .map_err(|_| no_thread("the system has no thread for it, raise its limits".to_owned()))?
            .map_err(|error| no_thread(error.to_string()))?;
        Ok(Arc::new(runtime))
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::mpsc;

    use super::*;

    /// Calls, and what hears the hook.
    fn calls() -> (Calls<u8>, mpsc::Receiver<()>) {
        let (wake, woken) = mpsc::channel();
        (Calls::new(move || wake.send(()).unwrap_or_default()), woken)
    }

    #[test]
    fn each_call_ends_once_and_wakes_its_host() {
        let (calls, woken) = calls();
        let good = calls.start(async { Ok(7) });
        woken.recv().unwrap();
        assert_eq!(calls.drain(), [(good, Ok(7))]);
        let broken = calls.start(async { panic!("on purpose") });
        woken.recv().unwrap();
        let (ended, outcome) = calls.drain().remove(0);
        let error = outcome.unwrap_err();
        assert_eq!((ended, error.code()), (broken, ErrorCode::Internal));
        assert!(error.message().contains("on purpose"), "{error}");
        assert_eq!((calls.under_way(), calls.drain().len()), (0, 0));
    }

    /// In a process of its own: the runtime is every test's.
    #[test]
    fn a_runtime_that_was_shut_down_is_started_again() {
        const ALONE: &str = "MILVUS_IMPORT_TEST_SHUTS_DOWN";
        if std::env::var_os(ALONE).is_none() {
            let name = "calls::tests::a_runtime_that_was_shut_down_is_started_again";
            let program = std::env::current_exe().unwrap();
            let ran = std::process::Command::new(program).args(["--exact", name]).env(ALONE, "1").output().unwrap();
            assert!(ran.status.success(), "{ran:?}");
            return;
        }
        let (calls, woken) = calls();
        let endless = calls.start(pending());
        shut_down()();
        woken.recv().unwrap();
        let (ended, outcome) = calls.drain().remove(0);
        assert!(ended == endless && outcome.is_err());
        let next = calls.start(async { Ok(2) });
        woken.recv().unwrap();
        assert_eq!(calls.drain(), [(next, Ok(2))]);
    }

    #[test]
    fn a_cancelled_call_is_dropped_and_never_drained() {
        struct Gone(mpsc::Sender<()>);
        impl Drop for Gone {
            fn drop(&mut self) {
                let _ = self.0.send(());
            }
        }
        let (calls, woken) = calls();
        let (gone, dropped) = mpsc::channel();
        let endless = |gone: &mpsc::Sender<()>| {
            let gone = Gone(gone.clone());
            async move {
                let _kept = gone;
                pending::<Result<u8>>().await
            }
        };
        let call = calls.start(endless(&gone));
        assert!(calls.cancel(call) && !calls.cancel(call));
        dropped.recv().unwrap();
        let other = calls.start(async { Ok(1) });
        while calls.drain() != [(other, Ok(1))] {
            woken.recv().unwrap();
        }
        // So are those of a host that is gone.
        calls.start(endless(&gone));
        drop(calls);
        dropped.recv().unwrap();
    }
}
