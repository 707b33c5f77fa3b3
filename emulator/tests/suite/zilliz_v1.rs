//! zilliz-v1, in the contract's literal bodies.

use std::time::{Duration, UNIX_EPOCH};

use milvus_import_emulator::{FileSpec, JobSpec, Script};
use serde_json::{Value, json};

use crate::client::{call, emulator, parse, started};

const IMPORT: &str = "/v1/vector/collections/import";

#[test]
fn the_contract_s_body_is_that_of_a_finished_job() {
    let end = Duration::from_secs(1_698_475_909);
    let emulator = emulator("zilliz-v1").start_time(UNIX_EPOCH + end).start_blocking().unwrap();
    let id = "9d0bc230-6b99-4739-a872-0b91cfe2515a";
    emulator.add_job(JobSpec {
        job_id: Some(id.to_owned()),
        collection_name: "medium_articles".to_owned(),
        files: vec![FileSpec { paths: vec!["folder/1/".to_owned()], file_size: 26_571_700, total_rows: 1 }],
        progress: 100,
        ..JobSpec::default()
    });
    let expected = r#"{"code":200,"data":{"collectionName":"medium_articles","fileName":"folder/1/","fileSize":26571700,"readyPercentage":1,"completeTime":"2023-10-28T06:51:49Z","errorMessage":null,"jobId":"9d0bc230-6b99-4739-a872-0b91cfe2515a","details":[{"fileName":"folder/1/","fileSize":26571700,"readyPercentage":1,"completeTime":"2023-10-28T06:51:49Z","errorMessage":null}]}}"#;
    let reply = call(&emulator, "GET", &format!("{IMPORT}/get?jobId={id}&clusterId=in01"), &[], "");
    assert_eq!(reply.json(), parse(expected));
}

#[test]
fn there_is_no_state_only_how_ready_and_why_not() {
    let emulator = started("zilliz-v1");
    let get = |id: &str| call(&emulator, "GET", &format!("{IMPORT}/get?clusterId=in01&jobId={id}"), &[], "").json();
    for (progress, ready) in [(0, json!(0)), (1, json!(0.01)), (50, json!(0.5)), (100, json!(1))] {
        let id = emulator.add_job(JobSpec { progress, ..JobSpec::default() });
        let data = get(&id)["data"].take();
        assert_eq!(data["readyPercentage"], ready);
        assert_eq!(data["completeTime"].is_null(), progress < 100);
        assert!(data.get("state").is_none() && data["errorMessage"].is_null());
    }
    let id = emulator.add_job(JobSpec { script: Script::fail(0, "no access"), ..JobSpec::default() });
    assert_eq!(get(&id)["data"]["errorMessage"], "no access");
}

#[test]
fn jobs_are_made_and_listed() {
    let emulator = started("zilliz-v1");
    let body = r#"{"clusterId":"in01","collectionName":"c","objectUrl":"https://h/a.json"}"#;
    let created = call(&emulator, "POST", IMPORT, &[], body).json();
    assert!(created["code"] == 200 && created["data"]["jobId"].is_string(), "{created}");
    let list = |query: &str| call(&emulator, "GET", &format!("{IMPORT}/list?clusterId=in01{query}"), &[], "").json();
    let expected = json!([{"collectionName": "c", "jobId": created["data"]["jobId"], "state": "ImportRunning"}]);
    assert_eq!(list("&pageSize=5&currentPage=1")["data"]["tasks"], expected);
    emulator.advance(Duration::from_secs(20));
    assert_eq!(list("")["data"]["tasks"][0]["state"], "ImportCompleted");
    assert_eq!(list("&currentPage=2")["data"]["tasks"], json!([]));
    assert_eq!((&list("&pageSize=4")["code"], &list("&pageSize=x")["code"]), (&json!(1100), &json!(1100)));
}

#[test]
fn errors_have_zilliz_s_codes() {
    let emulator = emulator("zilliz-v1").token("key").cluster("in 01").start_blocking().unwrap();
    let get = |key: &str, query: &str| -> Value {
        call(&emulator, "GET", &format!("{IMPORT}/get?{query}"), &[("Authorization", key)], "").json()
    };
    assert_eq!(get("", ""), parse(r#"{"code":80001,"message":"The token is illegal."}"#));
    assert_eq!(get("bearer key", "")["code"], 80001);
    assert_eq!(get("Bearer other", "")["code"], 80002);
    assert_eq!(get("Bearer key", "clusterId=in02&jobId=1")["code"], 90102);
    assert_eq!(get("Bearer key", "clusterId=in%2001&jobId=1")["code"], 90144);
    assert_eq!(get("Bearer key", "clusterId=in+01")["code"], 1100);
    assert_eq!(get("Bearer key", "jobId=1")["code"], 1100);
}
