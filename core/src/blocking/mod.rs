//! The blocking client, for the command line and for languages that call from their own threads.

mod cancel;
mod lanes;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
pub use cancel::CancelToken;
use lanes::{Lanes, Place};

use crate::client::{ClientBuilder, Settings};
use crate::follow::{Follow, WaitOptions};
use crate::model::{Api, BulkImport, CreatedJob, ImportProgress, JobList, ListImportJobs, Operation};
use crate::protocol::{Protocol, Request, Response};
use crate::{Error, ErrorCode, Result};

/// The blocking twin of [`crate::Client`]: the same calls, cheap to clone, safe to share between threads and across `fork`.
///
/// # Panics
/// Every call panics inside an asynchronous task, as blocking there would stop its runtime: use [`crate::Client`] there.
#[derive(Clone)]
pub struct Client {
    settings: Arc<Settings>,
    lanes: Arc<Lanes>,
    stop: Option<Stop>,
}

/// What can end a call early.
#[derive(Clone)]
enum Stop {
    Token(CancelToken),
    Check(Arc<dyn Fn() -> bool + Send + Sync>),
}

impl Stop {
    /// Ready once the call is to end.
    async fn asked_for(&self) {
        match self {
            Self::Token(token) => token.cancelled().await,
            Self::Check(check) => {
                while !check() {
                    tokio::time::sleep(CHECK_EVERY).await;
                }
            }
        }
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
        Self { lanes: Arc::new(Lanes::new(Arc::clone(&settings))), settings, stop: None }
    }

    /// The same client, whose calls the token can end.
    #[must_use]
    pub fn cancellable(&self, token: &CancelToken) -> Self {
        Self { stop: Some(Stop::Token(token.clone())), ..self.clone() }
    }

    /// The same client, whose calls end once `check` says true. It is asked at the start of a call and then every 50 ms, on
    /// the caller's thread: for languages whose signals are seen only by asking for them.
    #[must_use]
    pub fn interruptible(&self, check: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { stop: Some(Stop::Check(Arc::new(check))), ..self.clone() }
    }

    /// The server's address, without a trailing slash.
    pub fn uri(&self) -> &str {
        self.settings.base()
    }

    /// The API generation that this client speaks.
    pub fn api(&self) -> Api {
        self.settings.api()
    }

    /// See [`crate::Client::get_import_progress`].
    ///
    /// # Errors
    /// As there, or `Cancelled`.
    pub fn get_import_progress(&self, job_id: &str) -> Result<ImportProgress> {
        self.run(async |client| client.get_import_progress(job_id).await)
    }

    /// See [`crate::Client::list_import_jobs`].
    ///
    /// # Errors
    /// As there, or `Cancelled`.
    pub fn list_import_jobs(&self, options: &ListImportJobs) -> Result<JobList> {
        self.run(async |client| client.list_import_jobs(options).await)
    }

    /// See [`crate::Client::bulk_import`].
    ///
    /// # Errors
    /// As there, or `Cancelled`: the job may exist then.
    pub fn bulk_import(&self, import: &BulkImport) -> Result<CreatedJob> {
        self.run(async |client| client.bulk_import(import).await)
    }

    /// See [`crate::Client::commit_import`].
    ///
    /// # Errors
    /// As there, or `Cancelled`.
    pub fn commit_import(&self, job_id: &str) -> Result<()> {
        self.run(async |client| client.commit_import(job_id).await)
    }

    /// See [`crate::Client::abort_import`].
    ///
    /// # Errors
    /// As there, or `Cancelled`.
    pub fn abort_import(&self, job_id: &str) -> Result<()> {
        self.run(async |client| client.abort_import(job_id).await)
    }

    /// See [`crate::Client::describe_job`].
    ///
    /// # Errors
    /// As there, or `Cancelled`.
    pub fn describe_job(&self, job_id: &str) -> Result<ImportProgress> {
        self.run(async |client| client.describe_job(job_id).await)
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
        Watch { client: self.clone(), follow: Follow::new(job_id, options) }
    }

    /// The server's dialect, which builds requests and reads answers for programs with their own HTTP stack.
    pub fn protocol(&self) -> &Protocol {
        &self.settings.protocol
    }

    /// A request of [`Client::protocol`] with this client's address, token and other headers, ready for any HTTP stack.
    ///
    /// # Errors
    /// `InvalidArgument` for an idempotency key that is no printable ASCII.
    pub fn prepare(&self, request: &Request) -> Result<http::Request<Bytes>> {
        self.settings.prepare(request)
    }

    /// Reads the answer to such a request with one of the parsers of [`Client::protocol`]: an error says which call it is
    /// of, and does not hold the token.
    ///
    /// # Errors
    /// Those of the parser.
    pub fn read<T>(
        &self,
        operation: Operation,
        request: &Request,
        response: Response,
        parse: impl FnOnce(&Protocol, Response) -> Result<T>,
    ) -> Result<T> {
        let response = Response { url: self.settings.url(request), ..response };
        parse(self.protocol(), response).map_err(|error| self.settings.in_context(operation, request, error))
    }

    /// Runs one asynchronous call to its end on this thread.
    fn run<T>(&self, call: impl AsyncFnOnce(&crate::Client) -> Result<T>) -> Result<T> {
        let place = self.lanes.check_out()?;
        let (lane, is_own) = match &place {
            Place::Own(lane, _) => (lane, true),
            Place::Shared(lane) => (&**lane, false),
        };
        let result = lane.runtime.block_on(async {
            let result = match &self.stop {
                None => call(&lane.client).await,
                Some(stop) => tokio::select! {
                    biased;
                    () = stop.asked_for() => Err(Error::new(ErrorCode::Cancelled, "the call was cancelled")),
                    result = call(&lane.client) => result,
                },
            };
            if is_own && result.is_err() {
                // An abandoned request's connection closes when the runtime next runs, which may be never.
                tokio::task::yield_now().await;
            }
            result
        });
        self.lanes.give_back(place);
        result
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
    client: Client,
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
}

impl Iterator for Watch {
    type Item = Result<ImportProgress>;

    fn next(&mut self) -> Option<Self::Item> {
        let follow = &mut self.follow;
        self.client.run(async |client| Ok(follow.next(client).await)).unwrap_or_else(|error| Some(Err(error)))
    }
}
