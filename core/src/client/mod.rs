//! The asynchronous client.

mod builder;
mod certificates;
mod codec;
mod dialects;
mod direct;
mod endpoint;
mod environment;
mod fault;
mod kept;
mod link;
mod lookup;
mod new_jobs;
mod pages;
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
pub use codec::{Codec, CodecRequest};
pub(crate) use direct::DirectTransport;
pub use pages::Pages;
pub(crate) use settings::{Settings, check_request_timeout};
use tokio::sync::Semaphore;
use tokio::time::Instant;
#[cfg(test)]
pub(crate) use transport::Answer;
use transport::HttpTransport;
pub(crate) use transport::{Exchange, Transport, Via};

use crate::follow::{Budget, Question};
use crate::import_many::{Target, seconds_for};
use crate::later::later;
use crate::model::{
    Api, BulkImport, CallOptions, CollectionDescription, CreatedJob, DescribeCollection, ImportProgress, JobList,
    ListImportJobs, Operation,
};
use crate::protocol::{Protocol, Request, Response};
use crate::{Call, Error, ErrorCode, Outcome, Result};

/// A client of one server: cheap to clone, safe to share between tasks, connected on first use.
///
/// Dropping the future of a call closes its request.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Settings>,
    transport: Arc<dyn Transport>,
    request_timeout: Option<u32>,
    looks: Arc<Semaphore>,
}

