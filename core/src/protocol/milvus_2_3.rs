//! Requests of Milvus 2.2 and 2.3: of the management port, and one of the port of the API.

use std::path::Path;

use serde::Serialize;

use super::Result;
use super::request::{Request, encode};
use crate::Error;
use crate::model::{BulkImport, ListImportJobs};

/// A GET with a body, which is what this server reads. The id must be a bare integer: it refuses text.
pub(super) fn get_import_progress(job_id: &str) -> Result<Request> {
    #[derive(Serialize)]
    struct Body {
        task: i64,
    }
    let task = job_id
        .parse()
        .map_err(|_| Error::invalid(format!("milvus-2.3 job ids are 64-bit integers, not {job_id:?}")))?;
    Ok(Request::get("/api/v1/import/state").anonymous().with_body(&Body { task }))
}

pub(super) fn list_import_jobs(options: &ListImportJobs) -> Request {
    #[derive(Serialize)]
    struct Body<'a> {
        collection_name: &'a str,
    }
    let request = Request::get("/api/v1/import/tasks").anonymous();
    match &options.collection_name {
        Some(collection_name) => request.with_body(&Body { collection_name }),
        None => request,
    }
}

/// Not on the management port, and not without credentials: collections are described on the port of the API.
pub(super) fn describe_collection(db_name: Option<&str>, collection_name: &str) -> Request {
    let collection_name = encode(collection_name);
    let database = db_name.map(|name| format!("&dbName={}", encode(name))).unwrap_or_default();
    Request::get(format!("/v1/vector/collections/describe?collectionName={collection_name}{database}"))
}

pub(super) fn bulk_import(import: &BulkImport) -> Result<Request> {
    #[derive(Serialize)]
    struct Body<'a> {
        collection_name: &'a str,
        partition_name: &'a str,
        row_based: bool,
        files: Vec<&'a str>,
    }
    let files: Vec<_> = import.files.iter().flatten().map(String::as_str).collect();
    if files.is_empty() {
        return Err(Error::invalid("files is empty: give the paths of JSON rows, or of one set of NumPy files"));
    }
    let is_numpy =
        |file: &&str| Path::new(file).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("npy"));
    let body = Body {
        collection_name: &import.collection_name,
        partition_name: import.partition_name.as_deref().unwrap_or_default(),
        row_based: !files.iter().any(is_numpy),
        files,
    };
    Ok(Request::post("/api/v1/import", &body).anonymous())
}
