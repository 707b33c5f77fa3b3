//! Why a TLS connection failed, each reason in one sentence with what to do.

use rustls::pki_types::{ServerName, UnixTime};
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, PeerIncompatible};

/// The sentence, without a full stop. rustls's own texts are names of its types.
pub(super) fn sentence(error: &Error) -> String {
    let text = match error {
        Error::InvalidCertificate(error) => return of_certificate(error),
        Error::AlertReceived(alert) => return of_alert(*alert),
        Error::General(text) => return text.clone(),
        Error::InvalidMessage(InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion) => {
            "what answers there does not speak TLS: check the port, or write http:// if the server has no TLS"
        }
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled,
        ) => "the server speaks neither TLS 1.2 nor 1.3: have it take one of them",
        Error::PeerIncompatible(_) => {
            "the server and this client have no cipher or key exchange in common: have the server take those of today's \
             TLS 1.2 or 1.3"
        }
        Error::NoCertificatesPresented => "the server showed no certificate: have it given one",
        Error::NoApplicationProtocol => {
            "the server does not speak HTTP/1.1 there: check the port, and a proxy in between"
        }
        Error::InvalidCertRevocationList(_) => {
            "the list of revoked certificates is damaged: have the certificate's authority look at it"
        }
        Error::FailedToGetCurrentTime => "this machine does not know the time: set its clock",
        Error::FailedToGetRandomBytes => "this machine gives no random numbers",
        Error::InvalidMessage(_)
        | Error::DecryptError
        | Error::PeerSentOversizedRecord
        | Error::PeerMisbehaved(_)
        | Error::InappropriateMessage { .. }
        | Error::InappropriateHandshakeMessage { .. } => {
            "what came is not TLS as it should be: check the port, and that no proxy on the way changes what is sent"
        }
        _ => "the handshake failed: check the port, and what stands between here and the server",
    };
    text.to_owned()
}

fn of_certificate(error: &CertificateError) -> String {
    let text = match error {
        CertificateError::UnknownIssuer => {
            "the server's certificate is of an authority that is not trusted here: pass that authority's certificate, or \
             the server's own, as ca_cert"
        }
        CertificateError::Expired => {
            "the server's certificate has expired: have it renewed, or set this machine's clock"
        }
        CertificateError::ExpiredContext { time, not_after } => {
            let ago = between(*not_after, *time);
            return format!(
                "the server's certificate expired {ago} ago: have it renewed, or set this machine's clock if that is wrong"
            );
        }
        CertificateError::NotValidYet => "the server's certificate is not valid yet: set the clock of this machine",
        CertificateError::NotValidYetContext { time, not_before } => {
            let ahead = between(*time, *not_before);
            return format!(
                "the server's certificate is not valid yet, for another {ahead}: set the clock of this machine, or of the \
                 one that made the certificate"
            );
        }
        CertificateError::NotValidForName => {
            "the server's certificate is for another host: write a host that it names into the uri"
        }
        CertificateError::NotValidForNameContext { expected, presented } => return of_name(expected, presented),
        CertificateError::Revoked => "the server's certificate was revoked: have it replaced, and do not trust it",
        CertificateError::UnknownRevocationStatus => {
            "whether the server's certificate was revoked cannot be found out: check that its authority can be reached"
        }
        CertificateError::ExpiredRevocationList | CertificateError::ExpiredRevocationListContext { .. } => {
            "the list of revoked certificates is out of date: have the certificate's authority renew it"
        }
        CertificateError::BadSignature => {
            "the signature on the server's certificate, or by its key, is wrong: if another certificate of the same name \
             is in ca_cert, pass the one that the server has now"
        }
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "the server's certificate is not for servers: have it made with the extended key usage serverAuth"
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "the server's certificate is signed in a way that is not taken, such as SHA-1 or a short RSA key: have it made \
             with SHA-256 and RSA of 2048 bits or more, or ECDSA"
        }
        CertificateError::Other(other) => match other.0.downcast_ref::<webpki::Error>() {
            Some(error) => of_webpki(error),
            // What macOS, Windows and Android say.
            None => return format!("the server's certificate was refused: {}", other.0),
        },
        CertificateError::BadEncoding | CertificateError::UnhandledCriticalExtension => {
            "the server's certificate is damaged, or has parts that are not understood: have it made again"
        }
        _ => "the server's certificate was refused: check it, and pass its authority's certificate as ca_cert",
    };
    text.to_owned()
}

fn of_webpki(error: &webpki::Error) -> &'static str {
    match error {
        webpki::Error::CaUsedAsEndEntity => {
            "the server's certificate is an authority's own, which is trusted only when it is named: pass it as ca_cert"
        }
        webpki::Error::UnsupportedCertVersion => {
            "the server's certificate is of X.509 version 1, which names no hosts: have it made again with a subjectAltName"
        }
        webpki::Error::EndEntityUsedAsCa | webpki::Error::PathLenConstraintViolated => {
            "the server's certificate was issued by one that is no authority: have it issued by one that is, or pass it \
             itself as ca_cert"
        }
        webpki::Error::NameConstraintViolation => {
            "the authority of the server's certificate may not issue one for this host: have it issued by one that may"
        }
        _ => "the server's certificate breaks a rule of X.509: have it made again",
    }
}

