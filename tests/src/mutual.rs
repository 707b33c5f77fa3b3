//! A server with a certificate of any kind, which may ask its callers for one.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::crypto::{WebPkiSupportedAlgorithms, ring, verify_tls13_signature_with_raw_key};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    DigitallySignedStruct, DistinguishedName, RootCertStore, ServerConfig, ServerConnection, SignatureScheme,
    StreamOwned,
};

const ANSWER: &str = r#"{"code":0,"data":{"jobId":"1","state":"Completed","progress":100}}"#;

/// Certificates (DER) that were shown to a server, in their order.
pub type Shown = Arc<Mutex<Vec<Vec<u8>>>>;

/// Starts a server on loopback that lets in whoever `verifier` lets in, and tells each of them that the job is Completed.
/// Returns its address; it lives as long as the test.
///
/// # Panics
/// When it cannot start.
pub fn serve((certificate, key): &(String, String), verifier: Arc<dyn ClientCertVerifier>) -> String {
    let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("a key");
    let provider = ring::default_provider();
    // Not `with_single_cert`, which knows no version 1.
    let pair = CertifiedKey::new(chain, provider.key_provider.load_private_key(key).expect("a key"));
    let config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_client_cert_verifier(verifier)
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(pair)));
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let uri = format!("https://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
            let mut stream = StreamOwned::new(connection, stream);
            std::thread::spawn(move || {
                // One small request comes in one piece; a client that is not let in gets an alert instead of an answer.
                while stream.read(&mut [0; 8192]).is_ok_and(|length| length > 0) {
                    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", ANSWER.len());
                    if stream.write_all(format!("{head}{ANSWER}").as_bytes()).is_err() {
                        break;
                    }
                }
                stream.conn.send_close_notify();
                let _ = stream.flush();
                // Read to the end, so that closing does not reset the connection before the alert was read.
                while stream.sock.read(&mut [0; 8192]).is_ok_and(|length| length > 0) {}
            });
        }
    });
    uri
}

/// Asks for no certificate.
pub fn anybody() -> Arc<dyn ClientCertVerifier> {
    WebPkiClientVerifier::no_client_auth()
}

/// Lets in clients of one authority.
///
/// # Panics
/// When the PEM holds no certificate.
pub fn of_authority(pem: &str) -> Arc<dyn ClientCertVerifier> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate")).expect("an authority");
    let provider = Arc::new(ring::default_provider());
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().expect("a verifier")
}

/// Lets in every client that has the key of its certificate, as servers on OpenSSL or Go do for version 1 too, and notes
/// the certificate.
pub fn noting(shown: &Shown) -> Arc<dyn ClientCertVerifier> {
    let algorithms = ring::default_provider().signature_verification_algorithms;
    Arc::new(Noting { shown: Arc::clone(shown), algorithms })
}

#[derive(Debug)]
struct Noting {
    shown: Shown,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ClientCertVerifier for Noting {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).push(end_entity.to_vec());
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("both sides speak 1.3".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.add(cert.clone().into_owned())?;
        let key = roots.roots[0].subject_public_key_info.to_vec();
        let length = u8::try_from(key.len()).map_err(|_| rustls::Error::General("a long key".to_owned()))?;
        let key = SubjectPublicKeyInfoDer::from([&[0x30, length], &key[..]].concat());
        verify_tls13_signature_with_raw_key(message, &key, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
