//! From a good answer to the typed model.

use std::sync::OnceLock;

use bytes::Bytes;

use super::node::{self, Node};
use super::task::Task;
use super::{Response, envelope, order};
use crate::model::{CreatedJob, Details, FileProgress, ImportProgress, JobList};
use crate::{Error, ErrorCode, Result};

pub(super) fn import_progress(job_id: &str, response: Response) -> Result<ImportProgress> {
    let node = envelope::payload(&response, |node| node.task.has_progress())?;
    let mut task = node.task;
    let (state, raw_state) = task.take_state();
    let percent = task.percent();
    let progress = percent.shown_or_default(state);
    Ok(ImportProgress {
        job_id: node.job_id.unwrap_or_else(|| job_id.to_owned()),
        collection_name: node.collection_name,
        partition_name: node.partition_name,
        job_type: node.job_type,
        state,
        raw_state,
        progress,
        raw_progress: percent.raw,
        phase: task.phase(state, progress),
        file_name: task.file_name,
        imported_rows: task.imported_rows,
        total_rows: task.total_rows,
        file_size: task.file_size,
        reason: task.reason,
        create_time: task.create_time,
        complete_time: task.complete_time,
        details: Details { raw: response.body.slice_ref(node.details), parsed: OnceLock::new() },
        response,
    })
}

pub(super) fn job_list(response: Response) -> Result<JobList> {
    let list = envelope::payload(&response, Node::has_records)?;
    let mut jobs = Vec::new();
    let each = node::objects(list.records.unwrap_or_default(), |reader| {
        jobs.extend(Node::job(reader)?);
        Ok(())
    });
    each.map_err(|_| broken("records", &response))?;
    Ok(JobList { jobs, count: list.count, current_page: list.current_page, page_size: list.page_size, response })
}

pub(super) fn created_job(response: Response) -> Result<CreatedJob> {
    let created = envelope::payload(&response, |node| created_id(node).is_some())?;
    let job_id = created_id(&created).ok_or_else(|| broken("jobId", &response))?;
    Ok(CreatedJob { job_id, response })
}

fn created_id(node: &Node<'_>) -> Option<String> {
    node.job_id.clone().or_else(|| node::first_scalar(node.records?).ok()?)
}

pub(super) fn done(response: &Response) -> Result<()> {
    envelope::payload(response, |_| true).map(drop).map_err(|error| match error.code() {
        ErrorCode::Unsupported => {
            let text = "the server has no such route: to commit or abort a job needs Milvus 3.0; check the uri and its path \
                        if it is one";
            error.with_kind(ErrorCode::Unsupported, text.to_owned())
        }
        _ => error,
    })
}

/// The files of a job, sorted by name: servers send them in random order, and two polls should compare.
pub(crate) fn parse_details(raw: &Bytes) -> Result<Vec<FileProgress>> {
    /// About what servers send for one file.
    const TEXT_OF_A_FILE: usize = 200;
    let mut files = Vec::with_capacity(raw.len() / TEXT_OF_A_FILE);
    let each = node::objects(raw, |reader| {
        files.push(Task::file(reader)?);
        Ok(())
    });
    each.map_err(|_| {
        Error::new(ErrorCode::UnexpectedResponse, "the answer's details are broken JSON").with_body_start(raw)
    })?;
    order::by_name(&mut files);
    Ok(files)
}

fn broken(what: &str, response: &Response) -> Error {
    Error::new(ErrorCode::UnexpectedResponse, format!("the answer's {what} are broken JSON"))
        .with_answer(response.status, (None, None))
        .with_body_start(&response.body)
}
