//! From a good answer to the typed model.

use std::sync::Arc;

use super::memory::Memory;
use super::node::{self, Node};
use super::{Response, collection, envelope, failure};
use crate::model::{CollectionDescription, CreatedJob, Details, ImportProgress, JobList, JobState};
use crate::{Error, ErrorCode, Result};

pub(super) fn import_progress(job_id: &str, response: Response, limit: usize) -> Result<ImportProgress> {
    let node = envelope::payload(&response, |node| node.task.has_progress())?;
    let mut task = node.task;
    let (state, raw_state) = task.take_state();
    let percent = task.take_percent();
    let progress = percent.shown_or_default(state);
    let phase = task.phase(state, progress, has_members(node.details));
    let mut answer = ImportProgress {
        job_id: node.job_id.unwrap_or_else(|| job_id.to_owned()),
        collection_name: node.collection_name,
        partition_name: node.partition_name,
        job_type: node.job_type,
        state,
        raw_state,
        progress,
        raw_progress: percent.raw,
        phase,
        file_name: task.file_name,
        imported_rows: task.imported_rows,
        total_rows: task.total_rows,
        file_size: task.file_size,
        reason: task.reason,
        retryable_failure: false,
        create_time: task.create_time,
        complete_time: task.complete_time,
        details: Arc::new(Details::new(response.body.slice_ref(node.details), limit)),
        response,
    };
    answer.retryable_failure =
        state == JobState::Failed && answer.failure_text().is_some_and(|text| failure::is_passing(&text));
    Ok(answer)
}

/// Whether an array has anything in it.
fn has_members(array: &[u8]) -> bool {
    array.iter().skip(1).find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| *byte != b']')
}

pub(super) fn job_list(response: Response, limit: usize) -> Result<JobList> {
    let list = envelope::payload(&response, Node::has_records)?;
    let mut jobs = Vec::new();
    let mut memory = Memory::new(limit);
    let each = node::objects(list.records.unwrap_or_default(), |reader| {
        let Some(job) = Node::job(reader)? else { return Ok(()) };
        memory.take(&job)?;
        jobs.push(job);
        Ok(())
    });
    each.map_err(|_| in_answer(memory.fault("records"), &response))?;
    Ok(JobList { jobs, count: list.count, current_page: list.current_page, page_size: list.page_size, response })
}

pub(super) fn created_job(response: Response, limit: usize) -> Result<CreatedJob> {
    let created = envelope::payload(&response, |node| !created_ids(node, limit).is_ok_and(|ids| ids.is_empty()));
    let created = created.map_err(|error| error.with_job_id(id_beside_an_error(&response)))?;
    let job_ids = created_ids(&created, limit).map_err(|fault| in_answer(fault, &response))?;
    // A payload without any id is none.
    let job_id = job_ids.first().cloned().unwrap_or_default();
    Ok(CreatedJob { job_id, job_ids, response })
}

/// The id in an answer that is no success: the job may have been made all the same.
fn id_beside_an_error(response: &Response) -> Option<String> {
    let node = Node::body(&response.body).ok()?;
    node.data.and_then(|data| data.job_id).or(node.job_id)
}

/// The ids of the jobs that were made: one, or milvus-2.3's `tasks`, of which older servers make one for each file.
fn created_ids(node: &Node<'_>, limit: usize) -> Result<Vec<String>> {
    if let Some(job_id) = &node.job_id {
        return Ok(vec![job_id.clone()]);
    }
    let mut memory = Memory::new(limit);
    let mut ids = Vec::new();
    let each = node::scalars(node.records.unwrap_or_default(), |id| {
        memory.take(&id)?;
        ids.push(id);
        Ok(())
    });
    each.map_err(|_| memory.fault("tasks"))?;
    Ok(ids)
}

pub(super) fn collection(response: Response, limit: usize) -> Result<CollectionDescription> {
    let described = envelope::payload(&response, |node| node.has_fields).map_err(|error| match error.code() {
        ErrorCode::Unsupported => {
            let text = "the server has no such route: Milvus describes collections on the port of its API (19530), Milvus \
                        2.3 not on its management port (9091), where its imports are: check the uri and its path";
            error.with_kind(ErrorCode::Unsupported, text.to_owned())
        }
        _ => error,
    })?;
    let mut memory = Memory::new(limit);
    let read = collection::read(described.object, &mut memory);
    let description = read.map_err(|_| in_answer(memory.fault("fields"), &response))?;
    let data = response.body.slice_ref(described.object);
    Ok(CollectionDescription { response, data, ..description })
}

/// A description out of a file: the same answer, without a server to blame.
pub(crate) fn saved_description(saved: &[u8]) -> Result<CollectionDescription> {
    collection(Response::new(200, saved.to_vec()), usize::MAX).map_err(|error| {
        let said = error.server_message();
        let why = said.map_or_else(|| "it has no fields".to_owned(), |said| format!("it is a refusal, {said}"));
        let text = format!(
            "this is no description of a collection: {why}; save what a Milvus answers to POST \
             /v2/vectordb/collections/describe, whole or its data alone"
        );
        Error::invalid(text).with_quoted(said.unwrap_or_default())
    })
}

pub(super) fn done(response: Response) -> Result<Response> {
    envelope::payload(&response, |_| true).map(drop).map_err(|error| match error.code() {
        ErrorCode::Unsupported => {
            let text = "the server has no such route: to commit or abort a job needs Milvus 3.0; check the uri and its path \
                        if it is one";
            error.with_kind(ErrorCode::Unsupported, text.to_owned())
        }
        _ => error,
    })?;
    Ok(response)
}

fn in_answer(error: Error, response: &Response) -> Error {
    error.with_answer(response.status, (None, None)).with_body_start(&response.body)
}
