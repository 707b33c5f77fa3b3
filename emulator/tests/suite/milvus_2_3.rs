//! milvus-2.3: the management port.

use std::time::Duration;

use milvus_import_emulator::{Emulator, JobSpec, Script};
use serde_json::{Value, json};

use crate::client::{Reply, call, parse, started};

fn state(emulator: &Emulator, body: &str) -> Reply {
    call(emulator, "GET", "/api/v1/import/state", &[], body)
}

fn info<'a>(body: &'a Value, key: &str) -> Option<&'a str> {
    body["infos"].as_array()?.iter().find(|info| info["key"] == key)?["value"].as_str()
}

#[test]
fn a_job_goes_through_the_percentages_of_a_real_server() {
    let emulator = started("milvus-2.3");
    let create = r#"{"collection_name":"docs","partition_name":"","row_based":true,"files":["/abs/rows.json"]}"#;
    let created = call(&emulator, "POST", "/api/v1/import", &[], create).json();
    assert_eq!(created, parse(r#"{"status":{},"tasks":[448761313698322011]}"#));
    let body = r#"{"task":448761313698322011}"#;
    let mut seen = Vec::new();
    for _ in 0..=5 {
        let answer = state(&emulator, body).json();
        seen.push((
            answer["state"].as_i64(),
            info(&answer, "progress_percent").unwrap().to_owned(),
            answer["row_count"].as_u64(),
        ));
        emulator.advance(Duration::from_secs(4));
    }
    let expected = [
        (None, "0", None),
        (Some(2), "0", None),
        (Some(2), "89", None),
        (Some(2), "89", None),
        (Some(5), "90", Some(100_000)),
        (Some(6), "100", Some(100_000)),
    ];
    assert_eq!(seen, expected.map(|(state, percent, rows)| (state, percent.to_owned(), rows)));
    let answer = state(&emulator, body).json();
    assert_eq!((info(&answer, "files"), info(&answer, "collection")), (Some("/abs/rows.json"), Some("docs")));
    assert!(answer["id"].is_i64() && answer["status"] == json!({}));
    assert!(answer["id_list"].to_string().len() > 100_000, "long answers are what a parser has to get past");
}

#[test]
fn jobs_run_one_at_a_time() {
    let emulator = started("milvus-2.3");
    let create = |files: &str| {
        let body = format!(r#"{{"collection_name":"docs","row_based":true,"files":{files}}}"#);
        call(&emulator, "POST", "/api/v1/import", &[], &body).json()["tasks"][0].to_string()
    };
    let (first, second) = (create(r#"["a.json"]"#), create(r#"["b.json"]"#));
    emulator.advance(Duration::from_secs(20));
    assert_eq!(state(&emulator, &format!(r#"{{"task":{first}}}"#)).json()["state"], 6);
    assert_eq!(state(&emulator, &format!(r#"{{"task":{second}}}"#)).json().get("state"), None);
    emulator.advance(Duration::from_secs(20));
    assert_eq!(state(&emulator, &format!(r#"{{"task":{second}}}"#)).json()["state"], 6);
    let tasks = call(&emulator, "GET", "/api/v1/import/tasks", &[], "").json();
    assert_eq!(tasks["tasks"].as_array().unwrap().len(), 2);
}

#[test]
fn a_failure_is_among_the_infos() {
    let emulator = started("milvus-2.3");
    let id = emulator.add_job(JobSpec { script: Script::fail(0, "no such field"), ..JobSpec::default() });
    let answer = state(&emulator, &format!(r#"{{"task":{id}}}"#)).json();
    assert_eq!((&answer["state"], info(&answer, "failed_reason")), (&json!(1), Some("no such field")));
}

#[test]
fn errors_are_the_management_port_s_own() {
    let emulator = started("milvus-2.3");
    let reply = state(&emulator, r#"{"task":"470625378260885148"}"#);
    let expected = r#"{"error_code":5,"reason":"bad request: parse body failed: json: cannot unmarshal string into Go struct field GetImportStateRequest.task of type int64"}"#;
    assert_eq!((reply.status, reply.json()), (400, parse(expected)));
    let reply = state(&emulator, r#"{"task":1}"#);
    let expected = r#"{"status":{"error_code":1,"reason":"key not found[key=by-dev/meta/importtask/1]","code":1000}}"#;
    assert_eq!((reply.status, reply.json()), (200, parse(expected)));
    assert_eq!(state(&emulator, "nonsense").status, 400);
    let reply = call(&emulator, "POST", "/v2/vectordb/jobs/import/describe", &[], "{}");
    assert_eq!((reply.status, reply.text()), (404, "404 page not found"));
    assert_eq!(call(&emulator, "GET", "/healthz", &[], "").text(), "OK");
}
