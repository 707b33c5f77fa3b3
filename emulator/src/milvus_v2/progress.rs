//! A job as milvus-v2 describes it.

use serde_json::{Map, Value, json};

use crate::clock::rfc3339;
use crate::jobs::{Course, FileProgress, FileSpec, Job, Phase, View};
use crate::server::{Server, Version};

/// The `data` of a progress answer, with the id as it was asked for.
pub(super) fn describe(version: Version, job: &Job, view: &View, id: &str) -> Value {
    let total = job.total_rows();
    // A job of no rows is over as soon as they have been counted: it has no import tasks and no end time.
    let has_details = view.counted && total > 0;
    let failed = view.phase == Phase::Failed;
    let mut data = json!({
        "collectionName": job.collection,
        "completeTime": complete_time(view).filter(|_| total > 0).unwrap_or_default(),
        "details": [],
        "fileSize": 0,
        "importedRows": job.imported_rows(view),
        "jobId": id,
        "progress": view.percent,
        "state": view.phase.state(job),
        "totalRows": if view.counted && !failed { total } else { 0 },
    });
    if let Value::Object(data) = &mut data {
        if version.has_create_time() {
            data.insert("createTime".to_owned(), rfc3339(job.created).into());
        }
        if has_details {
            data.insert("fileSize".to_owned(), job.file_size().into());
            data.insert("details".to_owned(), details(version, job, view));
        }
        insert_reason(data, view);
    }
    data
}

/// One line of a list answer.
pub(super) fn record(job: &Job, view: &View) -> Value {
    let mut record = json!({
        "collectionName": job.collection,
        "jobId": job.id,
        "progress": view.percent,
        "state": view.phase.state(job),
    });
    if let Value::Object(record) = &mut record {
        insert_reason(record, view);
    }
    record
}

fn insert_reason(data: &mut Map<String, Value>, view: &View) {
    if let Some(reason) = view.reason.as_deref().filter(|reason| !reason.is_empty()) {
        data.insert("reason".to_owned(), reason.into());
    }
}

/// Set only when the job completed: a failed job has none.
fn complete_time(view: &View) -> Option<String> {
    view.ended_at.filter(|_| view.phase == Phase::Done).map(rfc3339)
}

/// The server keeps its tasks in a map, so the order is another one on every poll.
fn details(version: Version, job: &Job, view: &View) -> Value {
    let progress = job.file_progress(Course::of(Server::Milvus(version)), view);
    let files = job.files.iter().zip(progress).enumerate();
    let mut details: Vec<Value> =
        files.map(|(index, (file, progress))| detail(version, job, view, index, file, progress)).collect();
    fastrand::shuffle(&mut details);
    details.into()
}

fn detail(version: Version, job: &Job, view: &View, index: usize, file: &FileSpec, progress: FileProgress) -> Value {
    let percent = progress.percent;
    let rows = job.rows_of(file);
    let state = match (view.phase, percent) {
        (Phase::Failed, _) => "Failed",
        (_, 100) => "Completed",
        (_, 0) => "Pending",
        _ => "InProgress",
    };
    let mut detail = json!({
        "completeTime": progress.completed_at.map(rfc3339).unwrap_or_default(),
        "fileName": file_name(version, job, index, file),
        "fileSize": file.file_size,
        // The server goes by whole percents here, unlike for the job.
        "importedRows": u64::try_from(u128::from(rows) * u128::from(percent) / 100).unwrap_or(u64::MAX),
        "progress": percent,
        "state": state,
        "totalRows": rows,
    });
    if let Value::Object(detail) = &mut detail {
        insert_reason(detail, view);
    }
    detail
}

fn file_name(version: Version, job: &Job, index: usize, file: &FileSpec) -> String {
    if !version.has_old_file_names() {
        return format!("[{}]", file.paths.join(" "));
    }
    let first: u64 = job.id.parse().unwrap_or_default();
    let id = first.saturating_add(1 + u64::try_from(index).unwrap_or_default());
    format!("id:{id} paths:\"{}\" ", file.paths.join("\" paths:\""))
}
