//! Milvus 2.2 and 2.3: the management port, with numeric states and bare 64-bit job ids.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::http::{self, Answer, Call};
use crate::jobs::{Job, Order, Phase, View};
use crate::lock;
use crate::service::Service;

pub(crate) async fn answer(service: &Arc<Service>, call: &Call) -> Answer {
    let result = match (call.method().clone(), call.path()) {
        (Method::GET, "/healthz") => return http::text(StatusCode::OK, "OK"),
        (Method::POST, "/api/v1/import") => create(service, call).await,
        (Method::GET, "/api/v1/import/state") => state(service, call),
        (Method::GET, "/api/v1/import/tasks") => tasks(service, call),
        _ => return http::not_found(),
    };
    result.map_or_else(
        |complaint| {
            let reason = format!("bad request: parse body failed: {complaint}");
            http::json(StatusCode::BAD_REQUEST, &json!({"error_code": 5, "reason": reason}))
        },
        |body| http::ok(&body),
    )
}

/// A body the server cannot read, in the words of its JSON decoder.
type Complaint = String;

fn parse(body: &[u8]) -> Result<Map<String, Value>, Complaint> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err("json: cannot unmarshal the body into a Go struct".to_owned()),
        Err(_) if body.is_empty() => Err("EOF".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn wrong_type(found: &Value, field: &str, wanted: &str) -> Complaint {
    let found = match found {
        Value::String(_) => "string",
        Value::Bool(_) => "bool",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        other => return format!("json: cannot unmarshal number {other} into Go struct field {field} of type {wanted}"),
    };
    format!("json: cannot unmarshal {found} into Go struct field {field} of type {wanted}")
}

fn text(members: &Map<String, Value>, name: &str) -> Result<String, Complaint> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(other) => Err(wrong_type(other, &format!("ImportRequest.{name}"), "string")),
    }
}

async fn create(service: &Arc<Service>, call: &Call) -> Result<Value, Complaint> {
    let members = parse(&call.body)?;
    let (collection, partition) = (text(&members, "collection_name")?, text(&members, "partition_name")?);
    let files: Vec<String> = match members.get("files") {
        None | Some(Value::Null) => Vec::new(),
        Some(files) => {
            serde_json::from_value(files.clone()).map_err(|_| wrong_type(files, "ImportRequest.files", "[]string"))?
        }
    };
    if !lock(&service.catalog).has_collection("default", &collection) {
        let reason = format!("collection not found[collection={collection}]");
        return Ok(json!({"status": {"error_code": 1, "reason": reason, "code": 100}}));
    }
    if files.is_empty() {
        return Ok(json!({"status": {"error_code": 1, "reason": "import request is empty", "code": 1100}}));
    }
    // Rows come from one file each; columns are one set of files.
    let row_based = members.get("row_based").and_then(Value::as_bool).unwrap_or(false);
    let files = if row_based { files.into_iter().map(|file| vec![file]).collect() } else { vec![files] };
    let id = service.create(Order { db: "default".to_owned(), collection, partition, files, ..Order::default() }).await;
    Ok(json!({"status": {}, "tasks": [number(&id)]}))
}

fn state(service: &Arc<Service>, call: &Call) -> Result<Value, Complaint> {
    let members = parse(&call.body)?;
    let task = match members.get("task") {
        None | Some(Value::Null) => 0,
        Some(task) => task.as_i64().ok_or_else(|| wrong_type(task, "GetImportStateRequest.task", "int64"))?,
    };
    let store = lock(&service.store);
    Ok(store.find(&task.to_string(), service.now()).map_or_else(
        || {
            let reason = format!("key not found[key=by-dev/meta/importtask/{task}]");
            json!({"status": {"error_code": 1, "reason": reason, "code": 1000}})
        },
        |(job, view)| describe(job, &view),
    ))
}

fn tasks(service: &Arc<Service>, call: &Call) -> Result<Value, Complaint> {
    let members = if call.body.is_empty() { Map::new() } else { parse(&call.body)? };
    let collection = text(&members, "collection_name")?;
    let store = lock(&service.store);
    let jobs = store.known(service.now());
    let is_asked = |job: &Job| collection.is_empty() || job.collection == collection;
    let tasks: Vec<Value> = jobs.filter(|(job, _)| is_asked(job)).map(|(job, view)| describe(job, &view)).collect();
    Ok(json!({"status": {}, "tasks": tasks}))
}

/// The id as the bare number it is on this server.
fn number(id: &str) -> Value {
    id.parse::<i64>().map_or(Value::Null, Value::from)
}

/// A job's state; members that are zero are left out.
fn describe(job: &Job, view: &View) -> Value {
    // The percentages that a real server was seen to show.
    let (state, percent, is_persisted) = match view.phase {
        Phase::Queued => (0, 0, false),
        Phase::Reading => (2, 0, false),
        Phase::Loading => (2, 89, false),
        Phase::Sorting | Phase::Indexing | Phase::Uncommitted | Phase::Committing => (5, 90, true),
        Phase::Done => (6, 100, true),
        Phase::Failed => (1, 0, false),
    };
    let paths: Vec<&str> = job.files.iter().flat_map(|file| &file.paths).map(String::as_str).collect();
    let mut infos = vec![
        json!({"key": "files", "value": paths.join(",")}),
        json!({"key": "collection", "value": job.collection}),
        json!({"key": "partition", "value": if job.partition.is_empty() { "_default" } else { &job.partition }}),
        json!({"key": "progress_percent", "value": percent.to_string()}),
    ];
    if let Some(reason) = &view.reason {
        infos.push(json!({"key": "failed_reason", "value": reason}));
    }
    let rows = if is_persisted { job.total_rows() } else { 0 };
    let mut body = json!({"status": {}, "infos": infos, "id": number(&job.id), "create_ts": job.created.as_secs()});
    if let Value::Object(body) = &mut body {
        if state != 0 {
            body.insert("state".to_owned(), state.into());
        }
        if rows != 0 {
            body.insert("row_count".to_owned(), rows.into());
            body.insert("id_list".to_owned(), row_ids(rows));
        }
    }
    body
}

/// Ids of the rows: a large import's answer is long, which is what a parser has to get past.
fn row_ids(rows: u64) -> Value {
    const SHOWN: u64 = 20_000;
    const FIRST: u64 = 445_999_000_000_000_001;
    (FIRST..FIRST + rows.min(SHOWN)).collect()
}
