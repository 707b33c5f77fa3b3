//! TLS in front of the emulator.

use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::client::{emulator, receive};

#[test]
fn it_serves_with_the_certificate_it_was_given() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let emulator =
        emulator("milvus-2.6").tls(made.cert.pem(), made.signing_key.serialize_pem()).start_blocking().unwrap();
    assert!(emulator.uri().starts_with("https://127.0.0.1:"));

    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let session = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    let mut stream = StreamOwned::new(session, TcpStream::connect(emulator.address()).unwrap());
    stream.write_all(b"GET /_emulator HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let reply = receive(&mut BufReader::new(stream)).unwrap();
    assert_eq!((reply.status, &reply.json()["server"]), (200, &"milvus-2.6".into()));
}

#[test]
fn unusable_material_is_an_error() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let start = |certificates: &str, key: &str| emulator("milvus-2.6").tls(certificates, key).start_blocking();
    assert!(start("nonsense", &made.signing_key.serialize_pem()).is_err());
    assert!(start(&made.cert.pem(), "nonsense").unwrap_err().to_string().contains("private key"));
}
