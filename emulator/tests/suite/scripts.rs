//! Scripted outcomes, asked for in each of the ways there are.

use std::time::Duration;

use milvus_import_emulator::{Emulator, JobPatch, JobSpec, Script};
use serde_json::{Value, json};

use crate::client::{import, progress, started};

/// Makes a job through the server's own API.
fn create(emulator: &Emulator, script: &Value) -> String {
    let options = json!({"emulator.script": script.to_string()});
    let body = json!({"collectionName": "c", "files": [["a.parquet"]], "options": options});
    let answer = import(emulator, "create", &body.to_string());
    answer["data"]["jobId"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// The progress every two seconds.
fn course(emulator: &Emulator, id: &str, polls: usize) -> Vec<i64> {
    let poll = |_| {
        let percent = progress(emulator, id)["data"]["progress"].as_i64().unwrap_or(-1);
        emulator.advance(Duration::from_secs(2));
        percent
    };
    (0..polls).map(poll).collect()
}

#[test]
fn a_job_fails_with_a_reason_or_without_one() {
    let emulator = started("milvus-2.6");
    let id = create(&emulator, &json!({"fail_at": 45, "reason": "no space"}));
    assert_eq!(course(&emulator, &id, 6), [0, 10, 20, 30, 40, 0]);
    let data = &progress(&emulator, &id)["data"];
    assert_eq!(
        (&data["state"], &data["reason"], &data["completeTime"]),
        (&json!("Failed"), &json!("no space"), &json!(""))
    );
    let id = create(&emulator, &json!({"fail_at": 0}));
    let data = &progress(&emulator, &id)["data"];
    assert_eq!((&data["state"], data.get("reason"), &data["details"]), (&json!("Failed"), None, &json!([])));
    let id = create(&emulator, &json!({"fail_at": 100}));
    assert_eq!(course(&emulator, &id, 11)[9..], [85, 0]);
}

#[test]
fn a_job_stalls() {
    let emulator = started("milvus-2.6");
    let id = create(&emulator, &json!({"stall_at": 80, "fail_at": 90}));
    emulator.advance(Duration::from_secs(1_000_000));
    let data = &progress(&emulator, &id)["data"];
    assert_eq!((&data["progress"], &data["details"][0]["state"]), (&json!(80), &json!("Completed")));
    assert!(emulator.patch_job(&id, JobPatch { script: Some(Script::default()), progress: None }));
    assert_eq!(progress(&emulator, &id)["code"], 2101, "it had been done long ago");
}

#[test]
fn a_job_steps_back_once_and_goes_on() {
    let emulator = started("milvus-2.6");
    let id = create(&emulator, &json!({"step_back_at": 60}));
    assert_eq!(course(&emulator, &id, 14), [0, 10, 20, 30, 40, 50, 30, 40, 49, 59, 69, 79, 84, 89]);
}

#[test]
fn progress_turns_to_garbage_and_heals() {
    let emulator = started("milvus-2.6");
    let id = create(&emulator, &json!({"garbage_at": 80}));
    assert_eq!(course(&emulator, &id, 11)[7..], [70, i64::MIN, i64::MIN, 100]);
}

#[test]
fn a_job_vanishes() {
    let emulator = started("milvus-2.6");
    let id = create(&emulator, &json!({"vanish_at": 30}));
    assert_eq!(course(&emulator, &id, 3), [0, 10, 20]);
    assert_eq!(progress(&emulator, &id)["code"], 2101);
    assert_eq!(emulator.jobs()[0].state, "Unknown");
}

#[test]
fn a_state_is_one_that_nobody_knows() {
    let emulator = started("milvus-2.6");
    let id = create(&emulator, &json!({"unknown_state": "Compacting"}));
    emulator.advance(Duration::from_secs(10));
    assert_eq!(progress(&emulator, &id)["data"]["state"], "Compacting");
    emulator.advance(Duration::from_secs(10));
    assert_eq!(progress(&emulator, &id)["data"]["state"], "Completed");
}

#[test]
fn a_job_of_no_rows_completes_without_a_time() {
    let emulator = started("milvus-2.6");
    let id = create(&emulator, &json!({"zero_rows": true}));
    emulator.advance(Duration::from_secs(20));
    let data = &progress(&emulator, &id)["data"];
    assert_eq!((&data["state"], &data["completeTime"]), (&json!("Completed"), &json!("")));
    assert_eq!((&data["totalRows"], &data["details"]), (&json!(0), &json!([])));
}

#[test]
fn a_slow_job_takes_its_time() {
    let emulator = started("milvus-2.6");
    let id = create(&emulator, &json!({"duration": 2000}));
    emulator.advance(Duration::from_secs(1999));
    assert_eq!(progress(&emulator, &id)["data"]["progress"], 89);
    emulator.advance(Duration::from_secs(1));
    assert_eq!(progress(&emulator, &id)["data"]["progress"], 100);
}

#[test]
fn a_queued_script_is_for_the_next_job_without_one() {
    let emulator = started("milvus-2.6");
    emulator.script_next_job(Script::fail(0, "queued"));
    let own = create(&emulator, &json!({"fail_at": 0, "reason": "own"}));
    assert_eq!(progress(&emulator, &own)["data"]["reason"], "own");
    let body = r#"{"collectionName":"c","files":[["a.parquet"]]}"#;
    let id = import(&emulator, "create", body)["data"]["jobId"].as_str().unwrap().to_owned();
    assert_eq!(progress(&emulator, &id)["data"]["reason"], "queued");
}

#[test]
fn a_script_with_an_unknown_word_is_refused() {
    let emulator = started("milvus-2.6");
    let options = json!({"emulator.script": r#"{"fail":45}"#});
    let body = json!({"collectionName": "c", "files": [["a.parquet"]], "options": options});
    let answer = import(&emulator, "create", &body.to_string());
    assert_eq!(answer["code"], 1100);
    assert!(answer["message"].as_str().unwrap().contains("unknown field `fail`"), "{answer}");
    assert!(emulator.jobs().is_empty());
}

#[test]
fn a_job_can_be_moved_and_removed() {
    let emulator = started("milvus-2.6");
    let id = emulator.add_job(JobSpec::default());
    assert!(emulator.patch_job(&id, JobPatch { progress: Some(75), script: None }));
    assert_eq!(progress(&emulator, &id)["data"]["progress"], 75);
    assert!(emulator.remove_job(&id));
    assert_eq!(progress(&emulator, &id)["code"], 2101);
    assert!(!emulator.remove_job(&id) && !emulator.patch_job(&id, JobPatch::default()));
}
