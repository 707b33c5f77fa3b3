//! The control API takes orders from programs on this machine only, and nobody can hold a connection open half-asked.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use milvus_import_emulator::{Emulator, JobSpec};

use crate::client::{Connection, call, emulator, import, receive, started};

const SECRET: &str = "Bearer root:hunter2";

fn raw(emulator: &Emulator, head: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(emulator.address()).unwrap();
    stream.write_all(format!("{head}\r\ncontent-length: 0\r\n\r\n").as_bytes()).unwrap();
    let reply = receive(&mut std::io::BufReader::new(stream)).unwrap();
    (reply.status, reply.text().to_owned())
}

#[test]
fn a_web_page_can_neither_reset_it_nor_read_what_was_recorded() {
    let emulator = started("milvus-2.6");
    emulator.add_job(JobSpec::default());
    call(&emulator, "POST", "/v2/vectordb/jobs/import/list", &[("Authorization", SECRET)], "{}");
    for foreign in [
        "Host: localhost\r\nOrigin: https://evil.example",
        "Host: localhost\r\nOrigin: null",
        "Host: localhost\r\nOrigin: http://localhost:8080",
        "Host: localhost\r\nOrigin: http://localhost\r\nOrigin: https://evil.example",
        "Host: evil.example",
        "Host: localhost.evil.example\r\nOrigin: http://localhost.evil.example",
        "Host: localhost\r\nHost: evil.example",
        "Host: 192.168.0.1",
        "X-Host: localhost",
    ] {
        for (method, route) in
            [("POST", "/reset"), ("GET", "/requests"), ("OPTIONS", "/jobs"), ("DELETE", "/jobs/1"), ("GET", "")]
        {
            let (status, body) = raw(&emulator, &format!("{method} /_emulator{route} HTTP/1.1\r\n{foreign}"));
            assert!(status == 403 && !body.contains("hunter2"), "{method} {route} {foreign}: {status} {body}");
        }
    }
    assert_eq!((emulator.jobs().len(), emulator.requests().len()), (1, 1));
    let port = emulator.address().port();
    for own in [
        "Host: localhost".to_owned(),
        format!("Host: 127.0.0.1:{port}"),
        format!("Host: [::1]:{port}"),
        format!("Host: localhost:{port}\r\nOrigin: http://localhost:{port}"),
    ] {
        let (status, body) = raw(&emulator, &format!("GET /_emulator/requests HTTP/1.1\r\n{own}"));
        assert!(status == 200 && body.contains(SECRET), "{own}: {status} {body}");
    }
}

#[test]
fn a_request_that_does_not_arrive_is_not_waited_for() {
    let emulator = emulator("milvus-2.6").request_limit(Duration::from_millis(50)).start_blocking().unwrap();
    let mut kept = Connection::open(&emulator);
    assert_eq!(kept.send("POST", "/v2/vectordb/jobs/import/list", &[], "{}").unwrap().status, 200);
    for part in [
        "",
        "POST /v2/vectordb/jobs/import/list HTTP/1.1\r\nHost: a\r\n",
        "POST /v2/vectordb/jobs/import/list HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{",
        "POST /_emulator/reset HTTP/1.1\r\nHost: localhost\r\n",
        "POST /_emulator/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{",
    ] {
        let mut stream = TcpStream::connect(emulator.address()).unwrap();
        stream.write_all(part.as_bytes()).unwrap();
        // Ends when the emulator closes the connection.
        let mut rest = Vec::new();
        assert_eq!(stream.read_to_end(&mut rest).map_err(|error| error.kind()), Ok(0), "{part}");
    }
    assert_eq!(emulator.requests().len(), 1);
    let again = kept.send("POST", "/v2/vectordb/jobs/import/list", &[], "{}").unwrap();
    assert_eq!(again.status, 200, "between two requests a connection may be silent");
}

#[test]
fn no_more_than_64_kb_are_kept_of_a_body() {
    let emulator = started("milvus-2.6");
    let body = format!(r#"{{"jobId":"1","more":"{}"}}"#, "x".repeat(1 << 20));
    assert_eq!(import(&emulator, "describe", &body)["code"], 2101, "the server reads all of it");
    assert_eq!(emulator.requests()[0].body.len(), 64 << 10);
}

#[test]
fn requests_are_watched_as_they_come_and_shown_without_secrets() {
    let emulator = started("milvus-2.6");
    import(&emulator, "list", "{}");
    let watched = emulator.watch_requests();
    let body = r#"{"accessKey":"hunter2","secretKey":"hunter2","token":"hunter2","collectionName":"c"}"#;
    call(&emulator, "POST", "/v2/vectordb/jobs/import/create", &[("Authorization", SECRET)], body);
    emulator.reset();
    import(&emulator, "list", "{}");
    let lines: Vec<String> = watched.try_iter().map(|request| request.to_string()).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].contains(r#""collectionName":"c""#) && !lines[0].contains("hunter2"), "{lines:?}");
    assert_eq!(lines[1], "POST /v2/vectordb/jobs/import/list {}");
    let shown = format!("{emulator:?}{:?}", emulator.requests());
    assert!(!shown.contains("hunter2"), "{shown}");
}
