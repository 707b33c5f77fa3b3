//! `progress` and `describe`: one look at a job.

use milvus_import::{FileProgress, ImportProgress, JobState};
use milvus_import_check::explain_job;

use crate::args::{Connection, Job};
use crate::bar::rows;
use crate::connect::Session;
use crate::failure::{Failure, IMPORT_FAILED};
use crate::output::{Details, Output, line};
use crate::text::{grouped, size, table};

/// A person looks at this many files; a job may have 10,000.
const FILES_SHOWN: usize = 20;

pub(crate) fn progress(connection: &Connection, job: &Job, out: Output) -> Result<(), Failure> {
    show(&Session::for_call(connection)?.client.get_import_progress(&job.job_id)?, out)
}

pub(crate) fn describe(connection: &Connection, job: &Job, out: Output) -> Result<(), Failure> {
    show(&Session::for_call(connection)?.client.describe_job(&job.job_id)?, out)
}

fn show(progress: &ImportProgress, out: Output) -> Result<(), Failure> {
    if out.json {
        out.job(progress)?;
    } else {
        lines(progress, out.details).iter().try_for_each(|text| line(text))?;
    }
    match progress.state {
        JobState::Failed | JobState::Canceled => Err(Failure::Shown(IMPORT_FAILED)),
        _ => Ok(()),
    }
}

fn lines(progress: &ImportProgress, details: Details) -> Vec<String> {
    let state = match &progress.raw_state {
        Some(raw) if progress.state == JobState::Unknown => format!("Unknown ({raw})"),
        _ => format!("{} ({})", progress.state, progress.phase),
    };
    let why = if progress.state == JobState::Failed { explain_job(progress) } else { None };
    let named = [
        ("job", Some(progress.job_id.clone())),
        ("type", progress.job_type.clone()),
        ("collection", progress.collection_name.clone()),
        ("partition", progress.partition_name.clone()),
        ("file", progress.file_name.clone()),
        ("state", Some(state)),
        ("progress", Some(format!("{} %", progress.progress))),
        ("rows", progress.imported_rows.or(progress.total_rows).map(|_| rows(progress, " of "))),
        ("size", progress.file_size.map(size)),
        ("created", progress.create_time.clone()),
        ("completed", progress.complete_time.clone()),
        ("reason", progress.reason.clone()),
        ("why", why.map(|why| why.to_string())),
    ];
    let known = named.into_iter().filter_map(|(name, value)| Some([name.to_owned(), value?]));
    let mut lines = table(&known.collect::<Vec<_>>());
    let most = match details {
        Details::None => return lines,
        Details::Last => FILES_SHOWN,
        Details::All => usize::MAX,
    };
    lines.extend(match progress.details() {
        Ok(files) => file_lines(files, most),
        Err(error) => vec![format!("files cannot be shown: {error}")],
    });
    lines
}

/// The files that failed first: they are what a person looks for.
fn file_lines(files: &[FileProgress], most: usize) -> Vec<String> {
    let (failed, others): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.state == JobState::Failed);
    let shown: Vec<_> = failed.into_iter().chain(others).take(most).map(file_row).collect();
    let mut lines = table(&shown);
    let left = files.len().saturating_sub(most);
    if left > 0 {
        lines.push(format!(
            "… and {} more files; --details shows all",
            grouped(i64::try_from(left).unwrap_or(i64::MAX))
        ));
    }
    lines
}

fn file_row(file: &FileProgress) -> [String; 5] {
    let number = |value: Option<i64>| value.map_or_else(|| "?".to_owned(), grouped);
    let rows = match (file.imported_rows, file.total_rows) {
        (None, None) => String::new(),
        (imported, total) => format!("{} of {} rows", number(imported), number(total)),
    };
    let name = file.file_name.as_deref().unwrap_or("(unnamed file)");
    [
        format!("  {name}"),
        file.state.to_string(),
        format!("{:>3} %", file.progress),
        rows,
        file.reason.clone().unwrap_or_default(),
    ]
}
