//! The asynchronous client.

mod builder;
mod direct;
mod endpoint;
mod fault;
mod link;

mod retry;
mod settings;
mod tls;
mod transport;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

pub use builder::ClientBuilder;
use direct::DirectTransport;
pub(crate) use settings::Settings;
#[cfg(test)]
pub(crate) use transport::Answer;
use transport::HttpTransport;
pub(crate) use transport::Transport;

use crate::follow::{Follow, WaitOptions, Watch};
use crate::model::{Api, BulkImport, CreatedJob, ImportProgress, JobList, ListImportJobs, Operation};
use crate::protocol::{Request, Response};
use crate::{ErrorCode, Result};

/// A client of one server: cheap to clone, safe to share between tasks, connected on first use.
///
/// Dropping the future of a call closes its request.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Settings>,
    transport: Arc<dyn Transport>,
}

/// What the clients of one configuration learn about their server: which spelling of the progress route it serves.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    spelling: AtomicUsize,
}

impl Client {
    /// A builder for the server at `uri`: `http(s)://host[:port][/prefix]`, or a bare host.
    pub fn builder(uri: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new().uri(uri)
    }

    pub(crate) fn from_settings(shared: Arc<Settings>) -> Self {
        let transport = Arc::new(HttpTransport::new(Arc::clone(&shared)));
        Self { shared, transport }
    }

    /// The client of a lane, which makes one call at a time.
    pub(crate) fn for_lane(shared: Arc<Settings>) -> Self {
        let transport = Arc::new(DirectTransport::new(Arc::clone(&shared)));
        Self { shared, transport }
    }

    #[cfg(test)]
    pub(crate) fn with_transport(&self, transport: Arc<dyn Transport>) -> Self {
        Self { transport, ..self.clone() }
    }

    /// The server's address, without a trailing slash.
    pub fn uri(&self) -> &str {
        self.shared.base()
    }

    /// The API generation that this client speaks.
    pub fn api(&self) -> Api {
        self.shared.api()
    }

    /// Asks how far a job is. A Failed job is a good answer: look at its `state`.
    ///
    /// # Errors
    /// `JobNotFound` for a job that the server does not know (any more), and every other failure of a call.
    pub async fn get_import_progress(&self, job_id: &str) -> Result<ImportProgress> {
        retry::reading(&self.shared, || self.poll(job_id)).await
    }

    /// Lists jobs: one page on Zilliz Cloud, all of them on Milvus.
    ///
    /// # Errors
    /// `NotFound` for an unknown collection or cluster, and every other failure of a call.
    pub async fn list_import_jobs(&self, options: &ListImportJobs) -> Result<JobList> {
        let request = self.shared.protocol.list_import_jobs(options)?;
        let parse = |response: Response| self.shared.protocol.parse_job_list(response);
        retry::reading(&self.shared, || self.send(Operation::ListImportJobs, &request, parse)).await
    }

    /// Creates an import job. Sent again only when no connection was made, or with an idempotency key.
    ///
    /// # Errors
    /// After `Timeout`, `Connect` or `UnexpectedResponse` the job may exist: list the jobs before trying again.
    pub async fn bulk_import(&self, import: &BulkImport) -> Result<CreatedJob> {
        let request = self.shared.protocol.bulk_import(import)?;
        let repeatable = request.idempotency_key.is_some();
        let parse = |response: Response| self.shared.protocol.parse_created_job(response);
        retry::writing(&self.shared, repeatable, || self.send(Operation::BulkImport, &request, parse)).await
    }

    /// Makes the rows of an Uncommitted job visible (Milvus 3.0).
    ///
    /// # Errors
    /// `Unsupported` where the server has no such operation, `InvalidArgument` for a job that commits by itself.
    pub async fn commit_import(&self, job_id: &str) -> Result<()> {
        self.end_job(Operation::CommitImport, &self.shared.protocol.commit_import(job_id)?).await
    }

    /// Throws the rows of an Uncommitted job away (Milvus 3.0).
    ///
    /// # Errors
    /// `Unsupported` where the server has no such operation, `InvalidArgument` for a job that commits by itself.
    pub async fn abort_import(&self, job_id: &str) -> Result<()> {
        self.end_job(Operation::AbortImport, &self.shared.protocol.abort_import(job_id)?).await
    }

