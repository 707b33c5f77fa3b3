//! Jobs as tests describe them and see them.

use serde::{Deserialize, Serialize};

use super::{Job, Script, View};

/// One file of a job, or one set of NumPy files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileSpec {
    /// The paths: one, or those of a set of NumPy files.
    pub paths: Vec<String>,
    /// Bytes, of all paths together.
    pub file_size: u64,
    /// Rows.
    pub total_rows: u64,
}

impl Default for FileSpec {
    /// The documentation's file: 100,000 rows in 3,279,917 bytes. Files that are not there look like this too.
    fn default() -> Self {
        Self { paths: vec!["a/1.parquet".to_owned()], file_size: 3_279_917, total_rows: 100_000 }
    }
}

/// A job to add, as if a client had created it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JobSpec {
    /// Its id; the server makes one up when absent.
    pub job_id: Option<String>,
    /// The database.
    pub db_name: String,
    /// The collection.
    pub collection_name: String,
    /// The partition; `""` is the default one.
    pub partition_name: String,
    /// What it imports. Sizes and rows are as given here: nothing is read.
    pub files: Vec<FileSpec>,
    /// What becomes of it.
    pub script: Script,
    /// Whether it commits by itself, on milvus-3.0.
    pub auto_commit: bool,
    /// The progress it starts with.
    pub progress: u64,
}

impl Default for JobSpec {
    fn default() -> Self {
        Self {
            job_id: None,
            db_name: "default".to_owned(),
            collection_name: "c".to_owned(),
            partition_name: String::new(),
            files: vec![FileSpec::default()],
            script: Script::default(),
            auto_commit: true,
            progress: 0,
        }
    }
}

/// A change to a job; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JobPatch {
    /// A new script.
    pub script: Option<Script>,
    /// Jump to this progress; 100 is the end.
    pub progress: Option<u64>,
}

/// A job as the server sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobInfo {
    /// Its id.
    pub job_id: String,
    /// The database.
    pub db_name: String,
    /// The collection.
    pub collection_name: String,
    /// The partition.
    pub partition_name: String,
    /// The state, in milvus-v2's words; `Unknown` for a job the server has forgotten.
    pub state: String,
    /// The progress as clients see it.
    pub progress: i64,
    /// Rows imported so far.
    pub imported_rows: u64,
    /// Rows of all files.
    pub total_rows: u64,
    /// What it imports.
    pub files: Vec<FileSpec>,
    /// What becomes of it.
    pub script: Script,
}

impl JobInfo {
    pub(super) fn new(job: &Job, view: Option<&View>) -> Self {
        Self {
            job_id: job.id.clone(),
            db_name: job.db.clone(),
            collection_name: job.collection.clone(),
            partition_name: job.partition.clone(),
            state: view.map_or("Unknown", |view| view.phase.state(job)).to_owned(),
            progress: view.map_or(0, |view| view.percent),
            imported_rows: view.map_or(0, |view| job.imported_rows(view)),
            total_rows: job.total_rows(),
            files: job.files.clone(),
            script: job.script.clone(),
        }
    }
}
