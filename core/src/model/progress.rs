//! How far a job is.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use bytes::Bytes;
use serde::ser::{Error as _, SerializeStruct};
use serde::{Deserialize, Serialize, Serializer};

use super::{JobState, Phase};
use crate::protocol::Response;
use crate::{Error, Result};

/// How far one job is, as one answer of the server says.
///
/// Rows are counted in rows, sizes in bytes, progress in percent. Times are RFC 3339 text as the server sent it.
/// `None` means that the server did not say.
#[derive(Clone)]
#[non_exhaustive]
pub struct ImportProgress {
    /// The job's id. Text, because ids are UUIDs, `job-…` or integers above 2^53.
    pub job_id: String,
    /// The collection that the rows go to.
    pub collection_name: Option<String>,
    /// The partition that the rows go to (milvus-2.3).
    pub partition_name: Option<String>,
    /// The file or folder of the job (Zilliz Cloud, milvus-2.3).
    pub file_name: Option<String>,
    /// The kind of job, `IMPORT` for one (Zilliz Cloud's describe-job).
    pub job_type: Option<String>,
    /// The job's state.
    pub state: JobState,
    /// The state as the server wrote it; none on zilliz-v1, which has no state.
    pub raw_state: Option<Cow<'static, str>>,
    /// Percentage 0..=100, rounded down: 100 only when it is. Not monotonic: a failed job is at 0, a retried task steps back.
    pub progress: u8,
    /// The number as sent, in the API's own unit (zilliz-v1: 0 to 1). May be negative while indexes are built.
    pub raw_progress: Option<f64>,
    /// What the server is doing.
    pub phase: Phase,
    /// Rows written so far.
    pub imported_rows: Option<i64>,
    /// Rows found in the files; 0 until they have been read.
    pub total_rows: Option<i64>,
    /// Bytes of all files.
    pub file_size: Option<i64>,
    /// Why the job failed. May be missing even then.
    pub reason: Option<String>,
    /// When the job was created (Milvus 2.6.5 and later, Zilliz's describe-job).
    pub create_time: Option<String>,
    /// When the job completed. Milvus leaves it empty on a failed job and on one of 0 rows.
    pub complete_time: Option<String>,
    pub(crate) response: Response,
    pub(crate) details: Details,
}

/// How far one file of a job is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FileProgress {
    /// The file or set of files. Opaque text: `[a.parquet]`, `[a.npy b.npy]` or `id:… paths:"…"`.
    pub file_name: Option<String>,
    /// The file's state.
    pub state: JobState,
    /// The state as the server wrote it.
    pub raw_state: Option<Cow<'static, str>>,
    /// Percentage 0..=100, rounded down.
    pub progress: u8,
    /// The number as sent, in the API's own unit.
    #[serde(serialize_with = "serialize_number")]
    pub raw_progress: Option<f64>,
    /// Rows written so far.
    pub imported_rows: Option<i64>,
    /// Rows found in the file.
    pub total_rows: Option<i64>,
    /// Bytes of the file.
    pub file_size: Option<i64>,
    /// Why the file failed.
    pub reason: Option<String>,
    /// When work on the file began.
    pub create_time: Option<String>,
    /// When the file was complete.
    pub complete_time: Option<String>,
}

/// The per-file part of an answer: raw until someone asks, since a job may have 10,000 files.
#[derive(Clone, Default)]
pub(crate) struct Details {
    pub(crate) raw: Bytes,
    pub(crate) parsed: OnceLock<Result<Vec<FileProgress>>>,
}

impl ImportProgress {
    /// The job's files, sorted by file name. Parsed at the first call, and kept.
    ///
    /// # Errors
    /// `UnexpectedResponse` when the server's `details` are broken JSON. The fields above are then still good.
    pub fn details(&self) -> Result<&[FileProgress]> {
        let parsed = self.details.parsed.get_or_init(|| crate::protocol::parse_details(&self.details.raw));
        parsed.as_deref().map_err(Error::clone)
    }

    /// The server's whole answer, unchanged: UTF-8 JSON.
    pub fn raw(&self) -> &[u8] {
        &self.response.body
    }

    /// The answer that this was read from.
    pub fn response(&self) -> &Response {
        &self.response
    }

    /// Whether the job will not change any more.
    pub fn is_terminal(&self) -> bool {
        self.state.is_terminal()
    }

    /// Whether the job is Completed.
    pub fn is_success(&self) -> bool {
        self.state == JobState::Completed
    }

