//! Calls through a proxy: what they say when it is the proxy that fails.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::Duration;

use milvus_import::{BulkImport, Client, ClientBuilder, Error, ErrorCode};
use milvus_import_emulator::{Canned, Emulator, Fault};
use milvus_import_tests::face::Face;

const WANTED: &str = "the proxy wants credentials: write them into its URL";

/// A client of a server that only a proxy could reach, which would try again for long.
fn through(proxy: &str, uri: &str) -> ClientBuilder {
    Client::builder(uri).proxy(proxy).insecure(true).retry_budget(Duration::from_secs(60))
}

/// The proxy's address with a password, and as it may be shown.
fn with_password(proxy: &str) -> (String, String) {
    (proxy.replace("http://", "http://user:hunter2@"), format!("the proxy {proxy}, set by the proxy option"))
}

fn names_the_proxy(error: &Error, shown: &str) {
    let text = error.to_string();
    assert!(text.contains(shown) && !text.contains("hunter2"), "{text}");
    assert!(!text.contains("dXNlcjpodW50ZXIy"), "the password as it is sent: {text}");
}

/// Accepts connections, answers what comes on each of them with `answer`, and hangs up. Tells of each.
fn answering(answer: &'static str) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            if tell.send(String::from_utf8_lossy(request.get(..length).unwrap()).into_owned()).is_err() {
                break;
            }
        }
    });
    (uri, told)
}

#[test]
fn a_proxy_that_wants_credentials_says_so_once() {
    let html = "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=\"x\"\r\n\
                content-length: 13\r\nconnection: close\r\n\r\n<html></html>";
    let json = "HTTP/1.1 407 Nope\r\ncontent-length: 26\r\nconnection: close\r\n\r\n{\"code\":1,\"message\":\"nope\"}";
    for (uri, answer) in [
        ("http://milvus.example.com:19530", html),
        ("http://milvus.example.com:19530", json),
        ("https://milvus.example.com", html),
    ] {
        let (proxy, told) = answering(answer);
        let (with_password, shown) = with_password(&proxy);
        for face in Face::both(&through(&with_password, uri)) {
            let polled = face.poll("1").unwrap_err();
            let mut import = BulkImport::new("c");
            import.files = vec![vec!["a".into()]];
            let imported = face.import(&import).unwrap_err();
            for error in [polled, imported] {
                assert_eq!(
                    (error.code(), error.http_status(), error.retryable()),
                    (ErrorCode::Connect, Some(407), false)
                );
                assert_eq!(error.attempts(), 1, "{error}");
                assert!(error.message().contains(WANTED), "{error}");
                names_the_proxy(&error, &shown);
                let request = told.recv().unwrap();
                assert!(request.to_ascii_lowercase().contains("proxy-authorization: basic "), "{request}");
            }
        }
        assert!(told.try_recv().is_err(), "asked again");
    }
}

#[test]
fn a_proxy_that_cannot_be_reached_or_does_not_connect_is_named() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let dead = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let (refusing, _told) = answering("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    let (silent, _also) = answering("");
    for (proxy, uri, says) in [
        (&dead, "http://milvus.example.com", "cannot connect to the proxy"),
        (&dead, "https://milvus.example.com", "cannot connect to the proxy"),
        (&refusing, "https://milvus.example.com", "the proxy refused to connect to the server"),
        (&silent, "https://milvus.example.com", "the proxy hung up"),
    ] {
        let (with_password, shown) = with_password(proxy);
        for face in Face::both(&through(&with_password, uri).retry_budget(Duration::ZERO)) {
            let error = face.poll("1").unwrap_err();
            assert_eq!((error.code(), error.retryable()), (ErrorCode::Connect, true), "{error}");
            assert!(error.message().contains(says), "{error}");
            names_the_proxy(&error, &shown);
        }
    }
}

#[test]
fn what_comes_back_through_a_proxy_names_it() {
    let proxy = Emulator::builder().start_blocking().unwrap();
    let (with_password, shown) = with_password(&proxy.uri());
    for face in Face::both(&through(&with_password, "http://milvus.example.com").retry_budget(Duration::ZERO)) {
        for fault in [Fault::status(502, "<html>hunter2</html>"), Fault::status(200, "dXNlcjpodW50ZXIy")] {
            proxy.inject(fault.times(1));
            names_the_proxy(&face.poll("1").unwrap_err(), &shown);
        }
        proxy.reply_with(Canned::json(r#"{"code":2100,"message":"no such thing"}"#)).unwrap();
        names_the_proxy(&face.poll("1").unwrap_err(), &shown);
    }
    for face in Face::both(&Client::builder(proxy.uri()).proxy("").retry_budget(Duration::ZERO)) {
        let error = face.poll("1").unwrap_err();
        assert!(!error.to_string().contains("proxy"), "{error}");
    }
}
