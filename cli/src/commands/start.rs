//! `start`: creates an import, and follows it if asked to.

use std::collections::BTreeMap;

use milvus_import::{BulkImport, Error, ErrorCode, ImportManyOptions, Result};
use serde_json::json;

use crate::args::{Connection, Many, Start};
use crate::commands::check;
use crate::connect::Session;
use crate::failure::Failure;
use crate::follow::follow_and_advise;
use crate::follow_many::{Ask, follow_many};
use crate::listed::listed;
use crate::output::Output;
use crate::secret::secret;
use crate::text::clean;

pub(crate) fn start(connection: &Connection, start: &Start, out: Output) -> Result<(), Failure> {
    let order = order(start)?;
    if start.check {
        check::before_start(connection, &order, out)?;
    }
    if start.many.is_wanted() {
        return import_many(connection, start, &order, out);
    }
    check_count(&order)?;
    let session = if start.wait { Session::for_wait(connection)? } else { Session::for_call(connection)? };
    let created = session.client.bulk_import(&order).map_err(|error| unsure(error, &session))?;
    let ids = &created.job_ids;
    out.result(&json!({"job_id": created.job_id, "job_ids": ids}), |_| {
        ids.iter().map(|id| clean(id).into_owned()).collect()
    })?;
    for job_id in ids {
        if start.wait {
            follow_and_advise(&session, job_id, false, out)?;
        } else {
            out.note(format!("started; follow it: {}", session.hint("wait", job_id)));
        }
    }
    Ok(())
}

/// Many jobs, which are followed whether or not `--wait` is given.
fn import_many(connection: &Connection, start: &Start, order: &BulkImport, out: Output) -> Result<(), Failure> {
    let session = Session::for_wait(connection)?;
    let watch = session.client.import_many(order, &many_options(&start.many), &session.wait)?;
    let files = [&order.files, &order.object_urls, &order.data_paths].map(Vec::len).iter().sum();
    let Many { ledger, fail_fast, .. } = &start.many;
    let ask = Ask { fail_fast: *fail_fast, files: Some(files), has_ledger: ledger.is_some() };
    follow_many(&session, watch, &ask, out)
}

/// As the library takes them.
pub(super) fn many_options(many: &Many) -> ImportManyOptions {
    let mut options = ImportManyOptions::default();
    options.ledger.clone_from(&many.ledger);
    options.files_per_job = many.files_per_job;
    options.jobs_in_flight = many.jobs_in_flight;
    options.retry_failed = many.retry_failed;
    options.skip_bad_files = many.skip_bad_files;
    options.atomic = many.atomic;
    options.has_idempotency = many.has_idempotency;
    options
}

/// The server says so too, but not what to do.
fn check_count(order: &BulkImport) -> Result<(), Error> {
    const MOST: usize = 1024;
    let count = order.files.len();
    if count <= MOST {
        return Ok(());
    }
    let text = format!(
        "{count} files are more than one job takes ({MOST}): give --files-per-job, and --ledger to go on after a crash"
    );
    Err(Error::new(ErrorCode::InvalidArgument, text))
}

/// An interrupted create may have made a job all the same.
fn unsure(error: Error, session: &Session) -> Error {
    match error.code() {
        ErrorCode::Cancelled => Error::new(
            error.code(),
            format!("interrupted; the server may have started the import all the same: {}", session.hint("list", "")),
        ),
        _ => error,
    }
}

fn order(start: &Start) -> Result<BulkImport> {
    let storage = &start.storage;
    let mut files: Vec<_> = listed(&start.files, "files")?.iter().map(|line| group(line)).collect();
    files.extend(sets(&start.file_set));
    let mut options = BTreeMap::new();
    for (key, value) in &start.option {
        if options.insert(key.clone(), value.clone()).is_some() {
            return Err(Error::new(ErrorCode::InvalidArgument, format!("--option {key} is given twice: give it once")));
        }
    }
    let mut import = BulkImport::new(&start.collection);
    import.partition_name.clone_from(&start.partition);
    import.files = files;
    import.options = options;
    import.object_url.clone_from(&storage.object_url);
    import.object_urls = sets(&storage.object_urls);
    import.access_key.clone_from(&storage.access_key);
    import.secret_key = secret(storage.secret_key.as_deref(), storage.secret_key_file.as_deref())?;
    import.session_token = secret(None, storage.session_token_file.as_deref())?;
    import.volume_name.clone_from(&storage.volume);
    import.data_paths = sets(&storage.data_path);
    import.idempotency_key.clone_from(&start.idempotency_key);
    Ok(import)
}

/// One file, or NumPy files that are joined by commas.
fn group(line: &str) -> Vec<String> {
    let is_numpy = |path: &str| path.trim().to_ascii_lowercase().ends_with(".npy");
    if line.split(',').all(is_numpy) {
        return line.split(',').map(|path| path.trim().to_owned()).collect();
    }
    vec![line.to_owned()]
}

/// Each argument is one group of files, joined by commas.
fn sets(joined: &[String]) -> Vec<Vec<String>> {
    joined.iter().map(|set| set.split(',').map(str::to_owned).collect()).collect()
}
