//! TLS as the C interface offers it, against certificates that are made here.

use std::net::SocketAddr;
use std::sync::Arc;

use milvus_import_emulator::{Emulator, JobSpec};
use milvus_import_tests::authority::{Authority, expired};
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring::{cipher_suite::TLS13_CHACHA20_POLY1305_SHA256, default_provider};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

use crate::programs::in_every_mode;

#[test]
fn certificates_are_verified_unless_that_is_switched_off() {
    let (ours, stranger) = (Authority::new("ours"), Authority::new("a stranger"));
    let emulator = Emulator::builder().speed(0.0).start_blocking().unwrap();
    let job_id = emulator.add_job(JobSpec::default());
    let runtime = Runtime::new().unwrap();
    let uris = [
        ours.sign("127.0.0.1", |_| ()),
        stranger.sign("127.0.0.1", |_| ()),
        ours.sign("milvus.example.com", |_| ()),
        ours.sign("127.0.0.1", expired),
    ]
    .map(|identity| runtime.block_on(in_front_of(emulator.address(), identity, None)));
    let asks = runtime.block_on(in_front_of(emulator.address(), ours.sign("127.0.0.1", |_| ()), Some(&ours)));
    let directory = tempfile::tempdir().unwrap();
    let authority = directory.path().join("ca.pem");
    std::fs::write(&authority, &ours.pem).unwrap();
    let (certificate, key) = ours.sign("a client", |_| ());
    let files = [("certificate.pem", certificate), ("key.pem", key)].map(|(name, text)| {
        let file = directory.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    });
    let mut arguments = vec![authority.to_str().unwrap().to_owned()];
    arguments.extend(uris.into_iter().chain([job_id, asks]).chain(files));
    in_every_mode("tls", &arguments);
}

/// Speaks TLS with this certificate and key in front of a server, to clients with a certificate of an authority where one is
/// named, and returns the address.
///
/// Only with `ChaCha20`: what ring's assembler computes for AES-GCM, which the emulator would agree on, looks uninitialised
/// to valgrind.
async fn in_front_of(server: SocketAddr, (certificate, key): (String, String), clients: Option<&Authority>) -> String {
    let provider = CryptoProvider { cipher_suites: vec![TLS13_CHACHA20_POLY1305_SHA256], ..default_provider() };
    let provider = Arc::new(provider);
    let verifier = clients.map_or_else(WebPkiClientVerifier::no_client_auth, |clients| {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(clients.pem.as_bytes()).unwrap()).unwrap();
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build().unwrap()
    });
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client that does not like the certificate goes away: that is what is tested.
                if let Ok(mut client) = acceptor.accept(client).await {
                    let mut server = TcpStream::connect(server).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                }
            });
        }
    });
    format!("https://{address}")
}
