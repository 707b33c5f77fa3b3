//! From a good answer to the typed model.

use std::sync::OnceLock;

use bytes::Bytes;

use super::node::{self, Node, Shape};
use super::{Response, envelope};
use crate::model::{CreatedJob, Details, FileProgress, ImportProgress, JobList, Phase};
use crate::{Error, ErrorCode, Result};

pub(super) fn import_progress(job_id: &str, response: Response) -> Result<ImportProgress> {
    let node = envelope::payload(&response, Node::has_progress)?;
    let (state, raw_state) = node.state();
    let percent = node.percent();
    let progress = percent.shown_or_default(state);
    let phase = match node.shape {
        Shape::V2 => Phase::of(state, progress),
        Shape::Milvus23 if node.is_persisted() => Phase::of_ended_or(state, Phase::Indexing),
        Shape::V1 | Shape::Milvus23 => Phase::of_ended_or(state, Phase::Loading),
    };
    Ok(ImportProgress {
        job_id: node.job_id.unwrap_or_else(|| job_id.to_owned()),
        collection_name: node.collection_name,
        partition_name: node.partition_name,
        file_name: node.file_name,
        job_type: node.job_type,
        state,
        raw_state,
        progress,
        raw_progress: percent.raw,
        phase,
        imported_rows: node.imported_rows,
        total_rows: node.total_rows,
        file_size: node.file_size,
        reason: node.reason,
        create_time: node.create_time,
        complete_time: node.complete_time,
        details: Details { raw: response.body.slice_ref(node.details), parsed: OnceLock::new() },
        response,
    })
}

pub(super) fn job_list(response: Response) -> Result<JobList> {
    let list = envelope::payload(&response, Node::has_records)?;
    let jobs =
        node::nodes(list.records.unwrap_or_default(), Node::into_job).map_err(|_| broken("records", &response))?;
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
    envelope::payload(response, |_| true).map(drop)
}

/// The files of a job, sorted by name: servers send them in random order, and two polls should compare.
pub(crate) fn parse_details(raw: &Bytes) -> Result<Vec<FileProgress>> {
    let parsed = node::nodes(raw, |node| Some(node.into_file()));
    let mut files = parsed.map_err(|_| {
        Error::new(ErrorCode::UnexpectedResponse, "the answer's details are broken JSON").with_body_start(raw)
    })?;
    files.sort_by(|a, b| a.file_name.cmp(&b.file_name));
    Ok(files)
}

fn broken(what: &str, response: &Response) -> Error {
    Error::new(ErrorCode::UnexpectedResponse, format!("the answer's {what} are broken JSON"))
        .with_answer(response.status, (None, None))
        .with_body_start(&response.body)
}
