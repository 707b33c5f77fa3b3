//! milvus-v2: what differs from release to release.

use std::time::Duration;

use milvus_import_emulator::{Emulator, Fault, FaultKind, JobSpec};

use crate::client::{Reply, call, import, parse, progress, started};

const GET_PROGRESS: &str = "/v2/vectordb/jobs/import/get_progress";

#[test]
fn routes_appear_with_their_release() {
    for (server, describe, commit) in [
        ("milvus-2.4.0", false, false),
        ("milvus-2.4.12", false, false),
        ("milvus-2.4.13", true, false),
        ("milvus-2.5", true, false),
        ("milvus-2.6", true, false),
        ("milvus-3.0", true, true),
    ] {
        let emulator = started(server);
        let is_there = |route: &str| {
            call(&emulator, "POST", &format!("/v2/vectordb/jobs/import/{route}"), &[], "{}").status != 404
        };
        assert!(is_there("create") && is_there("list") && is_there("get_progress"), "{server}");
        assert_eq!(is_there("describe"), describe, "{server}");
        assert_eq!((is_there("commit"), is_there("abort")), (commit, commit), "{server}");
    }
}

#[test]
fn success_was_200_once() {
    for (server, code) in [("milvus-2.4.0", 200), ("milvus-2.4.2", 200), ("milvus-2.4.3", 0), ("milvus-2.5.0", 0)] {
        let emulator = started(server);
        let created = import(&emulator, "create", r#"{"collectionName":"c","files":[["a.json"]]}"#);
        assert_eq!(created["code"], code, "{server}");
        assert_eq!(import(&emulator, "list", "{}")["code"], code, "{server}");
        assert_eq!(progress(&emulator, created["data"]["jobId"].as_str().unwrap())["code"], code, "{server}");
    }
}

#[test]
fn create_times_came_with_2_6_5() {
    for (server, has) in
        [("milvus-2.4.0", false), ("milvus-2.6.4", false), ("milvus-2.6.5", true), ("milvus-3.0.0", true)]
    {
        let emulator = started(server);
        let id = emulator.add_job(JobSpec::default());
        assert_eq!(progress(&emulator, &id)["data"].get("createTime").is_some(), has, "{server}");
    }
}

#[test]
fn in_2_4_loading_reaches_up_to_the_end() {
    let emulator = started("milvus-2.4");
    let id = emulator.add_job(JobSpec { progress: 99, ..JobSpec::default() });
    let data = &progress(&emulator, &id)["data"];
    assert_eq!((data["state"].as_str(), data["importedRows"].as_u64()), (Some("Importing"), Some(100_000)));
}

fn with_timeout(emulator: &Emulator, value: &str) -> Reply {
    call(emulator, "POST", GET_PROGRESS, &[("Request-Timeout", value)], "{}")
}

#[test]
fn a_timeout_of_zero_is_over_at_once() {
    for server in ["milvus-2.5.3", "milvus-2.4.0"] {
        let reply = with_timeout(&started(server), "0");
        assert_eq!((reply.status, reply.text(), reply.header("content-type")), (408, "timeout", Some("text/plain")));
    }
    for server in ["milvus-2.5.4", "milvus-2.6", "milvus-3.0"] {
        let reply = with_timeout(&started(server), "0");
        assert_eq!((reply.status, reply.json()), (408, parse(r#"{"code":10001,"message":"request timeout"}"#)));
    }
}

#[test]
fn a_timeout_sticks_to_its_route_up_to_2_5_9() {
    for (server, sticks) in
        [("milvus-2.4.0", true), ("milvus-2.5.9", true), ("milvus-2.5.10", false), ("milvus-2.6", false)]
    {
        let emulator = started(server);
        assert_eq!(with_timeout(&emulator, "0").status, 408);
        assert_eq!(call(&emulator, "POST", GET_PROGRESS, &[], "{}").status == 408, sticks, "{server}");
        assert_eq!(import(&emulator, "list", "{}")["data"]["records"], parse("[]"), "another route");
        assert_eq!(with_timeout(&emulator, "5").status, 200);
        assert_eq!(call(&emulator, "POST", GET_PROGRESS, &[], "{}").status, 200);
    }
}

#[test]
fn a_timeout_that_is_no_integer_is_ignored_or_refused() {
    assert_eq!(with_timeout(&started("milvus-2.6"), "30s").json()["code"], 1802, "ignored");
    assert_eq!(with_timeout(&started("milvus-3.0"), "30s").json()["code"], 1100);
}

#[test]
fn a_create_that_timed_out_may_have_made_its_job() {
    let emulator = started("milvus-2.6");
    let create = r#"{"collectionName":"c","files":[["a.json"]]}"#;
    emulator.inject(Fault::new(FaultKind::Timeout).times(1));
    assert_eq!(call(&emulator, "POST", "/v2/vectordb/jobs/import/create", &[], create).status, 408);
    assert_eq!(emulator.jobs().len(), 0);
    emulator.inject(Fault::new(FaultKind::Timeout).times(1).with_effect());
    assert_eq!(call(&emulator, "POST", "/v2/vectordb/jobs/import/create", &[], create).status, 408);
    assert_eq!(emulator.jobs().len(), 1);
    // The server gives up when the caller's limit is over, not when its work is.
    emulator.inject(Fault::latency(Duration::from_secs(3600)).times(1));
    let headers = [("Request-Timeout", "1")];
    assert_eq!(call(&emulator, "POST", "/v2/vectordb/jobs/import/create", &headers, create).status, 408);
    assert_eq!(emulator.jobs().len(), 2);
}
