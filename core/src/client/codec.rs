//! A client without the network, for programs with their own HTTP stack.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::settings::Settings;
use crate::protocol::{Request, Response};
use crate::{Call, Outcome, Result};

/// Makes whole HTTP requests of calls, and outcomes of their answers, in the API generation that the client's options tell: only
/// a [`crate::Client`] finds out what a server speaks. Nothing is sent, and nothing is waited for.
///
/// ```
/// # fn main() -> milvus_import::Result<()> {
/// use milvus_import::{Call, Client, Operation, Outcome, protocol::Response};
///
/// let codec = Client::builder("http://localhost:19530").token("root:Milvus").build_codec()?;
/// let request = codec.request(Call::of_job(Operation::GetImportProgress, "448761313698322011")?, 0)?;
/// assert_eq!(request.http().uri(), "http://localhost:19530/v2/vectordb/jobs/import/get_progress");
/// // …send it, and hand the answer in:
/// let body = r#"{"code":0,"data":{"state":"Importing","progress":40}}"#;
/// let Outcome::Progress(progress) = codec.parse(&request, Response::new(200, body))? else { unreachable!() };
/// assert_eq!(progress.progress, 40);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Codec {
    settings: Arc<Settings>,
    request_timeout: Option<u32>,
}

/// A call as an HTTP request, made by [`Codec::request`].
#[derive(Clone)]
pub struct CodecRequest {
    call: Call,
    request: Request,
    http: http::Request<Bytes>,
}

impl CodecRequest {
    /// Method, address, headers and body, ready for any HTTP stack. One of the headers is the token: do not log it.
    pub fn http(&self) -> &http::Request<Bytes> {
        &self.http
    }

    /// The call that this is of.
    pub fn call(&self) -> &Call {
        &self.call
    }
}

impl Codec {
    pub(crate) fn new(settings: Arc<Settings>, request_timeout: Option<u32>) -> Self {
        Self { settings, request_timeout }
    }

    /// How many names the progress route has; releases differ in which of them they serve.
    pub fn spellings(&self) -> usize {
        self.settings.dialects.in_use().spellings()
    }

    /// The request of a call. `spelling`: which name of the progress route to use. Begin with 0, and after `Unsupported` try
    /// the next, below [`Codec::spellings`].
    ///
    /// # Errors
    /// `InvalidArgument` for something that is missing or cannot be sent, `Unsupported` where the API generation has no such
    /// operation.
    pub fn request(&self, call: Call, spelling: usize) -> Result<CodecRequest> {
        let request = self.settings.dialects.in_use().request(&call, spelling)?;
        let request = Request { request_timeout: self.request_timeout, ..request };
        let http = self.settings.prepare(&request)?;
        Ok(CodecRequest { call, request, http })
    }

    /// Reads the answer to a request. An error says which call it is of, and does not hold the token.
    ///
    /// # Errors
    /// What the server reported, or `UnexpectedResponse` for an answer that is none.
    pub fn parse(&self, request: &CodecRequest, response: Response) -> Result<Outcome> {
        let CodecRequest { call, request, .. } = request;
        self.settings.read(self.settings.dialects.in_use(), call, request, response)
    }
}

impl fmt::Debug for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Codec").field("uri", &self.settings.base()).finish_non_exhaustive()
    }
}

impl fmt::Debug for CodecRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodecRequest").field("call", &self.call).field("request", &self.request).finish_non_exhaustive()
    }
}
