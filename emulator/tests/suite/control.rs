//! The control API, as tests in other languages use it.

use milvus_import_emulator::{Canned, Emulator, RecordedRequest};
use serde_json::{Value, json};

use crate::client::{Reply, call, emulator, import, parse, progress, started};

fn control(emulator: &Emulator, method: &str, path: &str, body: &Value) -> Reply {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    call(emulator, method, &format!("/_emulator{path}"), &[], &body)
}

#[test]
fn it_needs_no_credentials_and_records_nothing() {
    let emulator = emulator("zilliz-v2").token("key").start_blocking().unwrap();
    let reply = control(&emulator, "GET", "", &Value::Null);
    assert_eq!(reply.json(), parse(r#"{"server":"zilliz-v2","now":"2025-01-16T08:42:09Z"}"#));
    assert!(emulator.requests().is_empty());
}

#[test]
fn canned_answers_are_played_back_in_order_whatever_is_asked() {
    let emulator = started("milvus-2.6");
    let canned = json!([
        {"status": 404, "headers": {"content-type": "text/plain", "Retry-After": "3"}, "body": "404 page not found"},
        {"body_base64": "/v4A"},
    ]);
    assert_eq!(control(&emulator, "POST", "/responses", &canned).status, 204);
    let reply = call(&emulator, "GET", "/any/thing?x=1", &[], "");
    assert_eq!((reply.status, reply.text()), (404, "404 page not found"));
    assert_eq!((reply.header("content-type"), reply.header("retry-after")), (Some("text/plain"), Some("3")));
    let reply = call(&emulator, "POST", "/", &[], "");
    assert_eq!((reply.status, reply.body.as_slice()), (200, [0xfe, 0xfe, 0].as_slice()));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(import(&emulator, "list", "{}")["code"], 0, "the queue is empty");
    for bad in
        [json!({"status": 99}), json!({"status": 101}), json!({"headers": {"a b": "c"}}), json!({"body_base64": "?"})]
    {
        assert_eq!(control(&emulator, "POST", "/responses", &bad).status, 400, "{bad}");
    }
    assert!(emulator.reply_with(Canned::json("{}").header("x", "\n")).is_err());
    emulator.reply_with(Canned::new(500, b"\xff")).unwrap();
    assert_eq!(call(&emulator, "GET", "/", &[], "").body, b"\xff");
}

#[test]
fn requests_are_recorded_and_can_be_cleared() {
    let emulator = started("milvus-2.6");
    call(&emulator, "POST", "/a?b=%20c", &[("X-Two", "1"), ("x-two", "2")], "hello");
    let recorded: Vec<RecordedRequest> =
        serde_json::from_value(control(&emulator, "GET", "/requests", &Value::Null).json()).unwrap();
    let [request] = recorded.as_slice() else { panic!("{recorded:?}") };
    assert_eq!((request.connection, request.method.as_str(), request.path.as_str()), (1, "POST", "/a?b=%20c"));
    assert_eq!((request.headers["x-two"].as_str(), request.body.as_str()), ("1, 2", "hello"));
    assert_eq!(control(&emulator, "DELETE", "/requests", &Value::Null).status, 204);
    assert!(emulator.requests().is_empty());
}

#[test]
fn jobs_are_added_moved_watched_and_removed() {
    let emulator = started("milvus-2.6");
    let added = control(&emulator, "POST", "/jobs", &json!({"collection_name": "docs", "progress": 20})).json();
    let id = added["job_id"].as_str().unwrap();
    let path = format!("/jobs/{id}");
    assert_eq!(control(&emulator, "PATCH", &path, &json!({"progress": 55})).status, 204);
    let jobs = control(&emulator, "GET", "/jobs", &Value::Null).json();
    assert_eq!((&jobs[0]["state"], &jobs[0]["imported_rows"]), (&json!("Importing"), &json!(50_000)));
    assert_eq!(control(&emulator, "POST", "/clock", &json!({"advance": 9.5})).status, 200);
    assert_eq!(progress(&emulator, id)["data"]["state"], "Completed");
    assert_eq!(control(&emulator, "DELETE", &path, &Value::Null).status, 204);
    assert_eq!(control(&emulator, "PATCH", &path, &json!({})).status, 404);
}

#[test]
fn faults_scripts_and_everything_can_be_set_and_cleared() {
    let emulator = started("milvus-2.6");
    let faults = json!([{"kind": "latency", "ms": 1}, {"kind": "status", "status": 503, "times": 1, "path": "list"}]);
    assert_eq!(control(&emulator, "POST", "/faults", &faults).status, 204);
    assert_eq!(control(&emulator, "GET", "/faults", &Value::Null).json().as_array().unwrap().len(), 2);
    assert_eq!(call(&emulator, "POST", "/v2/vectordb/jobs/import/list", &[], "{}").status, 503);
    let reply = control(&emulator, "POST", "/faults", &json!({"kind": "lightning"}));
    assert!(reply.status == 400 && reply.text().contains("lightning"), "{reply:?}");
    assert_eq!(control(&emulator, "POST", "/scripts", &json!({"fail_at": 0, "reason": "no"})).status, 204);
    assert_eq!(control(&emulator, "PUT", "/connections", &json!({"close_idle_after_ms": 60_000})).status, 204);
    let id = import(&emulator, "create", r#"{"collectionName":"c","files":[["a.json"]]}"#)["data"]["jobId"].take();
    assert_eq!(progress(&emulator, id.as_str().unwrap())["data"]["reason"], "no");
    assert_eq!(control(&emulator, "POST", "/reset", &Value::Null).status, 204);
    assert!(emulator.jobs().is_empty() && emulator.requests().is_empty());
    assert_eq!(control(&emulator, "GET", "/faults", &Value::Null).json(), json!([]));
    assert_eq!(control(&emulator, "POST", "/clock", &json!({"advance": -1})).status, 400);
    let absurd = json!({"job_id": u64::MAX.to_string(), "files": [{"file_size": u64::MAX}, {"total_rows": u64::MAX}],
        "script": {"duration": u64::MAX, "step_back_at": u64::MAX}});
    let id = control(&emulator, "POST", "/jobs", &absurd).json()["job_id"].take();
    control(&emulator, "PATCH", &format!("/jobs/{}", id.as_str().unwrap()), &json!({"progress": 70}));
    assert_eq!(control(&emulator, "POST", "/clock", &json!({"advance": 1e18})).status, 200);
    assert_eq!(import(&emulator, "list", "{}")["code"], 0);
    assert_eq!(control(&emulator, "GET", "/jobs", &Value::Null).status, 200);
}

#[test]
fn what_exists_can_be_declared_and_forgotten() {
    let emulator = emulator("milvus-2.6").collection("docs").start_blocking().unwrap();
    let create = |name: &str, db: &str| {
        let body = json!({"collectionName": name, "dbName": db, "files": [["a.json"]]}).to_string();
        import(&emulator, "create", &body)["code"].as_i64().unwrap()
    };
    assert_eq!((create("docs", ""), create("more", ""), create("docs2", "db2")), (0, 100, 800));
    let more = json!(["more", {"collection_name": "docs2", "db_name": "db2", "partitions": ["p"]}]);
    assert_eq!(control(&emulator, "POST", "/collections", &more).status, 204);
    assert_eq!(control(&emulator, "POST", "/databases", &json!("db3")).status, 204);
    assert_eq!((create("more", ""), create("docs2", "db2"), create("docs", "db3")), (0, 0, 100));
    assert_eq!(control(&emulator, "GET", "/collections", &Value::Null).json().as_array().unwrap().len(), 3);
    assert_eq!(control(&emulator, "POST", "/collections", &json!({"name": "x"})).status, 400);
    assert_eq!(control(&emulator, "POST", "/reset", &Value::Null).status, 204);
    assert_eq!((create("docs", ""), create("more", "")), (0, 100), "what the emulator was started with is left");
    assert_eq!(control(&emulator, "DELETE", "/collections", &Value::Null).status, 204);
    assert_eq!(create("anything", "anywhere"), 0);
    assert_eq!(
        control(&emulator, "POST", "/users", &json!(["bob:secret=docs", {"name": "a", "password": "b"}])).status,
        204
    );
    assert_eq!(import(&emulator, "list", "{}")["code"], 1800);
}
