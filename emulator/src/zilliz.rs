//! What both generations of Zilliz Cloud's API have in common.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::http::{self, Answer};
use crate::jobs::{FileSpec, Job, Store, View};

/// An error: HTTP 200 with a code and a message.
pub(crate) struct Refusal(pub(crate) i64, pub(crate) String);

impl Refusal {
    pub(crate) fn new(code: i64, message: impl Into<String>) -> Self {
        Self(code, message.into())
    }

    pub(crate) fn into_answer(self) -> Answer {
        http::ok(&json!({"code": self.0, "message": self.1}))
    }
}

/// What `Bearer` brings along; the scheme's case matters.
pub(crate) fn bearer(call: &http::Call) -> Option<&str> {
    call.header("authorization")?.strip_prefix("Bearer ")
}

/// A request body; its members are read by [`text`] and [`groups`].
pub(crate) fn members(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    Map::deserialize(&mut reader).map_err(|error| invalid(&format!("The request body is no JSON object: {error}.")))
}

/// No published code says that a parameter is wrong; this one is Milvus's.
pub(crate) fn invalid(message: &str) -> Refusal {
    Refusal::new(1100, message)
}

/// A text; `""` when it is absent or null, which official clients send for what they do not use.
pub(crate) fn text(members: &Map<String, Value>, name: &str) -> Result<String, Refusal> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(invalid(&format!("The parameter {name} must be a string."))),
    }
}

pub(crate) fn required(members: &Map<String, Value>, name: &str) -> Result<String, Refusal> {
    match text(members, name)? {
        text if text.is_empty() => Err(invalid(&format!("The parameter {name} is missing."))),
        text => Ok(text),
    }
}

/// Lists of texts, empty when absent.
pub(crate) fn groups(members: &Map<String, Value>, name: &str) -> Result<Vec<Vec<String>>, Refusal> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(value) => serde_json::from_value(value.clone())
            .map_err(|_| invalid(&format!("The parameter {name} must be an array of arrays of strings."))),
    }
}

/// One page of a list, by the numbers the client asked for.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub(crate) size: usize,
    pub(crate) current: usize,
}

impl Page {
    /// A page of 10 unless a size is given, which has to be in the API's range.
    pub(crate) fn new(
        size: Option<u64>,
        current: Option<u64>,
        range: std::ops::RangeInclusive<u64>,
    ) -> Result<Self, Refusal> {
        let (size, current) = (size.unwrap_or(10), current.unwrap_or(1));
        if !range.contains(&size) || current == 0 {
            return Err(invalid(&format!(
                "pageSize must be {} to {}, and currentPage at least 1.",
                range.start(),
                range.end()
            )));
        }
        let index = |number| usize::try_from(number).unwrap_or(usize::MAX);
        Ok(Self { size: index(size), current: index(current) })
    }

    /// How many jobs there are, and those of this page.
    pub(crate) fn of(self, store: &Store, now: Duration) -> (usize, Vec<(&Job, View)>) {
        store.page(now, (self.current - 1).saturating_mul(self.size), self.size)
    }
}

/// The last part of a file's path: object stores' addresses are not shown.
pub(crate) fn file_name(file: &FileSpec) -> &str {
    let path = file.paths.first().map_or("", String::as_str);
    path.rsplit('/').find(|part| !part.is_empty()).unwrap_or(path)
}

/// The job's name for what it imports: its first file.
pub(crate) fn job_file_name(job: &Job) -> &str {
    job.files.first().map_or("", file_name)
}
