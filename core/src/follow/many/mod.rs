//! Following many jobs of one server at once, with few requests: one list shows them all.

mod budget;
mod event;
mod job;
mod list;
mod set;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout_at};

use self::budget::Budget;
pub use self::event::{JobEvent, JobEventKind};
use self::set::Set;
pub(crate) use self::set::Step;
use crate::Result;
use crate::client::Client;
use crate::later::{FOR_EVER, later};
use crate::model::{Api, ListImportJobs, WaitOptions};

/// One question to the server.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Question {
    Job(Arc<str>),
    List { number: usize, options: ListImportJobs },
}

impl Client {
    /// Follows many jobs to their ends, on one budget of ten requests a second that all such follows of this process share
    /// that come to the server with the same token.
    ///
    /// A job is followed once, however often it is named, and its end is told once. What a list says of a job may only advance
    /// what is known of it; a job that a list leaves out is asked for by itself, and so is each that has ended. The limits of
    /// the options are each job's, but for `timeout`, which is that of the whole.
    ///
    /// ```no_run
    /// # async fn example(client: milvus_import::Client) -> milvus_import::Result<()> {
    /// use milvus_import::{JobEvent, WaitOptions};
    ///
    /// let mut watch = client.watch_many(["448761313698322011", "448761313698322012"], &WaitOptions::default());
    /// while let Some(event) = watch.next().await {
    ///     match event? {
    ///         JobEvent::Progress(progress) => println!("{}: {} %", progress.job_id, progress.progress),
    ///         JobEvent::Ended { job_id, outcome: Ok(_) } => println!("{job_id}: done"),
    ///         JobEvent::Ended { job_id, outcome: Err(error) } => println!("{job_id}: {error}"),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn watch_many(&self, job_ids: impl IntoIterator<Item = impl AsRef<str>>, options: &WaitOptions) -> WatchMany {
        let mut watch = WatchMany::new(self, Jobs::new(self.way(), options, self.retry_budget()));
        for job_id in job_ids {
            watch.add(job_id.as_ref());
        }
        watch
    }

    /// Follows the jobs of a collection: those that have not ended now, and those that appear meanwhile. Ends when all have
    /// ended and two lists in a row show no others. See [`watch_many`](Self::watch_many).
    ///
    /// Its last item is an error where the collection cannot be listed, or the time is up.
    pub fn watch_collection(&self, collection_name: &str, options: &WaitOptions) -> WatchMany {
        WatchMany::new(self, Jobs::of_collection(collection_name, self.way(), options, self.retry_budget()))
    }
}

/// Every change of many jobs, and the end of each: made by [`Client::watch_many`] and [`Client::watch_collection`]. Also a
/// [`Stream`].
pub struct WatchMany {
    client: Client,
    jobs: Arc<Jobs>,
    asking: Option<Asking>,
}

type Asking = Pin<Box<dyn Future<Output = Option<Result<JobEvent>>> + Send>>;

impl WatchMany {
    fn new(client: &Client, jobs: Jobs) -> Self {
        Self { client: client.clone(), jobs: Arc::new(jobs), asking: None }
    }

    /// Tells of the jobs of a collection too that had ended before the watch began.
    #[must_use]
    pub fn with_ended(self) -> Self {
        self.jobs.set().with_ended();
        self
    }

    /// Follows one more job. One that is followed already is not followed twice.
    pub fn add(&mut self, job_id: &str) {
        self.jobs.add(job_id, self.client.has_just_created(job_id));
    }

    /// Follows a job no more: nothing is told of it from now on. Whether it was followed.
    pub fn remove(&mut self, job_id: &str) -> bool {
        self.jobs.set().remove(job_id, Instant::now())
    }

    /// The ids of the jobs that are followed, without those whose end has been told.
    pub fn job_ids(&self) -> Vec<String> {
        self.jobs.set().job_ids()
    }

    /// What comes next, or `None` once all jobs have ended.
    ///
    /// Nothing is lost when the future is dropped before it is ready: the next one goes on with the same request.
    pub async fn next(&mut self) -> Option<Result<JobEvent>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for WatchMany {
    type Item = Result<JobEvent>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { client, jobs, asking } = &mut *self;
        let next = asking.get_or_insert_with(|| {
            let (client, jobs) = (client.clone(), Arc::clone(jobs));
            Box::pin(async move { jobs.next(&client).await })
        });
        let event = ready!(next.as_mut().poll(cx));
        *asking = None;
        Poll::Ready(event)
    }
}

impl fmt::Debug for WatchMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchMany").field("client", &self.client).finish_non_exhaustive()
    }
}

/// The jobs and the budget. Clients come from outside, because blocking calls change theirs.
#[derive(Debug)]
pub(crate) struct Jobs {
    set: Mutex<Set>,
    budget: Arc<Budget>,
    added: Notify,
}

impl Jobs {
    pub(crate) fn new(way: u64, options: &WaitOptions, retry_budget: Duration) -> Self {
        Self::of(way, Set::new(options, retry_budget))
    }

    pub(crate) fn of_collection(name: &str, way: u64, options: &WaitOptions, retry_budget: Duration) -> Self {
        Self::of(way, Set::of_collection(name, options, retry_budget))
    }

    fn of(way: u64, set: Set) -> Self {
        Self { set: Mutex::new(set), budget: Budget::shared(way), added: Notify::new() }
    }

    pub(crate) fn set(&self) -> MutexGuard<'_, Set> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, job_id: &str, is_new: bool) {
        self.set().add(job_id, is_new, Instant::now());
        self.added.notify_one();
    }

    /// What to do next. The lock is not held while anything is waited for.
    pub(crate) fn step(&self) -> Step {
        self.set().step(Instant::now())
    }

    /// When the next request may go out, which is the caller's then.
    pub(crate) fn turn(&self) -> Instant {
        self.budget.turn(Instant::now())
    }

    async fn next(&self, client: &Client) -> Option<Result<JobEvent>> {
        loop {
            match self.step() {
                Step::Tell => return self.set().pop(),
                Step::Ended => return None,
                Step::Wait(at) => tokio::select! {
                    () = sleep_until(at) => {}
                    () = self.added.notified() => {}
                },
                Step::Ask(question) => {
                    sleep_until(self.turn()).await;
                    self.ask(client, &question).await;
                }
            }
        }
    }

    pub(crate) async fn ask(&self, client: &Client, question: &Question) {
        let asked = Instant::now();
        let deadline = self.set().deadline().unwrap_or_else(|| later(asked, FOR_EVER));
        let Ok(answer) = timeout_at(deadline, client.ask_for(question)).await else { return };
        let by_collection = matches!(client.api(), Api::MilvusV2 | Api::Milvus23);
        self.set().answered(question, answer, by_collection, (asked, Instant::now()));
    }
}
