//! Certificates for tests of TLS, made when they are wanted: no key is checked in.

use milvus_import_emulator::Emulator;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

/// A certificate authority of a test's own.
pub struct Authority {
    /// Its certificate.
    pub pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// A new one, with a key of its own.
    ///
    /// # Panics
    /// When there is no randomness to make a key of.
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// A certificate for `host`, after `change` had its way with it, and its private key, both PEM.
    ///
    /// # Panics
    /// When `host` is no host name.
    pub fn sign(&self, host: &str, change: impl FnOnce(&mut CertificateParams)) -> (String, String) {
        let mut params = CertificateParams::new([host.to_owned()]).expect("a host name");
        change(&mut params);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        (certificate.pem(), key.serialize_pem())
    }

    /// An emulator with such a certificate.
    ///
    /// # Panics
    /// When the emulator does not start.
    pub fn server(&self, host: &str, change: impl FnOnce(&mut CertificateParams)) -> Emulator {
        let (certificate, key) = self.sign(host, change);
        Emulator::builder().tls(certificate, key).start_blocking().expect("an emulator")
    }
}

/// Makes a certificate one that is not good any more.
pub fn expired(params: &mut CertificateParams) {
    params.not_after = rcgen::date_time_ymd(2020, 1, 1);
}
