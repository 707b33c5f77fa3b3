//! Thousands of jobs.

use std::collections::HashSet;
use std::time::Duration;

use milvus_import_emulator::{JobPatch, JobSpec, Script};
use serde_json::{Value, json};

use crate::client::{call, emulator, import, progress, started};

const LIST: &str = "/v2/vectordb/jobs/import/list";

fn ids(records: &Value) -> Vec<String> {
    records.as_array().unwrap().iter().map(|record| record["jobId"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_hundred_thousand_jobs_are_added_listed_and_found() {
    let emulator = started("milvus-2.6");
    let job = json!({"count": 100_000, "collection_name": "docs", "progress": 55});
    let added = call(&emulator, "POST", "/_emulator/jobs", &[], &job.to_string()).json();
    let reply = call(&emulator, "POST", LIST, &[], "{}");
    assert_eq!((reply.header("transfer-encoding"), reply.header("content-length")), (Some("chunked"), None));
    let listed = ids(&reply.json()["data"]["records"]);
    assert_eq!(listed.len(), 100_000);
    let made: Vec<_> = added["job_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    assert_ne!(listed, made, "in random order");
    assert_eq!(listed.iter().collect::<HashSet<_>>(), made.iter().collect());
    for id in [made.first().unwrap(), made.last().unwrap()] {
        assert_eq!(progress(&emulator, id)["data"]["progress"], 55);
    }
}

#[test]
fn the_order_of_a_list_changes_with_every_answer_on_each_release() {
    for server in ["milvus-2.4.12", "milvus-2.5", "milvus-2.6", "milvus-3.0"] {
        let emulator = started(server);
        emulator.add_jobs(1000, &JobSpec::default());
        let list = || ids(&import(&emulator, "list", "{}")["data"]["records"]);
        assert_ne!(list(), list(), "{server}");
    }
}

#[test]
fn a_short_list_has_a_length_as_go_sends_it() {
    let emulator = started("milvus-2.6");
    emulator.add_job(JobSpec::default());
    let reply = call(&emulator, "POST", LIST, &[], "{}");
    assert_eq!((reply.header("transfer-encoding"), reply.header("content-length").is_some()), (None, true));
}

#[test]
fn several_jobs_are_added_as_a_list() {
    let emulator = started("milvus-2.6");
    // Larger than two megabytes, which is where many servers stop to read.
    let reason = "x".repeat(1000);
    let jobs: Vec<_> = (1..=3000).map(|id| json!({"job_id": id.to_string(), "script": {"reason": reason}})).collect();
    let added = call(&emulator, "POST", "/_emulator/jobs", &[], &json!(jobs).to_string()).json();
    assert_eq!((&added["job_ids"][0], &added["job_ids"][2999]), (&json!("1"), &json!("3000")));
    assert_eq!(emulator.jobs().len(), 3000);
    for bad in [json!([{"name": "x"}]), json!({"count": -1}), json!({"count": 2, "name": "x"}), json!([1])] {
        assert_eq!(call(&emulator, "POST", "/_emulator/jobs", &[], &bad.to_string()).status, 400, "{bad}");
    }
    assert_eq!(emulator.jobs().len(), 3000);
}

#[test]
fn pages_of_a_long_list_have_every_job_once() {
    for (server, list) in [("zilliz-v1", "tasks"), ("zilliz-v2", "records")] {
        let emulator = started(server);
        let mut made = emulator.add_jobs(2500, &JobSpec::default());
        let gone = emulator.add_job(JobSpec {
            progress: 50,
            script: Script { vanish_at: Some(40), ..Script::default() },
            ..JobSpec::default()
        });
        assert!(emulator.remove_job(&made.remove(1000)));
        let mut listed = Vec::new();
        for page in 1..=26 {
            let data = if server == "zilliz-v1" {
                let query = format!("clusterId=c&pageSize=100&currentPage={page}");
                call(&emulator, "GET", &format!("/v1/vector/collections/import/list?{query}"), &[], "").json()
            } else {
                let body = json!({"clusterId": "c", "pageSize": 100, "currentPage": page});
                import(&emulator, "list", &body.to_string())
            };
            assert_eq!(data["data"]["count"], 2499, "{server}");
            listed.extend(ids(&data["data"][list]));
        }
        assert_eq!(listed, made, "{server}");
        assert!(!listed.contains(&gone));
    }
}

const CREATE: &str = r#"{"collectionName":"c","files":[["a.json"]]}"#;

#[test]
fn a_job_that_ended_and_one_that_is_gone_make_room() {
    let emulator = started("milvus-2.6");
    let jobs = emulator.add_jobs(1024, &JobSpec::default());
    let create = || import(&emulator, "create", CREATE)["code"].as_i64().unwrap();
    let move_to = |index: usize, percent| {
        emulator.patch_job(&jobs[index], JobPatch { progress: Some(percent), ..JobPatch::default() })
    };
    assert_ne!(create(), 0);
    assert!(move_to(0, 100));
    assert_eq!((create(), create() == 0), (0, false));
    assert!(emulator.remove_job(&jobs[1]));
    assert_eq!((create(), create() == 0), (0, false));
    // Back in flight: it takes its place again.
    assert!(move_to(2, 100) && move_to(3, 100));
    assert_eq!(create(), 0);
    assert!(move_to(2, 50));
    assert_ne!(create(), 0);
}

#[test]
fn a_limit_of_jobs_can_be_small() {
    for (server, code) in [
        ("milvus-2.4.12", 0),
        ("milvus-2.5", 2100),
        ("milvus-2.6.0", 65535),
        ("milvus-3.0", 2101),
        ("zilliz-v2", 47055),
    ] {
        let emulator = emulator(server).job_limit(2).start_blocking().unwrap();
        let create = |name: &str| {
            let body =
                json!({"clusterId": "x", "collectionName": name, "files": [["a.json"]], "objectUrls": [["a.json"]]});
            import(&emulator, "create", &body.to_string())["code"].as_i64().unwrap()
        };
        assert_eq!((create("c"), create("c"), create("c")), (0, 0, code), "{server}");
        // Zilliz Cloud counts the jobs of each collection.
        assert_eq!(create("d"), if server == "zilliz-v2" { 0 } else { code }, "{server}");
        emulator.advance(Duration::from_secs(20));
        assert_eq!(create("c"), 0, "{server}");
    }
}

#[test]
fn zilliz_takes_ten_thousand_jobs_a_collection_and_a_thousand_files_a_job() {
    let emulator = started("zilliz-v2");
    let create = |files: usize| {
        let body = json!({"clusterId": "x", "collectionName": "c", "objectUrls": vec![["a.json"]; files]});
        import(&emulator, "create", &body.to_string())["code"].as_i64().unwrap()
    };
    assert_eq!((create(1000), create(1001)), (0, 1100));
    emulator.add_jobs(9_998, &JobSpec::default());
    assert_eq!((create(1), create(1)), (0, 47055));
}

#[test]
fn a_token_has_so_many_requests_a_second_at_each_endpoint() {
    let emulator = emulator("zilliz-v2").request_rate(2).start_blocking().unwrap();
    let ask = |token: &str, method: &str, path: &str| {
        call(&emulator, method, path, &[("Authorization", &format!("Bearer {token}"))], r#"{"clusterId":"x"}"#).status
    };
    assert_eq!([(); 3].map(|()| ask("a", "POST", LIST)), [200, 200, 429]);
    assert_eq!(ask("b", "POST", LIST), 200, "another token");
    assert_eq!(["1", "2", "3"].map(|id| ask("a", "GET", &format!("/v2/jobs/{id}"))), [200, 200, 429]);
    emulator.advance(Duration::from_secs(1));
    assert_eq!(ask("a", "POST", LIST), 200);
}

#[test]
fn a_thousand_jobs_are_committed_or_aborted() {
    let emulator = started("milvus-3.0");
    let jobs = emulator.add_jobs(1000, &JobSpec { auto_commit: false, progress: 99, ..JobSpec::default() });
    let uncommitted = import(&emulator, "list", "{}")["data"]["records"].take();
    assert!(uncommitted.as_array().unwrap().iter().all(|record| record["state"] == "Uncommitted"));
    for (index, id) in jobs.iter().enumerate() {
        let route = if index % 2 == 0 { "commit" } else { "abort" };
        assert_eq!(import(&emulator, route, &json!({"jobId": id}).to_string()), json!({"code": 0, "data": {}}));
    }
    emulator.advance(Duration::from_secs(2));
    let records = import(&emulator, "list", "{}")["data"]["records"].take();
    let ended = |state: &str| {
        let of_state = records.as_array().unwrap().iter().filter(|record| record["state"] == state);
        of_state.map(|record| record["jobId"].as_str().unwrap().to_owned()).collect::<HashSet<_>>()
    };
    assert_eq!(ended("Completed"), jobs.iter().step_by(2).cloned().collect());
    assert_eq!(ended("Failed"), jobs.iter().skip(1).step_by(2).cloned().collect());
}
