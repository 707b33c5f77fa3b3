//! How far a job is.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde::de::Error as _;
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::{ImportJob, JobState, Phase, Response, Word};
use crate::Result;
use crate::record::{self, Record, record};

record! {
    /// How far one job is, as one answer of the server says.
    ///
    /// Rows are counted in rows, sizes in bytes, progress in percent. Times are RFC 3339 text as the server sent it.
    /// `None` means that the server did not say.
    #[derive(Clone, Deserialize)]
    #[serde(remote = "Self")]
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
        pub raw_state: Option<Word>,
        /// Percentage 0..=100, rounded down: 100 only when it is. Not monotonic: a failed job is at 0, a retried task steps back.
        pub progress: u8,
        /// The number as the server wrote it, in the API's own unit (zilliz-v1: 0 to 1). Text, since it may be beyond what a float
        /// holds: `-9223372036854775728` while indexes are built.
        pub raw_progress: Option<Word>,
        /// What the server is doing.
        pub phase: Phase,
        /// Rows written so far. On a Failed job Milvus says 0 of 0, whatever had been written.
        pub imported_rows: Option<i64>,
        /// Rows found in the files; 0 until they have been counted, which is at 40 %, and again once the job has Failed.
        pub total_rows: Option<i64>,
        /// Bytes of all files.
        pub file_size: Option<i64>,
        /// Why the job failed. May be missing even then.
        pub reason: Option<String>,
        /// Whether the job Failed of a passing fault of the storage, the network or a node, so that the same files usually
        /// import when they are started again. Told from the failure text of the job, or else of its first file that has one.
        /// Nothing is started again by itself.
        #[serde(default)]
        pub retryable_failure: bool,
        /// When the job was created (Milvus 2.6.5 and later, Zilliz's describe-job).
        pub create_time: Option<String>,
        /// When the job completed. Milvus leaves it empty on a failed job and on one of 0 rows.
        pub complete_time: Option<String>,
    } derived {
        /// Whether the job will not change any more.
        terminal: bool = is_terminal,
        /// Whether the job is Completed.
        success: bool = is_success,
    } beside {
        #[serde(skip)]
        pub(crate) response: Response,
        #[serde(default, deserialize_with = "Details::of_files")]
        pub(crate) details: Arc<Details>,
    }
}

record! {
    /// How far one file of a job is.
    #[derive(Clone, Debug, PartialEq, Deserialize)]
    pub struct FileProgress {
        /// The file or set of files. Opaque text: `[a.parquet]`, `[a.npy b.npy]` or `id:… paths:"…"`.
        pub file_name: Option<String>,
        /// The file's state.
        pub state: JobState,
        /// The state as the server wrote it.
        pub raw_state: Option<Word>,
        /// Percentage 0..=100, rounded down.
        #[serde(default)]
        pub progress: u8,
        /// The number as the server wrote it, in the API's own unit.
        pub raw_progress: Option<Word>,
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
}

impl Serialize for FileProgress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        record::serialize(self, serializer)
    }
}

/// The per-file part of an answer: raw until someone asks, since a job may have 10,000 files.
/// Clones of a result share it.
#[derive(Default)]
pub(crate) struct Details {
    /// Empty where there was no answer: then the files are all there is.
    pub(crate) raw: Bytes,
    /// The largest answer that the caller reads.
    pub(crate) limit: usize,
    pub(crate) parsed: OnceLock<Result<Vec<FileProgress>>>,
    pub(crate) fingerprint: OnceLock<u64>,
}

impl Details {
    pub(crate) fn new(raw: Bytes, limit: usize) -> Self {
        Self { raw, limit, parsed: OnceLock::new(), fingerprint: OnceLock::new() }
    }

    fn of_files<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Self>, D::Error> {
        let files = Vec::deserialize(deserializer)?;
        Ok(Arc::new(Self { parsed: OnceLock::from(Ok(files)), ..Self::default() }))
    }
}

impl ImportProgress {
    /// The job's files, sorted by file name. Parsed at the first call, and kept.
    ///
    /// # Errors
    /// `UnexpectedResponse` when the server's `details` are broken JSON, `ResponseTooLarge` when they are so many that they
    /// would take three times what an answer may have. The fields above are then still good.
    pub fn details(&self) -> Result<&[FileProgress]> {
        self.details.files()
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
        !self.values().eq(other.values()) || !self.details.is_same(&other.details)
    }

    /// What is known of a job without an answer about it alone.
    pub(crate) fn known(job_id: &str, state: JobState, progress: Option<u8>) -> Self {
        let progress = Percent { raw: None, shown: progress }.shown_or_default(state);
        Self {
            job_id: job_id.to_owned(),
            collection_name: None,
            partition_name: None,
            file_name: None,
            job_type: None,
            state,
            raw_state: None,
            progress,
            raw_progress: None,
            phase: Phase::of_ended_or(state, Phase::at(progress)),
            imported_rows: None,
            total_rows: None,
            file_size: None,
            reason: None,
            retryable_failure: false,
            create_time: None,
            complete_time: None,
            response: Response::default(),
            details: Arc::default(),
        }
    }