    /// Whether the server's answer differs in anything but the order of its `details`, which is random.
    pub fn differs_from(&self, other: &Self) -> bool {
        self.summary() != other.summary()
            || (self.details.raw != other.details.raw && self.details() != other.details())
    }

    /// STUB
    pub(crate) fn answers_for(&self, job_id: &str) -> bool {
        self.job_id == job_id
    }

    /// Whether the server said what the job does, in a word that is known or not.
    pub(crate) fn names_a_state(&self) -> bool {
        let says_nothing = |word: &str| word.eq_ignore_ascii_case("none") || word == "unknown import job state";
        self.state != JobState::Unknown || self.raw_state.as_deref().is_some_and(|word| !says_nothing(word))
    }

    /// The failure text: the job's, or else that of its first file that has one.
    pub(crate) fn failure_text(&self) -> Option<&str> {
        let of_a_file = || self.details().ok()?.iter().find_map(|file| file.reason.as_deref());
        self.reason.as_deref().or_else(of_a_file)
    }

    fn summary(&self) -> impl PartialEq {
        (
            (&self.job_id, &self.collection_name, &self.partition_name, &self.file_name, &self.job_type),
            (self.state, &self.raw_state, self.raw_progress, self.progress),
            (self.imported_rows, self.total_rows, self.file_size),
            (&self.reason, &self.create_time, &self.complete_time),
        )
    }
}

impl fmt::Debug for ImportProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { job_id, state, progress, imported_rows, total_rows, reason, .. } = self;
        write!(
            f,
            "ImportProgress({job_id}: {state}, {progress} %, rows {imported_rows:?} of {total_rows:?}, {reason:?})"
        )
    }
}

impl Serialize for ImportProgress {
    /// The normalized result as every binding's JSON view shows it: field names as in Rust, plus `terminal` and `success`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let details = self.details().map_err(S::Error::custom)?;
        let mut out = serializer.serialize_struct("ImportProgress", 19)?;
        out.serialize_field("job_id", &self.job_id)?;
        out.serialize_field("collection_name", &self.collection_name)?;
        out.serialize_field("partition_name", &self.partition_name)?;
        out.serialize_field("file_name", &self.file_name)?;
        out.serialize_field("job_type", &self.job_type)?;
        out.serialize_field("state", &self.state)?;
        out.serialize_field("raw_state", &self.raw_state)?;
        out.serialize_field("progress", &self.progress)?;
        out.serialize_field("raw_progress", &Number(self.raw_progress))?;
        out.serialize_field("phase", &self.phase)?;
        out.serialize_field("imported_rows", &self.imported_rows)?;
        out.serialize_field("total_rows", &self.total_rows)?;
        out.serialize_field("file_size", &self.file_size)?;
        out.serialize_field("reason", &self.reason)?;
        out.serialize_field("create_time", &self.create_time)?;
        out.serialize_field("complete_time", &self.complete_time)?;
        out.serialize_field("details", details)?;
        out.serialize_field("terminal", &self.is_terminal())?;
        out.serialize_field("success", &self.is_success())?;
        out.end()
    }
}

/// A percentage as sent and as shown.
#[derive(Clone, Copy)]
pub(crate) struct Percent {
    pub(crate) raw: Option<f64>,
    pub(crate) shown: Option<u8>,
}

impl Percent {
    /// From a field that counts to `whole`: 100, or 1 for a fraction.
    pub(crate) fn new(raw: Option<f64>, whole: f64) -> Self {
        let raw = raw.filter(|value| value.is_finite());
        Self { raw, shown: raw.map(|value| if value >= whole { 100 } else { whole_percent(value / whole * 100.0) }) }
    }

    /// What to show when the server sent no number.
    pub(crate) fn shown_or_default(self, state: JobState) -> u8 {
        self.shown.unwrap_or(if state == JobState::Completed { 100 } else { 0 })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=99 first")]
fn whole_percent(value: f64) -> u8 {
    // 0.29 times 100 is 28.999…, and the server means 29; below the whole it is never 100.
    (value + 1e-9).clamp(0.0, 99.0).floor() as u8
}

/// A number that is written as an integer where it is one, as the server wrote it.
pub(crate) struct Number(pub(crate) Option<f64>);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_number(&self.0, serializer)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be an exactly representable integer")]
#[expect(clippy::ref_option, reason = "serde's signature")]
pub(crate) fn serialize_number<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match *value {
        Some(value) if value.fract() == 0.0 && value.abs() <= EXACT => serializer.serialize_i64(value as i64),
        other => other.serialize(serializer),
    }
}
