//! Every fault that the emulator can make, against both faces of the client.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use milvus_import::{Api, BulkImport, CancelToken, Client, ClientBuilder, ErrorCode};
use milvus_import_emulator::{Canned, Emulator, Fault, FaultKind, JobSpec};
use milvus_import_tests::face::Face;

const NO_RETRY: Duration = Duration::ZERO;

fn emulator() -> Emulator {
    Emulator::builder().speed(0.0).start_blocking().unwrap()
}

fn builder(emulator: &Emulator) -> ClientBuilder {
    Client::builder(emulator.uri()).retry_budget(NO_RETRY)
}

fn one_file() -> BulkImport {
    let mut import = BulkImport::new("c");
    import.files = vec![vec!["a.parquet".to_owned()]];
    import
}

#[test]
fn every_fault_has_its_code() {
    let emulator = emulator();
    let job_id = emulator.add_job(JobSpec::default());
    let redirect = FaultKind::Redirect { location: "http://elsewhere.example/".into() };
    for face in Face::both(&builder(&emulator).max_response_bytes(100_000_usize)) {
        for (fault, code, status, retryable) in [
            (Fault::new(FaultKind::Html), ErrorCode::Unavailable, Some(502), true),
            (Fault::new(redirect.clone()), ErrorCode::Redirected, Some(302), false),
            (Fault::new(FaultKind::Huge { bytes: 1 << 20 }), ErrorCode::ResponseTooLarge, Some(200), false),
            (Fault::new(FaultKind::Truncate { bytes: None }), ErrorCode::Connect, None, true),
            (Fault::new(FaultKind::Truncate { bytes: Some(0) }), ErrorCode::Connect, None, true),
            (Fault::new(FaultKind::Reset), ErrorCode::Connect, None, true),
            (Fault::new(FaultKind::Initializing), ErrorCode::Unavailable, Some(200), true),
            (Fault::new(FaultKind::CoordinatorDown), ErrorCode::Unavailable, Some(200), true),
            (Fault::new(FaultKind::Denied), ErrorCode::PermissionDenied, Some(403), false),
            (Fault::new(FaultKind::Timeout), ErrorCode::Timeout, Some(408), true),
            (Fault::new(FaultKind::Panic), ErrorCode::ServerError, Some(500), true),
            (Fault::status(200, "<html>login</html>"), ErrorCode::UnexpectedResponse, Some(200), false),
            (Fault::status(429, "slow down"), ErrorCode::Busy, Some(429), true),
            (Fault::status(404, "404 page not found"), ErrorCode::Unsupported, Some(404), false),
        ] {
            let kind = fault.kind.clone();
            emulator.inject(fault);
            let error = face.poll(&job_id).unwrap_err();
            emulator.clear_faults();
            assert_eq!(
                (error.code(), error.http_status(), error.retryable()),
                (code, status, retryable),
                "{kind:?}: {error}"
            );
            assert!(error.url().is_some_and(|url| url.starts_with(&emulator.uri())), "{error}");
        }
        assert_eq!(face.poll(&job_id).unwrap().job_id, job_id, "a good answer after all these");
    }
}

#[test]
fn a_read_is_tried_again_and_a_write_is_not() {
    let emulator = emulator();
    let job_id = emulator.add_job(JobSpec::default());
    for face in Face::both(&builder(&emulator).retry_budget(Duration::from_secs(20))) {
        emulator.inject(Fault::new(FaultKind::Reset).times(1));
        emulator.inject(Fault::new(FaultKind::Initializing).times(2));
        face.poll(&job_id).unwrap();

        for lost in [FaultKind::Reset, FaultKind::Truncate { bytes: None }, FaultKind::Timeout, FaultKind::Html] {
            let jobs = emulator.jobs().len();
            emulator.clear_requests();
            emulator.inject(Fault::new(lost.clone()).times(1).with_effect());
            let error = face.import(&one_file()).unwrap_err();
            assert_eq!((error.attempts(), emulator.requests().len()), (1, 1), "{lost:?}: {error}");
            assert_eq!(emulator.jobs().len(), jobs + 1, "{lost:?}: the server made the job, and only one");
        }
    }
}

