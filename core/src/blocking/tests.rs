//! What becomes of lanes.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use super::*;

/// Answers each connection's requests with these answers in order, and tells of each that it has sent.
fn server(answers: &'static [&'static str]) -> (String, mpsc::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            for answer in answers {
                if !stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                    break;
                }
                stream.write_all(answer.as_bytes()).unwrap();
                let _ = tell.send(());
            }
        }
    });
    (uri, told)
}

const IN_FLIGHT: &str = "HTTP/1.1 200 OK\r\ncontent-length: 51\r\n\r\n\
    {\"code\":0,\"data\":{\"jobId\":\"7\",\"state\":\"Importing\"}}";
const BUSY: &str = "HTTP/1.1 429 Busy\r\nretry-after: 200\r\ncontent-length: 4\r\n\r\nbusy";

#[test]
fn a_call_that_unwinds_gives_its_lane_back() {
    let client = Client::builder("http://127.0.0.1:1").build_blocking().unwrap();
    for _ in 0..10 {
        let call = || client.run::<()>(Operation::GetImportProgress, async |_| panic!("on purpose"));
        assert!(catch_unwind(AssertUnwindSafe(call)).is_err());
    }
    assert_eq!(client.lanes.count(), (1, 1));
}

#[test]
fn a_wait_that_sleeps_holds_no_lane_and_ends_at_a_cancel() {
    let (uri, told) = server(&[IN_FLIGHT, BUSY]);
    let token = CancelToken::new();
    let client = Client::builder(uri).build_blocking().unwrap().cancellable(&token);
    let error = thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let mut watch = client.watch("7", &WaitOptions::default());
            assert!(watch.next().unwrap().is_ok());
            let end = watch.next().unwrap().unwrap_err();
            assert!(watch.next().is_none(), "nothing comes after a cancel");
            end
        });
        told.recv().unwrap();
        told.recv().unwrap();
        // The server asked for 200 s; until then nobody needs the lane.
        let patience = Instant::now() + Duration::from_secs(20);
        while client.lanes.count() != (1, 1) && Instant::now() < patience {
            thread::yield_now();
        }
        let lanes = client.lanes.count();
        token.cancel();
        assert_eq!(lanes, (1, 1), "the wait holds its lane while it sleeps");
        waiting.join().unwrap()
    });
    assert_eq!((error.code(), error.operation()), (ErrorCode::Cancelled, Some(Operation::GetImportProgress)));
    assert_eq!(error.url(), Some(client.uri()));
    assert_eq!(error.message(), "the wait for job 7 was cancelled: it stood at 0 %, Importing (reading)");
    assert!(error.progress().is_some_and(|last| last.job_id == "7"));
}

#[test]
fn a_watch_that_has_ended_lets_go_of_its_client() {
    let client = Client::builder("http://127.0.0.1:1").retry_budget(Duration::ZERO).build_blocking().unwrap();
    let mut watch = client.watch("7", &WaitOptions::default());
    assert!(watch.next().unwrap().is_err());
    assert_eq!(Arc::strong_count(&client.lanes), 1);
    assert!(watch.next().is_none());
}

#[test]
fn a_call_inside_an_asynchronous_task_works() {
    let (uri, _told) = server(&[IN_FLIGHT, IN_FLIGHT, IN_FLIGHT]);
    let client = Client::builder(uri).build_blocking().unwrap();
    for mut builder in [tokio::runtime::Builder::new_current_thread(), tokio::runtime::Builder::new_multi_thread()] {
        let runtime = builder.enable_all().build().unwrap();
        let progress = runtime.block_on(async { client.get_import_progress("7") }).unwrap();
        assert_eq!(progress.job_id, "7");
        let spawned = client.clone();
        runtime.block_on(runtime.spawn_blocking(move || spawned.get_import_progress("7"))).unwrap().unwrap();
    }
}

#[test]
fn the_connections_of_idle_lanes_are_closed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = Client::builder(format!("http://{}", listener.local_addr().unwrap())).build_blocking().unwrap();
    let mut streams = thread::scope(|scope| {
        // Neither is answered before both have come, so that each takes a lane of its own.
        let calls = [(); 2].map(|()| scope.spawn(|| client.get_import_progress("7").unwrap()));
        let mut streams = [(); 2].map(|()| listener.accept().unwrap().0);
        for stream in &mut streams {
            assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
            stream.write_all(IN_FLIGHT.as_bytes()).unwrap();
        }
        for call in calls {
            call.join().unwrap();
        }
        streams
    });
    assert_eq!(client.lanes.count(), (2, 2));
    client.lanes.close_idle(Duration::ZERO);
    for stream in &mut streams {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        assert_eq!(stream.read(&mut [0; 1]).unwrap(), 0);
    }
}
