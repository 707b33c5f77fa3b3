//! The asynchronous client.

mod builder;
mod certificates;
mod dialects;
mod direct;
mod endpoint;
mod environment;
mod fault;
mod kept;
mod link;
mod lookup;
mod new_jobs;
mod proxy;
mod retry;
mod secrets;
mod settings;
mod tls;
mod tls_fault;
mod transport;
mod verifier;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use builder::ClientBuilder;
pub(crate) use direct::DirectTransport;
pub(crate) use settings::{Settings, check_request_timeout};
use tokio::time::Instant;
#[cfg(test)]
pub(crate) use transport::Answer;
use transport::HttpTransport;
pub(crate) use transport::{Exchange, Transport, Via};

use crate::follow::{Follow, Watch};
use crate::later::later;
use crate::model::{
    Api, BulkImport, CallOptions, CreatedJob, ImportProgress, JobList, ListImportJobs, Operation, WaitOptions,
};
use crate::protocol::{Protocol, Request, Response};
use crate::{Error, ErrorCode, Result};

/// A client of one server: cheap to clone, safe to share between tasks, connected on first use.
///
/// Dropping the future of a call closes its request.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Settings>,
    transport: Arc<dyn Transport>,
    request_timeout: Option<u32>,
}

impl Client {
    /// A builder for the server at `uri`: `http(s)://host[:port][/prefix]`, or a bare host.
    pub fn builder(uri: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new().uri(uri)
    }

    pub(crate) fn from_settings(shared: Arc<Settings>) -> Self {
        let transport = Arc::new(HttpTransport::new(Arc::clone(&shared)));
        Self::over(shared, transport)
    }

    /// The client of a lane, which makes one call at a time.
    pub(crate) fn over(shared: Arc<Settings>, transport: Arc<dyn Transport>) -> Self {
        Self { request_timeout: shared.request_timeout, shared, transport }
    }

    #[cfg(test)]
    pub(crate) fn with_transport(&self, transport: Arc<dyn Transport>) -> Self {
        Self { transport, ..self.clone() }
    }

    /// The server's address, without a trailing slash.
    pub fn uri(&self) -> &str {
        self.shared.base()
    }

    /// The API generation that this client speaks: the one that was set, or has answered, or else the likely one.
    pub fn api(&self) -> Api {
        self.shared.api()
    }

    /// The same client, whose calls go by these options. What they do not say is as before.
    ///
    /// # Errors
    /// `InvalidArgument` for a value that cannot work.
    pub fn with_options(&self, options: &CallOptions) -> Result<Self> {
        let request_timeout = options.request_timeout.map(check_request_timeout).transpose()?.or(self.request_timeout);
        Ok(Self { request_timeout, ..self.clone() })
    }

    /// Asks how far a job is. A Failed job is a good answer: look at its `state`.
    ///
    /// # Errors
    /// `JobNotFound` for a job that the server does not know (any more), and every other failure of a call.
    pub async fn get_import_progress(&self, job_id: &str) -> Result<ImportProgress> {
        retry::reading(&self.shared, |deadline| self.poll(job_id, deadline)).await
    }

    /// Lists jobs: one page on Zilliz Cloud, all of them on Milvus.
    ///
    /// # Errors
    /// `NotFound` for an unknown collection or cluster, and every other failure of a call.
    pub async fn list_import_jobs(&self, options: &ListImportJobs) -> Result<JobList> {
        let read = Read {
            operation: Operation::ListImportJobs,
            request: |protocol: &Protocol, _| protocol.list_import_jobs(options),
            parse: |protocol: &Protocol, response| protocol.parse_job_list(response),
            is_meant: |_: &JobList| true,
        };
        retry::reading(&self.shared, |deadline| self.ask(&read, deadline)).await
    }

    /// Creates an import job. Sent again only when it made nothing: no connection was made, the server refused it for now, or
    /// an idempotency key was given. It is never tried out in one API after another: where only a guess has no such route, a
    /// read finds out what the server speaks.
    ///
    /// # Errors
    /// After `Timeout`, `Connect` or `UnexpectedResponse` the job may exist: list the jobs before trying again.
    pub async fn bulk_import(&self, import: &BulkImport) -> Result<CreatedJob> {
        let dialect = || self.shared.dialects.for_write(!import.files.is_empty());
        let guess = dialect();
        let created = self.create(guess, import).await;
        let is_missing = created.as_ref().is_err_and(|error| error.code() == ErrorCode::Unsupported);
        if is_missing && self.shared.dialects.is_guess() {
            let collection_name = Some(import.collection_name.clone());
            // Whatever the jobs are, and also where they are not told.
            drop(self.list_import_jobs(&ListImportJobs { collection_name, ..ListImportJobs::default() }).await);
            if dialect().api != guess.api {
                return self.create(dialect(), import).await;
            }
        }
        created
    }

