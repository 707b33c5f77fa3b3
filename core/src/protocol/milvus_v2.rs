//! Requests of open-source Milvus 2.4 and later.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::request::Request;
use super::{Protocol, Result};
use crate::Error;
use crate::model::{BulkImport, ListImportJobs};

/// Every release has `get_progress`; `describe` came with 2.4.13 and may one day be all that is left.
pub(super) const PROGRESS: [&str; 2] = ["get_progress", "describe"];

/// `/v2/vectordb/jobs/import/{route}`, without an allocation for the routes that are polled.
pub(super) fn path(route: &str) -> Cow<'static, str> {
    match route {
        "get_progress" => "/v2/vectordb/jobs/import/get_progress".into(),
        "describe" => "/v2/vectordb/jobs/import/describe".into(),
        other => format!("/v2/vectordb/jobs/import/{other}").into(),
    }
}

/// A request about one job. The id must be a JSON string: every server refuses a number. The pages document `dbName` in the
/// body; servers go by the header.
pub(super) fn job(protocol: &Protocol, route: &str, job_id: &str) -> Request {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        db_name: Option<&'a str>,
        job_id: &'a str,
    }
    Request::post(path(route), &Body { db_name: protocol.db_name.as_deref(), job_id })
}

pub(super) fn list_import_jobs(protocol: &Protocol, options: &ListImportJobs) -> Request {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        db_name: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        collection_name: Option<&'a str>,
    }
    Request::post(
        path("list"),
        &Body { db_name: protocol.db_name.as_deref(), collection_name: options.collection_name.as_deref() },
    )
}

pub(super) fn describe_collection(db_name: Option<&str>, collection_name: &str) -> Request {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        db_name: Option<&'a str>,
        collection_name: &'a str,
    }
    Request::post("/v2/vectordb/collections/describe", &Body { db_name, collection_name })
}

pub(super) fn bulk_import(protocol: &Protocol, import: &BulkImport) -> Result<Request> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        db_name: Option<&'a str>,
        collection_name: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        partition_name: Option<&'a str>,
        files: &'a [Vec<String>],
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        options: &'a BTreeMap<String, String>,
    }
    if import.files.is_empty() || import.files.iter().any(Vec::is_empty) {
        return Err(Error::invalid(
            "files is empty: give at least one file, or one set of NumPy files, in each inner list",
        ));
    }
    if let Some(key) = &import.idempotency_key {
        check_idempotency_key(key)?;
    }
    let body = Body {
        db_name: protocol.db_name.as_deref(),
        collection_name: &import.collection_name,
        partition_name: import.partition_name.as_deref(),
        files: &import.files,
        options: &import.options,
    };
    let idempotency_key = import.idempotency_key.clone();
    Ok(Request { idempotency_key, ..Request::post(path("create"), &body) })
}

/// Milvus takes printable ASCII up to 256 bytes.
fn check_idempotency_key(key: &str) -> Result<()> {
    let printable = key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if printable && (1..=256).contains(&key.len()) {
        return Ok(());
    }
    Err(Error::invalid("idempotency_key must be 1 to 256 printable ASCII characters"))
}
