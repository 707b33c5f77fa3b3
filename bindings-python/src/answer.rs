//! What results keep of the HTTP answer that they were read from.

use std::time::Duration;

use milvus_import::protocol::{Api, Protocol, Response};
use milvus_import::{Call, Error, Outcome, Result};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// Header names and values, in the server's order.
pub(crate) type Headers<'py> = Vec<(String, Bound<'py, PyBytes>)>;

/// An answer as Python takes it: URL, status, headers, body, and the seconds that the call took.
pub(crate) type Parts<'py> = (String, u16, Headers<'py>, Bound<'py, PyBytes>, Option<f64>);

/// What it takes to rebuild an answer, in the same order; from a pickle.
pub(crate) type Restored = (String, u16, Vec<(String, Vec<u8>)>, Vec<u8>, Option<f64>);

pub(crate) fn parts<'py>(py: Python<'py>, response: &Response, elapsed: Option<Duration>) -> Parts<'py> {
    let headers = response.headers.iter();
    let headers = headers.map(|(name, value)| (name.as_str().to_owned(), PyBytes::new(py, value.as_bytes())));
    let elapsed = elapsed.map(|elapsed| elapsed.as_secs_f64());
    (response.url.clone(), response.status, headers.collect(), PyBytes::new(py, &response.body), elapsed)
}

pub(crate) fn restored(parts: Restored) -> (Response, Option<Duration>) {
    let (url, status, headers, body, elapsed) = parts;
    let headers = headers.into_iter().filter_map(|(name, value)| {
        let name = name.parse::<http::HeaderName>().ok()?;
        Some((name, http::HeaderValue::try_from(value).ok()?))
    });
    let mut response = Response::new(status, body);
    (response.url, response.headers) = (url, headers.collect());
    (response, elapsed.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()))
}

/// Reads an answer again that was good before. Which API it came from shows in the answer itself, and how large it may be was
/// decided when it came.
pub(crate) fn reread<T: TryFrom<Outcome, Error = Error>>(call: impl Into<Call>, response: Response) -> Result<T> {
    let mut protocol = Protocol::new(Api::MilvusV2);
    protocol.max_response_bytes = usize::MAX;
    protocol.parse(&call.into(), response)?.try_into()
}

/// The body as text. Servers send UTF-8 JSON; what the core skipped over may still be broken.
pub(crate) fn text<'py>(py: Python<'py>, response: &Response) -> Bound<'py, PyString> {
    PyString::new(py, &String::from_utf8_lossy(&response.body))
}
