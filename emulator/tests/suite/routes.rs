//! milvus-v2: what the router and the checks of a create do, by rules rather than by the recorded cases.

use milvus_import_emulator::{Collection, JobSpec};
use serde_json::{Value, json};

use crate::client::{call, emulator, import, parse, progress, started};

const ROUTE: &str = "/v2/vectordb/jobs/import/";

#[test]
fn paths_are_decoded_before_they_are_routed() {
    let emulator = started("milvus-2.6");
    for path in ["/v2/vectordb/jobs/import/%67et_progress", "/v2%2Fvectordb/jobs/import/get%5Fprogress?a=%zz"] {
        let reply = call(&emulator, "POST", path, &[], r#"{"jobId":"99"}"#);
        assert_eq!((reply.status, &reply.json()["code"]), (200, &json!(2101)), "{path}");
    }
    let reply = call(&emulator, "POST", "/v2/vectordb/jobs/import/lis%zz", &[], "{}");
    assert_eq!((reply.status, reply.text()), (400, "400 Bad Request"));
    let reply = call(&emulator, "POST", &format!("{ROUTE}l%69st/?a=b%20c"), &[], "{}");
    assert_eq!((reply.status, reply.header("location")), (307, Some("/v2/vectordb/jobs/import/list?a=b%20c")));
    assert_eq!(reply.header("content-type"), None);
}

#[test]
fn every_answer_tells_web_pages_that_they_may_call() {
    for (server, sniff) in [("milvus-2.5", None), ("milvus-3.0", Some("nosniff"))] {
        let emulator = emulator(server).token("root:Milvus").start_blocking().unwrap();
        for (method, path, status) in
            [("OPTIONS", "/any", 204), ("POST", "/any", 401), ("POST", &format!("{ROUTE}list"), 401)]
        {
            let reply = call(&emulator, method, path, &[], "");
            assert_eq!((reply.status, reply.header("x-content-type-options")), (status, sniff));
            for (name, part) in
                [("origin", "*"), ("credentials", "true"), ("headers", "Authorization"), ("methods", "PATCH")]
            {
                let header = reply.header(&format!("access-control-allow-{name}")).unwrap();
                assert!(header.contains(part), "{header}");
            }
        }
        assert_eq!(call(&emulator, "OPTIONS", "/", &[], "").header("content-type"), None);
    }
}

#[test]
fn a_limit_is_a_64_bit_number_of_seconds() {
    let status = |server: &str, value: &str| {
        let path = format!("{ROUTE}list");
        let reply = call(&started(server), "POST", &path, &[("Request-Timeout", value)], "{}");
        (reply.status, reply.json()["code"].as_i64())
    };
    for value in ["0", "-0", "-1", "-99999", "9999999999"] {
        assert_eq!(status("milvus-2.6", value), (408, Some(10001)), "{value}");
    }
    for value in ["", "+30", "030"] {
        assert_eq!(
            (status("milvus-2.6", value), status("milvus-3.0", value)),
            ((200, Some(0)), (200, Some(0))),
            "{value}"
        );
    }
    for value in ["1.5", "30s", "0x1", "99999999999999999999"] {
        assert_eq!(
            (status("milvus-2.6", value), status("milvus-3.0", value)),
            ((200, Some(0)), (200, Some(1100))),
            "{value}"
        );
    }
}

#[test]
fn options_are_checked_as_each_release_does() {
    for (server, timeout, backup, l0) in [
        ("milvus-2.4.12", "parse import timeout failed, err=%wtime: missing unit in duration \"300\"", 1100, 0),
        ("milvus-2.5.27", "parse timeout failed, err=time: missing unit in duration \"300\"", 1100, 0),
        ("milvus-2.6.18", "parse timeout failed: time: missing unit in duration \"300\"", 1101, 2100),
        ("milvus-3.0.0", "parse timeout failed: time: missing unit in duration \"300\"", 1101, 2100),
    ] {
        let emulator = started(server);
        let create = |options: Value, more: Value| {
            let mut body = json!({"collectionName": "c", "files": [["a.parquet"]], "options": options});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            import(&emulator, "create", &body.to_string())
        };
        let none = || json!({});
        let refused = create(json!({"timeout": "300"}), none());
        assert_eq!(refused, json!({"code": 2100, "message": format!("{timeout}: importing data failed")}), "{server}");
        assert_eq!(create(json!({"timeout": null}), none())["code"], 2100, "{server}: null is an empty text");
        let first = create(json!({"timeout": "300"}), json!({"files": [["a.txt"]]}));
        assert!(first["message"].as_str().unwrap().contains("file type"), "{server}: the files come first");
        assert_eq!(create(json!({"backup": "TRUE"}), none())["code"], backup, "{server}");
        assert_eq!(
            create(json!({"backup": "true"}), json!({"partitionName": "p", "files": [["dir/"]]}))["code"],
            0,
            "{server}"
        );
        assert_eq!(create(json!({"l0_import": "true"}), json!({"files": [["dir/"]]}))["code"], l0, "{server}");
    }
}

#[test]
fn a_partition_key_leaves_no_choice_of_a_partition() {
    for server in ["milvus-2.4.12", "milvus-2.5.27", "milvus-2.6.18", "milvus-3.0.0"] {
        let keyed = Collection::from("pk").with_partition_key();
        let emulator = emulator(server).collection(keyed).start_blocking().unwrap();
        let create = |more: &str| {
            import(&emulator, "create", &format!(r#"{{"collectionName":"pk","files":[["a.json"]]{more}}}"#))
        };
        let expected = r#"{"code":2100,"message":"not allow to set partition name for collection with partition key: importing data failed"}"#;
        assert_eq!(create(r#","partitionName":"_default""#), parse(expected), "{server}");
        assert_eq!(create("")["code"], 0, "{server}");
    }
}

#[test]
fn in_2_4_every_call_s_database_is_looked_at() {
    for (server, unknown) in [("milvus-2.4.12", 800), ("milvus-2.5.27", 0)] {
        let emulator = emulator(server).collection("docs").start_blocking().unwrap();
        emulator.add_job(JobSpec { job_id: Some("1".to_owned()), ..JobSpec::default() });
        for (route, body) in [("get_progress", r#"{"jobId":"1"}"#), ("list", "{}")] {
            let reply = call(&emulator, "POST", &format!("{ROUTE}{route}"), &[("DB-Name", "x")], body).json();
            assert_eq!(reply["code"], unknown, "{server} {route}");
        }
        let list = |db: &str| call(&emulator, "POST", &format!("{ROUTE}list"), &[("DB-Name", db)], "{}").json();
        assert_eq!((list("文")["code"].as_i64(), list("")["code"].as_i64()), (Some(unknown), Some(0)), "{server}");
        let reply = call(&emulator, "POST", &format!("{ROUTE}get_progress"), &[("DB-Name", "x")], "{}").json();
        assert_eq!(reply["code"], 1802, "the body comes first");
    }
}

#[test]
fn the_3_0_decoder_looks_for_an_end_before_it_reads() {
    let (old, new) = (started("milvus-2.6"), started("milvus-3.0"));
    let nothing = "the request body should be nil, however {} is valid";
    for body in ["hello", "{\"jobId\":", "[", "\"x"] {
        let message = |emulator| import(emulator, "describe", body)["message"].as_str().unwrap().to_owned();
        assert!(message(&new).contains(nothing) && !message(&old).contains(nothing), "{body}");
    }
    for body in ["{jobId:1}", "nope", "[1]"] {
        let message = import(&new, "describe", body)["message"].as_str().unwrap().to_owned();
        assert!(message.starts_with("can only accept json format request, error: "), "{body}: {message}");
    }
    assert_eq!(progress(&new, "abc")["code"], 1100);
}

#[test]
fn an_abort_is_refused_once_there_is_nothing_to_abort() {
    let emulator = started("milvus-3.0");
    let manual = JobSpec { job_id: Some("1".to_owned()), auto_commit: false, ..JobSpec::default() };
    emulator.add_job(manual);
    let message =
        |route: &str| import(&emulator, route, r#"{"jobId":"001"}"#)["message"].as_str().unwrap_or_default().to_owned();
    assert_eq!(message("commit"), "job 1 is in state Pending, expected Uncommitted: importing data failed");
    assert_eq!(message("abort"), "");
    assert_eq!(
        message("abort"),
        "job 1 is in terminal/committed state Failed, abort not allowed: importing data failed"
    );
}
