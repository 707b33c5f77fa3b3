//! What an answer means.

use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::ptr;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use milvus_import::protocol::Response;
use milvus_import::{Call, ImportProgress, Outcome, Result};

use super::request::mvi_request;
use crate::boundary::{answer, given, invalid, make};
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::handle;
use crate::model::collection::mvi_collection;
use crate::model::created_job::mvi_created_job;
use crate::model::job_list::mvi_job_list;
use crate::model::options::mvi_key_value;
use crate::model::progress::mvi_progress;
use crate::sized::{self, options};
use crate::status::mvi_status;
use crate::text::{array, required};

/// A server's whole answer.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct mvi_http_answer {
    /// `sizeof(mvi_http_answer)`.
    pub struct_size: usize,
    /// The HTTP status.
    pub status: u16,
    /// The headers; `Location` and `Retry-After` are of use, so NULL will do.
    pub headers: *const mvi_key_value,
    /// How many there are in `headers`.
    pub headers_count: usize,
    /// The body, which may be NULL when it is empty.
    pub body: *const u8,
    /// How many bytes there are in `body`.
    pub body_length: usize,
}

options!(mvi_http_answer ends with body_length: usize);

/// What a good answer says, by the operation of its request or call. Freed by `mvi_response_free`. Constant once made: any thread, several
/// at once.
pub struct mvi_response {
    says: Says,
}

enum Says {
    Progress(mvi_progress),
    Jobs(mvi_job_list),
    Job(mvi_created_job),
    Collection(Box<mvi_collection>),
    Done,
}

/// Reads the answer to a request. The answer is copied as far as it is needed. An error is what the operation's own function
/// would return for that answer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_response_parse(
    client: Option<&mvi_client>,
    request: Option<&mvi_request>,
    answer: *const mvi_http_answer,
    response: Option<&mut MaybeUninit<*mut mvi_response>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(response, error, "response", || {
        let codec = given(client, "client")?.client.codec();
        let request = &given(request, "request")?.of;
        // SAFETY: as the header asks for.
        let answer = given(unsafe { sized::read(answer, "answer") }?, "answer")?;
        // SAFETY: as the header asks for.
        let answer = unsafe { answer.to_core() }?;
        Ok(mvi_response::new(codec.parse(request, answer)?, request.call()))
    })
}

impl mvi_response {
    /// What a call came to.
    pub(crate) fn new(outcome: Outcome, call: &Call) -> Self {
        let says = match (outcome, call) {
            (Outcome::Progress(progress), _) => Says::Progress(mvi_progress::new(progress)),
            (Outcome::Jobs(list), Call::ListImportJobs(asked)) => Says::Jobs(mvi_job_list::new(list, asked)),
            (Outcome::Created(job), _) => Says::Job(mvi_created_job::new(job)),
            (Outcome::Collection(description), _) => Says::Collection(Box::new(mvi_collection::new(description))),
            _ => Says::Done,
        };
        Self { says }
    }

    pub(crate) fn of_progress(progress: ImportProgress) -> Self {
        Self { says: Says::Progress(mvi_progress::new(progress)) }
    }
}

impl mvi_http_answer {
    /// # Safety
    /// Every text and array is as the header asks for.
    unsafe fn to_core(self) -> Result<Response> {
        // SAFETY: as this function asks for.
        let given = unsafe { array(self.headers, self.headers_count, "headers") }?;
        // SAFETY: as this function asks for.
        let body = unsafe { array(self.body, self.body_length, "body") }?;
        let mut headers = HeaderMap::new();
        for header in given {
            // SAFETY: as this function asks for.
            let name = unsafe { required(header.key, "the name of a header") }?;
            if header.value.is_null() {
                return Err(invalid("the value of a header is NULL"));
            }
            // SAFETY: as this function asks for. Servers send values that are not UTF-8.
            let value = unsafe { CStr::from_ptr(header.value) };
            // What is no header is of no use here, whoever let it pass.
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(value.to_bytes())) {
                headers.append(name, value);
            }
        }
        let mut response = Response::new(self.status, Bytes::copy_from_slice(body));
        response.headers = headers;
        Ok(response)
    }
}

/// How far the job is, for `MVI_OPERATION_GET_IMPORT_PROGRESS`, `MVI_OPERATION_DESCRIBE_JOB` and `mvi_calls_wait`, else NULL. It belongs to the response.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_response_progress(response: Option<&mvi_response>) -> *const mvi_progress {
    answer(ptr::null(), || match response.map(|response| &response.says) {
        Some(Says::Progress(progress)) => progress,
        _ => ptr::null(),
    })
}

/// The jobs, for `MVI_OPERATION_LIST_IMPORT_JOBS`, else NULL. They belong to the response.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_response_job_list(response: Option<&mvi_response>) -> *const mvi_job_list {
    answer(ptr::null(), || match response.map(|response| &response.says) {
        Some(Says::Jobs(list)) => list,
        _ => ptr::null(),
    })
}

/// The job that was made, for `MVI_OPERATION_BULK_IMPORT`, else NULL. It belongs to the response.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_response_created_job(response: Option<&mvi_response>) -> *const mvi_created_job {
    answer(ptr::null(), || match response.map(|response| &response.says) {
        Some(Says::Job(job)) => job,
        _ => ptr::null(),
    })
}

/// What the collection holds, for `MVI_OPERATION_DESCRIBE_COLLECTION`, else NULL. It belongs to the response.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_response_collection(response: Option<&mvi_response>) -> *const mvi_collection {
    answer(ptr::null(), || match response.map(|response| &response.says) {
        Some(Says::Collection(collection)) => ptr::from_ref(&**collection),
        _ => ptr::null(),
    })
}

/// Frees a response, and all that was read from it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_response_free(response: *mut mvi_response) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(response) }
}
