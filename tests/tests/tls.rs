//! TLS against certificates that are made here: good, of a stranger, for another host, expired, and the server's own.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use milvus_import::{Client, ClientBuilder, Error, ErrorCode};
use milvus_import_emulator::{Emulator, JobSpec};
use milvus_import_tests::authority::{Authority, authority, expired, of_tomorrow, of_version_1, self_signed, server};
use milvus_import_tests::face::Face;
use milvus_import_tests::mutual::{Shown, anybody, noting, of_authority, serve};
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose};

const HOST: &str = "127.0.0.1";

fn to(uri: &str) -> ClientBuilder {
    Client::builder(uri).retry_budget(Duration::ZERO)
}

fn builder(emulator: &Emulator) -> ClientBuilder {
    to(&emulator.uri())
}

fn good(builder: &ClientBuilder, emulator: &Emulator) {
    let job_id = emulator.add_job(JobSpec::default());
    for face in Face::both(builder) {
        assert_eq!(face.poll(&job_id).unwrap().job_id, job_id);
    }
}

/// The reason comes after the handshake. Where it comes before the request is on its way, the pool of the asynchronous
/// client has only seen that the connection ended, and says that it broke.
fn refused_after_the_handshake(builder: &ClientBuilder, hint: &str) {
    for face in Face::both(builder) {
        let error = face.poll("1").unwrap_err();
        if matches!(face, Face::Async(..)) && error.code() == ErrorCode::Connect {
            assert!(error.retryable() && error.message().contains("connection was not ready"), "{error}");
            continue;
        }
        assert_eq!((error.code(), error.retryable()), (ErrorCode::Tls, false), "{error}");
        assert!(error.message().contains(hint), "{error}");
        in_words(&error);
    }
}

/// Both faces fail with a Tls error that says so in one sentence of words, and not in names of Rust types.
fn refused(builder: &ClientBuilder, hint: &str) {
    for face in Face::both(builder) {
        let error = face.poll("1").unwrap_err();
        assert_eq!((error.code(), error.retryable()), (ErrorCode::Tls, false), "{error}");
        assert!(error.message().contains(hint), "{error}");
        in_words(&error);
    }
}

fn in_words(error: &Error) {
    for name in ["Other(", "Error(", "Context", "{", "\"", "UnknownIssuer", "invalid peer certificate"] {
        assert!(!error.message().contains(name), "{name}: {error}");
    }
}

#[test]
fn a_certificate_of_a_trusted_authority_is_good() {
    let authority = Authority::new("ours");
    let emulator = authority.server(HOST, |_| ());
    good(&builder(&emulator).ca_cert(authority.pem.as_bytes()), &emulator);
}

#[test]
fn a_certificate_that_is_named_is_trusted_as_the_servers_own() {
    let of_the_same_name = |params: &mut CertificateParams| params.distinguished_name.push(DnType::CommonName, "ours");
    for pair in [
        self_signed(HOST, authority),
        self_signed(HOST, |_| ()),
        // A bare leaf, whose authority is not named; and one whose authority has the same name.
        Authority::new("ours").sign(HOST, |_| ()),
        Authority::new("ours").sign(HOST, of_the_same_name),
    ] {
        let emulator = server(&pair);
        good(&builder(&emulator).ca_cert(pair.0.as_bytes()), &emulator);
        // Beside others, and saved by an editor that marks its files.
        let stranger = Authority::new("a stranger").pem;
        let several = format!("\u{feff}{stranger}\u{feff}{}", pair.0);
        good(&builder(&emulator).ca_cert(several.as_bytes()), &emulator);
        let utf_16: Vec<_> = several.encode_utf16().flat_map(u16::to_le_bytes).collect();
        good(&builder(&emulator).ca_cert(utf_16), &emulator);
        refused(&builder(&emulator).ca_cert(stranger.as_bytes()), "as ca_cert");
    }
}

#[test]
fn a_certificate_that_is_named_must_be_in_date_and_for_the_host() {
    let ours = Authority::new("ours");
    let old_authority = |params: &mut CertificateParams| {
        authority(params);
        expired(params);
    };
    for (pair, hint) in [
        (self_signed(HOST, old_authority), "expired"),
        (self_signed(HOST, of_tomorrow), "not valid yet"),
        (ours.sign(HOST, expired), "expired"),
        (self_signed("milvus.example.com", authority), "is for milvus.example.com and not for 127.0.0.1"),
        (ours.sign("milvus.example.com", |_| ()), "is for milvus.example.com and not for 127.0.0.1"),
        (ours.sign(HOST, |params| params.subject_alt_names.clear()), "names no host"),
    ] {
        refused(&builder(&server(&pair)).ca_cert(pair.0.as_bytes()), hint);
    }
    let old = of_version_1();
    refused(&to(&serve(&old, anybody())).ca_cert(old.0.as_bytes()), "version 1");
}

#[test]
fn every_other_certificate_is_a_tls_error_that_says_so() {
    let (ours, stranger) = (Authority::new("ours"), Authority::new("a stranger"));
    let trusting_us = |emulator: &Emulator| builder(emulator).ca_cert(ours.pem.as_bytes());
    let of_a_stranger = stranger.server(HOST, |_| ());
    let for_clients =
        ours.server(HOST, |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]);
    for (builder, hint) in [
        (trusting_us(&of_a_stranger), "pass that authority's certificate, or the server's own, as ca_cert"),
        (trusting_us(&ours.server("milvus.example.com", |_| ())), "is for milvus.example.com and not for 127.0.0.1"),
        (trusting_us(&ours.server(HOST, expired)), "days ago: have it renewed"),
        (trusting_us(&ours.server(HOST, of_tomorrow)), "not valid yet"),
        (trusting_us(&for_clients), "not for servers"),
        (trusting_us(&server(&self_signed(HOST, authority))), "pass it as ca_cert"),
        // The platform's roots know none of these.
        (builder(&of_a_stranger), "not trusted here"),
        (builder(&server(&self_signed(HOST, authority))), "pass it as ca_cert"),
    ] {
        refused(&builder, hint);
    }
}

