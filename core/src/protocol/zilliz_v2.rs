//! Requests of Zilliz Cloud.

use serde::Serialize;

use super::request::{Request, encode};
use super::{Protocol, Result, milvus_v2};
use crate::Error;
use crate::model::{BulkImport, ListImportJobs};

/// Documentation and clients name all three; the official clients use the first.
pub(super) const PROGRESS: [&str; 3] = ["describe", "get_progress", "getProgress"];

/// Whose jobs: a cluster, or a project in a region.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the API's own names")]
struct Scope<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region_id: Option<&'a str>,
}

fn scope(protocol: &Protocol) -> Result<Scope<'_>> {
    match (&protocol.cluster_id, &protocol.project_id, &protocol.region_id) {
        (Some(cluster_id), ..) => Ok(Scope { cluster_id: Some(cluster_id), project_id: None, region_id: None }),
        (None, Some(project_id), Some(region_id)) => {
            Ok(Scope { cluster_id: None, project_id: Some(project_id), region_id: Some(region_id) })
        }
        _ => Err(Error::invalid("Zilliz Cloud needs cluster_id, or project_id and region_id")),
    }
}

pub(super) fn get_import_progress(protocol: &Protocol, job_id: &str, spelling: usize) -> Result<Request> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        job_id: &'a str,
        #[serde(flatten)]
        scope: Scope<'a>,
    }
    let route = PROGRESS.get(spelling).unwrap_or(&PROGRESS[0]);
    Ok(Request::post(milvus_v2::path(route), &Body { job_id, scope: scope(protocol)? }))
}

pub(super) fn list_import_jobs(protocol: &Protocol, options: &ListImportJobs) -> Result<Request> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        #[serde(flatten)]
        scope: Scope<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        db_name: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        collection_name: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        page_size: Option<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        current_page: Option<u32>,
    }
    let body = Body {
        scope: scope(protocol)?,
        // Not in the reference, but pymilvus sends them.
        db_name: protocol.db_name.as_deref(),
        collection_name: options.collection_name.as_deref(),
        page_size: options.page_size,
        current_page: options.current_page,
    };
    Ok(Request::post(milvus_v2::path("list"), &body))
}

pub(super) fn bulk_import(protocol: &Protocol, import: &BulkImport) -> Result<Request> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        #[serde(flatten)]
        scope: Scope<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        db_name: Option<&'a str>,
        collection_name: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        partition_name: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        object_url: Option<&'a str>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        object_urls: &'a Vec<Vec<String>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        access_key: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        secret_key: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        token: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        volume_name: Option<&'a str>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        data_paths: &'a Vec<Vec<String>>,
    }
    if import.object_url.is_none() && import.object_urls.is_empty() && import.data_paths.is_empty() {
        return Err(Error::invalid("nothing to import: give object_urls, or volume_name and data_paths"));
    }
    let body = Body {
        scope: scope(protocol)?,
        db_name: protocol.db_name.as_deref(),
        collection_name: &import.collection_name,
        partition_name: import.partition_name.as_deref(),
        object_url: import.object_url.as_deref(),
        object_urls: &import.object_urls,
        access_key: import.access_key.as_deref(),
        secret_key: import.secret_key.as_deref(),
        token: import.session_token.as_deref(),
        volume_name: import.volume_name.as_deref(),
        data_paths: &import.data_paths,
    };
    Ok(Request::post(milvus_v2::path("create"), &body))
}

pub(super) fn describe_job(job_id: &str) -> Request {
    Request::get(format!("/v2/jobs/{}", encode(job_id)))
}
