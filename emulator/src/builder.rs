//! How an emulator is set up and started.

use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::net::TcpListener;

use crate::catalog::{Collection, User};
use crate::clock::Clock;
use crate::emulator::{Emulator, Runner};
use crate::reads::Storage;
use crate::server::Server;
use crate::service::{Config, Secret, Service};
use crate::{control, net};

/// At this speed a real second is 30 years, and the clock lasts for centuries of real time.
const MAX_SPEED: f64 = 1e9;

/// Sets up an [`Emulator`]; what is not set is as a fresh local server has it.
#[derive(Clone, Debug)]
#[must_use]
pub struct EmulatorBuilder {
    config: Config,
    port: u16,
    speed: f64,
    start_time: SystemTime,
    job_duration: Duration,
    tls: Option<(String, String)>,
}

impl Default for EmulatorBuilder {
    fn default() -> Self {
        Self {
            config: Config::default(),
            port: 0,
            speed: 1.0,
            start_time: SystemTime::now(),
            job_duration: Duration::from_secs(20),
            tls: None,
        }
    }
}

impl Emulator {
    /// Sets one up.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }
}

impl EmulatorBuilder {
    /// Which server to play; by default the newest Milvus 2.6.
    pub fn server(mut self, server: Server) -> Self {
        self.config.server = server;
        self
    }

    /// The port on the loopback address; 0, the default, is any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Seconds of the emulator's clock in a real one, by default 1. At 0 it moves only when it is advanced.
    pub fn speed(mut self, speed: f64) -> Self {
        self.speed = speed;
        self
    }

    /// The time on the emulator's clock at the start, by default the true one.
    pub fn start_time(mut self, time: SystemTime) -> Self {
        self.start_time = time;
        self
    }

    /// How long a job takes from start to end on the emulator's clock, by default 20 seconds.
    pub fn job_duration(mut self, duration: Duration) -> Self {
        self.job_duration = duration;
        self
    }

    /// The API key, or `user:password`, that calls have to bring, and which may do everything; by default none.
    /// milvus-2.3 never asks for one.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.config.token = Some(Secret(token.into()));
        self
    }

    /// A user of a milvus-v2 server beside the one of [`token`](Self::token), with limited rights: `bob:password=docs`. May
    /// be repeated. From the first one on calls have to bring credentials.
    pub fn user(mut self, user: impl Into<User>) -> Self {
        self.config.catalog.users.push(user.into());
        self
    }

    /// A database that exists, beside `default` and those of collections; by default every one does. May be repeated.
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.config.catalog.databases.push(name.into());
        self
    }

    /// A collection that exists: `docs`, `db2/docs2`, or with partitions `docs:p1,p2`. By default every collection,
    /// database and partition does; from the first one on all others are unknown. May be repeated.
    pub fn collection(mut self, collection: impl Into<Collection>) -> Self {
        self.config.catalog.add(collection.into());
        self
    }

    /// A Zilliz cluster that exists; by default every one does. May be repeated.
    pub fn cluster(mut self, id: impl Into<String>) -> Self {
        self.config.clusters.push(id.into());
        self
    }

    /// A job whose files are not there fails, instead of importing invented rows.
    pub fn require_files(mut self, require: bool) -> Self {
        self.config.require_files = require;
        self
    }

    /// The folder that is the servers' bucket. An import into a collection whose schema is known reads its files below it,
    /// as Milvus 2.4 and later do, and fails where they would. By default no file is read but to count its rows.
    pub fn storage(mut self, folder: impl Into<PathBuf>) -> Self {
        self.config.storage = Some(Storage::new(folder.into()));
        self
    }

    /// How many jobs may be in flight at once, instead of the server's own limit: 1,024 in all on Milvus from 2.5 on, 10,000
    /// in a collection on zilliz-v2. A job beyond it is refused; the other servers have no limit, and none with this.
    pub fn job_limit(mut self, limit: usize) -> Self {
        self.config.job_limit = Some(limit);
        self
    }

    /// How many requests a second zilliz-v1 and zilliz-v2 take from one token at one endpoint before they answer 429; the
    /// real ones take 20. By default there is no limit. The seconds are those of the emulator's clock: while it stands
    /// still, nothing more is taken.
    pub fn request_rate(mut self, rate: u32) -> Self {
        self.config.request_rate = Some(rate);
        self
    }

    /// How long in real time the head of a request may take to arrive, and then its body, before the connection is
    /// closed; by default 30 seconds.
    pub fn request_limit(mut self, limit: Duration) -> Self {
        self.config.request_limit = limit;
        self
    }

    /// Serve TLS with this certificate chain and key, both PEM.
    pub fn tls(mut self, certificates: impl Into<String>, key: impl Into<String>) -> Self {
        self.tls = Some((certificates.into(), key.into()));
        self
    }

    /// Starts it on the current tokio runtime.
    ///
    /// # Errors
    /// The port is taken, the TLS material is unusable, or the speed is no number from 0 to 1e9.
    pub async fn start(self) -> io::Result<Emulator> {
        if !(0.0..=MAX_SPEED).contains(&self.speed) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("a clock speed of {}", self.speed)));
        }
        let tls = self.tls.as_ref().map(|(certificates, key)| net::acceptor(certificates, key)).transpose()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let epoch = self.start_time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let service = Arc::new(Service::new(self.config, Clock::new(epoch, self.speed), self.job_duration));
        let is_tls = tls.is_some();
        let task = tokio::spawn(net::serve(listener, tls, service.clone(), control::router(service.clone())));
        Ok(Emulator::new(service, address, is_tls, Runner::Task(task)))
    }

    /// Starts it on a thread of its own, for programs that have no runtime. It stops when it is dropped.
    ///
    /// # Errors
    /// Those of [`start`](Self::start), and a thread that cannot be started.
    pub fn start_blocking(self) -> io::Result<Emulator> {
        let (started, starting) = std::sync::mpsc::channel();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name("import-emulator".to_owned()).spawn(move || {
            let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(started.send(Err(error))),
            };
            runtime.block_on(async {
                drop(started.send(self.start().await));
                // Ends when the handle is dropped; the runtime takes every connection with it.
                drop(stopped.await);
            });
            // A large file that is still being counted is not waited for.
            runtime.shutdown_background();
        })?;
        let emulator = starting.recv().map_err(io::Error::other)??;
        Ok(emulator.with_runner(Runner::Thread { stop: Some(stop), thread: Some(thread) }))
    }
}
