//! The blocking client, for the command line and for languages that call from their own threads.

mod cancel;
mod lanes;
mod many;
mod pages;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fmt, thread};

pub use cancel::CancelToken;
use lanes::Lanes;
pub use many::WatchMany;
pub use pages::Pages;
use tokio::runtime::Handle;

use crate::client::{ClientBuilder, Settings, check_request_timeout};
use crate::follow::{Event, Follow};
use crate::model::{
    Api, BulkImport, CallOptions, CollectionDescription, CreatedJob, DescribeCollection, ImportProgress, JobList,
    ListImportJobs, Operation, WaitOptions,
};
use crate::protocol::Response;
use crate::{Call, Codec, Error, ErrorCode, Outcome, Result};

/// The blocking twin of [`crate::Client`]: the same calls, cheap to clone, safe to share between threads and across `fork`.
///
/// A call inside an asynchronous task works, but stops its thread, and with it other tasks: use [`crate::Client`] there.
#[derive(Clone)]
pub struct Client {
    settings: Arc<Settings>,
    lanes: Arc<Lanes>,
    stop: Stop,
    request_timeout: Option<u32>,
}

impl ClientBuilder {
    /// The blocking client.
    ///
    /// # Errors
    /// `InvalidArgument` for anything that cannot work, with what to do about it.
    pub fn build_blocking(self) -> Result<Client> {
        Ok(Client::new(Arc::new(self.settings()?)))
    }
}

/// What can end a call early.
#[derive(Clone)]
enum Stop {
    Never,
    Token(CancelToken),
    Check(Arc<dyn Fn() -> bool + Send + Sync>),
}

impl Stop {
    /// Ready once the call is to end.
    async fn asked_for(&self) {
        match self {
            Self::Never => std::future::pending().await,
            Self::Token(token) => token.cancelled().await,
            Self::Check(check) => {
                while !check() {
                    tokio::time::sleep(CHECK_EVERY).await;
                }
            }
        }
    }

    /// Sleeps until then, or until the call is to end, which it returns.
    fn sleep_until(&self, then: Instant) -> bool {
        let rest = || then.saturating_duration_since(Instant::now());
        match self {
            Self::Never => thread::sleep(rest()),
            Self::Token(token) => {
                token.sleep_until(then);
                return token.is_cancelled();
            }
            Self::Check(check) => {
                while !rest().is_zero() {
                    if check() {
                        return true;
                    }
                    thread::sleep(rest().min(CHECK_EVERY));
                }
            }
        }
        false
    }
}

/// Often enough for Ctrl-C to feel prompt, and rare enough to cost nothing.
const CHECK_EVERY: Duration = Duration::from_millis(50);

impl Client {
    /// A builder for the server at `uri`; finish it with [`ClientBuilder::build_blocking`].
    pub fn builder(uri: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new().uri(uri)
    }

    pub(crate) fn new(settings: Arc<Settings>) -> Self {
        let lanes = Arc::new(Lanes::new(Arc::clone(&settings)));
        Self { lanes, stop: Stop::Never, request_timeout: settings.request_timeout, settings }
    }

    /// The same client, whose calls the token can end.
    #[must_use]
    pub fn cancellable(&self, token: &CancelToken) -> Self {
        Self { stop: Stop::Token(token.clone()), ..self.clone() }
    }

    /// The same client, whose calls end once `check` says true. It is asked at the start of a call and then every 50 ms, on
    /// the caller's thread: for languages whose signals are seen only by asking for them.
    #[must_use]
    pub fn interruptible(&self, check: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { stop: Stop::Check(Arc::new(check)), ..self.clone() }
    }

    /// The same client, whose calls go by these options. What they do not say is as before.
    ///
    /// # Errors
    /// `InvalidArgument` for a value that cannot work.
    pub fn with_options(&self, options: &CallOptions) -> Result<Self> {
        let request_timeout = options.request_timeout.map(check_request_timeout).transpose()?.or(self.request_timeout);
        Ok(Self { request_timeout, ..self.clone() })
    }

