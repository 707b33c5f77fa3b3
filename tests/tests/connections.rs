//! What comes over a connection that it should not: answers that nobody asked for, to somebody else, or without end.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use milvus_import::{Client, ClientBuilder, ErrorCode};
use milvus_import_tests::face::Face;

/// Serves every connection on a thread of its own.
fn serve(connection: impl Fn(TcpStream) + Send + Sync + 'static) -> ClientBuilder {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let builder = Client::builder(format!("http://{}", listener.local_addr().unwrap())).retry_budget(Duration::ZERO);
    let connection = Arc::new(connection);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = Arc::clone(&connection);
            thread::spawn(move || connection(stream.unwrap()));
        }
    });
    builder
}

/// The job that the next request asks for; none at the connection's end.
fn asked_for(stream: &mut TcpStream) -> Option<String> {
    let mut request = [0; 4096];
    let length = stream.read(&mut request).ok().filter(|length| *length > 0)?;
    let text = String::from_utf8_lossy(request.get(..length)?).into_owned();
    let (_, id) = text.split_once(r#""jobId":""#)?;
    Some(id.split('"').next()?.to_owned())
}

fn about(job_id: &str) -> String {
    let body = format!(r#"{{"code":0,"data":{{"jobId":"{job_id}","state":"Importing","progress":50}}}}"#);
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

#[test]
fn an_answer_that_nobody_asked_for_is_not_taken_for_the_next_ones() {
    for late in ["", "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n"] {
        let builder = serve(move |mut stream| {
            while let Some(id) = asked_for(&mut stream) {
                let extra = if late.is_empty() { about(&id) } else { late.to_owned() };
                if stream.write_all((about(&id) + &extra).as_bytes()).is_err() {
                    break;
                }
            }
        });
        for face in Face::both(&builder) {
            for id in 0..100 {
                assert_eq!(face.poll(&id.to_string()).unwrap().job_id, id.to_string());
            }
        }
    }
}

#[test]
fn an_answer_about_another_job_is_asked_for_again_on_a_new_connection() {
    // The second answer on every connection is about somebody else's job.
    let answered = Arc::new(Mutex::new(Vec::new()));
    let all = Arc::clone(&answered);
    let builder = serve(move |mut stream| {
        for number in 1.. {
            let Some(id) = asked_for(&mut stream) else { break };
            all.lock().unwrap().push(number);
            stream.write_all(about(if number == 2 { "other" } else { &id }).as_bytes()).unwrap();
        }
    });
    for face in Face::both(&builder) {
        answered.lock().unwrap().clear();
        // A pool may open a second connection before it sees that the first is free: that one gives its first answer.
        let all_own = (0..10).all(|_| face.poll("MY-JOB").unwrap().job_id == "MY-JOB");
        let answers = answered.lock().unwrap();
        assert!(all_own, "{answers:?}");
        assert!(answers.contains(&2), "no connection was kept: {answers:?}");
        assert!(answers.iter().all(|number| *number <= 2), "a connection was used after a wrong answer: {answers:?}");
    }
}

#[test]
fn what_a_new_connection_says_first_is_the_servers_word() {
    let builder = serve(|mut stream| {
        while asked_for(&mut stream).is_some() {
            stream.write_all(about("always-this").as_bytes()).unwrap();
        }
    });
    for face in Face::both(&builder) {
        for _ in 0..3 {
            assert_eq!(face.poll("MY-JOB").unwrap().job_id, "always-this");
        }
    }
}

#[test]
fn a_call_ends_at_its_timeout_also_while_bytes_flow() {
    let floods: [(&str, &str); 3] = [
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\n \r\n"),
        ("HTTP/1.1 200 OK\r\n", "x-more: and more\r\n"),
    ];
    for (head, more) in floods {
        let builder = serve(move |mut stream| {
            asked_for(&mut stream);
            let _ = stream.write_all(head.as_bytes());
            let piece = more.repeat(2000);
            while stream.write_all(piece.as_bytes()).is_ok() {}
        });
        for face in Face::both(&builder.timeout(Duration::from_secs(1))) {
            let started = Instant::now();
            let error = face.poll("1").unwrap_err();
            // Too many headers are an error of their own.
            assert!(matches!(error.code(), ErrorCode::Timeout | ErrorCode::Connect), "{more:?}: {error}");
            assert!(started.elapsed() < Duration::from_secs(8), "{more:?}: {:?}", started.elapsed());
        }
    }
}