    /// What a list says of a job, which is less than an answer about it alone: no rows and no files.
    pub(crate) fn listed(record: &ImportJob) -> Self {
        Self {
            collection_name: record.collection_name.clone(),
            raw_state: record.raw_state.clone(),
            raw_progress: record.raw_progress.clone(),
            reason: record.reason.clone(),
            ..Self::known(&record.job_id, record.state, record.progress)
        }
    }

    /// Whether this is about the job that was asked for. An answer without an id is; `+1` and `001` are `1`, as servers
    /// read them.
    pub(crate) fn answers_for(&self, job_id: &str) -> bool {
        self.job_id == job_id || integer(&self.job_id).is_some_and(|id| integer(job_id) == Some(id))
    }

    /// Whether the server said what the job does, in a word that is known or not.
    pub(crate) fn names_a_state(&self) -> bool {
        let says_nothing = |word: &str| word.eq_ignore_ascii_case("none") || word == "unknown import job state";
        self.state != JobState::Unknown || self.raw_state.as_deref().is_some_and(|word| !says_nothing(word))
    }

    /// Replaces failure texts, which errors show, with what `hidden` makes of them. The server's whole answer stays.
    pub(crate) fn hide(&mut self, hidden: impl Fn(&str) -> Option<String>) {
        if let Some(reason) = self.reason.as_deref().and_then(&hidden) {
            self.reason = Some(reason);
        }
        if matches!(self.state, JobState::Failed | JobState::Canceled)
            && let Some(details) = std::str::from_utf8(&self.details.raw).ok().and_then(hidden)
        {
            self.details = Arc::new(Details::new(details.into(), self.details.limit));
        }
    }

    /// The failure text: the job's, or else that of its first file that has one.
    pub(crate) fn failure_text(&self) -> Option<Cow<'_, str>> {
        self.reason.as_deref().map(Cow::Borrowed).or_else(|| self.details.first_reason().map(Cow::Owned))
    }
}

/// The digits of an id that is a whole number, without a sign and leading zeros.
fn integer(job_id: &str) -> Option<&str> {
    let digits = job_id.strip_prefix('+').unwrap_or(job_id);
    let is_integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_integer.then(|| digits.trim_start_matches('0'))
}

impl PartialEq for ImportProgress {
    /// Whether both say the same, in whatever order their servers sent the files.
    fn eq(&self, other: &Self) -> bool {
        !self.differs_from(other)
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
    /// The normalized result as every binding's JSON view shows it: its fields, and `details`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let details = self.details().map_err(S::Error::custom)?;
        let mut out = serializer.serialize_map(Some(Self::FIELDS.len() + 1))?;
        for (field, value) in Self::FIELDS.iter().zip(self.values()) {
            out.serialize_entry(field.name, &value)?;
        }
        out.serialize_entry("details", details)?;
        out.end()
    }
}

/// The same view of a job without its files; see [`ImportProgress::without_details`].
struct WithoutDetails<'a>(&'a ImportProgress);

impl Serialize for WithoutDetails<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        record::serialize(self.0, serializer)
    }
}

impl ImportProgress {
    /// The JSON view without `details`: six changes of a job of 1,024 files are 1.4 MB of them.
    pub fn without_details(&self) -> impl Serialize + '_ {
        WithoutDetails(self)
    }
}

/// Reads the JSON that it writes, so that it can be kept, and made for a test. `job_id` and `state` have to be there; what
/// is missing is as in an answer that does not say it.
///
/// ```
/// # fn main() -> Result<(), serde_json::Error> {
/// let made = r#"{"job_id": "448761313698322011", "state": "Completed", "imported_rows": 100000}"#;
/// let progress: milvus_import::ImportProgress = serde_json::from_str(made)?;
/// assert!(progress.is_success() && progress.progress == 100);
/// # Ok(()) }
/// ```
impl<'de> Deserialize<'de> for ImportProgress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut view = serde_json::Map::deserialize(deserializer)?;
        if let Some(state) = view.get("state").and_then(|state| JobState::deserialize(state).ok()) {
            let shown = view.entry("progress").or_insert_with(|| Percent::default().shown_or_default(state).into());
            let percent = shown.as_u64().and_then(|percent| u8::try_from(percent).ok()).unwrap_or_default();
            let phase = Phase::of_ended_or(state, Phase::at(percent));
            view.entry("phase").or_insert_with(|| phase.as_str().into());
        }
        // The derived one, which wants every field.
        Self::deserialize(Value::Object(view)).map_err(D::Error::custom)
    }
}

/// A percentage as sent and as shown.
#[derive(Default)]
pub(crate) struct Percent {
    pub(crate) raw: Option<Word>,
    pub(crate) shown: Option<u8>,
}