    /// The server's address, without a trailing slash.
    pub fn uri(&self) -> &str {
        self.settings.base()
    }

    /// The API generation that this client speaks: the one that was set, or has answered, or else the likely one.
    pub fn api(&self) -> Api {
        self.settings.api()
    }

    /// See [`crate::Client::codec`].
    pub fn codec(&self) -> Codec {
        Codec::new(Arc::clone(&self.settings), self.request_timeout)
    }

    /// An asynchronous client of the same server for [`crate::calls::Calls`]. What is known of the server is shared, connections
    /// are not.
    pub fn for_calls(&self) -> crate::calls::Client {
        crate::calls::Client::from_settings(Arc::clone(&self.settings))
    }

    /// See [`crate::Client::call`].
    ///
    /// # Errors
    /// As there, or `Cancelled`: a job may have been made all the same.
    pub fn call(&self, call: &Call) -> Result<Outcome> {
        self.run(call.operation(), async |client| client.call(call).await)
    }

    /// See [`crate::Client::get_import_progress`].
    ///
    /// # Errors
    /// As there, or `Cancelled`.
    pub fn get_import_progress(&self, job_id: &str) -> Result<ImportProgress> {
        self.call(&Call::GetImportProgress { job_id: job_id.to_owned() })?.try_into()
    }

    /// See [`crate::Client::list_import_jobs`].
    ///
    /// # Errors
    /// As there, or `Cancelled`.
    pub fn list_import_jobs(&self, options: &ListImportJobs) -> Result<JobList> {
        self.call(&options.clone().into())?.try_into()
    }

    /// See [`crate::Client::pages`]; an iterator here.
    pub fn pages(&self, options: &ListImportJobs) -> Pages {
        Pages::new(self.clone(), options.clone())
    }

    /// See [`crate::Client::bulk_import`].
    ///
    /// # Errors
    /// As there, or `Cancelled`: the job may exist then.
    pub fn bulk_import(&self, import: &BulkImport) -> Result<CreatedJob> {
        self.call(&import.clone().into())?.try_into()
    }

    /// See [`crate::Client::commit_import`].
    ///
    /// # Errors
    /// As there, or `Cancelled`.
    pub fn commit_import(&self, job_id: &str) -> Result<Response> {
        self.call(&Call::CommitImport { job_id: job_id.to_owned() })?.try_into()
    }

    /// See [`crate::Client::abort_import`].
    ///
    /// # Errors
    /// As there, or `Cancelled`.
    pub fn abort_import(&self, job_id: &str) -> Result<Response> {
        self.call(&Call::AbortImport { job_id: job_id.to_owned() })?.try_into()
    }

    /// See [`crate::Client::describe_job`].
    ///
    /// # Errors
    /// As there, or `Cancelled`.
    pub fn describe_job(&self, job_id: &str) -> Result<ImportProgress> {
        self.call(&Call::DescribeJob { job_id: job_id.to_owned() })?.try_into()
    }

    /// See [`crate::Client::describe_collection`].
    ///
    /// # Errors
    /// As there, or `Cancelled`.
    pub fn describe_collection(&self, collection: impl Into<DescribeCollection>) -> Result<CollectionDescription> {
        self.call(&collection.into().into())?.try_into()
    }

    /// See [`crate::Client::wait`]. `on_progress` runs on the caller's thread, between two polls: it may use the client.
    ///
    /// # Errors
    /// As there, or `Cancelled`.
    pub fn wait(
        &self,
        job_id: &str,
        options: &WaitOptions,
        mut on_progress: impl FnMut(&ImportProgress),
    ) -> Result<ImportProgress> {
        let mut watch = self.watch(job_id, options);
        for change in &mut watch {
            on_progress(&change?);
        }
        watch.outcome()
    }

    /// See [`crate::Client::watch`]; an iterator here.
    pub fn watch(&self, job_id: &str, options: &WaitOptions) -> Watch {
        Watch { client: Some(self.clone()), follow: Follow::new(job_id, options) }
    }

