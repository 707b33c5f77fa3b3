//! TLS by rustls with ring: half the start-up time and size of the default provider.

use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_platform_verifier::BuilderVerifierExt;

use super::kept::kept;
use crate::{Error, ErrorCode, Result};

/// What the caller says about TLS.
#[derive(Clone, Default)]
pub(super) struct TlsOptions {
    pub(super) ca_cert: Option<Vec<u8>>,
    pub(super) client_cert: Option<(Vec<u8>, Vec<u8>)>,
    pub(super) insecure: bool,
}

/// The TLS configuration, made at first use: reading the platform's store takes milliseconds.
pub(super) struct Tls {
    trust: Trust,
    identity: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
    made: OnceLock<ClientConfig>,
}

enum Trust {
    /// No connection will be TLS.
    Nobody,
    Anybody,
    Platform,
    These(Arc<RootCertStore>),
}

impl TlsOptions {
    /// Reads the certificates, so that a wrong file is told before anything is sent.
    pub(super) fn checked(self, needed: bool) -> Result<Tls> {
        let identity = self.client_cert.map(|(cert, key)| identity(&cert, &key)).transpose()?;
        let roots = self.ca_cert.as_deref().map(roots).transpose()?;
        let trust = match roots {
            _ if !needed => Trust::Nobody,
            _ if self.insecure => Trust::Anybody,
            Some(roots) => Trust::These(Arc::new(roots)),
            None => Trust::Platform,
        };
        Ok(Tls { trust, identity, made: OnceLock::new() })
    }
}

impl Tls {
    pub(super) fn config(&self) -> Result<ClientConfig> {
        kept(&self.made, || self.make()).cloned()
    }

    fn make(&self) -> Result<ClientConfig> {
        let failed = |error: rustls::Error| Error::new(ErrorCode::Tls, format!("TLS cannot be set up: {error}"));
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(failed)?;
        let builder = match &self.trust {
            Trust::Nobody => builder.with_root_certificates(RootCertStore::empty()),
            Trust::Anybody => builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyCertificate(provider))),
            Trust::Platform => builder.with_platform_verifier().map_err(failed)?,
            Trust::These(roots) => builder.with_root_certificates(Arc::clone(roots)),
        };
        match &self.identity {
            Some((chain, key)) => builder.with_client_auth_cert(chain.clone(), key.clone_key()).map_err(failed),
            None => Ok(builder.with_no_client_auth()),
        }
    }
}

fn roots(pem: &[u8]) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let certificates = certificates("ca_cert", pem)?;
    for certificate in certificates {
        roots.add(certificate).map_err(|error| Error::invalid(format!("ca_cert holds a bad certificate: {error}")))?;
    }
    Ok(roots)
}

fn identity(cert: &[u8], key: &[u8]) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| {
        Error::invalid("the client key holds no private key in PEM form (BEGIN PRIVATE KEY, not encrypted)")
    })?;
    Ok((certificates("the client certificate", cert)?, key))
}

fn certificates(what: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    read.ok()
        .filter(|certificates| !certificates.is_empty())
        .ok_or_else(|| Error::invalid(format!("{what} holds no certificate in PEM form (BEGIN CERTIFICATE)")))
}

/// Accepts any certificate, for callers who switched verification off.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
