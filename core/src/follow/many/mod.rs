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

pub(crate) use self::budget::Budget;
pub use self::event::{JobEvent, JobEventKind};
pub(crate) use self::set::{Set, is_refusal};
use crate::client::Client;
use crate::import_many::Run;
use crate::later::{FOR_EVER, later};
use crate::model::{Api, BulkImport, ImportManyOptions, ListImportJobs, WaitOptions};
use crate::{Outcome, Result};

/// One question to the server.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Question {
    Job(Arc<str>),
    List { number: usize, options: ListImportJobs },
    Create(Box<BulkImport>),
    Commit(Arc<str>),
    Abort(Arc<str>),
}

/// What to do next.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    Ask(Question),
    Wait(Instant),
    /// There is an event to tell first.
    Tell,
    Ended,
}

/// What decides about many jobs. Pure: time and answers come from outside.
pub(crate) trait Machine: fmt::Debug + Send {
    fn step(&mut self, now: Instant) -> Step;

    fn pop(&mut self) -> Option<Result<JobEvent>>;

    /// Takes the answer to a question, which was `asked` for and came `now`. `api`: what the server speaks.
    fn answered(&mut self, question: &Question, answer: Result<Outcome>, api: Api, asked_and_now: (Instant, Instant));

    /// The jobs that it follows now.
    fn set(&mut self) -> &mut Set;

    /// The jobs that have not ended, in the order of their ids.
    fn job_ids(&self) -> Vec<String>;
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
        let mut watch = WatchMany::new(self, Jobs::new(self.budget(), options, self.retry_budget()));
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
        WatchMany::new(self, Jobs::of_collection(collection_name, self.budget(), options, self.retry_budget()))
    }

    /// Imports many files: starts jobs of modest size, as many at once as the server takes, and follows them to their ends.
    /// See [`ImportManyOptions`] for what a failure, a crash and a commit do; `import` says what all jobs have in common, and
    /// lists the files of all.
    ///
    /// No create is sent twice that may have made a job. Where one has no clear answer, the collection's list tells whether
    /// there is a job of those files. Where that cannot be known the files are told as `NotImported`, and that it is not known.
    /// The ledger is written on the thread that asks for the next event.
    ///
    /// ```no_run
    /// # async fn example(client: milvus_import::Client) -> milvus_import::Result<()> {
    /// use milvus_import::{BulkImport, ImportManyOptions, JobEvent, WaitOptions};
    ///
    /// let mut import = BulkImport::new("docs");
    /// import.files = (0..200).map(|number| vec![format!("docs/{number}.parquet")]).collect();
    /// let mut options = ImportManyOptions::default();
    /// options.ledger = Some("import.jsonl".into());
    /// let mut jobs = client.import_many(&import, &options, &WaitOptions::default())?;
    /// while let Some(event) = jobs.next().await {
    ///     match event? {
    ///         JobEvent::Created { job_id, files } => println!("{job_id}: {} files", files.len()),
    ///         JobEvent::Ended { job_id, outcome: Ok(last) } => println!("{job_id}: {:?} rows", last.imported_rows),
    ///         JobEvent::Ended { job_id, outcome: Err(error) } => println!("{job_id}: {error}"),
    ///         JobEvent::NotImported { files, error } => println!("{files:?}: {error}"),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `InvalidArgument` for what cannot work or would import a file twice, and for a ledger of something else;
    /// `LedgerUnusable`. As its last item: the same where the ledger cannot be written, `NotFound` for an unknown collection.
    pub fn import_many(
        &self,
        import: &BulkImport,
        options: &ImportManyOptions,
        wait: &WaitOptions,
    ) -> Result<WatchMany> {
        let run = Run::open(import, options, wait, self.target(), self.retry_budget())?;
        Ok(WatchMany::new(self, Jobs::of(self.budget(), Box::new(run))))
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
        self.jobs.machine().set().with_ended();
        self
    }

    /// Follows one more job. One that is followed already is not followed twice.
    pub fn add(&mut self, job_id: &str) {
        self.jobs.add(job_id, self.client.has_just_created(job_id));
    }

    /// Follows a job no more: nothing is told of it from now on. Whether it was followed.
    pub fn remove(&mut self, job_id: &str) -> bool {
        self.jobs.machine().set().remove(job_id, Instant::now())
    }

    /// The ids of the jobs that are followed, without those whose end has been told. Those of an atomic import too that wait
    /// for the others.
    pub fn job_ids(&self) -> Vec<String> {
        self.jobs.machine().job_ids()
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
    machine: Mutex<Box<dyn Machine>>,
    budget: Arc<Budget>,
    added: Notify,
}

impl Jobs {
    pub(crate) fn new(budget: &Arc<Budget>, options: &WaitOptions, retry_budget: Duration) -> Self {
        Self::of(budget, Box::new(Set::new(options, retry_budget)))
    }

    pub(crate) fn of_collection(
        name: &str,
        budget: &Arc<Budget>,
        options: &WaitOptions,
        retry_budget: Duration,
    ) -> Self {
        Self::of(budget, Box::new(Set::of_collection(name, options, retry_budget)))
    }

    pub(crate) fn of(budget: &Arc<Budget>, machine: Box<dyn Machine>) -> Self {
        Self { machine: Mutex::new(machine), budget: Arc::clone(budget), added: Notify::new() }
    }

    pub(crate) fn machine(&self) -> MutexGuard<'_, Box<dyn Machine>> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, job_id: &str, is_new: bool) {
        self.machine().set().add(job_id, is_new, Instant::now());
        self.added.notify_one();
    }

    /// What to do next. The lock is not held while anything is waited for.
    pub(crate) fn step(&self) -> Step {
        self.machine().step(Instant::now())
    }

    pub(crate) fn pop(&self) -> Option<Result<JobEvent>> {
        self.machine().pop()
    }

    /// When the next request may go out, which is the caller's then.
    pub(crate) fn turn(&self) -> Instant {
        self.budget.turn(Instant::now())
    }

    async fn next(&self, client: &Client) -> Option<Result<JobEvent>> {
        loop {
            match self.step() {
                Step::Tell => return self.pop(),
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
        let deadline = self.machine().set().deadline().unwrap_or_else(|| later(asked, FOR_EVER));
        let Ok(answer) = timeout_at(deadline, client.ask_for(question)).await else { return };
        self.machine().answered(question, answer, client.api(), (asked, Instant::now()));
    }
}
