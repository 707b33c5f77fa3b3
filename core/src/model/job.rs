//! The short form in which servers list jobs.

use serde::Serialize;

use super::JobState;
use super::progress::serialize_number;
use crate::protocol::Response;

/// One job of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ImportJob {
    /// The job's id, as text.
    pub job_id: String,
    /// The collection that the rows go to.
    pub collection_name: Option<String>,
    /// The job's state.
    pub state: JobState,
    /// The state as the server wrote it.
    pub raw_state: Option<String>,
    /// Percentage 0..=100; none where the list has none (Zilliz Cloud).
    pub progress: Option<u8>,
    /// The number as sent.
    #[serde(serialize_with = "serialize_number")]
    pub raw_progress: Option<f64>,
    /// Why the job failed.
    pub reason: Option<String>,
}

/// One page of jobs. Milvus sends all jobs at once, in random order; Zilliz Cloud pages.
///
/// An empty list is never proof that no job exists: Milvus answers so when its coordinator cannot be reached, and leaves
/// out what the caller may not see.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct JobList {
    /// The jobs, in the server's order.
    pub jobs: Vec<ImportJob>,
    /// How many jobs there are on all pages.
    pub count: Option<i64>,
    /// The number of this page, from 1.
    pub current_page: Option<i64>,
    /// How many jobs a page holds.
    pub page_size: Option<i64>,
    #[serde(skip)]
    pub(crate) response: Response,
}

impl JobList {
    /// The answer that this was read from.
    pub fn response(&self) -> &Response {
        &self.response
    }
}

/// A job that `bulk_import` made.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CreatedJob {
    /// The job's id, as text.
    pub job_id: String,
    #[serde(skip)]
    pub(crate) response: Response,
}

impl CreatedJob {
    /// The answer that this was read from.
    pub fn response(&self) -> &Response {
        &self.response
    }
}