/// How many followed jobs are looked at at once: each look under way has a connection, and ten thousand jobs may be followed.
const LOOKS_AT_ONCE: usize = 64;

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
        let looks = Arc::new(Semaphore::new(LOOKS_AT_ONCE));
        Self { request_timeout: shared.request_timeout, shared, transport, looks }
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

    /// The same without the network: makes requests and reads answers, in the API generation that this client speaks now.
    pub fn codec(&self) -> Codec {
        Codec::new(Arc::clone(&self.shared), self.request_timeout)
    }

    /// Makes a call: what every method below does, for callers who keep calls as values.
    ///
    /// # Errors
    /// Those of the operation's own method.
    pub async fn call(&self, call: &Call) -> Result<Outcome> {
        match call {
            Call::BulkImport(import) => self.create(call, import).await,
            _ if call.operation().is_read() => retry::reading(&self.shared, |deadline| self.ask(call, deadline)).await,
            _ => self.write(self.shared.dialects.for_write(true), call).await,
        }
    }

    /// Asks how far a job is. A Failed job is a good answer: look at its `state`.
    ///
    /// # Errors
    /// `JobNotFound` for a job that the server does not know (any more), and every other failure of a call.
    pub async fn get_import_progress(&self, job_id: &str) -> Result<ImportProgress> {
        self.call(&Call::GetImportProgress { job_id: job_id.to_owned() }).await?.try_into()
    }

    /// Lists jobs: one page on Zilliz Cloud, all of them on Milvus. [`pages`](Self::pages) asks for the others too.
    ///
    /// # Errors
    /// `NotFound` for an unknown collection or cluster, and every other failure of a call.
    pub async fn list_import_jobs(&self, options: &ListImportJobs) -> Result<JobList> {
        self.call(&options.clone().into()).await?.try_into()
    }

    /// Lists all jobs, from the page that the options name on: a stream of pages, each asked for when it is wanted.
    ///
    /// ```no_run
    /// # async fn example(client: milvus_import::Client) -> milvus_import::Result<()> {
    /// let mut pages = client.pages(&milvus_import::ListImportJobs::default());
    /// while let Some(page) = pages.next().await {
    ///     for job in page?.jobs {
    ///         println!("{} {}", job.job_id, job.state);
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn pages(&self, options: &ListImportJobs) -> Pages {
        Pages::new(self.clone(), options.clone())
    }

    /// Creates an import job. Sent again only when it made nothing: no connection was made, the server refused it for now, or
    /// an idempotency key was given. It is never tried out in one API after another: where only a guess has no such route, a
    /// read finds out what the server speaks.
    ///
    /// # Errors
    /// After `Timeout`, `Connect` or `UnexpectedResponse` the job may exist: list the jobs before trying again.
    pub async fn bulk_import(&self, import: &BulkImport) -> Result<CreatedJob> {
        self.call(&import.clone().into()).await?.try_into()
    }

    /// Makes the rows of an Uncommitted job visible (Milvus 3.0). The answer says no more than that it is done.
    ///
    /// # Errors
    /// `Unsupported` where the server has no such operation, `InvalidArgument` for a job that commits by itself.
    pub async fn commit_import(&self, job_id: &str) -> Result<Response> {
        self.call(&Call::CommitImport { job_id: job_id.to_owned() }).await?.try_into()
    }

    /// Throws the rows of an Uncommitted job away (Milvus 3.0). The answer says no more than that it is done.
    ///
    /// # Errors
    /// `Unsupported` where the server has no such operation, `InvalidArgument` for a job that commits by itself.
    pub async fn abort_import(&self, job_id: &str) -> Result<Response> {
        self.call(&Call::AbortImport { job_id: job_id.to_owned() }).await?.try_into()
    }

    /// Asks Zilliz Cloud about a job of any kind; the answer has no rows and no files.
    ///
    /// # Errors
    /// `Unsupported` elsewhere, `JobNotFound`, and every other failure of a call.
    pub async fn describe_job(&self, job_id: &str) -> Result<ImportProgress> {
        self.call(&Call::DescribeJob { job_id: job_id.to_owned() }).await?.try_into()
    }

    /// Asks what a collection holds: its fields, functions and properties. A name is enough:
    /// `client.describe_collection("books")`.
    ///
    /// # Errors
    /// `NotFound` for an unknown collection or database. `Unsupported` on Zilliz Cloud's control plane, since collections are
    /// on their cluster: make a client with its own endpoint as the uri and `milvus-v2` as the api. `Unsupported` also on the
    /// management port of Milvus 2.3, which describes collections on port 19530. Every other failure of a call.
    pub async fn describe_collection(
        &self,
        collection: impl Into<DescribeCollection>,
    ) -> Result<CollectionDescription> {
        self.call(&collection.into().into()).await?.try_into()
    }

    /// The error of a call that its caller has ended by dropping it, for languages that hand one on.
    pub fn cancelled(&self, operation: Operation) -> Error {
        self.shared.cancelled(operation)
    }

    pub(crate) fn retry_budget(&self) -> Duration {
        self.shared.retry_budget
    }

    /// Whether this client has created a job so lately that the server may not know it yet.
    pub(crate) fn has_just_created(&self, job_id: &str) -> bool {
        self.shared.new_jobs.contains(job_id)
    }

    /// One look at a job by a follower, without retries. Waiting for its turn takes none of its time.
    pub(crate) async fn look(&self, job_id: &str) -> Result<ImportProgress> {
        let _turn = self.looks.acquire().await;
        let call = Call::GetImportProgress { job_id: job_id.to_owned() };
        self.ask(&call, later(Instant::now(), self.shared.timeout)).await?.try_into()
    }

    /// One question of a follower of many jobs, without retries.
    pub(crate) async fn ask_for(&self, question: &Question) -> Result<Outcome> {
        match question {
            Question::Job(job_id) => self.look(job_id).await.map(Outcome::Progress),
            Question::List { options, .. } => {
                self.ask(&options.clone().into(), later(Instant::now(), self.shared.timeout)).await
            }
            Question::Create(import) => self.create_once(import).await,
            Question::Commit(job_id) => self.decide(Call::CommitImport { job_id: job_id.to_string() }).await,
            Question::Abort(job_id) => self.decide(Call::AbortImport { job_id: job_id.to_string() }).await,
        }
    }

    /// One create that is not sent again, with its idempotency key where the server may know such.
    async fn create_once(&self, import: &BulkImport) -> Result<Outcome> {
        let mut import = import.clone();
        let groups = import.files.len();
        let protocol = self.shared.dialects.for_write(groups > 0);
        let seconds = (protocol.api == Api::MilvusV2).then(|| seconds_for(groups)).flatten();
        import.idempotency_key = import.idempotency_key.filter(|_| protocol.api == Api::MilvusV2);
        self.write_once(protocol, &import.into(), self.request_timeout.or(seconds)).await
    }

    async fn decide(&self, call: Call) -> Result<Outcome> {
        self.write_once(self.shared.dialects.for_write(true), &call, self.request_timeout).await
    }

    async fn write_once(&self, protocol: &Protocol, call: &Call, request_timeout: Option<u32>) -> Result<Outcome> {
        let request = Request { request_timeout, ..protocol.request(call, 0)? };
        // The server's answer to a late request comes after the time that it has.
        let servers = request_timeout.map_or(Duration::ZERO, |seconds| Duration::from_secs(u64::from(seconds) + 5));
        let deadline = later(Instant::now(), self.shared.timeout.max(servers));
        Ok(self.send(protocol, call, &request, Via::Own, deadline).await?.0)
    }

    pub(crate) fn target(&self) -> Target {
        self.shared.target()
    }

    /// How often this server is asked by all followers of the process that have this token.
    pub(crate) fn budget(&self) -> &Arc<Budget> {
        self.shared.budget()
    }

    /// Creates a job where the caller, the host or a read tells. Where only a guess has no such route, so that nothing was
    /// made, a read tells.
    async fn create(&self, call: &Call, import: &BulkImport) -> Result<Outcome> {
        let dialect = || self.shared.dialects.for_write(!import.files.is_empty());
        let guess = dialect();
        let created = self.write(guess, call).await;
        let is_missing = created.as_ref().is_err_and(|error| error.code() == ErrorCode::Unsupported);
        if is_missing && self.shared.dialects.is_guess() {
            let collection_name = Some(import.collection_name.clone());
            let list = Call::from(ListImportJobs { collection_name, ..ListImportJobs::default() });
            // Whatever the jobs are, and also where they are not told.
            drop(retry::reading(&self.shared, |deadline| self.ask(&list, deadline)).await);
            if dialect().api != guess.api {
                return self.write(dialect(), call).await;
            }
        }
        created
    }

    async fn write(&self, protocol: &Protocol, call: &Call) -> Result<Outcome> {
        let request = self.timed(protocol.request(call, 0)?);
        let send = |deadline| self.send(protocol, call, &request, Via::Own, deadline);
        let (outcome, _) = retry::writing(&self.shared, request.idempotency_key.is_some(), send).await?;
        if let Outcome::Created(created) = &outcome {
            created.job_ids.iter().for_each(|job_id| self.shared.new_jobs.remember(job_id));
        }
        Ok(outcome)
    }

    /// One read without retries, on the route that the server has.
    async fn ask(&self, call: &Call, deadline: Instant) -> Result<Outcome> {
        let mut first_miss = None;
        let mut missing = Vec::new();
        for (place, protocol, spelling) in self.shared.dialects.ways() {
            let request = match protocol.request(call, spelling) {
                Ok(request) if missing.contains(&request.path) => continue,
                Ok(request) => self.timed(request),
                Err(error) => {
                    first_miss.get_or_insert(error);
                    continue;
                }
            };
            match self.exchange(protocol, call, &request, deadline).await {
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
    async fn exchange(
        &self,
        protocol: &Protocol,
        call: &Call,
        request: &Request,
        deadline: Instant,
    ) -> Result<Outcome> {
        let (answer, reused) = self.send(protocol, call, request, Via::Kept, deadline).await?;
        if !reused || answer.answers(call) {
            return Ok(answer);
        }
        self.send(protocol, call, request, Via::New, deadline).await.map(|(answer, _)| answer)
    }

    fn timed(&self, request: Request) -> Request {
        Request { request_timeout: self.request_timeout, ..request }
    }

    /// One request. With the outcome comes whether its connection had been used before.
    async fn send(
        &self,
        protocol: &Protocol,
        call: &Call,
        request: &Request,
        via: Via,
        deadline: Instant,
    ) -> Result<(Outcome, bool)> {
        let answer = self.transport.send(request, via, deadline).await;
        let read = answer.map_err(|error| self.shared.in_context(call.operation(), request, error)).and_then(
            |Exchange { response, reused }| Ok((self.shared.read(protocol, call, request, response)?, reused)),
        );
        read.map_err(|error| self.shared.through_proxy(error))
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
        use crate::WaitOptions;

        fn spawned(call: impl Future + Send + 'static) {
            drop(call);
        }
        let clients = || Client::builder("http://localhost:1").build().unwrap();
        let client = clients();
        spawned(async move { client.get_import_progress("1").await });
        let client = clients();
        spawned(async move { client.describe_job("1").await });
        let client = clients();
        spawned(async move { client.describe_collection("c").await });
        let client = clients();
        spawned(async move { client.list_import_jobs(&ListImportJobs::default()).await });
        let client = clients();
        spawned(async move { client.pages(&ListImportJobs::default()).next().await });
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
