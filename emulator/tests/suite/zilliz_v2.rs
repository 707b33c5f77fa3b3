//! zilliz-v2, in the contract's literal bodies.

use std::time::{Duration, UNIX_EPOCH};

use milvus_import_emulator::{Fault, FaultKind, FileSpec, JobSpec, Script};
use serde_json::json;

use crate::client::{call, emulator, import, parse, started};

#[test]
fn the_contract_s_body_comes_under_every_spelling() {
    let emulator = emulator("zilliz-v2")
        .start_time(UNIX_EPOCH + Duration::from_secs(1_711_952_269))
        .job_duration(Duration::from_secs(6))
        .start_blocking()
        .unwrap();
    let paths = vec!["s3://bucket/medium_articles_2020_dpr.json".to_owned()];
    emulator.add_job(JobSpec {
        job_id: Some("448761313698322011".to_owned()),
        collection_name: "medium_articles".to_owned(),
        files: vec![FileSpec { paths, ..FileSpec::default() }],
        ..JobSpec::default()
    });
    emulator.advance(Duration::from_secs(6));
    let expected = r#"{"code":0,"data":{"jobId":"448761313698322011","collectionName":"medium_articles","fileName":"medium_articles_2020_dpr.json","fileSize":3279917,"state":"Completed","progress":100,"completeTime":"2024-04-01T06:17:55Z","reason":"","totalRows":100000,"details":[{"fileName":"medium_articles_2020_dpr.json","fileSize":3279917,"state":"Completed","progress":100,"completeTime":"2024-04-01T06:17:53Z","reason":""}]}}"#;
    for spelling in ["getProgress", "get_progress", "describe"] {
        let body = r#"{"jobId":"448761313698322011","clusterId":"in01","projectId":"","regionId":""}"#;
        assert_eq!(import(&emulator, spelling, body), parse(expected), "{spelling}");
    }
    let reply = call(&emulator, "GET", "/v2/jobs/448761313698322011", &[], "");
    let expected = json!({"code": 0, "data": {"jobId": "448761313698322011", "type": "IMPORT", "status": "SUCCESSFUL", "progress": "100",
        "startTime": "2024-04-01T06:17:49Z", "endTime": "2024-04-01T06:17:55Z", "reason": ""}});
    assert_eq!(reply.json(), expected);
}

#[test]
fn a_job_in_flight_has_a_status_of_its_own() {
    let emulator = started("zilliz-v2");
    let id = emulator.add_job(JobSpec { progress: 40, ..JobSpec::default() });
    assert!(id.starts_with("job-"), "{id}");
    let job = |id: &str| call(&emulator, "GET", &format!("/v2/jobs/{id}"), &[], "").json();
    let data = job(&id)["data"].take();
    assert_eq!((data["status"].as_str(), data["progress"].as_str()), (Some("IN_PROGRESS"), Some("40")));
    let id = emulator.add_job(JobSpec { script: Script::fail(0, "no access"), ..JobSpec::default() });
    assert_eq!((&job(&id)["data"]["status"], &job(&id)["data"]["reason"]), (&json!("FAILED"), &json!("no access")));
    assert_eq!(job("none")["code"], 96026);
}

#[test]
fn jobs_are_made_from_urls_of_any_kind() {
    let emulator = started("zilliz-v2");
    for source in [
        json!({"objectUrl": "s3://b/one.json"}),
        json!({"objectUrls": [["s3://b/one.json"]], "accessKey": "a", "secretKey": "s", "token": "t"}),
        json!({"volumeName": "v", "dataPaths": [["one.json"]]}),
    ] {
        let mut body = json!({"clusterId": "in01", "collectionName": "c"});
        body.as_object_mut().unwrap().extend(source.as_object().unwrap().clone());
        let answer = import(&emulator, "create", &body.to_string());
        assert!(answer["code"] == 0 && answer["data"]["jobId"].as_str().unwrap().starts_with("job-"), "{answer}");
    }
    assert_eq!(emulator.jobs().len(), 3);
}

#[test]
fn lists_come_in_pages() {
    let emulator = started("zilliz-v2");
    for number in 1..=12 {
        emulator.add_job(JobSpec { job_id: Some(format!("job-{number}")), ..JobSpec::default() });
    }
    let list = |body: &str| import(&emulator, "list", body);
    let first = list(r#"{"clusterId":"in01"}"#);
    assert_eq!(first["data"]["records"].as_array().unwrap().len(), 10);
    let expected = r#"{"code":0,"data":{"count":12,"currentPage":2,"pageSize":11,"records":[{"collectionName":"c","jobId":"job-12","state":"Pending"}]}}"#;
    assert_eq!(list(r#"{"projectId":"p","regionId":"r","pageSize":11,"currentPage":2}"#), parse(expected));
    assert_eq!(list(r#"{"clusterId":"in01","pageSize":101}"#)["code"], 1100);
}

#[test]
fn errors_have_zilliz_s_codes() {
    let emulator = emulator("zilliz-v2").token("key").cluster("in01").start_blocking().unwrap();
    let send = |key: &str, route: &str, body: &str| {
        call(&emulator, "POST", &format!("/v2/vectordb/jobs/import/{route}"), &[("Authorization", key)], body)
    };
    for key in ["", "key", "bearer key", "Bearer other"] {
        let reply = send(key, "describe", "{}");
        assert_eq!((reply.status, reply.json()), (200, parse(r#"{"code":21119,"message":"The apikey is illegal."}"#)));
    }
    let code = |route: &str, body: &str| send("Bearer key", route, body).json()["code"].as_i64().unwrap();
    assert_eq!(code("describe", r#"{"clusterId":"in01","jobId":"x"}"#), 96026);
    assert_eq!(code("describe", r#"{"clusterId":"in02","jobId":"x"}"#), 96018);
    assert_eq!(code("list", "{}"), 1100, "neither a cluster nor a project");
    emulator.inject(Fault::new(FaultKind::JobLimit).times(1));
    assert_eq!(code("create", r#"{"clusterId":"in01","collectionName":"c","objectUrl":"u"}"#), 47055);
    let reply = send("Bearer key", "commit", "{}");
    assert_eq!((reply.status, reply.text()), (404, "404 page not found"));
}
