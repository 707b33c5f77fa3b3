//! Zilliz Cloud's current API: Milvus's routes with cluster ids, and jobs of any kind under `/v2/jobs`.

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::clock::rfc3339;
use crate::http::{self, Answer, Call, Condition};
use crate::jobs::{Course, Job, Order, Phase, View};
use crate::lock;
use crate::server::Server;
use crate::service::Service;
use crate::zilliz::{Page, Refusal, bearer, file_name, groups, invalid, job_file_name, members, required, text};

/// Of a job, by the documentation.
const MAX_FILES: usize = 1000;

const PREFIX: &str = "/v2/vectordb/jobs/import/";

pub(crate) async fn answer(service: &Arc<Service>, call: &Call) -> Answer {
    let token = service.config.token();
    if token.is_some() && bearer(call) != token {
        return Refusal::new(21119, "The apikey is illegal.").into_answer();
    }
    let result = match (call.method().clone(), call.path().strip_prefix(PREFIX)) {
        (Method::POST, Some("create")) => create(service, call).await,
        (Method::POST, Some("list")) => list(service, call),
        // Which of the three is live is not documented, and clients use all of them.
        (Method::POST, Some("describe" | "get_progress" | "getProgress")) => progress(service, call),
        (Method::GET, None) => match call.path().strip_prefix("/v2/jobs/") {
            Some(id) if !id.is_empty() && !id.contains('/') => describe_job(service, id),
            _ => return http::not_found(),
        },
        _ => return http::not_found(),
    };
    result.map_or_else(Refusal::into_answer, |data| http::ok(&json!({"code": 0, "data": data})))
}

/// Every call names a cluster, or a project and its region.
fn check_owner(service: &Service, members: &Map<String, Value>) -> Result<(), Refusal> {
    let (cluster, project) = (text(members, "clusterId")?, text(members, "projectId")?);
    if cluster.is_empty() && (project.is_empty() || text(members, "regionId")?.is_empty()) {
        return Err(invalid("The parameter clusterId is missing."));
    }
    if !cluster.is_empty() && !service.config.has_cluster(&cluster) {
        return Err(Refusal::new(96018, format!("Cluster {cluster} not found.")));
    }
    Ok(())
}

async fn create(service: &Arc<Service>, call: &Call) -> Result<Value, Refusal> {
    let members = members(&call.body)?;
    check_owner(service, &members)?;
    let db = Some(text(&members, "dbName")?).filter(|name| !name.is_empty()).unwrap_or_else(|| "default".to_owned());
    let collection = required(&members, "collectionName")?;
    if !lock(&service.catalog).has_database(&db) {
        return Err(Refusal::new(800, format!("database not found[database={db}]")));
    }
    if !lock(&service.catalog).has_collection(&db, &collection) {
        return Err(Refusal::new(100, format!("collection not found[database={db}][collection={collection}]")));
    }
    let mut files = groups(&members, "objectUrls")?;
    files.extend(groups(&members, "dataPaths")?);
    let old = text(&members, "objectUrl")?;
    if !old.is_empty() {
        files.push(vec![old]);
    }
    if files.iter().all(Vec::is_empty) {
        return Err(invalid("The parameter objectUrls is missing."));
    }
    if files.len() > MAX_FILES {
        return Err(invalid(&format!("There are more than {MAX_FILES} files.")));
    }
    if call.condition == Some(Condition::JobLimit) || service.is_full(&db, &collection) {
        return Err(Refusal::new(47055, "There are too many running import jobs. Please try again later."));
    }
    let partition = text(&members, "partitionName")?;
    let id = service.create(Order { db, collection, partition, files, ..Order::default() }).await;
    Ok(json!({"jobId": id}))
}

fn list(service: &Arc<Service>, call: &Call) -> Result<Value, Refusal> {
    let members = members(&call.body)?;
    check_owner(service, &members)?;
    let number = |name| members.get(name).and_then(Value::as_u64);
    let page = Page::new(number("pageSize"), number("currentPage"), 1..=100)?;
    let store = lock(&service.store);
    let (count, jobs) = page.of(&store, service.now());
    let record = |(job, view): (&Job, View)| json!({"collectionName": job.collection, "jobId": job.id, "state": view.phase.state(job)});
    let records: Vec<Value> = jobs.into_iter().map(record).collect();
    Ok(json!({"count": count, "currentPage": page.current, "pageSize": page.size, "records": records}))
}

fn unknown_job(id: &str) -> Refusal {
    Refusal::new(96026, format!("Import job {id} not found."))
}

fn progress(service: &Arc<Service>, call: &Call) -> Result<Value, Refusal> {
    let members = members(&call.body)?;
    check_owner(service, &members)?;
    let id = required(&members, "jobId")?;
    let store = lock(&service.store);
    let (job, view) = store.find(&id, service.now()).ok_or_else(|| unknown_job(&id))?;
    let reason = view.reason.as_deref().unwrap_or_default();
    let mut details = Vec::new();
    if view.counted {
        let progress = job.file_progress(Course::of(Server::ZillizV2), &view);
        details.extend(job.files.iter().zip(progress).map(|(file, progress)| {
            let state = match (view.phase, progress.percent) {
                (Phase::Failed, _) => "Failed",
                (_, 100) => "Completed",
                (_, 0) => "Pending",
                _ => "Importing",
            };
            json!({
                "fileName": file_name(file),
                "fileSize": file.file_size,
                "state": state,
                "progress": progress.percent,
                "completeTime": progress.completed_at.map(rfc3339).unwrap_or_default(),
                "reason": reason,
            })
        }));
    }
    fastrand::shuffle(&mut details);
    Ok(json!({
        "jobId": job.id,
        "collectionName": job.collection,
        "fileName": job_file_name(job),
        "fileSize": job.file_size(),
        "state": view.phase.state(job),
        "progress": view.percent,
        "completeTime": complete_time(&view),
        "reason": reason,
        "totalRows": if view.counted { job.total_rows() } else { 0 },
        "details": details,
    }))
}

fn complete_time(view: &View) -> String {
    view.ended_at.filter(|_| view.phase == Phase::Done).map(rfc3339).unwrap_or_default()
}

/// A job of any kind: no rows, no files, and the progress as text.
fn describe_job(service: &Arc<Service>, id: &str) -> Result<Value, Refusal> {
    let store = lock(&service.store);
    let (job, view) = store.find(id, service.now()).ok_or_else(|| unknown_job(id))?;
    let status = match view.phase {
        Phase::Queued => "PENDING",
        Phase::Done => "SUCCESSFUL",
        Phase::Failed => "FAILED",
        _ => job.script.unknown_state.as_deref().unwrap_or("IN_PROGRESS"),
    };
    Ok(json!({
        "jobId": job.id,
        "type": "IMPORT",
        "status": status,
        "progress": view.percent.to_string(),
        "startTime": rfc3339(job.created),
        "endTime": view.ended_at.map(rfc3339).unwrap_or_default(),
        "reason": view.reason.as_deref().unwrap_or_default(),
    }))
}
