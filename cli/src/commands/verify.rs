//! Compares the rows of files with those that were imported.

use std::collections::{BTreeMap, HashMap};

use milvus_import::{ErrorCode, ImportProgress};
use serde::Serialize;

use crate::connect::Session;
use crate::failure::{Failure, IMPORT_FAILED};
use crate::output::{Output, json_line, line};
use crate::text::{clean, grouped};

/// How many rows the files have, by the first path of each list.
pub(super) type Rows = HashMap<String, u64>;

/// One difference, for scripts.
#[derive(Serialize)]
struct Difference<'a> {
    event: &'static str,
    job_id: &'a str,
    /// The file, where the server tells of each.
    file: Option<&'a str>,
    rows: u64,
    imported_rows: u64,
}

/// Asks about each job, and tells of each whose files have other rows than it imported. A job that failed is not told
/// of again, and one that the server has forgotten, or whose files' rows are not known, is counted.
pub(super) fn verify(
    session: &Session,
    jobs: &[(String, Vec<Vec<String>>)],
    rows: &Rows,
    out: Output,
) -> Result<(), Failure> {
    let mut of_jobs: BTreeMap<&str, Vec<&Vec<String>>> = BTreeMap::new();
    for (job_id, files) in jobs {
        of_jobs.entry(job_id).or_default().extend(files);
    }
    let (mut compared, mut differ, mut unknown) = (0, false, 0);
    for (job_id, files) in of_jobs {
        let known: Option<Vec<u64>> = files.iter().map(|file| rows.get(file.first()?).copied()).collect();
        let progress = match session.client.get_import_progress(job_id) {
            Ok(progress) => progress,
            Err(error) if error.code() == ErrorCode::JobNotFound => {
                unknown += files.len();
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let imported = progress.imported_rows.and_then(|rows| u64::try_from(rows).ok());
        let (Some(known), Some(imported)) = (known, imported) else {
            unknown += files.len();
            continue;
        };
        let sum = known.iter().sum();
        compared += sum;
        if sum != imported {
            differ = true;
            tell(&Difference { event: "difference", job_id, file: None, rows: sum, imported_rows: imported }, out)?;
            for (file, rows) in files.iter().zip(known) {
                let Some(path) = file.first() else { continue };
                if let Some(imported_rows) = of_file(&progress, path).filter(|imported| *imported != rows) {
                    let file = Some(path.as_str());
                    tell(&Difference { event: "difference", job_id, file, rows, imported_rows }, out)?;
                }
            }
        }
    }
    if differ {
        return Err(Failure::Shown(IMPORT_FAILED));
    }
    let compared = grouped(i64::try_from(compared).unwrap_or(i64::MAX));
    let unknown = if unknown == 0 { String::new() } else { format!("; of {unknown} files it is not known") };
    out.note(format_args!("the files have {compared} rows, and as many were imported{unknown}"));
    Ok(())
}

/// The rows that the server imported from a file, where its answer names it.
fn of_file(progress: &ImportProgress, path: &str) -> Option<u64> {
    let is_it = |name: &str| name.split(['[', ']', '"', ' ', ',']).any(|word| word == path);
    let files = progress.details().ok()?;
    let file = files.iter().find(|file| file.file_name.as_deref().is_some_and(is_it))?;
    file.imported_rows.and_then(|rows| u64::try_from(rows).ok())
}

fn tell(difference: &Difference<'_>, out: Output) -> Result<(), Failure> {
    if out.json {
        return json_line(difference);
    }
    let count = |rows| grouped(i64::try_from(rows).unwrap_or(i64::MAX));
    let (job_id, rows, imported) = (clean(difference.job_id), count(difference.rows), count(difference.imported_rows));
    line(&match difference.file {
        None => format!("{job_id} difference: its files have {rows} rows, and {imported} were imported"),
        Some(file) => format!("{job_id} difference: {} has {rows} rows, and {imported} were imported", clean(file)),
    })
}
