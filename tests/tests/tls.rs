//! TLS against certificates that are made here: good, of a stranger, for another host, and expired.

use std::time::Duration;

use milvus_import::{Client, ClientBuilder, ErrorCode};
use milvus_import_emulator::{Emulator, JobSpec};
use milvus_import_tests::authority::{Authority, expired};
use milvus_import_tests::face::Face;

fn builder(emulator: &Emulator) -> ClientBuilder {
    Client::builder(emulator.uri()).retry_budget(Duration::ZERO)
}

#[test]
fn a_certificate_of_a_trusted_authority_is_good() {
    let authority = Authority::new("ours");
    let emulator = authority.server("127.0.0.1", |_| ());
    let job_id = emulator.add_job(JobSpec::default());
    for face in Face::both(&builder(&emulator).ca_cert(authority.pem.as_bytes())) {
        assert_eq!(face.poll(&job_id).unwrap().job_id, job_id);
    }
}

#[test]
fn every_other_certificate_is_a_tls_error_that_says_so() {
    let (ours, stranger) = (Authority::new("ours"), Authority::new("a stranger"));
    let trusting_us = |emulator: &Emulator| builder(emulator).ca_cert(ours.pem.as_bytes());
    let of_a_stranger = stranger.server("127.0.0.1", |_| ());
    let of_another_host = ours.server("milvus.example.com", |_| ());
    let out_of_date = ours.server("127.0.0.1", expired);
    for (builder, hint) in [
        (trusting_us(&of_a_stranger), "UnknownIssuer"),
        (trusting_us(&of_another_host), "not valid for name"),
        (trusting_us(&out_of_date), "expired"),
        // The platform's roots know none of these.
        (builder(&of_a_stranger), "UnknownIssuer"),
    ] {
        for face in Face::both(&builder) {
            let error = face.poll("1").unwrap_err();
            assert_eq!((error.code(), error.retryable()), (ErrorCode::Tls, false), "{error}");
            assert!(error.message().contains(hint) && error.message().contains("ca_cert"), "{error}");
        }
    }
}

#[test]
fn verification_can_be_switched_off() {
    let emulator = Authority::new("ours").server("milvus.example.com", expired);
    let job_id = emulator.add_job(JobSpec::default());
    for face in Face::both(&builder(&emulator).insecure(true)) {
        face.poll(&job_id).unwrap();
    }
}
