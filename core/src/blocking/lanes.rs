//! Where blocking calls run: on the caller's own thread.
//!
//! A lane is a current-thread runtime with an HTTP client and a kept-alive connection of its own, checked out for one
//! call: no hop to another thread, which costs more than the call's own work. Beyond a few callers at once one shared
//! runtime is cheaper, so lanes are few and the overflow goes there.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::client::{Client, Settings};
use crate::{Error, ErrorCode, Result};

/// One runtime and its client. The client's connections live in that runtime, so the two stay together.
pub(super) struct Lane {
    pub(super) runtime: Runtime,
    pub(super) client: Client,
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
}

/// A place to run a call.
pub(super) enum Place {
    /// With the process that it belongs to.
    Own(Lane, u32),
    Shared(Arc<Lane>),
}

impl Lanes {
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { settings, most: cores.clamp(2, 8), pools: Pools::new(std::process::id()) }
    }

    pub(super) fn check_out(&self) -> Result<Place> {
        let process = std::process::id();
        let mut pool = self.pool(process);
        if let Some(lane) = pool.idle.pop() {
            return Ok(Place::Own(lane, process));
        }
        if pool.lanes < self.most {
            let runtime = runtime(&mut Builder::new_current_thread())?;
            pool.lanes += 1;
            let client = Client::for_lane(Arc::clone(&self.settings));
            return Ok(Place::Own(Lane { runtime, client }, process));
        }
        if let Some(shared) = &pool.overflow {
            return Ok(Place::Shared(Arc::clone(shared)));
        }
        let runtime = runtime(Builder::new_multi_thread().worker_threads(2).thread_name("milvus-import"))?;
        let shared = Arc::new(Lane { runtime, client: Client::from_settings(Arc::clone(&self.settings)) });
        pool.overflow = Some(Arc::clone(&shared));
        Ok(Place::Shared(shared))
    }

    pub(super) fn give_back(&self, place: Place) {
        if let Place::Own(lane, process) = place {
            self.pool(process).idle.push(lane);
        }
    }

    fn pool(&self, process: u32) -> MutexGuard<'_, Pool> {
        self.pools.of(process).pool.lock().unwrap_or_else(PoisonError::into_inner)
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
    /// another runtime, where waiting is forbidden, and not for a look-up of a host name that hangs.
    fn drop(&mut self) {
        let pool = std::mem::take(self.pool.get_mut().unwrap_or_else(PoisonError::into_inner));
        if self.process != std::process::id() {
            return std::mem::forget(pool);
        }
        let shared = pool.overflow.and_then(Arc::into_inner);
        let patience = if Handle::try_current().is_ok() { Duration::ZERO } else { Duration::from_secs(1) };
        pool.idle.into_iter().chain(shared).for_each(|lane| lane.runtime.shutdown_timeout(patience));
    }
}

fn runtime(builder: &mut Builder) -> Result<Runtime> {
    let made = builder.enable_all().build();
    made.map_err(|error| Error::new(ErrorCode::Internal, format!("no runtime for a blocking call: {error}")))
}
