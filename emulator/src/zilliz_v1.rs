//! Zilliz Cloud's first API: no states, only how ready a job is, and why it failed.

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::http::{self, Answer, Call};
use crate::jobs::{Job, Order, Phase, View};
use crate::lock;
use crate::service::Service;
use crate::zilliz::{Page, Refusal, bearer, invalid, members, required, text};

pub(crate) async fn answer(service: &Arc<Service>, call: &Call) -> Answer {
    if let Some(token) = service.config.token() {
        match bearer(call) {
            None => return Refusal::new(80001, "The token is illegal.").into_answer(),
            Some(given) if given != token => return Refusal::new(80002, "The token is invalid.").into_answer(),
            Some(_) => {}
        }
    }
    let result = match (call.method().clone(), call.path()) {
        (Method::POST, "/v1/vector/collections/import") => create(service, call).await,
        (Method::GET, "/v1/vector/collections/import/get") => progress(service, call),
        (Method::GET, "/v1/vector/collections/import/list") => list(service, call),
        _ => return http::not_found(),
    };
    result.map_or_else(Refusal::into_answer, |data| http::ok(&json!({"code": 200, "data": data})))
}

fn check_cluster(service: &Service, id: &str) -> Result<(), Refusal> {
    if id.is_empty() {
        return Err(invalid("The parameter clusterId is missing."));
    }
    if !service.config.has_cluster(id) {
        return Err(Refusal::new(90102, format!("Cluster {id} not found.")));
    }
    Ok(())
}

async fn create(service: &Arc<Service>, call: &Call) -> Result<Value, Refusal> {
    let members = members(&call.body)?;
    check_cluster(service, &text(&members, "clusterId")?)?;
    let (collection, url) = (required(&members, "collectionName")?, required(&members, "objectUrl")?);
    if !lock(&service.catalog).has_collection("default", &collection) {
        return Err(Refusal::new(100, format!("Collection {collection} not found.")));
    }
    let partition = text(&members, "partitionName")?;
    let files = vec![vec![url]];
    let id = service.create(Order { db: "default".to_owned(), collection, partition, files, ..Order::default() }).await;
    Ok(json!({"jobId": id}))
}

fn progress(service: &Arc<Service>, call: &Call) -> Result<Value, Refusal> {
    check_cluster(service, &call.query("clusterId"))?;
    let id = call.query("jobId");
    if id.is_empty() {
        return Err(invalid("The parameter jobId is missing."));
    }
    let store = lock(&service.store);
    let found = store.find(&id, service.now());
    let (job, view) = found.ok_or_else(|| Refusal::new(90144, format!("Import job {id} not found.")))?;
    let details: Vec<Value> = job
        .files
        .iter()
        .map(|file| part(&view, file.paths.first().map_or("", String::as_str), file.file_size))
        .collect();
    let mut data = part(&view, &first_path(job), job.file_size());
    if let Value::Object(data) = &mut data {
        data.insert("collectionName".to_owned(), job.collection.as_str().into());
        data.insert("jobId".to_owned(), job.id.as_str().into());
        data.insert("details".to_owned(), details.into());
    }
    Ok(data)
}

fn first_path(job: &Job) -> String {
    job.files.iter().flat_map(|file| &file.paths).next().cloned().unwrap_or_default()
}

/// The members that a job and each of its files share.
fn part(view: &View, file_name: &str, file_size: u64) -> Value {
    let failure = (view.phase == Phase::Failed).then(|| view.reason.as_deref().unwrap_or("unknown error"));
    json!({
        "fileName": file_name,
        "fileSize": file_size,
        "readyPercentage": ready(view),
        "completeTime": view.ended_at.map(rfc3339),
        "errorMessage": failure,
    })
}

/// 0 to 1; whole numbers are written without a fraction.
fn ready(view: &View) -> Value {
    match view.percent {
        whole @ ..=0 => whole.into(),
        100 => 1.into(),
        percent => i32::try_from(percent).map_or(Value::Null, |percent| (f64::from(percent) / 100.0).into()),
    }
}

fn list(service: &Arc<Service>, call: &Call) -> Result<Value, Refusal> {
    check_cluster(service, &call.query("clusterId"))?;
    let number = |name: &str| Some(call.query(name)).filter(|text| !text.is_empty()).map(|text| text.parse::<u64>());
    let numbers = (number("pageSize").transpose(), number("currentPage").transpose());
    let (Ok(size), Ok(current)) = numbers else { return Err(invalid("pageSize and currentPage must be integers.")) };
    let page = Page::new(size, current, 5..=100)?;
    let store = lock(&service.store);
    let (count, jobs) = page.of(&store, service.now());
    let tasks: Vec<Value> = jobs.into_iter().map(|(job, view)| task(job, &view)).collect();
    Ok(json!({"count": count, "currentPage": page.current, "pageSize": page.size, "tasks": tasks}))
}

fn task(job: &Job, view: &View) -> Value {
    let state = match view.phase {
        Phase::Done => "ImportCompleted",
        Phase::Failed => "ImportFailed",
        _ => job.script.unknown_state.as_deref().unwrap_or("ImportRunning"),
    };
    json!({"collectionName": job.collection, "jobId": job.id, "state": state})
}