    /// Runs one asynchronous call to its end on this thread.
    fn run<T: Send>(
        &self,
        operation: Operation,
        call: impl AsyncFnOnce(&crate::Client) -> Result<T> + Send,
    ) -> Result<T> {
        if Handle::try_current().is_err() {
            return self.run_here(operation, call);
        }
        // An asynchronous task's thread has a runtime of its own and must not enter another.
        thread::scope(|scope| {
            let running = thread::Builder::new().spawn_scoped(scope, || self.run_here(operation, call));
            let running = running.map_err(|error| {
                Error::new(ErrorCode::Unavailable, format!("the system gives no thread for a call: {error}"))
                    .with_retryable(true)
            })?;
            running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    fn run_here<T>(&self, operation: Operation, call: impl AsyncFnOnce(&crate::Client) -> Result<T>) -> Result<T> {
        let place = self.lanes.check_out()?;
        let lane = place.lane().ok_or_else(|| Error::new(ErrorCode::Internal, "no lane for a call"))?;
        let other;
        let client = match self.request_timeout {
            Some(_) if self.request_timeout != self.settings.request_timeout => {
                other = lane.client.with_options(&CallOptions { request_timeout: self.request_timeout })?;
                &other
            }
            _ => &lane.client,
        };
        lane.runtime.block_on(async {
            let result = match &self.stop {
                Stop::Never => call(client).await,
                stop => tokio::select! {
                    biased;
                    () = stop.asked_for() => Err(self.cancelled(operation)),
                    result = call(client) => result,
                },
            };
            if place.is_own() && result.is_err() {
                // An abandoned request's connection closes when the runtime next runs, which may be never.
                tokio::task::yield_now().await;
            }
            result
        })
    }

    fn cancelled(&self, operation: Operation) -> Error {
        self.settings.cancelled(operation)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("uri", &self.uri()).field("api", &self.api()).finish_non_exhaustive()
    }
}

/// Every change of one job: made by [`Client::watch`]. Ends after the job's last change, or after an error.
#[derive(Debug)]
pub struct Watch {
    /// Let go of at the end, so that its connections can close.
    client: Option<Client>,
    follow: Follow,
}

impl Watch {
    /// See [`crate::Watch::outcome`].
    ///
    /// # Errors
    /// As there.
    pub fn outcome(self) -> Result<ImportProgress> {
        self.follow.outcome()
    }

    /// Whether the job's last change, or an error, has been returned: nothing will come after it.
    pub fn has_ended(&self) -> bool {
        self.client.is_none()
    }

    /// Ends the watch for its caller: the error of that, with the job's last known progress, for languages that hand one on.
    /// `None` where it has ended by itself.
    pub fn cancel(&mut self) -> Option<Error> {
        let error = self.client.take()?.cancelled(Operation::GetImportProgress);
        Some(self.follow.told(error))
    }

    /// See [`crate::Watch::next_event`]; `None` after the job's last change or after an error.
    pub fn next_event(&mut self) -> Option<Result<Event>> {
        let client = self.client.take()?;
        let event = self.wait_for_event(&client).map_err(|error| self.follow.told(error));
        if !Follow::is_end(&event) {
            self.client = Some(client);
        }
        Some(event)
    }

    /// Between two looks the caller's thread sleeps, and its lane is free for others.
    fn wait_for_event(&mut self, client: &Client) -> Result<Event> {
        const OPERATION: Operation = Operation::GetImportProgress;
        loop {
            if self.follow.due().is_some_and(|due| client.stop.sleep_until(due.into_std())) {
                return Err(client.cancelled(OPERATION));
            }
            let follow = &mut self.follow;
            if let Some(event) = client.run(OPERATION, async |client| follow.look(client).await)? {
                return Ok(event);
            }
        }
    }
}

impl Iterator for Watch {
    type Item = Result<ImportProgress>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.next_event()? {
                Ok(Event::Progress(change)) => return Some(Ok(change)),
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
