//! The server's state.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::catalog::Catalog;
use crate::clock::Clock;
use crate::fault::Fault;
use crate::http::{Answer, Call};
use crate::jobs::{FileSpec, Order, Store};
use crate::reads::{Storage, Target};
use crate::record::Records;
use crate::server::Server;
use crate::{files, lock};

/// A text that no log and no debugger's output shows.
#[derive(Clone)]
pub(crate) struct Secret(pub(crate) String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// What the server knows and whom it lets in. An empty list of names means any name.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) token: Option<Secret>,
    /// What exists at the start, and again after a reset.
    pub(crate) catalog: Catalog,
    pub(crate) clusters: Vec<String>,
    pub(crate) require_files: bool,
    /// Where files are read from, for collections whose schema is known.
    pub(crate) storage: Option<Storage>,
    /// Instead of the server's own.
    pub(crate) job_limit: Option<usize>,
    /// Requests a second for a token and an endpoint.
    pub(crate) request_rate: Option<u32>,
    /// How long a request's head, and then its body, may take to arrive.
    pub(crate) request_limit: Duration,
}

#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) catalog: Mutex<Catalog>,
    pub(crate) store: Mutex<Store>,
    pub(crate) faults: Mutex<Vec<Fault>>,
    pub(crate) canned: Mutex<VecDeque<Answer>>,
    pub(crate) requests: Mutex<Records>,
    /// Request-Timeouts that stuck to their route.
    pub(crate) timeouts: Mutex<HashMap<String, i64>>,
    /// Since when requests are counted for a token and an endpoint, and how many there were.
    pub(crate) rates: Mutex<HashMap<(String, String), (Duration, u32)>>,
    pub(crate) connections: AtomicU64,
    pub(crate) idle_limit: Mutex<Option<Duration>>,
}

impl Service {
    pub(crate) fn new(config: Config, clock: Clock, job_duration: Duration) -> Self {
        Self {
            store: Mutex::new(Store::new(config.server, job_duration)),
            catalog: Mutex::new(config.catalog.clone()),
            config,
            clock,
            faults: Mutex::default(),
            canned: Mutex::default(),
            requests: Mutex::default(),
            timeouts: Mutex::default(),
            rates: Mutex::default(),
            connections: AtomicU64::new(0),
            idle_limit: Mutex::default(),
        }
    }

    pub(crate) fn now(&self) -> Duration {
        self.clock.now()
    }

    /// The number of a new connection.
    pub(crate) fn count_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// What the files of a job are read for, if they are read rather than counted: that takes a storage and a schema. What a
    /// backup consists of has a format of its own.
    fn target(&self, order: &Order) -> Option<Target> {
        let Server::Milvus(version) = self.config.server else { return None };
        let storage = self.config.storage.clone().filter(|_| !version.is_management_port() && !order.is_backup)?;
        let schema = lock(&self.catalog).schema(&order.db, &order.collection)?.clone();
        Some(Target { version, schema, storage, options: order.options.clone() })
    }

    /// Makes a job, and waits a moment for its files to be read or counted. Large ones are while the job is in flight.
    pub(crate) async fn create(self: &std::sync::Arc<Self>, order: Order) -> String {
        const PATIENCE: Duration = Duration::from_secs(2);
        let (groups, require, target) = (order.files.clone(), self.config.require_files, self.target(&order));
        let look = move || -> Result<Vec<FileSpec>, String> {
            match target {
                Some(target) => target.read(groups),
                None => files::count(&groups, require),
            }
        };
        let id = lock(&self.store).create(order, self.now());
        let (service, job) = (self.clone(), id.clone());
        let counting = tokio::spawn(async move {
            let counted = tokio::task::spawn_blocking(look).await;
            let outcome = counted.unwrap_or_else(|_| Err("cannot read the files: importing data failed".to_owned()));
            if let Some(job) = lock(&service.store).get_mut(&job) {
                job.counted(outcome, service.now());
            }
        });
        // Whether it was done in time or goes on in the background, there is nothing to do about it here.
        drop(tokio::time::timeout(PATIENCE, counting).await);
        id
    }

    /// Whether a request is one too many within its second.
    pub(crate) fn is_too_fast(&self, call: &Call) -> bool {
        let Some(rate) = self.config.request_rate else { return false };
        // The one endpoint with an id in its path.
        let path = call.path();
        let endpoint = if path.starts_with("/v2/jobs/") { "/v2/jobs/" } else { path };
        let token = call.header("authorization").unwrap_or_default();
        let now = self.now();
        let mut rates = lock(&self.rates);
        let (since, count) = rates.entry((token.to_owned(), endpoint.to_owned())).or_insert((now, 0));
        if now >= *since + Duration::from_secs(1) {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        *count > rate
    }

    /// Whether a new job in a collection is one too many.
    pub(crate) fn is_full(&self, db: &str, collection: &str) -> bool {
        let limit = match self.config.server {
            Server::Milvus(version) => version.has_job_limit().then_some(1024),
            Server::ZillizV1 => None,
            Server::ZillizV2 => Some(10_000),
        };
        // A server without a limit has no answer for it either.
        let limit = limit.map(|own| self.config.job_limit.unwrap_or(own));
        limit.is_some_and(|limit| lock(&self.store).is_full(db, collection, limit, self.now()))
    }

    /// Forgets everything that clients and tests have done, but not the clock.
    pub(crate) fn reset(&self) {
        lock(&self.store).clear();
        lock(&self.catalog).clone_from(&self.config.catalog);
        lock(&self.faults).clear();
        lock(&self.canned).clear();
        lock(&self.requests).clear();
        lock(&self.timeouts).clear();
        lock(&self.rates).clear();
        *lock(&self.idle_limit) = None;
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            server: Server::default(),
            token: None,
            catalog: Catalog::default(),
            clusters: Vec::new(),
            require_files: false,
            storage: None,
            job_limit: None,
            request_rate: None,
            request_limit: Duration::from_secs(30),
        }
    }
}

impl Config {
    pub(crate) fn has_cluster(&self, name: &str) -> bool {
        self.clusters.is_empty() || self.clusters.iter().any(|known| known == name)
    }

    /// The token that callers have to bring.
    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.0.as_str())
    }
}