    /// Asks Zilliz Cloud about a job of any kind; the answer has no rows and no files.
    ///
    /// # Errors
    /// `Unsupported` elsewhere, `JobNotFound`, and every other failure of a call.
    pub async fn describe_job(&self, job_id: &str) -> Result<ImportProgress> {
        let request = self.shared.protocol.describe_job(job_id)?;
        let parse = |response: Response| self.shared.protocol.parse_import_progress(job_id, response);
        retry::reading(&self.shared, || self.send(Operation::DescribeJob, &request, parse)).await
    }

    /// Follows a job to its end and returns its last progress; `on_progress` sees every change, the last one included.
    ///
    /// An Uncommitted job ends the wait with success: it needs someone's commit.
    ///
    /// # Errors
    /// `ImportFailed`, `Timeout`, `Stalled`, `Vanished`, `JobNotFound`, or the fault that lasted longer than the fault budget.
    pub async fn wait(
        &self,
        job_id: &str,
        options: &WaitOptions,
        on_progress: impl FnMut(&ImportProgress),
    ) -> Result<ImportProgress> {
        Follow::new(job_id, options).run_to_end(self, on_progress).await
    }

    /// Follows a job change by change.
    pub fn watch(&self, job_id: &str, options: &WaitOptions) -> Watch {
        Watch::new(self.clone(), job_id, options)
    }

    pub(crate) fn retry_budget(&self) -> Duration {
        self.shared.retry_budget
    }

    /// One request for a job's progress, without retries. Tries the spellings of the route until the server knows one.
    pub(crate) async fn poll(&self, job_id: &str) -> Result<ImportProgress> {
        let protocol = &self.shared.protocol;
        let parse = |response: Response| protocol.parse_import_progress(job_id, response);
        let likely = self.shared.learned.spelling.load(Ordering::Relaxed);
        let mut first_miss = None;
        for offset in 0..protocol.spellings() {
            let spelling = (likely + offset) % protocol.spellings();
            let request = protocol.get_import_progress(job_id, spelling)?;
            match self.send(Operation::GetImportProgress, &request, parse).await {
                Err(miss) if miss.code() == ErrorCode::Unsupported => drop(first_miss.get_or_insert(miss)),
                answer => {
                    let is_the_servers = answer.as_ref().map_or_else(|error| error.server_code().is_some(), |_| true);
                    if offset > 0 && is_the_servers {
                        self.shared.learned.spelling.store(spelling, Ordering::Relaxed);
                    }
                    return answer;
                }
            }
        }
        Err(first_miss.unwrap_or_else(|| crate::Error::new(ErrorCode::Internal, "no spelling of the progress route")))
    }

    async fn end_job(&self, operation: Operation, request: &Request) -> Result<()> {
        let parse = |response: Response| self.shared.protocol.parse_done(&response);
        retry::writing(&self.shared, false, || self.send(operation, request, parse)).await
    }

    async fn send<T>(
        &self,
        operation: Operation,
        request: &Request,
        parse: impl FnOnce(Response) -> Result<T>,
    ) -> Result<T> {
        let answer = self.transport.send(operation, request).await;
        let parsed = answer.and_then(|response| parse(Response { url: self.shared.url(request), ..response }));
        parsed.map_err(|error| self.shared.in_context(operation, request, error))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("uri", &self.uri()).field("api", &self.api()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checked by the compiler alone: nothing is polled.
    #[test]
    fn calls_can_be_spawned() {
        fn spawned(call: impl Future + Send + 'static) {
            drop(call);
        }
        let clients = || Client::builder("http://localhost:1").build().unwrap();
        let client = clients();
        spawned(async move { client.get_import_progress("1").await });
        let client = clients();
        spawned(async move { client.describe_job("1").await });
        let client = clients();
        spawned(async move { client.list_import_jobs(&ListImportJobs::default()).await });
        let client = clients();
        spawned(async move { client.bulk_import(&BulkImport::default()).await });
        let client = clients();
        spawned(async move { client.commit_import("1").await });
        let client = clients();
        spawned(async move { client.watch("1", &WaitOptions::default()).next().await });
        let client = clients();
        spawned(async move { client.wait("1", &WaitOptions::default(), |_| ()).await });
    }
}
