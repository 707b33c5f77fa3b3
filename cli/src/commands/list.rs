//! `list`: the imports that the server tells of.

use std::collections::HashSet;

use milvus_import::{ImportJob, ListImportJobs};

use crate::args::{Connection, List};
use crate::connect::Session;
use crate::failure::Failure;
use crate::output::{Output, json_line, line};
use crate::text::table;

/// The most that Zilliz Cloud puts on a page.
const PAGE_SIZE: u32 = 100;

pub(crate) fn list(connection: &Connection, list: &List, out: Output) -> Result<(), Failure> {
    let jobs = pages(&Session::for_call(connection)?, list)?;
    if out.json {
        return jobs.iter().try_for_each(json_line);
    }
    if jobs.is_empty() {
        if list.state.is_empty() {
            out.note("no imports were listed; Milvus says so too while its coordinator cannot be reached");
        } else {
            out.note("no imports in such a state were listed");
        }
        return Ok(());
    }
    let header = ["JOB ID", "COLLECTION", "STATE", "PROGRESS", "REASON"].map(str::to_owned);
    let rows: Vec<_> = std::iter::once(header).chain(jobs.iter().map(row)).collect();
    table(&rows).iter().try_for_each(|row| line(row))
}

/// The jobs that were asked for. Milvus answers with everything at once, in random order; Zilliz Cloud in pages, in its own order.
fn pages(session: &Session, list: &List) -> Result<Vec<ImportJob>, Failure> {
    let mut jobs: Vec<ImportJob> = Vec::new();
    let mut first = ListImportJobs::default();
    first.collection_name.clone_from(&list.collection);
    (first.page_size, first.current_page) = (Some(PAGE_SIZE), Some(1));
    // A job that starts or ends while pages are walked moves from one to the next.
    let mut listed = HashSet::new();
    let most = list.limit.unwrap_or(usize::MAX);
    for page in session.client.pages(&first) {
        let mut page = page?;
        page.jobs.retain(|job| list.state.is_empty() || list.state.contains(&job.state));
        page.jobs.retain(|job| listed.insert(job.job_id.clone()));
        if page.count.is_none() {
            page.jobs.sort_by(|a, b| (a.job_id.len(), &a.job_id).cmp(&(b.job_id.len(), &b.job_id)));
            // Ids grow with time.
            page.jobs.drain(..page.jobs.len().saturating_sub(most));
        }
        jobs.append(&mut page.jobs);
        if jobs.len() >= most {
            break;
        }
    }
    jobs.truncate(most);
    Ok(jobs)
}

fn row(job: &ImportJob) -> [String; 5] {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    [
        job.job_id.clone(),
        or_dash(&job.collection_name),
        job.state.to_string(),
        job.progress.map_or_else(|| "-".to_owned(), |percent| format!("{percent:>3} %")),
        job.reason.clone().unwrap_or_default(),
    ]
}
