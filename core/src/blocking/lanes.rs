//! Where blocking calls run: on the caller's own thread.
//!
//! A lane is a current-thread runtime with an HTTP client and a kept-alive connection of its own, checked out for one
//! call: no hop to another thread, which costs more than the call's own work. Beyond a few callers at once one shared
//! runtime is cheaper, so lanes are few and the overflow goes there.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle, Runtime};

use crate::client::{Client, DirectTransport, Settings};
use crate::{Error, ErrorCode, Result};

/// One runtime and its client. The client's connections live in that runtime, so the two stay together.
pub(super) struct Lane {
    pub(super) runtime: Runtime,
    pub(super) client: Client,
    /// None for the shared one.
    transport: Option<Arc<DirectTransport>>,
}

/// The lanes of one configuration.
pub(super) struct Lanes {
    settings: Arc<Settings>,
    most: usize,
    pools: Pools,
}

/// The pool of one process, and those of its forked children. A child must not even ask for its parent's lock: a thread
/// that holds it at the fork is not there to release it.
struct Pools {
    process: u32,
    pool: Mutex<Pool>,
    child: OnceLock<Box<Self>>,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Lane>,
    lanes: usize,
    overflow: Option<Arc<Lane>>,
    closed_idle: Option<Instant>,
}

impl Pool {
    /// The shared runtime. Where the system gives no more threads there is none, and callers get further lanes instead.
    fn overflow(&mut self, settings: &Arc<Settings>) -> Option<Arc<Lane>> {
        if let Some(shared) = &self.overflow {
            return Some(Arc::clone(shared));
        }
        // The runtime's own threads are not asked for like this: it panics when there are none.
        thread::Builder::new().spawn(|| ()).ok()?;
        let runtime = runtime(Builder::new_multi_thread().worker_threads(2).thread_name("milvus-import")).ok()?;
        let client = Client::from_settings(Arc::clone(settings));
        let shared = Arc::new(Lane { runtime, client, transport: None });
        self.overflow = Some(Arc::clone(&shared));
        Some(shared)
    }

    /// Closes the connections of lanes that have been idle for so long. Looks once in a while.
    fn close_idle(&mut self, age: Duration) {
        if self.idle.is_empty() || self.closed_idle.is_some_and(|last| last.elapsed() < age / 4) {
            return;
        }
        self.closed_idle = Some(Instant::now());
        self.idle.iter().filter_map(|lane| lane.transport.as_ref()).for_each(|link| link.close_idle_since(age));
    }
}

impl Lane {
    fn new(settings: &Arc<Settings>) -> Result<Self> {
        let runtime = runtime(&mut Builder::new_current_thread())?;
        let transport = Arc::new(DirectTransport::new(Arc::clone(settings)));
        let client = Client::over(Arc::clone(settings), Arc::<DirectTransport>::clone(&transport));
        Ok(Self { runtime, client, transport: Some(transport) })
    }
}

/// A place to run a call, given back when it is dropped, also by a call that unwinds.
pub(super) struct Place<'a> {
    lanes: &'a Lanes,
    /// The process that the lane belongs to.
    process: u32,
    own: Option<Lane>,
    shared: Option<Arc<Lane>>,
}

/// A connection that no call has used for so long is closed: servers hang up on idle ones, and nobody would notice.
const IDLE: Duration = Duration::from_secs(30);

impl Lanes {
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self { settings, most: cores.clamp(2, 8), pools: Pools::new(std::process::id()) }
    }

    pub(super) fn check_out(&self) -> Result<Place<'_>> {
        let process = std::process::id();
        let mut pool = self.pool(process);
        let place = |own, shared| Place { lanes: self, process, own, shared };
        if let Some(lane) = pool.idle.pop() {
            pool.close_idle(IDLE);
            return Ok(place(Some(lane), None));
        }
        if pool.lanes >= self.most
            && let Some(shared) = pool.overflow(&self.settings)
        {
            return Ok(place(None, Some(shared)));
        }
        let lane = Lane::new(&self.settings)?;
        pool.lanes += 1;
        Ok(place(Some(lane), None))
    }

    /// How many lanes there are, and how many of them nobody uses.
    #[cfg(test)]
    pub(super) fn count(&self) -> (usize, usize) {
        let pool = self.pool(std::process::id());
        (pool.lanes, pool.idle.len())
    }

    #[cfg(test)]
    pub(super) fn close_idle(&self, age: Duration) {
        self.pool(std::process::id()).close_idle(age);
    }

    fn pool(&self, process: u32) -> MutexGuard<'_, Pool> {
        self.pools.of(process).pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    /// The lane, unless the place is out of use.
    pub(super) fn lane(&self) -> Option<&Lane> {
        self.own.as_ref().or(self.shared.as_deref())
    }

    /// Whether nobody else is on this lane.
    pub(super) fn is_own(&self) -> bool {
        self.own.is_some()
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if let Some(lane) = self.own.take() {
            self.lanes.pool(self.process).idle.push(lane);
        }
    }
}

impl Pools {
    fn new(process: u32) -> Self {
        Self { process, pool: Mutex::default(), child: OnceLock::new() }
    }

    fn of(&self, process: u32) -> &Self {
        if self.process == process {
            return self;
        }
        self.child.get_or_init(|| Box::new(Self::new(process))).of(process)
    }
}

impl Drop for Pools {
    /// After a fork the parent's runtimes hang for ever, and dropping them would close what the parent still uses: the
    /// child forgets them. The end of its own is waited for, so that nothing of a client is left behind it, but not inside
    /// another runtime, where waiting is forbidden.
    fn drop(&mut self) {
        let pool = std::mem::take(self.pool.get_mut().unwrap_or_else(PoisonError::into_inner));
        if self.process != std::process::id() {
            return std::mem::forget(pool);
        }
        let shared = pool.overflow.and_then(Arc::into_inner);
        let end = Instant::now() + if Handle::try_current().is_ok() { Duration::ZERO } else { PATIENCE };
        pool.idle
            .into_iter()
            .chain(shared)
            .for_each(|lane| lane.runtime.shutdown_timeout(end.saturating_duration_since(Instant::now())));
    }
}

/// For all lanes together.
const PATIENCE: Duration = Duration::from_secs(1);

fn runtime(builder: &mut Builder) -> Result<Runtime> {
    builder.enable_all().build().map_err(|error| {
        let text = format!("the system gives nothing to make a call with: {error}; too many files may be open");
        Error::new(ErrorCode::Unavailable, text).with_retryable(true)
    })
}
