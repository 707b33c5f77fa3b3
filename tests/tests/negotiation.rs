//! The server's address does not tell its API, and the caller does not either.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use milvus_import::{Api, BulkImport, Client, ErrorCode};
use milvus_import_emulator::{Emulator, Fault, JobSpec, Server};
use milvus_import_tests::face::Face;

fn emulator(server: &str) -> Emulator {
    Emulator::builder().server(server.parse::<Server>().unwrap()).speed(0.0).start_blocking().unwrap()
}

#[test]
fn progress_is_had_from_every_server_whatever_ids_are_given() {
    for (server, cluster_id) in [
        ("milvus-2.4.0", ""),
        ("milvus-2.4.0", "in01-none"),
        ("milvus-2.6", ""),
        ("milvus-2.6", "in01-none"),
        ("milvus-3.0", ""),
        ("milvus-2.3", ""),
        ("milvus-2.3", "in01-none"),
        ("zilliz-v2", "in01-1"),
        ("zilliz-v1", "in01-1"),
    ] {
        let emulator = emulator(server);
        let job_id = emulator.add_job(JobSpec::default());
        let builder = Client::builder(emulator.uri()).token("root:Milvus").cluster_id(cluster_id);
        for face in Face::both(&builder.retry_budget(Duration::ZERO)) {
            emulator.clear_requests();
            for _ in 0..3 {
                assert_eq!(face.poll(&job_id).unwrap().job_id, job_id, "{server} {cluster_id}");
            }
            let asked = emulator.requests();
            let [.., second, third] = asked.as_slice() else { panic!("{asked:?}") };
            assert_eq!(second.path, third.path, "{server}: what the server has is remembered");
            let token = third.headers.contains_key("authorization");
            assert_eq!(token, server != "milvus-2.3", "{server}: its management port asks for no credentials");
            face.list().unwrap();
        }
    }
}

#[test]
fn what_a_read_has_shown_counts_for_a_create_and_ids_alone_do_not() {
    let emulator = emulator("milvus-2.6");
    let builder = Client::builder(emulator.uri()).cluster_id("in01-none").retry_budget(Duration::ZERO);
    let mut import = BulkImport::new("c");
    import.files = vec![vec!["a.parquet".to_owned()]];
    for face in Face::both(&builder) {
        let job_id = face.import(&import).unwrap();
        assert_eq!(face.poll(&job_id).unwrap().job_id, job_id);
        face.import(&import).unwrap();
    }
    assert_eq!(emulator.jobs().len(), 4);
}

#[test]
fn a_server_that_has_answered_is_not_asked_in_other_apis_when_a_gateway_hides_it() {
    let emulator = emulator("milvus-2.6");
    let job_id = emulator.add_job(JobSpec::default());
    for face in Face::both(&Client::builder(emulator.uri()).retry_budget(Duration::ZERO)) {
        face.poll(&job_id).unwrap();
        emulator.clear_requests();
        emulator.inject(Fault::status(404, "404 page not found"));
        assert_eq!(face.poll(&job_id).unwrap_err().code(), ErrorCode::Unsupported);
        emulator.clear_faults();
        let paths: Vec<_> = emulator.requests().into_iter().map(|request| request.path).collect();
        assert!(paths.iter().all(|path| path.starts_with("/v2/")), "{paths:?}");
    }
}

#[test]
fn an_api_that_is_named_is_kept_to() {
    let emulator = emulator("zilliz-v1");
    let job_id = emulator.add_job(JobSpec::default());
    let builder = Client::builder(emulator.uri()).api(Api::MilvusV2).cluster_id("in01-1").retry_budget(Duration::ZERO);
    for face in Face::both(&builder) {
        assert_eq!(face.poll(&job_id).unwrap_err().code(), ErrorCode::Unsupported);
    }
}