    async fn create(&self, protocol: &Protocol, import: &BulkImport) -> Result<CreatedJob> {
        let request = self.timed(protocol.bulk_import(import)?);
        let repeatable = request.idempotency_key.is_some();
        let parse = |response: Response| protocol.parse_created_job(response);
        let send = |deadline| self.send(Operation::BulkImport, &request, Via::Own, deadline, parse);
        let (created, _) = retry::writing(&self.shared, repeatable, send).await?;
        created.job_ids.iter().for_each(|job_id| self.shared.new_jobs.remember(job_id));
        Ok(created)
    }

    /// Makes the rows of an Uncommitted job visible (Milvus 3.0). The answer says no more than that it is done.
    ///
    /// # Errors
    /// `Unsupported` where the server has no such operation, `InvalidArgument` for a job that commits by itself.
    pub async fn commit_import(&self, job_id: &str) -> Result<Response> {
        self.end_job(Operation::CommitImport, |protocol| protocol.commit_import(job_id)).await
    }

    /// Throws the rows of an Uncommitted job away (Milvus 3.0). The answer says no more than that it is done.
    ///
    /// # Errors
    /// `Unsupported` where the server has no such operation, `InvalidArgument` for a job that commits by itself.
    pub async fn abort_import(&self, job_id: &str) -> Result<Response> {
        self.end_job(Operation::AbortImport, |protocol| protocol.abort_import(job_id)).await
    }

