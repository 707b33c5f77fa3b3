//! What to send.

use std::ffi::{CString, c_char};
use std::mem::MaybeUninit;
use std::ptr;

use milvus_import::{Call, CodecRequest, Operation, Result};

use crate::boundary::{answer, given, invalid, make};
use crate::client::mvi_client;
use crate::error::mvi_error;
use crate::handle;
use crate::model::options::{mvi_bulk_import_options, mvi_describe_collection_options, mvi_list_import_jobs_options};
use crate::names::mvi_operation;
use crate::sized::{self, options};
use crate::status::mvi_status;
use crate::text::{c_text, number, required};

/// What a request is about: set what the operation takes.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct mvi_request_options {
    /// `sizeof(mvi_request_options)`.
    pub struct_size: usize,
    /// The job, for the operations on one.
    pub job_id: *const c_char,
    /// For `MVI_OPERATION_GET_IMPORT_PROGRESS`: which name of the route to use. Begin with 0, and after `MVI_UNSUPPORTED` try the next,
    /// below `mvi_request_spellings`; releases differ in which of them they serve.
    pub spelling: usize,
    /// For `MVI_OPERATION_BULK_IMPORT`.
    pub bulk_import: *const mvi_bulk_import_options,
    /// For `MVI_OPERATION_LIST_IMPORT_JOBS`; may be NULL.
    pub list_import_jobs: *const mvi_list_import_jobs_options,
    /// For `MVI_OPERATION_DESCRIBE_COLLECTION`.
    pub describe_collection: *const mvi_describe_collection_options,
}

options!(mvi_request_options ends with describe_collection: *const mvi_describe_collection_options);

/// A request as bytes to send, freed by `mvi_request_free`. Constant once made: any thread, several at once.
pub struct mvi_request {
    pub(crate) of: CodecRequest,
    method: CString,
    url: CString,
    headers: Vec<(CString, CString)>,
}

/// Builds the request of an `mvi_operation`, without sending anything, for the client's API generation: set its `api` where the host
/// does not tell it, since only the client's own calls find it out. `MVI_INVALID_ARGUMENT` where a member that the operation takes
/// is missing, `MVI_UNSUPPORTED` where the API generation has no such operation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_request_build(
    client: Option<&mvi_client>,
    operation: i32,
    options: *const mvi_request_options,
    request: Option<&mut MaybeUninit<*mut mvi_request>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(request, error, "request", || {
        let codec = given(client, "client")?.client.codec();
        // SAFETY: as the header asks for.
        let options = given(unsafe { sized::read(options, "options") }?, "options")?;
        // SAFETY: as the header asks for.
        let call = unsafe { call(operation, &options) }?;
        Ok(mvi_request::new(codec.request(call, options.spelling)?))
    })
}

impl mvi_request {
    fn new(of: CodecRequest) -> Self {
        let http = of.http();
        let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            (c_text(name.as_str()), CString::new(value.as_bytes()).unwrap_or_default())
        };
        let headers = http.headers().iter().map(header).collect();
        Self { method: c_text(http.method().as_str()), url: c_text(&http.uri().to_string()), headers, of }
    }
}

/// # Safety
/// What the options point to is as the header asks for.
pub(crate) unsafe fn call(operation: i32, options: &mvi_request_options) -> Result<Call> {
    let operation = core_operation(operation).ok_or_else(|| invalid(format!("there is no operation {operation}")))?;
    match operation {
        Operation::ListImportJobs => {
            // SAFETY: as this function asks for.
            let list = unsafe { sized::read_or_default(options.list_import_jobs, "list_import_jobs") }?;
            // SAFETY: as this function asks for.
            unsafe { mvi_list_import_jobs_options::to_core(list) }.map(Call::from)
        }
        Operation::BulkImport => {
            // SAFETY: as this function asks for.
            let import = given(unsafe { sized::read(options.bulk_import, "bulk_import") }?, "bulk_import")?;
            // SAFETY: as this function asks for.
            unsafe { import.to_core() }.map(Call::from)
        }
        Operation::DescribeCollection => {
            // SAFETY: as this function asks for.
            let described = unsafe { sized::read(options.describe_collection, "describe_collection") }?;
            // SAFETY: as this function asks for.
            unsafe { given(described, "describe_collection")?.to_core() }.map(Call::from)
        }
        // SAFETY: as this function asks for.
        _ => Call::of_job(operation, unsafe { required(options.job_id, "job_id") }?),
    }
}

fn core_operation(operation: i32) -> Option<Operation> {
    mvi_operation::ALL.iter().find(|(own, ..)| *own as i32 == operation).map(|(_, core, _)| *core)
}

/// How many names the progress route has on this client's servers.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_request_spellings(client: Option<&mvi_client>) -> usize {
    answer(0, || client.map_or(0, |client| client.client.codec().spellings()))
}

/// The HTTP method, `"GET"` or `"POST"`. Never NULL. It belongs to the request.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_request_method(request: Option<&mvi_request>) -> *const c_char {
    answer(ptr::null(), || request.map_or(ptr::null(), |request| request.method.as_ptr()))
}

/// The whole address, query included. Never NULL. It belongs to the request.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_request_url(request: Option<&mvi_request>) -> *const c_char {
    answer(ptr::null(), || request.map_or(ptr::null(), |request| request.url.as_ptr()))
}

/// How many headers to send. Not among them: `Host` and `Content-Length`, which every HTTP stack makes itself.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_request_headers(request: Option<&mvi_request>) -> usize {
    answer(0, || request.map_or(0, |request| request.headers.len()))
}

/// The name of one header, counted from 0; NULL beyond the last one. It belongs to the request.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_request_header_name(request: Option<&mvi_request>, index: usize) -> *const c_char {
    answer(ptr::null(), || {
        request.and_then(|request| request.headers.get(index)).map_or(ptr::null(), |(name, _)| name.as_ptr())
    })
}

/// The value of one header, counted from 0; NULL beyond the last one. One of them is the token: do not log it. It belongs
/// to the request.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_request_header_value(request: Option<&mvi_request>, index: usize) -> *const c_char {
    answer(ptr::null(), || {
        request.and_then(|request| request.headers.get(index)).map_or(ptr::null(), |(_, value)| value.as_ptr())
    })
}

/// The body, `length` bytes; it may be empty, but is never NULL, and on milvus-2.3 a GET has one too. It belongs to the
/// request.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_request_body(
    request: Option<&mvi_request>,
    length: Option<&mut MaybeUninit<usize>>,
) -> *const u8 {
    number(length, || request.map(|request| request.of.http().body().len()));
    answer(ptr::null(), || request.map_or(ptr::null(), |request| request.of.http().body().as_ptr()))
}

/// Frees a request, and all that was read from it. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_request_free(request: *mut mvi_request) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(request) }
}
