//! TLS by rustls with ring: half the start-up time and size of the default provider.

use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use super::kept::kept;
use super::verifier::{AnyCertificate, NamedCertificates};
use super::{certificates, tls_fault};
use crate::{Error, ErrorCode, Result};

/// The TLS configuration, made at first use: reading the platform's store takes milliseconds.
pub(super) struct Tls {
    trust: Trust,
    identity: Option<CertifiedKey>,
    made: OnceLock<ClientConfig>,
}

enum Trust {
    /// No connection will be TLS.
    Nobody,
    Anybody,
    Platform,
    These(Vec<CertificateDer<'static>>, Arc<RootCertStore>),
}

impl Tls {
    /// Reads the certificates, so that a wrong file is told before anything is sent. `ca_cert` is what to trust, `identity` the
    /// client's certificate and key.
    pub(super) fn new(
        needed: bool,
        insecure: bool,
        ca_cert: Option<&[u8]>,
        identity: Option<(&[u8], &[u8])>,
    ) -> Result<Self> {
        let identity = identity.map(|(cert, key)| certificates::identity(cert, key)).transpose()?;
        let named = ca_cert.map(certificates::roots).transpose()?;
        let trust = match named {
            _ if !needed => Trust::Nobody,
            _ if insecure => Trust::Anybody,
            Some((named, roots)) => Trust::These(named, Arc::new(roots)),
            None => Trust::Platform,
        };
        Ok(Self { trust, identity, made: OnceLock::new() })
    }

    pub(super) fn config(&self) -> Result<ClientConfig> {
        kept(&self.made, || self.make()).cloned()
    }

    fn make(&self) -> Result<ClientConfig> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| failed(&error))?;
        let builder = match &self.trust {
            Trust::Nobody => builder.with_root_certificates(RootCertStore::empty()),
            Trust::Anybody => builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyCertificate(provider))),
            Trust::Platform => builder.with_platform_verifier().map_err(|error| no_platform(&error))?,
            Trust::These(named, roots) => {
                let verifier = NamedCertificates { named: named.clone(), issued: issued_by(roots, provider)? };
                builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
            }
        };
        Ok(match &self.identity {
            // Not `with_client_auth_cert`, which refuses certificates of X.509 v1. Servers take them.
            Some(identity) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(identity.clone()))),
            None => builder.with_no_client_auth(),
        })
    }
}

fn issued_by(roots: &Arc<RootCertStore>, provider: Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>> {
    let builder = WebPkiServerVerifier::builder_with_provider(Arc::clone(roots), provider);
    builder.build().map_err(|error| Error::new(ErrorCode::Tls, format!("ca_cert cannot be used: {error}")))
}

fn failed(error: &rustls::Error) -> Error {
    Error::new(ErrorCode::Tls, format!("TLS cannot be set up: {}", tls_fault::sentence(error)))
}

/// Not kept: a store that is mounted or filled later is found by the next call.
fn no_platform(error: &rustls::Error) -> Error {
    let why = tls_fault::sentence(error);
    let text = format!("this machine's trusted certificates cannot be read: {why}; install them, or pass ca_cert");
    Error::new(ErrorCode::Tls, text)
}
