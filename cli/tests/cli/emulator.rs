//! `emulator`: an address on the first line, and a log of what it is asked.
#![cfg(unix)]

use std::io::Write;

use crate::support::{Running, command, run};

#[test]
fn the_first_line_is_the_address_and_requests_are_logged() {
    let mut running =
        Running::start(command(&["emulator", "--server", "milvus-2.4.0", "--token", "a:b", "--port", "0"]));
    let uri = running.line();
    assert!(uri.starts_with("http://127.0.0.1:"), "{uri}");
    assert!(running.error_line().contains("milvus-2.4.0"));
    let ran = run(&["progress", "7", "--uri", &uri]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(running.error_line().starts_with("POST /v2/vectordb/jobs/import/"));
    let ran = run(&["progress", "7", "--uri", &uri, "--token", "a:b"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let logged = running.error_line();
    assert!(logged.contains(r#"{"jobId":"7"}"#) && !logged.contains("a:b"), "{logged}");
    crate::interrupting::interrupt(&running.child);
    assert_eq!(running.finish().code, 0);
}

/// Reads the log as far as the note that it listens.
fn until_it_listens(running: &mut Running) {
    while !running.error_line().contains("Ctrl-C ends it") {}
}

#[test]
fn the_log_has_no_secrets() {
    let mut running = Running::start(command(&["emulator", "--server", "zilliz-v2", "--token", "hunter2"]));
    let uri = running.line();
    until_it_listens(&mut running);
    let keys = ["--token", "hunter2", "--access-key", "hunter2", "--secret-key", "hunter2"];
    let start =
        ["start", "--collection", "docs", "--object-url", "s3://b/a.json", "--uri", &uri, "--cluster-id", "in01"];
    let ran = run(&[&start[..], &keys[..]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let line = running.error_line();
    assert!(line.contains("docs") && !line.contains("hunter2"), "{line} {ran:?}");
    crate::interrupting::interrupt(&running.child);
    assert_eq!(running.finish().code, 0);
}

#[test]
fn each_request_is_logged_once_also_when_requests_are_forgotten() {
    let mut running = Running::start(command(&["emulator", "--collection", "docs", "--collection", "db2/docs2:p1"]));
    let uri = running.line();
    until_it_listens(&mut running);
    let forget = |uri: &str| {
        let address = uri.strip_prefix("http://").unwrap();
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(stream, "DELETE /_emulator/requests HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        std::io::read_to_string(stream).unwrap()
    };
    for (collection, code) in [("docs", 0), ("docs2", 3), ("docs", 0)] {
        assert_eq!(run(&["list", "--collection", collection, "--uri", &uri]).code, code);
        assert!(forget(&uri).starts_with("HTTP/1.1 204"));
    }
    for collection in ["docs", "docs2", "docs"] {
        let line = running.error_line();
        assert!(line.contains(&format!(r#""{collection}""#)), "{line}");
    }
    assert_eq!(run(&["list", "--collection", "docs2", "--db", "db2", "--uri", &uri]).code, 0);
    assert!(running.error_line().contains("db2"));
    crate::interrupting::interrupt(&running.child);
    assert_eq!(running.finish().code, 0);
}

#[test]
fn a_port_that_is_taken_is_said_so() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = run(&["emulator", "--port", &port]);
    assert_eq!((ran.code, ran.stdout.as_str()), (5, ""));
    assert!(ran.error_line().contains(&format!("cannot listen on port {port}")), "{ran:?}");
}

#[test]
fn limits_can_be_small() {
    for (options, text) in [
        (&["--job-limit", "1"][..], "The number of jobs has reached the limit"),
        (&["--server", "zilliz-v2", "--request-rate", "1"], "Too many requests"),
    ] {
        let mut running = Running::start(command(&[&["emulator", "--speed", "0"], options].concat()));
        let uri = running.line();
        let what = if options.len() == 2 {
            ["--api", "milvus-v2", "a.json"]
        } else {
            ["--api", "zilliz-v2", "--object-url=s3://b/a.json"]
        };
        let start =
            [&["start", "--collection", "docs", "--cluster-id", "in01", "--retry", "0", "--uri", &uri], &what[..]]
                .concat();
        assert_eq!(run(&start).code, 0);
        let ran = run(&start);
        assert!(ran.code == 5 && ran.stderr.contains(text), "{ran:?}");
        crate::interrupting::interrupt(&running.child);
        assert_eq!(running.finish().code, 0);
    }
}

#[test]
fn files_are_read_where_a_schema_and_a_storage_are_given() {
    let folder = tempfile::tempdir().unwrap();
    let schema = folder.path().join("docs.json");
    let described = r#"{"code": 0, "data": {"collectionName": "docs", "enableDynamicField": false, "fields": [
        {"name": "id", "type": "Int64", "primaryKey": true},
        {"name": "vec", "type": "FloatVector", "params": [{"key": "dim", "value": "2"}]}]}}"#;
    std::fs::write(&schema, described).unwrap();
    std::fs::write(folder.path().join("good.json"), r#"[{"id": 1, "vec": [1, 2]}]"#).unwrap();
    std::fs::write(folder.path().join("bad.json"), r#"[{"id": 1, "vec": [1, 2, 3]}]"#).unwrap();
    let storage = folder.path().to_str().unwrap();
    let options = ["emulator", "--schema", schema.to_str().unwrap(), "--storage", storage, "--speed", "1000"];
    let mut running = Running::start(command(&options));
    let uri = running.line();
    let import = |file| run(&["start", "--collection", "docs", "--wait", "--json", "--uri", &uri, file]);
    let good = import("good.json");
    assert_eq!(good.code, 0, "{good:?}");
    assert_eq!(good.json_lines().last().unwrap()["imported_rows"], 1, "{good:?}");
    let bad = import("bad.json");
    assert_eq!(bad.code, 1, "{bad:?}");
    assert!(bad.stdout.contains("expected dim '2' for field 'vec' with type 'FloatVector', got dim '3'"), "{bad:?}");
    crate::interrupting::interrupt(&running.child);
    assert_eq!(running.finish().code, 0);
}

#[test]
fn a_schema_that_is_none_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("docs.json"), "{}").unwrap();
    let ran = run(&["emulator", "--schema", folder.path().to_str().unwrap()]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(
        ran.error_line().contains("docs.json: no description of a collection: it has no collectionName"),
        "{ran:?}"
    );
    let ran = run(&["emulator", "--schema", "nowhere.json"]);
    assert!(ran.code == 2 && ran.error_line().contains("--schema nowhere.json"), "{ran:?}");
}
