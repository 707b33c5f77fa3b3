//! milvus-v2: what a create call may ask for, and how often it may ask.

use std::time::Duration;

use milvus_import_emulator::Emulator;
use serde_json::{Value, json};

use crate::client::{call, import, started};

fn code_and_message(body: &Value) -> (i64, &str) {
    (body["code"].as_i64().unwrap(), body["message"].as_str().unwrap_or_default())
}

#[test]
fn what_is_missing_is_named() {
    let emulator = started("milvus-2.6");
    let (body, both) = (import(&emulator, "create", "{}"), ["ImportReq.CollectionName", "ImportReq.Files"]);
    let (code, message) = code_and_message(&body);
    assert!(code == 1802 && both.iter().all(|field| message.contains(field)), "{body}");
    let body = import(&emulator, "create", r#"{"collectionName":"","files":[["a.json"]]}"#);
    let (code, message) = code_and_message(&body);
    assert!(code == 1802 && !message.contains("Files"), "{body}");
}

#[test]
fn types_are_checked_down_to_the_options() {
    let emulator = started("milvus-2.6");
    let files = r#""files":[["a.json"]]"#;
    for (body, message) in [
        (
            format!(r#"{{"collectionName":1,{files}}}"#),
            "number into Go struct field ImportReq.collectionName of type string",
        ),
        (
            r#"{"collectionName":"c","files":"a.json"}"#.to_owned(),
            "string into Go struct field ImportReq.files of type [][]string",
        ),
        (
            r#"{"collectionName":"c","files":["a.json"]}"#.to_owned(),
            "string into Go struct field ImportReq.files of type []string",
        ),
        (
            r#"{"collectionName":"c","files":[[1]]}"#.to_owned(),
            "number into Go struct field ImportReq.files of type string",
        ),
        (
            format!(r#"{{"collectionName":"c",{files},"options":{{"backup":true}}}}"#),
            "bool into Go struct field ImportReq.options of type string",
        ),
        (
            format!(r#"{{"collectionName":"c",{files},"options":{{"timeout":300}}}}"#),
            "number into Go struct field ImportReq.options of type string",
        ),
    ] {
        let answer = import(&emulator, "create", &body);
        let (code, found) = code_and_message(&answer);
        assert!(code == 1801 && found.contains(message), "{body}: {answer}");
    }
}

#[test]
fn files_have_known_types_and_are_not_too_many() {
    let emulator = started("milvus-2.6");
    let create =
        |files: Value| import(&emulator, "create", &json!({"collectionName": "c", "files": files}).to_string());
    for files in [json!([]), json!([[]])] {
        let (answer, prefix) = (create(files), "import request is empty");
        assert!(answer["code"] == 1100 && answer["message"].as_str().unwrap().starts_with(prefix), "{answer}");
    }
    let expected = json!({"code": 2100, "message": "unexpected file type, files=[x.txt]: importing data failed"});
    assert_eq!(create(json!([["a.json"], ["x.txt"]])), expected);
    for files in [
        json!([["a.json", "b.json"]]),
        json!([["a.npy", "b.json"]]),
        json!([["json"]]),
        json!([["a.JSON"]]),
        json!([[null]]),
    ] {
        assert_eq!(create(files)["code"], 2100);
    }
    for files in [
        json!([["a.npy", "b.npy"]]),
        json!([["a.csv"], ["b.parquet"]]),
        json!([["a.json"], []]),
        json!([["a.json"], null]),
        json!([[".jsonl"]]),
    ] {
        assert_eq!(create(files)["code"], 0);
    }
    let answer = create(vec![["a.json"]; 1025].into());
    assert!(answer["code"] == 2100 && answer["message"].as_str().unwrap().contains("max number of import files"));
    assert_eq!(create(vec![["a.json"]; 1024].into())["code"], 0);
}

#[test]
fn the_job_limit_came_with_2_5() {
    for (server, code) in
        [("milvus-2.4.12", 0), ("milvus-2.5.27", 2100), ("milvus-2.6.0", 65535), ("milvus-3.0.0", 2101)]
    {
        let emulator = started(server);
        for _ in 0..1024 {
            emulator.add_job(milvus_import_emulator::JobSpec::default());
        }
        let answer = import(&emulator, "create", r#"{"collectionName":"c","files":[["a.json"]]}"#);
        assert_eq!(answer["code"], code, "{server}: {answer}");
    }
}

#[test]
fn so_many_jobs_and_no_more() {
    let emulator = started("milvus-2.6.18");
    let create = || import(&emulator, "create", r#"{"collectionName":"c","files":[["a.json"]]}"#);
    for _ in 0..1024 {
        emulator.add_job(milvus_import_emulator::JobSpec::default());
    }
    let answer = create();
    assert!(
        answer["code"] == 2101 && answer["message"].as_str().unwrap().contains("has reached the limit"),
        "{answer}"
    );
    emulator.advance(Duration::from_secs(20));
    assert_eq!(create()["code"], 0, "finished jobs do not count");
}

fn create_with_key(emulator: &Emulator, key: &str, collection: &str) -> Value {
    let body = json!({"collectionName": collection, "files": [["a.json"]]}).to_string();
    call(emulator, "POST", "/v2/vectordb/jobs/import/create", &[("Idempotency-Key", key)], &body).json()
}

#[test]
fn a_repeated_key_returns_the_first_job_for_a_day() {
    for server in ["milvus-2.6.24", "milvus-3.0.2"] {
        let emulator = started(server);
        let first = create_with_key(&emulator, "k", "c");
        assert_eq!(create_with_key(&emulator, "k", "c"), first);
        assert_ne!(create_with_key(&emulator, "l", "c"), first);
        assert_ne!(create_with_key(&emulator, "k", "d"), first);
        emulator.advance(Duration::from_secs(24 * 3600));
        assert_ne!(create_with_key(&emulator, "k", "c"), first);
        let long = "x".repeat(257);
        for key in ["", &long, "é"] {
            assert_eq!(create_with_key(&emulator, key, "c")["code"], 1100, "{key}");
        }
    }
}

#[test]
fn older_servers_do_not_know_the_key() {
    for server in ["milvus-2.6.23", "milvus-3.0.1", "milvus-2.4.0"] {
        let emulator = started(server);
        assert_ne!(create_with_key(&emulator, "k", "c"), create_with_key(&emulator, "k", "c"), "{server}");
        assert_eq!(emulator.jobs().len(), 2);
    }
}