/// `presented` is as `DnsName("milvus.example.com")` or `IpAddress(10.0.0.1)`.
fn of_name(expected: &ServerName<'_>, presented: &[String]) -> String {
    const SHOWN: usize = 5;
    let expected = expected.to_str();
    let names: Vec<_> = presented.iter().filter_map(|name| name.split_once('(')?.1.strip_suffix(')')).collect();
    if names.is_empty() {
        return format!(
            "the server's certificate names no host in a subjectAltName, and so not {expected}: have it made again with one"
        );
    }
    let more = if names.len() > SHOWN { ", …" } else { "" };
    let names: Vec<_> = names.iter().take(SHOWN).map(|name| name.trim_matches('"')).collect();
    let names = names.join(", ");
    format!(
        "the server's certificate is for {names}{more} and not for {expected}: write a host that it names into the uri, or \
         have it made for this one"
    )
}

fn of_alert(alert: AlertDescription) -> String {
    let number = u8::from(alert);
    let text = match alert {
        AlertDescription::CertificateRequired | AlertDescription::NoCertificate => {
            "the server demands a client certificate: pass client_cert with its key"
        }
        AlertDescription::UnknownCA => {
            "the server does not trust the authority of the client certificate: pass one of an authority that it trusts"
        }
        AlertDescription::CertificateExpired => "the server says that the client certificate has expired: renew it",
        AlertDescription::CertificateRevoked => "the server says that the client certificate was revoked: replace it",
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::AccessDenied
        | AlertDescription::DecryptError => {
            "the server refused the client certificate, or the lack of one: pass client_cert as the server wants it"
        }
        AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity => {
            "the server refused the handshake: it may demand a client certificate (pass client_cert), or take only ciphers \
             that this client has not"
        }
        AlertDescription::ProtocolVersion => "the server speaks neither TLS 1.2 nor 1.3: have it take one of them",
        AlertDescription::UnrecognisedName => {
            "the server knows no host of this name: write the host that it serves into the uri"
        }
        AlertDescription::NoApplicationProtocol => {
            "the server does not speak HTTP/1.1 there: check the port, and a proxy in between"
        }
        AlertDescription::InternalError => "the server failed in the handshake: look into its log",
        _ => "the server ended the handshake: look into its log",
    };
    format!("{text} (TLS alert {number})")
}

/// The time between two moments, in its largest unit.
fn between(from: UnixTime, to: UnixTime) -> String {
    let seconds = to.as_secs().saturating_sub(from.as_secs());
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7200 => (seconds / 60, "minute"),
        7200..172_800 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use rustls::{OtherError, PeerMisbehaved};

    use super::*;

    #[test]
    fn every_failure_is_a_sentence_that_says_what_to_do() {
        let of_webpki = |error| CertificateError::Other(OtherError(Arc::new(error)));
        let certificates = [
            CertificateError::UnknownIssuer,
            CertificateError::Expired,
            CertificateError::NotValidYet,
            CertificateError::NotValidForName,
            CertificateError::Revoked,
            CertificateError::UnknownRevocationStatus,
            CertificateError::ExpiredRevocationList,
            CertificateError::BadSignature,
            CertificateError::InvalidPurpose,
            CertificateError::BadEncoding,
            CertificateError::UnhandledCriticalExtension,
            CertificateError::ApplicationVerificationFailure,
            of_webpki(webpki::Error::CaUsedAsEndEntity),
            of_webpki(webpki::Error::EndEntityUsedAsCa),
            of_webpki(webpki::Error::NameConstraintViolation),
            of_webpki(webpki::Error::UnsupportedCertVersion),
            of_webpki(webpki::Error::MaximumPathDepthExceeded),
        ];
        let others = [
            Error::InvalidMessage(InvalidMessage::InvalidContentType),
            Error::InvalidMessage(InvalidMessage::MissingKeyExchange),
            Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13),
            Error::PeerIncompatible(PeerIncompatible::NoCipherSuitesInCommon),
            Error::PeerMisbehaved(PeerMisbehaved::SelectedUnofferedCipherSuite),
            Error::NoCertificatesPresented,
            Error::NoApplicationProtocol,
            Error::DecryptError,
            Error::FailedToGetCurrentTime,
            Error::HandshakeNotComplete,
        ];
        let alerts = (0..=255).map(|number| Error::AlertReceived(AlertDescription::from(number)));
        for error in certificates.into_iter().map(Error::InvalidCertificate).chain(others).chain(alerts) {
            let (text, names) = (sentence(&error), format!("{error:?}"));
            assert!(text.contains(": ") || text.contains("(pass"), "{text}");
            for name in names.split(|c: char| !c.is_alphanumeric()).filter(|name| name.len() > 8) {
                assert!(!text.contains(name), "{name}: {text}");
            }
        }
    }

    #[test]
    fn a_time_is_told_in_its_largest_unit() {
        let at = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        for (seconds, expected) in [(1, "1 second"), (7199, "119 minutes"), (7200, "2 hours"), (172_800, "2 days")] {
            assert_eq!(between(at(5), at(5 + seconds)), expected);
        }
    }
}
