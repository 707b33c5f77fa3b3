//! `emulator`: an import service to test against.

use std::path::{Path, PathBuf};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use milvus_import::{Error, ErrorCode};
use milvus_import_emulator::Collection;
use serde_json::json;

use crate::args;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::{Output, say};
use crate::text::clean;

/// How soon Ctrl-C is answered.
const TICK: Duration = Duration::from_millis(50);

pub(crate) fn emulator(options: &args::Emulator, out: Output) -> Result<(), Failure> {
    let mut builder =
        milvus_import_emulator::Emulator::builder().server(options.server).port(options.port).speed(options.speed);
    if let Some(limit) = options.job_limit {
        builder = builder.job_limit(limit);
    }
    if let Some(rate) = options.request_rate {
        builder = builder.request_rate(rate);
    }
    if let Some(token) = &options.token {
        builder = builder.token(token);
    }
    for user in &options.user {
        builder = builder.user(user.as_str());
    }
    for database in &options.database {
        builder = builder.database(database);
    }
    for collection in &options.collection {
        builder = builder.collection(collection.as_str());
    }
    for collection in &options.partition_key_collection {
        builder = builder.collection(Collection::from(collection.as_str()).with_partition_key());
    }
    if let Some(folder) = &options.storage {
        builder = builder.storage(folder);
    }
    for path in &options.schema {
        for collection in described(path)? {
            builder = builder.collection(collection);
        }
    }
    let stop = interrupt::token();
    let emulator = builder.start_blocking().map_err(|error| {
        let text = format!("cannot listen on port {}: {error}; use another --port, or 0 for a free one", options.port);
        Error::new(ErrorCode::Connect, text)
    })?;
    let requests = emulator.watch_requests();
    let server = options.server.to_string();
    out.result(&json!({"uri": emulator.uri(), "server": server}), |_| vec![emulator.uri()])?;
    out.note(format!("an emulated {server} listens; Ctrl-C ends it"));
    while !stop.is_cancelled() {
        match requests.recv_timeout(TICK) {
            // As text a request has no secrets.
            Ok(request) => say(&clean(&request.to_string())),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    Ok(())
}

/// The collections that a file describes, or those of a folder.
fn described(path: &Path) -> Result<Vec<Collection>, Failure> {
    let failed = |path: &Path, error: &dyn std::fmt::Display| {
        Failure::from(Error::new(ErrorCode::InvalidArgument, format!("--schema {}: {error}", path.display())))
    };
    let files = if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| failed(path, &error))?;
        let mut files: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
        files.sort();
        files
    } else {
        vec![path.to_owned()]
    };
    let collection = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).map_err(|error| failed(file, &error))?;
        Collection::from_described(&text).map_err(|error| failed(file, &error))
    };
    files.iter().map(collection).collect()
}
