//! Requests of Zilliz Cloud's older control plane.

use serde::Serialize;

use super::request::{Request, encode};
use super::{Protocol, Result};
use crate::Error;
use crate::model::{BulkImport, ListImportJobs};

const PATH: &str = "/v1/vector/collections/import";

fn cluster_id(protocol: &Protocol) -> Result<&str> {
    protocol.cluster_id.as_deref().ok_or_else(|| Error::invalid("zilliz-v1 needs cluster_id"))
}

pub(super) fn get_import_progress(protocol: &Protocol, job_id: &str) -> Result<Request> {
    let cluster_id = encode(cluster_id(protocol)?);
    Ok(Request::get(format!("{PATH}/get?jobId={}&clusterId={cluster_id}", encode(job_id))))
}

pub(super) fn list_import_jobs(protocol: &Protocol, options: &ListImportJobs) -> Result<Request> {
    let cluster_id = encode(cluster_id(protocol)?);
    let number = |name, value: Option<u32>| value.map(|value| format!("&{name}={value}")).unwrap_or_default();
    let page_size = number("pageSize", options.page_size);
    let current_page = number("currentPage", options.current_page);
    Ok(Request::get(format!("{PATH}/list?clusterId={cluster_id}{page_size}{current_page}")))
}

pub(super) fn bulk_import(protocol: &Protocol, import: &BulkImport) -> Result<Request> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        cluster_id: &'a str,
        collection_name: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        partition_name: Option<&'a str>,
        object_url: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        access_key: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        secret_key: Option<&'a str>,
    }
    let body = Body {
        cluster_id: cluster_id(protocol)?,
        collection_name: &import.collection_name,
        partition_name: import.partition_name.as_deref(),
        object_url: import.object_url.as_deref().ok_or_else(|| Error::invalid("nothing to import: give object_url"))?,
        access_key: import.access_key.as_deref(),
        secret_key: import.secret_key.as_deref(),
    };
    Ok(Request::post(PATH, &body))
}
