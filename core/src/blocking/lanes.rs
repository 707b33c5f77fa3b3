//! Where blocking calls run: on the caller's own thread.
//!
//! A lane is a current-thread runtime with an HTTP client and a kept-alive connection of its own, checked out for one
//! call: no hop to another thread, which costs more than the call's own work. Beyond a few callers at once one shared
//! runtime is cheaper, so lanes are few and the overflow goes there.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::{Builder, Runtime};

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
    pool: Mutex<Pool>,
}

#[derive(Default)]
struct Pool {
    process: u32,
    idle: Vec<Lane>,
    lanes: usize,
    overflow: Option<Arc<Lane>>,
}

/// A place to run a call.
pub(super) enum Place {
    Own(Lane),
    Shared(Arc<Lane>),
}

impl Lanes {
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { settings, most: cores.clamp(2, 8), pool: Mutex::default() }
    }

    pub(super) fn check_out(&self) -> Result<Place> {
        let mut pool = self.pool();
        if let Some(lane) = pool.idle.pop() {
            return Ok(Place::Own(lane));
        }
        if pool.lanes < self.most {
            let runtime = runtime(&mut Builder::new_current_thread())?;
            pool.lanes += 1;
            return Ok(Place::Own(Lane { runtime, client: Client::for_lane(Arc::clone(&self.settings)) }));
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
        if let Place::Own(lane) = place {
            self.pool().idle.push(lane);
        }
    }

    /// The pool of this process. After a fork the parent's runtimes hang for ever, and dropping them would close what the
    /// parent still uses: the child forgets them and starts anew.
    fn pool(&self) -> MutexGuard<'_, Pool> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        if pool.process != process {
            let inherited = std::mem::replace(&mut *pool, Pool { process, ..Pool::default() });
            std::mem::forget(inherited);
        }
        pool
    }
}

impl Drop for Lanes {
    /// A forked child that never made a call has its parent's pool still.
    fn drop(&mut self) {
        drop(self.pool());
    }
}

fn runtime(builder: &mut Builder) -> Result<Runtime> {
    let made = builder.enable_all().build();
    made.map_err(|error| Error::new(ErrorCode::Internal, format!("no runtime for a blocking call: {error}")))
}