#[test]
fn an_idempotency_key_makes_a_lost_answer_safe_to_repeat() {
    let emulator = emulator();
    for (face, key) in Face::both(&builder(&emulator).retry_budget(Duration::from_secs(20))).into_iter().zip(["a", "b"])
    {
        let jobs = emulator.jobs().len();
        emulator.inject(Fault::new(FaultKind::Reset).times(2).with_effect());
        let mut import = one_file();
        import.idempotency_key = Some(key.into());
        let job_id = face.import(&import).unwrap();
        assert_eq!(emulator.jobs().len(), jobs + 1);
        assert_eq!(emulator.jobs()[jobs].job_id, job_id);
    }
}

#[test]
fn a_write_whose_connection_was_never_made_is_tried_again() {
    // A port that refuses until the emulator takes it over.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let client = Client::builder(format!("http://127.0.0.1:{port}"))
        .retry_budget(Duration::from_secs(30))
        .build_blocking()
        .unwrap();
    let importing = std::thread::spawn(move || client.bulk_import(&one_file()));
    let emulator = Emulator::builder().port(port).start_blocking().unwrap();
    importing.join().unwrap().unwrap();
    assert_eq!(emulator.jobs().len(), 1);
}

#[test]
fn polls_share_a_connection_and_survive_its_idle_end() {
    let emulator = emulator();
    let job_id = emulator.add_job(JobSpec::default());
    for face in Face::both(&builder(&emulator)) {
        let before = emulator.connections();
        for _ in 0..20 {
            face.poll(&job_id).unwrap();
        }
        // A pool opens another connection while the last one is still being put back, which a busy machine may do late.
        let most = if matches!(face, Face::Blocking(_)) { 1 } else { 10 };
        assert!(emulator.connections() <= before + most);
    }
    emulator.close_idle_after(Some(Duration::from_millis(20)));
    // A lane sends again on a new connection by itself; with a pool that is the retry's work.
    let [lane, _] = Face::both(&builder(&emulator));
    let [_, pool] = Face::both(&builder(&emulator).retry_budget(Duration::from_secs(20)));
    for face in [lane, pool] {
        for pause in 0..40 {
            // Around the time at which the server hangs up, so that the request meets the end of the connection.
            std::thread::sleep(Duration::from_millis(pause));
            face.poll(&job_id).unwrap();
        }
    }
}

#[test]
fn the_timeout_covers_the_body() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    // Promises a body and sends its first byte only.
    let server = std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming().take(2) {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{").unwrap();
            kept.push(stream);
        }
        kept
    });
    let timeout = Duration::from_millis(200);
    for face in Face::both(&Client::builder(uri).retry_budget(NO_RETRY).timeout(timeout)) {
        let started = Instant::now();
        let error = face.poll("1").unwrap_err();
        assert_eq!(error.code(), ErrorCode::Timeout, "{error}");
        assert!(started.elapsed() >= timeout);
    }
    drop(server.join());
}

#[test]
fn an_unreachable_server_is_told_in_one_line() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for face in Face::both(&Client::builder(&uri).retry_budget(NO_RETRY)) {
        let error = face.list().unwrap_err();
        assert_eq!((error.code(), error.retryable()), (ErrorCode::Connect, true));
        let shown = error.to_string();
        assert!(shown.contains(&uri) && shown.contains("check the uri") && shown.lines().count() == 1, "{shown}");
    }
    for face in Face::both(&Client::builder("http://no-such-host.invalid").retry_budget(NO_RETRY)) {
        assert_eq!(face.list().unwrap_err().code(), ErrorCode::Connect);
    }
}

