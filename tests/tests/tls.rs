//! TLS against certificates that are made here: good, of a stranger, for another host, and expired.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use milvus_import::{Client, ClientBuilder, ErrorCode};
use milvus_import_emulator::{Emulator, JobSpec};
use milvus_import_tests::face::Face;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};

struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    Authority { pem, issuer: Issuer::new(params, key) }
}

impl Authority {
    fn server(&self, host: &str, change: impl FnOnce(&mut CertificateParams)) -> Emulator {
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Emulator::builder().tls(certificate.pem(), key.serialize_pem()).start_blocking().unwrap()
    }
}

fn builder(emulator: &Emulator) -> ClientBuilder {
    Client::builder(emulator.uri()).retry_budget(Duration::ZERO)
}

#[test]
fn a_certificate_of_a_trusted_authority_is_good() {
    let authority = authority("ours");
    let emulator = authority.server("127.0.0.1", |_| ());
    let job_id = emulator.add_job(JobSpec::default());
    for face in Face::both(&builder(&emulator).ca_cert(authority.pem.as_bytes())) {
        assert_eq!(face.poll(&job_id).unwrap().job_id, job_id);
    }
}

#[test]
fn every_other_certificate_is_a_tls_error_that_says_so() {
    let (ours, stranger) = (authority("ours"), authority("a stranger"));
    let trusting_us = |emulator: &Emulator| builder(emulator).ca_cert(ours.pem.as_bytes());
    let of_a_stranger = stranger.server("127.0.0.1", |_| ());
    let of_another_host = ours.server("milvus.example.com", |_| ());
    let expired = ours.server("127.0.0.1", |params| params.not_after = date_time_ymd(2020, 1, 1));
    for (builder, hint) in [
        (trusting_us(&of_a_stranger), "UnknownIssuer"),
        (trusting_us(&of_another_host), "not valid for name"),
        (trusting_us(&expired), "expired"),
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
    let emulator =
        authority("ours").server("milvus.example.com", |params| params.not_after = date_time_ymd(2020, 1, 1));
    let job_id = emulator.add_job(JobSpec::default());
    for face in Face::both(&builder(&emulator).insecure(true)) {
        face.poll(&job_id).unwrap();
    }
}
