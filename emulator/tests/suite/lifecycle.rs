//! milvus-v2: a job from start to end, in the contract's literal bodies.

use std::time::Duration;

use milvus_import_emulator::{FileSpec, JobPatch, JobSpec, Script};
use serde_json::{Value, json};

use crate::client::{emulator, import, parse, progress, started};

const REASON: &str = "value of field 'x' is missed: importing data failed";

fn job(id: &str) -> JobSpec {
    JobSpec { job_id: Some(id.to_owned()), ..JobSpec::default() }
}

#[test]
fn the_contract_s_bodies_come_out_of_the_same_situations() {
    let emulator = started("milvus-2.6");
    emulator.add_job(JobSpec { progress: 10, ..job("1") });
    emulator.add_job(JobSpec { progress: 55, ..job("3") });
    emulator.add_job(JobSpec { progress: 50, script: Script::fail(45, REASON), ..job("4") });
    emulator.add_job(JobSpec { script: Script { duration: Some(0), ..Script::default() }, ..job("5") });
    for (id, body) in [
        (
            "1",
            r#"{"code":0,"data":{"collectionName":"c","completeTime":"","createTime":"2025-01-16T08:42:09Z","details":[],"fileSize":0,"importedRows":0,"jobId":"1","progress":10,"state":"Pending","totalRows":0}}"#,
        ),
        (
            "3",
            r#"{"code":0,"data":{"collectionName":"c","completeTime":"","createTime":"2025-01-16T08:42:09Z","details":[{"completeTime":"","fileName":"[a/1.parquet]","fileSize":3279917,"importedRows":50000,"progress":50,"state":"InProgress","totalRows":100000}],"fileSize":3279917,"importedRows":50000,"jobId":"3","progress":55,"state":"Importing","totalRows":100000}}"#,
        ),
        (
            "4",
            r#"{"code":0,"data":{"collectionName":"c","completeTime":"","createTime":"2025-01-16T08:42:09Z","details":[{"completeTime":"","fileName":"[a/1.parquet]","fileSize":3279917,"importedRows":0,"progress":0,"reason":"value of field 'x' is missed: importing data failed","state":"Failed","totalRows":100000}],"fileSize":3279917,"importedRows":0,"jobId":"4","progress":0,"reason":"value of field 'x' is missed: importing data failed","state":"Failed","totalRows":0}}"#,
        ),
        (
            "5",
            r#"{"code":0,"data":{"collectionName":"c","completeTime":"2025-01-16T08:42:09Z","createTime":"2025-01-16T08:42:09Z","details":[{"completeTime":"2025-01-16T08:42:09Z","fileName":"[a/1.parquet]","fileSize":3279917,"importedRows":100000,"progress":100,"state":"Completed","totalRows":100000}],"fileSize":3279917,"importedRows":100000,"jobId":"5","progress":100,"state":"Completed","totalRows":100000}}"#,
        ),
    ] {
        assert_eq!(progress(&emulator, id), parse(body), "job {id}");
    }
}

#[test]
fn the_documentation_s_body_comes_from_2_4() {
    let emulator = emulator("milvus-2.4.0")
        .start_time(std::time::UNIX_EPOCH + Duration::from_secs(1_711_952_269))
        .job_duration(Duration::from_secs(6))
        .start_blocking()
        .unwrap();
    let paths = vec!["a6fb2d1c-7b1b-427c-a8a3-178944e3b66d/1.parquet".to_owned()];
    emulator.add_job(JobSpec {
        collection_name: "quick_setup".to_owned(),
        files: vec![FileSpec { paths, ..FileSpec::default() }],
        ..job("448761313698322011")
    });
    emulator.advance(Duration::from_secs(6));
    let expected = r#"{"code":200,"data":{"collectionName":"quick_setup","completeTime":"2024-04-01T06:17:55Z","details":[{"completeTime":"2024-04-01T06:17:53Z","fileName":"id:448761313698322012 paths:\"a6fb2d1c-7b1b-427c-a8a3-178944e3b66d/1.parquet\" ","fileSize":3279917,"importedRows":100000,"progress":100,"state":"Completed","totalRows":100000}],"fileSize":3279917,"importedRows":100000,"jobId":"448761313698322011","progress":100,"state":"Completed","totalRows":100000}}"#;
    assert_eq!(progress(&emulator, "448761313698322011"), parse(expected));
}

