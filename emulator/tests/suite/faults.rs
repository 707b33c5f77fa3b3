//! Faults on the wire.

use std::io::ErrorKind;
use std::time::Duration;

use milvus_import_emulator::{Emulator, Fault, FaultKind};

use crate::client::{Connection, call, emulator, started};

const CREATE: &str = "/v2/vectordb/jobs/import/create";
const LIST: &str = "/v2/vectordb/jobs/import/list";
const JOB: &str = r#"{"collectionName":"c","files":[["a.json"]]}"#;

#[test]
fn foreign_answers_come_as_often_as_asked() {
    let emulator = started("milvus-2.6");
    emulator.inject(Fault::status(503, "try later").times(2).on_path("list"));
    emulator.inject(Fault::new(FaultKind::Html).times(1));
    emulator.inject(Fault::new(FaultKind::Redirect { location: "https://elsewhere/".to_owned() }).times(1));

    let reply = call(&emulator, "POST", CREATE, &[], JOB);
    assert!(reply.status == 502 && reply.text().starts_with("<html>"), "the first fault that is for this path");
    let reply = call(&emulator, "POST", LIST, &[], "{}");
    assert_eq!((reply.status, reply.text(), reply.header("content-type")), (503, "try later", Some("text/plain")));
    assert_eq!(call(&emulator, "POST", LIST, &[], "{}").status, 503);
    let reply = call(&emulator, "POST", LIST, &[], "{}");
    assert_eq!((reply.status, reply.header("location")), (302, Some("https://elsewhere/")));
    assert_eq!(call(&emulator, "POST", LIST, &[], "{}").status, 200);
}

#[test]
fn a_fault_without_a_number_lasts_until_it_is_cleared() {
    let emulator = started("milvus-2.6");
    emulator.inject(Fault::status(500, ""));
    for _ in 0..3 {
        assert_eq!(call(&emulator, "POST", LIST, &[], "{}").status, 500);
    }
    emulator.clear_faults();
    assert_eq!(call(&emulator, "POST", LIST, &[], "{}").status, 200);
}

#[test]
fn a_reset_can_come_before_or_after_the_effect() {
    let emulator = started("milvus-2.6");
    for (fault, jobs) in [(Fault::new(FaultKind::Reset), 0), (Fault::new(FaultKind::Reset).with_effect(), 1)] {
        emulator.inject(fault.times(1));
        let error = Connection::open(&emulator).send("POST", CREATE, &[], JOB).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        assert_eq!(emulator.jobs().len(), jobs);
    }
    let bodies: Vec<String> = emulator.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies, [JOB, JOB], "both requests had arrived in full");
}

#[test]
fn a_truncated_answer_promises_more_than_comes() {
    let emulator = started("milvus-2.6");
    emulator.inject(Fault::new(FaultKind::Truncate { bytes: Some(9) }).times(1));
    emulator.inject(Fault::new(FaultKind::Truncate { bytes: None }).times(1));
    for start in [r#"{"code":0"#, r#"{"code":0,"data""#] {
        let error = Connection::open(&emulator).send("POST", LIST, &[], "{}").unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::UnexpectedEof, start));
    }
}

#[test]
fn a_huge_answer_is_as_long_as_asked() {
    let emulator = started("milvus-2.6");
    emulator.inject(Fault::new(FaultKind::Huge { bytes: 3_000_000 }).times(1));
    let reply = call(&emulator, "POST", LIST, &[], "{}");
    assert_eq!(reply.json()["message"].as_str().unwrap().len(), 3_000_000);
}

#[test]
fn latency_delays_the_true_answer() {
    let emulator = started("milvus-2.6");
    emulator.inject(Fault::latency(Duration::from_millis(30)).times(1));
    let start = std::time::Instant::now();
    assert_eq!(call(&emulator, "POST", LIST, &[], "{}").json()["code"], 0);
    assert!(start.elapsed() >= Duration::from_millis(30));
}

#[test]
fn idle_connections_are_closed_and_counted() {
    let emulator = started("milvus-2.6");
    let mut kept = Connection::open(&emulator);
    assert_eq!(kept.send("POST", LIST, &[], "{}").unwrap().status, 200);
    emulator.close_idle_after(Some(Duration::from_millis(1)));
    assert_eq!(kept.send("POST", LIST, &[], "{}").unwrap().status, 200);
    assert_eq!(kept.rest().unwrap(), b"", "an orderly end");
    emulator.close_idle_after(None);
    assert_eq!(call(&emulator, "POST", LIST, &[], "{}").status, 200);
    let connections: Vec<u64> = emulator.requests().iter().map(|request| request.connection).collect();
    assert_eq!((connections, emulator.connections()), (vec![1, 1, 2], 2));
}

#[test]
fn a_connection_waiting_for_its_answer_is_not_idle() {
    let emulator = started("milvus-2.6");
    let mut kept = Connection::open(&emulator);
    assert_eq!(kept.send("POST", LIST, &[], "{}").unwrap().status, 200);
    emulator.close_idle_after(Some(Duration::from_millis(1)));
    emulator.inject(Fault::latency(Duration::from_millis(50)));
    assert_eq!(kept.send("POST", LIST, &[], "{}").unwrap().status, 200);
}

#[test]
fn a_connection_whose_first_request_is_late_is_not_idle() {
    let emulator = started("milvus-2.6");
    emulator.close_idle_after(Some(Duration::ZERO));
    let mut connection = Connection::open(&emulator);
    std::thread::sleep(Duration::from_millis(20));
    assert_eq!(connection.send("POST", LIST, &[], "{}").unwrap().status, 200);
}

#[test]
fn a_stopped_emulator_refuses_connections() {
    let emulator = started("milvus-2.6");
    let (address, mut kept) = (emulator.address(), Connection::open(&emulator));
    assert_eq!(kept.send("POST", LIST, &[], "{}").unwrap().status, 200);
    drop(emulator);
    assert_eq!(std::net::TcpStream::connect(address).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    assert!(kept.send("POST", LIST, &[], "{}").is_err());
}

#[test]
fn it_runs_on_a_runtime_that_is_there() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let emulator: Emulator = emulator("milvus-2.6").start().await.unwrap();
        let address = emulator.address();
        let (emulator, status) = tokio::task::spawn_blocking(move || {
            let status = call(&emulator, "POST", LIST, &[], "{}").status;
            (emulator, status)
        })
        .await
        .unwrap();
        assert_eq!(status, 200);
        emulator.stop().await;
        assert_eq!(std::net::TcpStream::connect(address).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    });
}

#[test]
fn what_cannot_be_started_says_why() {
    let running = started("milvus-2.6");
    let taken = emulator("milvus-2.6").port(running.address().port()).start_blocking();
    assert_eq!(taken.unwrap_err().kind(), ErrorKind::AddrInUse);
    assert!(emulator("milvus-2.6").speed(-1.0).start_blocking().unwrap_err().to_string().contains("-1"));
    assert!(emulator("milvus-2.6").speed(f64::NAN).start_blocking().is_err());
}
