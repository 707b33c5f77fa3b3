//! Certificates and keys as callers give them: PEM.

use std::borrow::Cow;

use rustls::RootCertStore;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use webpki::anchor_from_trusted_cert;

use crate::{Error, Result};

/// The certificates that the caller trusts, and the same as authorities.
pub(super) fn roots(pem: &[u8]) -> Result<(Vec<CertificateDer<'static>>, RootCertStore)> {
    let named = read("ca_cert", pem)?;
    let mut roots = RootCertStore::empty();
    for (index, certificate) in named.iter().enumerate() {
        let place = index + 1;
        let bad = |_| Error::invalid(format!("certificate {place} in ca_cert is damaged: what it holds is no X.509"));
        roots.add(certificate.clone()).map_err(bad)?;
    }
    Ok((named, roots))
}

/// The client's certificate and its key, of any X.509 version: which one is good enough is the server's choice.
/// Without a key PEM the key is beside the certificate.
pub(super) fn identity(cert: &[u8], key: &[u8]) -> Result<CertifiedKey> {
    let (name, key) = if key.is_empty() { ("client_cert", cert) } else { ("client_key", key) };
    let key = PrivateKeyDer::from_pem_slice(&text(key)).map_err(|_| {
        Error::invalid(format!("{name} holds no private key in PEM form (BEGIN PRIVATE KEY, not encrypted)"))
    })?;
    let key = ring::default_provider().key_provider.load_private_key(key).map_err(|_| {
        Error::invalid("client_key is of a kind that is not taken: use RSA of 2048 bits or more, ECDSA or Ed25519")
    })?;
    let identity = CertifiedKey::new(read("client_cert", cert)?, key);
    let belongs = identity.cert.first().and_then(|own| {
        let public = identity.key.public_key()?;
        let own = anchor_from_trusted_cert(own).ok()?;
        // The same key as its certificate writes it, without the outermost tag and length.
        Some(public.ends_with(&own.subject_public_key_info))
    });
    match belongs {
        Some(true) => Ok(identity),
        Some(false) => Err(Error::invalid(
            "client_key belongs to another certificate: give the key of the first one in client_cert, which is the \
             client's own",
        )),
        None => Err(Error::invalid("client_cert is damaged: what it holds is no X.509")),
    }
}

fn read(what: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text(pem)).collect();
    read.ok()
        .filter(|certificates| !certificates.is_empty())
        .ok_or_else(|| Error::invalid(format!("{what} holds no certificate in PEM form (BEGIN CERTIFICATE)")))
}

/// PEM as its reader takes it. Editors write a byte order mark before it, which stands between two files that were joined;
/// and PowerShell's `>` writes UTF-16.
fn text(pem: &[u8]) -> Cow<'_, [u8]> {
    const MARK: &str = "\u{feff}";
    let wide = |unit: fn([u8; 2]) -> u16| -> Vec<u16> {
        pem.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit).collect()
    };
    let text = match pem {
        [0xff, 0xfe, ..] => String::from_utf16_lossy(&wide(u16::from_le_bytes)).into(),
        [0xfe, 0xff, ..] => String::from_utf16_lossy(&wide(u16::from_be_bytes)).into(),
        _ => String::from_utf8_lossy(pem),
    };
    if text.contains(MARK) {
        return text.replace(MARK, "").into_bytes().into();
    }
    match text {
        Cow::Borrowed(text) => text.as_bytes().into(),
        Cow::Owned(text) => text.into_bytes().into(),
    }
}
