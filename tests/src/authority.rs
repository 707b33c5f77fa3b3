//! Certificates for tests of TLS, made when they are wanted: no key is checked in.

use base64::Engine;
use milvus_import_emulator::Emulator;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SigningKey};

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
        server(&self.sign(host, change))
    }
}

/// An emulator with a certificate and its key.
///
/// # Panics
/// When the emulator does not start.
pub fn server((certificate, key): &(String, String)) -> Emulator {
    Emulator::builder().tls(certificate.clone(), key.clone()).start_blocking().expect("an emulator")
}

/// A certificate for `host` that nobody but itself has signed, and its private key, both PEM.
///
/// # Panics
/// When `host` is no host name.
pub fn self_signed(host: &str, change: impl FnOnce(&mut CertificateParams)) -> (String, String) {
    let mut params = CertificateParams::new([host.to_owned()]).expect("a host name");
    change(&mut params);
    let key = KeyPair::generate().expect("a key");
    (params.self_signed(&key).expect("a certificate").pem(), key.serialize_pem())
}

/// Makes a certificate one of an authority, as `openssl req -x509` does.
pub fn authority(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
}

/// Makes a certificate one that is not good yet.
pub fn of_tomorrow(params: &mut CertificateParams) {
    params.not_before = rcgen::date_time_ymd(4000, 1, 1);
}

/// A certificate of X.509 version 1, as `openssl x509 -req` makes them without extensions, and its private key, both PEM.
///
/// # Panics
/// When there is no randomness to make a key of.
pub fn of_version_1() -> (String, String) {
    let key = KeyPair::generate().expect("a key");
    let certificate = CertificateParams::default().self_signed(&key).expect("a certificate");
    let [to_be_signed, algorithm, _] = members(certificate.der())[..] else { unreachable!("three members") };
    // Version 1 has neither the version, which comes first, nor the extensions, which come last.
    let kept: Vec<u8> =
        members(to_be_signed).into_iter().filter(|member| member[0] & 0x80 == 0).flatten().copied().collect();
    let signed = element(0x30, &kept);
    let signature = [&[0], key.sign(&signed).expect("a signature").as_slice()].concat();
    let whole = element(0x30, &[&signed[..], algorithm, &element(0x03, &signature)].concat());
    let lines: Vec<_> = base64::engine::general_purpose::STANDARD.encode(whole).into_bytes();
    let lines: Vec<_> = lines.chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    (format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n")), key.serialize_pem())
}

/// The members of a DER sequence, each with its tag and length.
fn members(sequence: &[u8]) -> Vec<&[u8]> {
    let (start, _) = extent(sequence);
    let (mut rest, mut members) = (&sequence[start..], Vec::new());
    while !rest.is_empty() {
        let (start, length) = extent(rest);
        let (member, more) = rest.split_at(start + length);
        members.push(member);
        rest = more;
    }
    members
}

/// Where an element's content starts, and how long that is.
fn extent(element: &[u8]) -> (usize, usize) {
    match element[1] {
        long @ 0x81.. => {
            let end = 2 + usize::from(long & 0x7f);
            (end, element[2..end].iter().fold(0, |length, byte| length << 8 | usize::from(*byte)))
        }
        short => (2, usize::from(short)),
    }
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("a small certificate").to_be_bytes();
    // The shortest form, as DER demands it.
    let length = match length {
        [0, short @ ..0x80] => vec![short],
        [0, long] => vec![0x81, long],
        [high, low] => vec![0x82, high, low],
    };
    [&[tag], &length[..], content].concat()
}

/// Makes a certificate one that is not good any more.
pub fn expired(params: &mut CertificateParams) {
    params.not_after = rcgen::date_time_ymd(2020, 1, 1);
}
