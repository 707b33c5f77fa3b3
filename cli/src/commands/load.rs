//! `load`: files of this machine become rows of a collection, from the check to the comparison of rows.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use milvus_import::{Api, BulkImport, Error, ErrorCode, JobEvent};
use milvus_import_check::{File, check};
use milvus_import_storage::{Storage, Upload};
use serde::Serialize;

use super::check::{names, schema, show};
use super::start;
use super::upload::{options, send, uploads};
use super::verify::{Rows, verify};
use crate::args::{Connection, Load, SchemaSource};
use crate::connect::Session;
use crate::failure::{Failure, IMPORT_FAILED};
use crate::follow::REFRESH;
use crate::follow_many::{Ask, follow_many_with};
use crate::output::Output;
use crate::text::{clean, size};

/// One file of a dry run, for scripts.
#[derive(Serialize)]
struct PlannedLine<'a> {
    file: &'a str,
    path: &'a str,
    bytes: u64,
    is_there: bool,
}

pub(crate) fn load(connection: &Connection, load: &Load, out: Output) -> Result<(), Failure> {
    let lists = names(&load.files, &load.file_set)?;
    let storage = Storage::open(&load.target.storage)?;
    let prefix = load.target.prefix.as_deref().unwrap_or(&load.collection);
    let uploads = uploads(&lists.concat(), prefix)?;
    let session = Session::for_wait(connection)?;
    let rows = if load.skip_check { None } else { Some(checked(&session, load, &lists, &storage, &uploads, out)?) };
    if load.dry_run {
        return plan(&storage, &uploads, load, out);
    }
    if matches!(session.client.api(), Api::ZillizV1 | Api::ZillizV2) {
        let text = "load starts imports of Milvus: for Zilliz Cloud use upload, then start --object-urls";
        return Err(Error::new(ErrorCode::Unsupported, text).into());
    }
    let state = load.many.ledger.as_deref().map(beside);
    let uploaded = send(&storage, &uploads, &options(state, &session.cancel), out)?;
    import(&session, load, &lists, uploaded.into_iter().map(|file| file.path).collect(), rows.as_ref(), out)
}

/// What was sent is kept beside the ledger.
fn beside(ledger: &Path) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(".upload");
    name.into()
}

/// Checks the files as they are here, and returns how many rows each list has, by its first path for the server.
fn checked(
    session: &Session,
    load: &Load,
    lists: &[Vec<String>],
    storage: &Storage,
    uploads: &[Upload],
    out: Output,
) -> Result<Rows, Failure> {
    let source = SchemaSource { collection: Some(load.collection.clone()), schema: load.schema.clone() };
    let schema = schema(&source, |name| session.client.describe_collection(name)).map_err(|failure| match failure {
        Failure::Error(error) => {
            let text = format!("{error}; --schema FILE has the description in its place, --skip-check does without");
            Failure::Error(Error::new(error.code(), text))
        }
        other => other,
    })?;
    let files: Vec<Vec<File>> = lists.iter().map(|list| list.iter().map(File::local).collect()).collect();
    let report = check(&schema, &files, &load.rules.options());
    show(&report, out)?;
    if !report.ok() {
        out.note("nothing was sent and no import was started: mend the files, leave them out, or see --skip-check");
        return Err(Failure::Shown(IMPORT_FAILED));
    }
    let of_file: HashMap<_, _> = report.looked.iter().map(|looked| (looked.file.as_str(), looked.rows)).collect();
    let mut keys = uploads.iter().map(|upload| storage.path(&upload.key));
    let mut rows = Rows::new();
    for list in lists {
        let known = list.iter().find_map(|file| of_file.get(file.as_str()).copied().flatten());
        let first = keys.by_ref().take(list.len()).collect::<Vec<_>>().into_iter().next();
        rows.extend(first.zip(known));
    }
    Ok(rows)
}

fn plan(storage: &Storage, uploads: &[Upload], load: &Load, out: Output) -> Result<(), Failure> {
    let paths: Vec<_> = uploads.iter().map(|upload| storage.path(&upload.key)).collect();
    for ((upload, path), there) in uploads.iter().zip(&paths).zip(storage.files(&paths)?) {
        let bytes = std::fs::metadata(&upload.file).map_or(0, |file| file.len());
        let is_there = there.content.is_ok_and(|source| source.size() == bytes);
        let line = PlannedLine { file: &upload.file.to_string_lossy(), path, bytes, is_there };
        out.result(&line, |line| {
            let is_there = if line.is_there { "; one of this size is there" } else { "" };
            let bytes = size(i64::try_from(line.bytes).unwrap_or(i64::MAX));
            vec![format!("{} to {} ({bytes}{is_there})", clean(line.file), clean(line.path))]
        })?;
    }
    out.note(format_args!(
        "{} files would be imported into {}; nothing was sent and no import was started",
        paths.len(),
        clean(&load.collection)
    ));
    Ok(())
}

fn import(
    session: &Session,
    load: &Load,
    lists: &[Vec<String>],
    paths: Vec<String>,
    rows: Option<&Rows>,
    out: Output,
) -> Result<(), Failure> {
    let mut import = BulkImport::new(&load.collection);
    import.partition_name.clone_from(&load.partition);
    import.options = load.rules.option.iter().cloned().collect::<BTreeMap<_, _>>();
    let mut paths = paths.into_iter();
    import.files = lists.iter().map(|list| paths.by_ref().take(list.len()).collect()).collect();
    let watch = session.client.import_many(&import, &start::many_options(&load.many), &session.wait)?;
    let ask = Ask { fail_fast: load.many.fail_fast, files: Some(lists.len()), has_ledger: load.many.ledger.is_some() };
    let mut jobs = Vec::new();
    follow_many_with(session, watch, &ask, out, &mut |event| match event {
        JobEvent::Created { job_id, files } | JobEvent::Skipped { job_id, files } => {
            jobs.push((job_id.clone(), files.clone()));
        }
        _ => {}
    })?;
    rows.map_or(Ok(()), |rows| verify(session, &jobs, rows, out))?;
    out.note(REFRESH);
    Ok(())
}
