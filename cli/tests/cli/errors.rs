//! One exit code for each kind of error, one line for a person, one object for a script.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use milvus_import::Error;
use milvus_import_emulator::{Canned, Emulator, Fault, FaultKind};
use serde_json::json;

use crate::support::{ask, command, finish, job, run, stopped};

#[test]
fn an_unknown_job_exits_3_and_keeps_the_servers_words() {
    let server = Emulator::builder().start_blocking().unwrap();
    let ran = ask(&server, &["progress", "99"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.error_line().contains("import job does not exist, jobID=99"), "{ran:?}");
    let ran = ask(&server, &["progress", "99", "--json"]);
    assert_eq!(ran.code, 3);
    let error = ran.json_error();
    assert_eq!(error["code"], "JobNotFound");
    assert_eq!((&error["http_status"], &error["server_code"]), (&json!(200), &json!(2101)));
    assert_eq!(error["retryable"], json!(false));
    assert!(error["message"].as_str().unwrap().contains("jobID=99"));
}

#[test]
fn an_error_object_has_every_fact_of_the_error_in_order() {
    let ran = run(&["progress", "", "--uri", "http://localhost:1", "--json"]);
    let names = ["code", "message"].into_iter().chain(Error::FACTS.iter().map(|fact| fact.name)).chain(["cause"]);
    let places: Vec<_> = names.map(|name| ran.stdout.find(&format!("\"{name}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{}", ran.stdout);
    assert_eq!((ran.code, &ran.json_error()["code"]), (2, &json!("InvalidArgument")));
}

#[test]
fn an_answer_that_cannot_be_read_is_shown_with_its_address_as_json_too() {
    let server = Emulator::builder().start_blocking().unwrap();
    server.reply_with(Canned::new(200, b"<html>a proxy</html>")).unwrap();
    let error = ask(&server, &["progress", "1", "--json"]).json_error();
    assert_eq!((&error["code"], &error["body_start"]), (&json!("UnexpectedResponse"), &json!("<html>a proxy</html>")));
    assert!(error["url"].as_str().unwrap().starts_with(&server.uri()), "{error}");
}

#[test]
fn the_request_timeout_is_a_header_and_zero_is_refused() {
    let server = Emulator::builder().start_blocking().unwrap();
    ask(&server, &["progress", "1", "--request-timeout", "7"]);
    assert_eq!(server.requests()[0].headers["request-timeout"], "7");
    let ran = ask(&server, &["progress", "1", "--request-timeout", "0"]);
    assert_eq!((ran.code, server.requests().len()), (2, 1));
    assert!(ran.error_line().contains("--request-timeout is 0"), "{ran:?}");
}

#[test]
fn an_unknown_collection_exits_3() {
    let server = Emulator::builder().collection("docs").start_blocking().unwrap();
    let ran = ask(&server, &["list", "--collection", "other"]);
    assert_eq!(ran.code, 3);
    assert!(ran.error_line().contains("collection not found"), "{ran:?}");
}

#[test]
fn a_server_that_cannot_be_reached_exits_5_in_seconds() {
    // The client's end of a connection: nobody listens there, and nobody else is given the port meanwhile.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let taken = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let uri = format!("http://{}", taken.local_addr().unwrap());
    for args in [&["progress", "1"][..], &["wait", "1"], &["list"], &["start", "--collection", "c", "a.json"]] {
        let ran = run(&[args, &["--uri", &uri, "--retry", "0"]].concat());
        assert_eq!(ran.code, 5, "{ran:?}");
        assert!(ran.error_line().contains("Connect: cannot connect"), "{ran:?}");
    }
}

#[test]
fn a_wrong_token_exits_5_and_is_not_shown() {
    let server = Emulator::builder().token("root:right").start_blocking().unwrap();
    let ran = ask(&server, &["progress", "1", "--token", "root:wrong"]);
    assert_eq!(ran.code, 5);
    assert!(ran.error_line().contains("--token-file") && !ran.stderr.contains("root:wrong"), "{ran:?}");
}

#[test]
fn a_page_that_is_no_answer_exits_5_and_shows_how_it_starts() {
    let server = Emulator::builder().start_blocking().unwrap();
    server.reply_with(Canned::new(200, b"<html>\n\x1b[31mlogin\x07")).unwrap();
    let ran = ask(&server, &["progress", "1"]);
    assert_eq!(ran.code, 5);
    assert!(ran.error_line().contains("UnexpectedResponse") && ran.stderr.contains("[31mlogin"), "{ran:?}");
    assert!(!ran.stderr.contains('\u{1b}'));
}

#[test]
fn plain_http_behind_https_is_a_tls_error() {
    let server = Emulator::builder().start_blocking().unwrap();
    let uri = server.uri().replace("http:", "https:");
    let ran = run(&["progress", "1", "--uri", &uri, "--insecure", "--retry", "0", "--json"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    let error = ran.json_error();
    assert_eq!(error["code"], "Tls");
    assert!(error["message"].as_str().unwrap().contains("write http://"), "{error}");
}

#[test]
fn tls_behind_plain_http_is_told_by_what_servers_say_to_it() {
    let server = Emulator::builder().start_blocking().unwrap();
    for page in [
        "Client sent an HTTP request to an HTTPS server.\n",
        "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>",
    ] {
        server.reply_with(Canned::new(400, page.as_bytes())).unwrap();
        let ran = ask(&server, &["progress", "1", "--retry", "0"]);
        assert!(ran.code == 5 && ran.error_line().contains("the server has TLS on this port"), "{ran:?}");
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    let alert = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        stream.write_all(b"\x15\x03\x01\x00\x02\x02\x46").unwrap();
    });
    let ran = run(&["progress", "1", "--retry", "0", "--uri", &uri]);
    alert.join().unwrap();
    assert!(ran.code == 5 && ran.error_line().contains("write https:// if the server has TLS"), "{ran:?}");
}

#[test]
fn faults_that_pass_are_not_seen_and_lasting_ones_are_when_retries_are_off() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(50));
    server.inject(Fault::status(503, "").times(1));
    assert_eq!(ask(&server, &["progress", &id]).code, 0);
    server.inject(Fault::new(FaultKind::Initializing));
    let ran = ask(&server, &["progress", &id, "--retry", "0", "--json"]);
    assert_eq!((ran.code, &ran.json_error()["retryable"]), (5, &json!(true)));
}

#[test]
fn an_answer_that_takes_too_long_exits_4() {
    let server = stopped().start_blocking().unwrap();
    server.inject(Fault::latency(std::time::Duration::from_secs(30)));
    let ran = ask(&server, &["progress", "1", "--timeout", "200ms", "--retry", "0"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.error_line().contains("Timeout"));
}

#[test]
fn files_of_secrets_and_certificates_are_read() {
    let server = Emulator::builder().token("root:right").start_blocking().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "root:right\n").unwrap();
    assert_eq!(ask(&server, &["list", "--token-file", file.to_str().unwrap()]).code, 0);
    let mut from_stdin = command(&["list", "--token-file", "-", "--uri", &server.uri()]);
    from_stdin.stdin(std::fs::File::open(&file).unwrap());
    assert_eq!(finish(from_stdin).code, 0);
    let utf_16: Vec<_> = "\u{feff}root:right\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in ["\u{feff}root:right\n".as_bytes(), &utf_16] {
        std::fs::write(&file, bytes).unwrap();
        let ran = ask(&server, &["list", "--token-file", file.to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    let odd = folder.path().join("odd");
    std::fs::write(&odd, b"root:\xff\n").unwrap();
    std::fs::write(&file, "\n").unwrap();
    for (args, says) in [
        (["--token-file", odd.to_str().unwrap()], "neither UTF-8 nor UTF-16"),
        (["--token-file", file.to_str().unwrap()], "holds no text"),
        (["--token-file", "no/such/file"], "cannot read no/such/file"),
        (["--ca-cert", "no/such/file"], "cannot read no/such/file"),
        (["--token", "a\nb"], "token"),
    ] {
        let ran = ask(&server, &[&["list"][..], &args].concat());
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.error_line().contains(says), "{ran:?}");
    }
}

#[test]
fn the_environments_proxy_is_not_asked_for_this_machine() {
    let server = Emulator::builder().start_blocking().unwrap();
    let mut command = command(&["list", "--uri", &server.uri(), "--retry", "0"]);
    command.env("HTTP_PROXY", "http://127.0.0.1:1").env("http_proxy", "http://127.0.0.1:1");
    let ran = finish(command);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_proxy_of_the_environment_that_wants_credentials_is_named_without_its_password() {
    let proxy = Emulator::builder().start_blocking().unwrap();
    proxy.inject(Fault::status(407, "<html>who are you</html>"));
    let mut command = command(&["progress", "1", "--uri", "http://milvus.example.com"]);
    command.env("http_proxy", proxy.uri().replace("http://", "http://user:hunter2@"));
    let ran = finish(command);
    assert_eq!(ran.code, 5, "{ran:?}");
    let named = format!("the proxy {}, set by http_proxy", proxy.uri());
    assert!(ran.error_line().contains("the proxy wants credentials") && ran.stderr.contains(&named), "{ran:?}");
    assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn a_cluster_in_the_environment_does_not_make_a_local_server_zilliz_cloud() {
    let server = stopped().start_blocking().unwrap();
    let id = server.add_job(job(50));
    let mut asking = command(&["progress", &id, "--uri", &server.uri()]);
    asking.env("ZILLIZ_CLUSTER_ID", "in03").env("MILVUS_URI", "http://127.0.0.1:1").env("MILVUS_TOKEN", "root:home");
    let ran = finish(asking);
    assert_eq!(ran.code, 0, "{ran:?}");
    let request = &server.requests()[0];
    assert!(request.path.ends_with("/get_progress") && !request.headers.contains_key("authorization"), "{request:?}");
}