    /// Asks Zilliz Cloud about a job of any kind; the answer has no rows and no files.
    ///
    /// # Errors
    /// `Unsupported` elsewhere, `JobNotFound`, and every other failure of a call.
    pub async fn describe_job(&self, job_id: &str) -> Result<ImportProgress> {
        let read = Read {
            operation: Operation::DescribeJob,
            request: |protocol: &Protocol, _| protocol.describe_job(job_id),
            parse: |protocol: &Protocol, response| {
                let progress = protocol.parse_import_progress(job_id, response)?;
                Ok(self.shared.without_secrets(progress))
            },
            is_meant: |progress: &ImportProgress| progress.answers_for(job_id),
        };
        retry::reading(&self.shared, |deadline| self.ask(&read, deadline)).await
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

    /// Whether this client has created a job so lately that the server may not know it yet.
    pub(crate) fn has_just_created(&self, job_id: &str) -> bool {
        self.shared.new_jobs.contains(job_id)
    }

    /// One look at a job by a follower, without retries.
    pub(crate) async fn look(&self, job_id: &str) -> Result<ImportProgress> {
        self.poll(job_id, later(Instant::now(), self.shared.timeout)).await
    }

    async fn poll(&self, job_id: &str, deadline: Instant) -> Result<ImportProgress> {
        let read = Read {
            operation: Operation::GetImportProgress,
            request: |protocol: &Protocol, spelling| protocol.get_import_progress(job_id, spelling),
            parse: |protocol: &Protocol, response| {
                let progress = protocol.parse_import_progress(job_id, response)?;
                Ok(self.shared.without_secrets(progress))
            },
            is_meant: |progress: &ImportProgress| progress.answers_for(job_id),
        };
        self.ask(&read, deadline).await
    }

    /// One read without retries, on the route that the server has.
    async fn ask<T, Q, P, M>(&self, read: &Read<Q, P, M>, deadline: Instant) -> Result<T>
    where
        Q: Fn(&Protocol, usize) -> Result<Request>,
        P: Fn(&Protocol, Response) -> Result<T>,
        M: Fn(&T) -> bool,
    {
        let mut first_miss = None;
        let mut missing = Vec::new();
        for (place, protocol, spelling) in self.shared.dialects.ways() {
            let request = match (read.request)(protocol, spelling) {
                Ok(request) if missing.contains(&request.path) => continue,
                Ok(request) => self.timed(request),
                Err(error) => {
                    first_miss.get_or_insert(error);
                    continue;
                }
            };
            match self.exchange(read, protocol, &request, deadline).await {
                Err(miss) if miss.code() == ErrorCode::Unsupported => {
                    first_miss.get_or_insert(miss);
                    missing.push(request.path);
                }
                answer => {
                    let is_the_servers = answer.as_ref().map_or_else(|error| error.server_code().is_some(), |_| true);
                    if is_the_servers {
                        self.shared.dialects.learn(place);
                    }
                    return answer;
                }
            }
        }
        Err(first_miss.unwrap_or_else(|| Error::new(ErrorCode::Internal, "no way to ask the server")))
    }

    /// Sends a read. A kept connection may hold the late answer to another request: one that is about another job is
    /// asked for again on a new connection, whose first answer is the server's word.
    async fn exchange<T, Q, P, M>(
        &self,
        read: &Read<Q, P, M>,
        protocol: &Protocol,
        request: &Request,
        deadline: Instant,
    ) -> Result<T>
    where
        P: Fn(&Protocol, Response) -> Result<T>,
        M: Fn(&T) -> bool,
    {
        let parse = |response| (read.parse)(protocol, response);
        let (answer, reused) = self.send(read.operation, request, Via::Kept, deadline, parse).await?;
        if !reused || (read.is_meant)(&answer) {
            return Ok(answer);
        }
        self.send(read.operation, request, Via::New, deadline, parse).await.map(|(answer, _)| answer)
    }

    async fn end_job(&self, operation: Operation, build: impl Fn(&Protocol) -> Result<Request>) -> Result<Response> {
        let protocol = self.shared.dialects.for_write(true);
        let request = self.timed(build(protocol)?);
        let parse = |response: Response| protocol.parse_done(response);
        let send = |deadline| self.send(operation, &request, Via::Own, deadline, parse);
        retry::writing(&self.shared, false, send).await.map(|(response, _)| response)
    }

    fn timed(&self, request: Request) -> Request {
        Request { request_timeout: self.request_timeout, ..request }
    }

    /// One request. With the answer comes whether its connection had been used before.
    async fn send<T>(
        &self,
        operation: Operation,
        request: &Request,
        via: Via,
        deadline: Instant,
        parse: impl FnOnce(Response) -> Result<T>,
    ) -> Result<(T, bool)> {
        let answer = self.transport.send(request, via, deadline).await;
        let parsed = answer.and_then(|Exchange { response, reused }| {
            let response = Response { url: self.shared.url(request), ..response };
            parse(response).map(|parsed| (parsed, reused))
        });
        parsed.map_err(|error| self.shared.through_proxy(self.shared.in_context(operation, request, error)))
    }
}

/// A read: what to send in each dialect, how to read the answer, and whether it is an answer to this.
struct Read<Q, P, M> {
    operation: Operation,
    request: Q,
    parse: P,
    is_meant: M,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("uri", &self.uri()).field("api", &self.api()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{answer, client};

    fn one_file() -> BulkImport {
        let files = vec![vec!["a.parquet".to_owned()]];
        BulkImport { collection_name: "c".to_owned(), files, ..BulkImport::default() }
    }

    #[tokio::test(start_paused = true)]
    async fn a_create_is_sent_again_after_a_refusal_and_never_after_a_lost_answer() {
        let made = answer(200, r#"{"code":0,"data":{"jobId":"7"}}"#);
        for refusal in [
            r#"{"code":2101,"message":"The number of jobs has reached the limit, please try again later. …"}"#,
            r#"{"code":8,"message":"rate limit exceeded[rate=0.1]"}"#,
            r#"{"code":1,"message":"service not ready[standalone=1]: Initializing"}"#,
        ] {
            let (client, script) = client(&[answer(200, refusal), answer(200, refusal), made.clone()]);
            assert_eq!(client.bulk_import(&one_file()).await.unwrap().job_id, "7");
            assert_eq!(script.asked.lock().unwrap().len(), 3);
        }
        for lost in
            [answer(408, "timeout"), answer(200, r#"{"code":10001,"message":"request timeout"}"#), answer(502, "")]
        {
            let (client, script) = client(&[lost, made.clone()]);
            assert!(client.bulk_import(&one_file()).await.is_err());
            assert_eq!(script.asked.lock().unwrap().len(), 1);
        }
    }

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
