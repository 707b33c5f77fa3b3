//! `emulator`: an address on the first line, and a log of what it is asked.
#![cfg(unix)]

use std::io::{BufRead, BufReader};

use crate::support::{Running, command, run};

#[test]
fn the_first_line_is_the_address_and_requests_are_logged() {
    let mut running =
        Running::start(command(&["emulator", "--server", "milvus-2.4.0", "--token", "a:b", "--port", "0"]));
    let uri = running.line();
    assert!(uri.starts_with("http://127.0.0.1:"), "{uri}");
    let mut log = BufReader::new(running.child.stderr.take().unwrap()).lines();
    assert!(log.next().unwrap().unwrap().contains("milvus-2.4.0"));
    let ran = run(&["progress", "7", "--uri", &uri]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(log.next().unwrap().unwrap().starts_with("POST /v2/vectordb/jobs/import/"));
    let ran = run(&["progress", "7", "--uri", &uri, "--token", "a:b"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let logged = log.next().unwrap().unwrap();
    assert!(logged.contains(r#"{"jobId":"7"}"#) && !logged.contains("a:b"), "{logged}");
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