#[test]
fn a_server_without_tls_or_with_none_of_ours_is_told() {
    let plain = Emulator::builder().start_blocking().unwrap();
    refused(&to(&plain.uri().replace("http:", "https:")), "does not speak TLS: check the port, or write http://");

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("https://{}", listener.local_addr().unwrap());
    // The alert of a server that takes only versions that we do not; and a server that hangs up.
    let alert = b"\x15\x03\x01\x00\x02\x02\x46".as_slice();
    let answers = std::thread::spawn(move || {
        for (answer, stream) in [alert, alert, b"", b""].into_iter().zip(listener.incoming()) {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            stream.write_all(answer).unwrap();
        }
    });
    refused(&to(&uri), "neither TLS 1.2 nor 1.3");
    for face in Face::both(&to(&uri)) {
        let error = face.poll("1").unwrap_err();
        assert_eq!((error.code(), error.retryable()), (ErrorCode::Connect, true), "{error}");
        assert!(error.message().contains("during the TLS handshake"), "{error}");
    }
    answers.join().unwrap();
}

#[test]
fn verification_can_be_switched_off() {
    let emulator = Authority::new("ours").server("milvus.example.com", expired);
    good(&builder(&emulator).insecure(true), &emulator);
    for face in Face::both(&to(&serve(&of_version_1(), anybody())).insecure(true)) {
        assert!(face.poll("1").unwrap().is_success());
    }
}

#[test]
fn a_client_certificate_is_shown_whatever_its_version_and_wherever_its_key() {
    let ours = Authority::new("ours");
    let shown = Shown::default();
    let uri = serve(&ours.sign(HOST, |_| ()), noting(&shown));
    let pairs = [of_version_1(), ours.sign("a client", |_| ()), self_signed("a client", authority)];
    for (cert, key) in &pairs {
        let together = format!("{key}{cert}");
        let marked = format!("\u{feff}{cert}\u{feff}{key}");
        for builder in [
            to(&uri).client_cert(cert.as_bytes()).client_key(key.as_bytes()),
            to(&uri).client_cert(together.as_bytes()).client_key(together.as_bytes()),
            to(&uri).client_cert(together.as_bytes()),
            to(&uri).client_cert(marked.as_bytes()),
        ] {
            for face in Face::both(&builder.ca_cert(ours.pem.as_bytes())) {
                assert!(face.poll("1").unwrap().is_success());
            }
        }
    }
    assert_eq!(shown.lock().unwrap().len(), pairs.len() * 4 * 2);
}

#[test]
fn a_client_certificate_that_cannot_work_is_refused_at_once() {
    let ours = Authority::new("ours");
    let (cert, key) = ours.sign("a client", |_| ());
    let (old, _) = of_version_1();
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (cert, key, hint) in [
        (old.as_str(), key.as_str(), "belongs to another certificate"),
        (&ours.pem, &key, "belongs to another certificate"),
        (&format!("{}{cert}", ours.pem), &key, "belongs to another certificate"),
        (&cert, "", "no private key"),
        (damaged, &key, "damaged"),
    ] {
        let error = to("https://127.0.0.1:1").client_cert(cert).client_key(key).build().unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidArgument, "{error}");
        assert!(error.message().contains(hint), "{hint}: {error}");
        in_words(&error);
    }
    let error = to("https://127.0.0.1:1").ca_cert(damaged).build().unwrap_err();
    assert!(error.message().contains("certificate 1 in ca_cert is damaged"), "{error}");
}

#[test]
fn a_server_that_demands_another_client_certificate_is_told() {
    let ours = Authority::new("ours");
    let uri = serve(&ours.sign(HOST, |_| ()), of_authority(&ours.pem));
    let builder = to(&uri).ca_cert(ours.pem.as_bytes());
    refused_after_the_handshake(&builder, "demands a client certificate: pass client_cert");
    let (cert, key) = Authority::new("a stranger").sign("a client", |_| ());
    refused_after_the_handshake(&builder.clone().client_cert(cert).client_key(key), "client certificate");
    let (cert, key) = ours.sign("a client", expired);
    refused_after_the_handshake(&builder.client_cert(cert).client_key(key), "the client certificate has expired");
}

/// In a process of its own: what the platform trusts comes from the environment.
#[test]
#[cfg(target_os = "linux")]
fn a_failed_look_up_of_the_platforms_certificates_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "looks_twice", "--ignored", "--nocapture"])
        .env("SSL_CERT_FILE", folder.path().join("later.pem"))
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    assert!(run.status.success() && String::from_utf8_lossy(&run.stdout).contains("1 passed"), "{run:?}");
}

#[test]
#[ignore = "part of another test"]
fn looks_twice() {
    let authority = Authority::new("ours");
    let emulator = authority.server(HOST, |_| ());
    let job_id = emulator.add_job(JobSpec::default());
    let faces = Face::both(&builder(&emulator));
    for face in &faces {
        let error = face.poll(&job_id).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Tls, "{error}");
        assert!(error.message().contains("this machine's trusted certificates"), "{error}");
        in_words(&error);
    }
    std::fs::write(std::env::var_os("SSL_CERT_FILE").unwrap(), &authority.pem).unwrap();
    for face in &faces {
        face.poll(&job_id).unwrap();
    }
}