fn summary(body: &Value) -> (String, i64, u64, usize) {
    let data = &body["data"];
    let (state, rows) = (data["state"].as_str().unwrap().to_owned(), data["importedRows"].as_u64().unwrap());
    (state, data["progress"].as_i64().unwrap(), rows, data["details"].as_array().unwrap().len())
}

#[test]
fn a_job_passes_through_every_phase() {
    let emulator = started("milvus-2.6");
    let created = import(&emulator, "create", r#"{"collectionName":"c","files":[["a.parquet"],["b.json"]]}"#);
    assert_eq!(created, parse(r#"{"code":0,"data":{"jobId":"448761313698322011"}}"#));
    let id = created["data"]["jobId"].as_str().unwrap();
    let mut seen = Vec::new();
    for _ in 0..=10 {
        seen.push(summary(&progress(&emulator, id)));
        emulator.advance(Duration::from_secs(2));
    }
    let expected = [
        ("Pending", 0, 0, 0),
        ("Importing", 10, 0, 0),
        ("Importing", 20, 0, 0),
        ("Importing", 30, 0, 0),
        ("Importing", 40, 0, 2),
        ("Importing", 50, 66_666, 2),
        ("Importing", 60, 133_333, 2),
        ("Importing", 70, 200_000, 2),
        ("Importing", 80, 200_000, 2),
        ("Importing", 85, 200_000, 2),
        ("Completed", 100, 200_000, 2),
    ];
    let expected = expected.map(|(state, percent, rows, files)| (state.to_owned(), percent, rows, files));
    assert_eq!(seen, expected);
}

#[test]
fn rows_are_not_counted_yet_when_all_files_have_been_read() {
    for server in ["milvus-2.4", "milvus-2.5", "milvus-2.6", "milvus-3.0"] {
        let emulator = started(server);
        let id = emulator.add_job(JobSpec { progress: 40, ..JobSpec::default() });
        let body = progress(&emulator, &id);
        assert_eq!(summary(&body), ("Importing".to_owned(), 40, 0, 0), "{server}");
        assert_eq!((&body["data"]["totalRows"], &body["data"]["fileSize"]), (&json!(0), &json!(0)), "{server}");
        emulator.advance(Duration::from_millis(200));
        assert_eq!(summary(&progress(&emulator, &id)), ("Importing".to_owned(), 40, 0, 1), "{server}");
    }
}

#[test]
fn in_2_4_rows_are_complete_at_70_and_segments_follow() {
    let emulator = started("milvus-2.4");
    let id = emulator.add_job(JobSpec { progress: 55, ..JobSpec::default() });
    let at = |percent: u64| {
        emulator.patch_job(&id, JobPatch { progress: Some(percent), ..JobPatch::default() });
        let body = progress(&emulator, &id);
        let detail = &body["data"]["details"][0];
        (summary(&body), detail["state"].as_str().unwrap().to_owned())
    };
    let importing = |percent, rows, file: &str| (("Importing".to_owned(), percent, rows, 1), file.to_owned());
    assert_eq!(at(55), importing(55, 50_000, "InProgress"));
    for percent in [70, 80, 99] {
        assert_eq!(at(u64::try_from(percent).unwrap()), importing(percent, 100_000, "Completed"));
    }
    assert_eq!(at(100).0, ("Completed".to_owned(), 100, 100_000, 1));
}

#[test]
fn files_advance_each_at_its_own_pace() {
    let emulator = started("milvus-2.6");
    let file = |name: &str, total_rows| FileSpec { paths: vec![name.to_owned()], file_size: 1, total_rows };
    let files = vec![file("a", 1000), file("b", 1000), file("c", 999)];
    let id = emulator.add_job(JobSpec { files, progress: 40, ..JobSpec::default() });
    let at = |percent| {
        emulator.patch_job(&id, JobPatch { progress: Some(percent), ..JobPatch::default() });
        let body = progress(&emulator, &id);
        let mut files = body["data"]["details"].as_array().unwrap().clone();
        files.sort_by_key(|file| file["fileName"].to_string());
        let seen = |file: &Value| {
            let done = file["completeTime"] != "";
            (file["state"].as_str().unwrap().to_owned(), file["importedRows"].as_u64().unwrap(), done)
        };
        (body["data"]["importedRows"].as_u64().unwrap(), files.iter().map(seen).collect::<Vec<_>>())
    };
    let file = |state: &str, rows, done| (state.to_owned(), rows, done);
    let pending = || file("Pending", 0, false);
    assert_eq!(at(49), (899, vec![file("InProgress", 600, false), file("InProgress", 290, false), pending()]));
    let (rows, files) = at(58);
    assert_eq!(rows, 1799);
    assert_eq!(
        (&files[0], files[1].0.as_str(), files[2].0.as_str()),
        (&file("Completed", 1000, true), "InProgress", "InProgress")
    );
    let whole = [1000, 1000, 999].map(|rows| file("Completed", rows, true)).to_vec();
    assert_eq!(at(70), (2999, whole.clone()));
    assert_eq!(at(100), (2999, whole));
}

#[test]
fn a_failed_job_keeps_its_files_and_their_size() {
    for server in ["milvus-2.4", "milvus-3.0"] {
        let emulator = started(server);
        let id = emulator.add_job(JobSpec { progress: 60, script: Script::fail(60, "no space"), ..JobSpec::default() });
        let body = progress(&emulator, &id);
        assert_eq!(summary(&body), ("Failed".to_owned(), 0, 0, 1), "{server}");
        let data = &body["data"];
        assert_eq!((&data["totalRows"], &data["fileSize"]), (&json!(0), &json!(3_279_917)), "{server}");
        let file = &data["details"][0];
        assert_eq!(
            (&file["state"], &file["totalRows"], &file["reason"]),
            (&json!("Failed"), &json!(100_000), &json!("no space"))
        );
    }
}

#[test]
fn details_come_in_another_order_on_every_poll() {
    let emulator = started("milvus-2.6");
    let file = |number| FileSpec { paths: vec![format!("{number}.parquet")], ..FileSpec::default() };
    let id = emulator.add_job(JobSpec { files: (0..50).map(file).collect(), progress: 60, ..JobSpec::default() });
    let names = || -> Vec<String> {
        let body = progress(&emulator, &id);
        let details = body["data"]["details"].as_array().unwrap();
        details.iter().map(|detail| detail["fileName"].as_str().unwrap().to_owned()).collect()
    };
    let (mut one, mut other) = (names(), names());
    assert_ne!(one, other);
    one.sort();
    other.sort();
    assert_eq!(one, other);
}

#[test]
fn a_list_has_states_but_no_rows() {
    let emulator = started("milvus-2.6");
    let spec = |id: &str, collection: &str| JobSpec { collection_name: collection.to_owned(), ..job(id) };
    emulator.add_job(spec("1", "AAA"));
    emulator.add_job(JobSpec { progress: 50, script: Script::fail(45, "mock reason"), ..spec("3", "CCC") });
    let mut body = import(&emulator, "list", r#"{"pageSize":1,"dbName":"other"}"#);
    body["data"]["records"].as_array_mut().unwrap().sort_by_key(|record| record["jobId"].to_string());
    let expected = r#"{"code":0,"data":{"records":[{"collectionName":"AAA","jobId":"1","progress":0,"state":"Pending"},{"collectionName":"CCC","jobId":"3","progress":0,"reason":"mock reason","state":"Failed"}]}}"#;
    assert_eq!(body, parse(expected));
    let body = import(&emulator, "list", r#"{"collectionName":"CCC"}"#);
    assert_eq!(body["data"]["records"].as_array().unwrap().len(), 1);
}

#[test]
fn a_finished_job_is_forgotten_after_its_time() {
    for (server, hours) in [("milvus-2.6.23", 3), ("milvus-2.6.24", 48), ("milvus-3.0.1", 3), ("milvus-3.0.2", 48)] {
        let emulator = started(server);
        let done = emulator.add_job(JobSpec::default());
        let stalled = Script { stall_at: Some(80), ..Script::default() };
        let in_flight = emulator.add_job(JobSpec { script: stalled, ..JobSpec::default() });
        emulator.advance(Duration::from_secs(20 + hours * 3600 - 1));
        assert_eq!(progress(&emulator, &done)["data"]["state"], "Completed", "{server}");
        emulator.advance(Duration::from_secs(1));
        assert_eq!(progress(&emulator, &done)["code"], 2101, "{server}");
        assert_eq!(progress(&emulator, &in_flight)["data"]["progress"], 80, "{server}");
        assert_eq!(import(&emulator, "list", "{}")["data"]["records"].as_array().unwrap().len(), 1, "{server}");
    }
}

#[test]
fn a_manual_job_waits_for_its_commit() {
    let emulator = started("milvus-3.0");
    let create = r#"{"collectionName":"c","files":[["a.parquet"]],"options":{"auto_commit":"false"}}"#;
    let id = import(&emulator, "create", create)["data"]["jobId"].as_str().unwrap().to_owned();
    let body = json!({ "jobId": id }).to_string();
    assert_eq!(import(&emulator, "commit", &body)["code"], 2100, "nothing to commit yet");
    emulator.advance(Duration::from_secs(3600));
    assert_eq!(summary(&progress(&emulator, &id)), ("Uncommitted".to_owned(), 99, 100_000, 1));
    assert_eq!(import(&emulator, "commit", &body), parse(r#"{"code":0,"data":{}}"#));
    assert_eq!(summary(&progress(&emulator, &id)), ("Committing".to_owned(), 99, 100_000, 1));
    emulator.advance(Duration::from_secs(2));
    assert_eq!(summary(&progress(&emulator, &id)), ("Completed".to_owned(), 100, 100_000, 1));
    assert_eq!(import(&emulator, "abort", &body)["code"], 2100, "it is done");
}

#[test]
fn a_manual_job_can_be_aborted() {
    let emulator = started("milvus-3.0");
    let id = emulator.add_job(JobSpec { auto_commit: false, ..JobSpec::default() });
    emulator.advance(Duration::from_secs(12));
    assert_eq!(import(&emulator, "abort", &json!({ "jobId": id }).to_string()), parse(r#"{"code":0,"data":{}}"#));
    emulator.advance(Duration::from_secs(100));
    assert_eq!(summary(&progress(&emulator, &id)), ("Failed".to_owned(), 0, 0, 1));
}

#[test]
fn an_automatic_job_shows_no_commit() {
    let emulator = started("milvus-3.0");
    let id = emulator.add_job(JobSpec { progress: 99, ..job("1") });
    assert_eq!(summary(&progress(&emulator, &id)), ("Importing".to_owned(), 99, 100_000, 1));
    for route in ["commit", "abort"] {
        let body = import(&emulator, route, r#"{"jobId":"1"}"#);
        assert_eq!(body["code"], 2100);
        let message = body["message"].as_str().unwrap();
        assert!(message.starts_with("job 1 is auto-commit, manual commit/abort not allowed: "), "{message}");
    }
}

#[test]
fn time_flows_at_the_speed_that_was_asked_for() {
    let emulator = emulator("milvus-2.6").speed(1e9).start_blocking().unwrap();
    let id = emulator.add_job(JobSpec::default());
    // A nanosecond of real time is a second here.
    std::thread::yield_now();
    let body = progress(&emulator, &id);
    assert!(body["code"] == 2101 || body["data"]["state"] == "Completed", "{body}");
}