impl Percent {
    /// From a field that counts to `whole`: 100, or 1 for a fraction.
    pub(crate) fn new(value: f64, spelling: Word, whole: f64) -> Self {
        let shown = if value >= whole { 100 } else { whole_percent(value / whole * 100.0) };
        Self { raw: Some(spelling), shown: Some(shown) }
    }

    /// What to show when the server sent no number.
    pub(crate) fn shown_or_default(&self, state: JobState) -> u8 {
        self.shown.unwrap_or(if state == JobState::Completed { 100 } else { 0 })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=99 first")]
fn whole_percent(value: f64) -> u8 {
    // 0.29 times 100 is 28.999…, and the server means 29; below the whole it is never 100.
    (value + 1e-9).clamp(0.0, 99.0).floor() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Call;
    use crate::model::Api;
    use crate::protocol::Protocol;

    fn read(data: &str) -> ImportProgress {
        let body = format!(r#"{{"code":0,"data":{{"progress":50,{data}}}}}"#).into();
        let response = Response { status: 200, body, ..Response::default() };
        let call = Call::GetImportProgress { job_id: "1".to_owned() };
        Protocol::new(Api::MilvusV2).parse(&call, response).unwrap().try_into().unwrap()
    }

    #[test]
    fn answers_are_compared_without_making_files_of_them() {
        let one = read(r#""state":"Importing","details":[{"fileName":"a","progress":1},{"fileName":"b"}]"#);
        let shuffled = read(r#""state":"Importing","details":[{"fileName":"b"},{"fileName":"a","progress":1}]"#);
        let moved = read(r#""state":"Importing","details":[{"fileName":"b"},{"fileName":"a","progress":2}]"#);
        assert!(!one.differs_from(&shuffled) && !shuffled.differs_from(&one));
        assert!(one.differs_from(&moved));
        for answer in [one, shuffled, moved] {
            assert!(answer.details.parsed.get().is_none());
        }
    }

    #[test]
    fn a_failure_text_is_found_without_making_files() {
        let failed =
            read(r#""state":"Failed","details":[{"fileName":"b","reason":"2"},{"fileName":"a","reason":"1"}]"#);
        assert_eq!(failed.failure_text().as_deref(), Some("1"));
        assert!(failed.details.parsed.get().is_none());
    }

    #[test]
    fn what_was_written_is_read_again() {
        let files = r#""state":"Failed","reason":"no","details":[{"fileName":"b","state":"Failed"},{"fileName":"a"}]"#;
        for data in [r#""state":"Importing""#, r#""state":"Completed","completeTime":"2026-01-01T00:00:00Z""#, files] {
            let answer = read(data);
            let again: ImportProgress = serde_json::from_str(&serde_json::to_string(&answer).unwrap()).unwrap();
            assert_eq!(again, answer, "{data}");
            assert_eq!(answer, again, "{data}");
            assert_eq!(again.details().unwrap(), answer.details().unwrap());
            assert_eq!(again.failure_text(), answer.failure_text());
        }
    }

    #[test]
    fn what_was_not_written_is_as_if_the_server_did_not_say() {
        let made = |json: serde_json::Value| serde_json::from_value::<ImportProgress>(json);
        let importing = made(serde_json::json!({"job_id": "1", "state": "Importing", "progress": 85})).unwrap();
        assert_eq!((importing.phase, importing.imported_rows, importing.raw()), (Phase::Indexing, None, &b""[..]));
        assert_eq!(importing, importing.clone());
        let completed = made(serde_json::json!({"job_id": "1", "state": "Completed"})).unwrap();
        assert_eq!((completed.progress, completed.phase, completed.details().unwrap()), (100, Phase::Done, &[][..]));
        assert_ne!(completed, importing);
        for (broken, part) in [
            (serde_json::json!({"state": "Completed"}), "job_id"),
            (serde_json::json!({"job_id": "1"}), "state"),
            (
                serde_json::json!({"job_id": "1", "state": "completed"}),
                "unknown variant `completed`, expected one of `Pending`",
            ),
            (serde_json::json!({"job_id": "1", "state": "Importing", "progress": 300}), "300"),
        ] {
            let error = made(broken).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn clones_share_their_files() {
        let answer = read(r#""state":"Importing","details":[{"fileName":"a"}]"#);
        let before = answer.clone();
        assert!(std::ptr::eq(answer.details().unwrap(), before.details().unwrap()));
    }

    #[test]
    fn an_answer_is_about_the_job_that_it_names() {
        let of = |job_id: &str| read(&format!(r#""state":"Importing","jobId":"{job_id}""#));
        for (named, asked) in [("1", "1"), ("1", "+1"), ("1", "001"), ("007", "7"), ("0", "00"), ("job-1", "job-1")] {
            assert!(of(named).answers_for(asked), "{named} for {asked}");
        }
        for (named, asked) in [("1", "2"), ("1", "10"), ("1", "-1"), ("job-1", "job-01"), ("ab", "AB"), ("1", "")] {
            assert!(!of(named).answers_for(asked), "{named} for {asked}");
        }
        assert!(read(r#""state":"Importing""#).answers_for("1"), "an answer without an id");
    }
}