#[test]
fn the_spelling_that_a_server_knows_is_asked_for_first_from_then_on() {
    let emulator = emulator();
    let job_id = emulator.add_job(JobSpec::default());
    for face in Face::both(&builder(&emulator)) {
        emulator.clear_requests();
        emulator.inject(Fault::status(404, "404 page not found").on_path("get_progress"));
        face.poll(&job_id).unwrap();
        face.poll(&job_id).unwrap();
        emulator.clear_faults();
        let asked: Vec<_> =
            emulator.requests().iter().map(|request| request.path.rsplit('/').next().unwrap().to_owned()).collect();
        assert_eq!(asked, ["get_progress", "describe", "describe"]);
    }
}

#[test]
fn no_error_shows_the_token() {
    let token = "root:hunter2-and-more";
    let emulator = emulator();
    let echo = format!("who sent me Authorization: Bearer {token}?");
    for face in Face::both(&builder(&emulator).token(token)) {
        for canned in [
            Canned::new(400, echo.as_bytes()),
            Canned::json(format!(r#"{{"code":65535,"message":"{echo}"}}"#)),
            Canned::new(302, b"").header("location", format!("http://h/{token}")),
        ] {
            emulator.reply_with(canned).unwrap();
            let error = face.poll("1").unwrap_err();
            for text in [
                error.to_string(),
                format!("{error:?}"),
                format!("{:?} {:?}", error.body_start(), error.server_message()),
            ] {
                assert!(!text.contains("hunter2"), "{text}");
            }
        }
    }
    let client = builder(&emulator).token(token).build().unwrap();
    assert!(!format!("{client:?} {:?}", builder(&emulator).token(token)).contains("hunter2"));
}

#[test]
fn bad_settings_are_refused_before_anything_is_sent() {
    let good = || Client::builder("http://localhost:1");
    for (builder, hint) in [
        (Client::builder("not a uri"), "uri"),
        (good().token("line\nbreak"), "token"),
        (good().db_name("line\nbreak"), "db_name"),
        (good().timeout(Duration::ZERO), "timeout"),
        (good().proxy("no proxy"), "proxy"),
        (good().ca_cert("no certificate"), "ca_cert"),
        (good().client_cert("no certificate").client_key("no key"), "key"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidArgument);
        assert!(error.message().contains(hint), "{error}");
    }
    let client = good().api(Api::MilvusV2).build_blocking().unwrap();
    assert_eq!(client.get_import_progress("").unwrap_err().code(), ErrorCode::InvalidArgument);
}

#[test]
fn a_proxy_is_asked_in_place_of_the_server() {
    let proxy = emulator();
    proxy.reply_with(Canned::new(403, b"not through here")).unwrap();
    proxy.reply_with(Canned::new(403, b"not through here")).unwrap();
    for face in
        Face::both(&Client::builder("http://milvus.example.com:19530").proxy(proxy.uri()).retry_budget(NO_RETRY))
    {
        let error = face.poll("1").unwrap_err();
        assert_eq!((error.code(), error.body_start()), (ErrorCode::PermissionDenied, Some("not through here")));
    }
    assert_eq!(proxy.requests().len(), 2);
    assert_eq!(proxy.requests()[0].headers["host"], "milvus.example.com:19530");
}

#[test]
fn an_abandoned_request_closes_its_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let builder = Client::builder(format!("http://{}", listener.local_addr().unwrap())).retry_budget(NO_RETRY);
    // Never answers; `begun` once a request came, and what the next read from its connection gives.
    let server = |begun: &dyn Fn()| {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        begun();
        stream.read(&mut [0; 1])
    };
    let closed = |end: std::io::Result<usize>| {
        matches!(end, Ok(0)) || end.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset)
    };

    let token = CancelToken::new();
    let client = builder.clone().build_blocking().unwrap().cancellable(&token);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| client.get_import_progress("1"));
        assert!(closed(server(&|| token.cancel())));
        assert_eq!(call.join().unwrap().unwrap_err().code(), ErrorCode::Cancelled);
    });

    let client = builder.timeout(Duration::from_millis(100)).build_blocking().unwrap();
    std::thread::scope(|scope| {
        let call = scope.spawn(|| client.get_import_progress("1"));
        assert!(closed(server(&|| ())));
        assert_eq!(call.join().unwrap().unwrap_err().code(), ErrorCode::Timeout);
    });
}
