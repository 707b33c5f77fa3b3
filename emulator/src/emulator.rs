//! A running emulator, and everything a test can do to it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::canned::{BadCanned, Canned};
use crate::catalog::{Collection, User};
use crate::fault::Fault;
use crate::jobs::{JobInfo, JobPatch, JobSpec, Script};
use crate::lock;
use crate::record::RecordedRequest;
use crate::service::Service;

/// What keeps an emulator running.
#[derive(Debug)]
pub(crate) enum Runner {
    Task(JoinHandle<()>),
    Thread { stop: Option<tokio::sync::oneshot::Sender<()>>, thread: Option<std::thread::JoinHandle<()>> },
}

/// A running emulator. It stops when this is dropped.
#[derive(Debug)]
pub struct Emulator {
    service: Arc<Service>,
    address: SocketAddr,
    tls: bool,
    runner: Runner,
}

impl Emulator {
    pub(crate) fn new(service: Arc<Service>, address: SocketAddr, tls: bool, runner: Runner) -> Self {
        Self { service, address, tls, runner }
    }

    /// The same emulator, kept running by something that in turn runs what kept it running so far.
    pub(crate) fn with_runner(mut self, runner: Runner) -> Self {
        // Dropping a task's handle lets the task go on.
        self.runner = runner;
        self
    }

    /// Where it serves, such as `http://127.0.0.1:40123`.
    pub fn uri(&self) -> String {
        format!("{}://{}", if self.tls { "https" } else { "http" }, self.address)
    }

    /// The loopback address and the port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops: when this returns, connections are refused. Dropping the emulator does it in the background.
    pub async fn stop(mut self) {
        if let Runner::Task(task) = &mut self.runner {
            task.abort();
            // The error only says that it was aborted.
            drop(task.await);
        }
    }

    /// Moves the emulator's clock forward.
    pub fn advance(&self, by: Duration) {
        self.service.clock.advance(by);
    }

    /// The requests received so far, control API aside.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.service.requests).all()
    }

    /// Every request from now on, each as it comes, whether or not the ones so far are forgotten meanwhile. They wait for
    /// the receiver without a limit.
    pub fn watch_requests(&self) -> Receiver<RecordedRequest> {
        lock(&self.service.requests).watch()
    }

    /// Forgets the requests received so far.
    pub fn clear_requests(&self) {
        lock(&self.service.requests).clear();
    }

    /// How many connections have been opened so far.
    pub fn connections(&self) -> u64 {
        self.service.connections.load(Ordering::Relaxed)
    }

    /// Closes connections that have been idle for so long in real time; `None`, as at the start, keeps them open.
    /// A connection notices when it is next read from, so set this before the exchange that is to be followed by silence.
    pub fn close_idle_after(&self, limit: Option<Duration>) {
        *lock(&self.service.idle_limit) = limit;
    }

    /// A collection that exists from now on; collections, databases and partitions that were not declared are unknown then.
    pub fn add_collection(&self, collection: impl Into<Collection>) {
        lock(&self.service.catalog).add(collection.into());
    }

    /// A database that exists from now on; the others are unknown then.
    pub fn add_database(&self, name: impl Into<String>) {
        lock(&self.service.catalog).databases.push(name.into());
    }

    /// A user from now on; a milvus-v2 server asks for credentials then.
    pub fn add_user(&self, user: impl Into<User>) {
        lock(&self.service.catalog).users.push(user.into());
    }

    /// Makes something go wrong from the next request on.
    pub fn inject(&self, fault: Fault) {
        lock(&self.service.faults).push(fault);
    }

    /// Puts an end to all faults.
    pub fn clear_faults(&self) {
        lock(&self.service.faults).clear();
    }

    /// Queues an answer: each of the next requests gets one, whatever it asks for, until the queue is empty.
    ///
    /// # Errors
    /// The answer cannot be sent: no such status, a header that is none, or base64 that is none.
    pub fn reply_with(&self, canned: Canned) -> Result<(), BadCanned> {
        lock(&self.service.canned).push_back(canned.into_answer()?);
        Ok(())
    }

    /// Queues a script for the next job that a client makes without one.
    pub fn script_next_job(&self, script: Script) {
        lock(&self.service.store).scripts.push_back(script);
    }

    /// Adds a job, as if a client had made it, and returns its id.
    pub fn add_job(&self, job: JobSpec) -> String {
        lock(&self.service.store).add(job, self.service.now())
    }

    /// Adds so many jobs that are alike, as if a client had made them, and returns their ids. With [`JobSpec::job_id`] set
    /// each makes way for the next.
    pub fn add_jobs(&self, count: usize, job: &JobSpec) -> Vec<String> {
        lock(&self.service.store).add_many(count, job, self.service.now())
    }

    /// Changes a job; false when there is none of this id.
    pub fn patch_job(&self, id: &str, change: JobPatch) -> bool {
        lock(&self.service.store).patch(id, change, self.service.now())
    }

    /// Forgets a job; false when there is none of this id.
    pub fn remove_job(&self, id: &str) -> bool {
        lock(&self.service.store).remove(id)
    }

    /// All jobs that were ever made, in that order, forgotten ones included.
    pub fn jobs(&self) -> Vec<JobInfo> {
        lock(&self.service.store).infos(self.service.now())
    }

    /// Starts over: no jobs, scripts, faults, canned answers or recorded requests, and of collections, databases and users
    /// those that the builder had. The clock goes on.
    pub fn reset(&self) {
        self.service.reset();
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        match &mut self.runner {
            Runner::Task(task) => task.abort(),
            Runner::Thread { stop, thread } => {
                drop(stop.take());
                // A panic of the server's thread has already been reported on stderr.
                drop(thread.take().map(std::thread::JoinHandle::join));
            }
        }
    }
}
