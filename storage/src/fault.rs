//! What a store says when it refuses, in one sentence with what to do.

use std::error::Error as _;
use std::io;

use milvus_import::{Error, ErrorCode};

/// An error about one key. `what` is what was done: `sending data/1.parquet to books/1.parquet`.
pub(crate) fn fault(what: &str, bucket: &str, error: &object_store::Error) -> Error {
    let whole = whole(error);
    let has = |words: &[&str]| words.iter().any(|word| whole.contains(word));
    let said = said(&whole);
    let (code, text) = if has(&["NoSuchBucket", "ContainerNotFound", "The specified bucket does not exist"]) {
        let text = format!("there is no bucket {bucket}: give the one that the server reads, its bucketName");
        (ErrorCode::NotFound, text)
    } else if has(&["redirect without LOCATION", "AuthorizationHeaderMalformed", "PermanentRedirect"]) {
        let text = format!("the bucket {bucket} is in another region: set AWS_REGION to it ({said})");
        (ErrorCode::InvalidArgument, text)
    } else if has(&["InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthenticationFailed", "NotSignedUp"]) {
        let text = format!(
            "the store does not know these keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or \
            what the store needs in their place ({said})"
        );
        (ErrorCode::Unauthenticated, text)
    } else if has(&["169.254.169.254", "metadata.google.internal", "metadata server"]) {
        let text = "there are no keys for the store in the environment: set AWS_ACCESS_KEY_ID and \
            AWS_SECRET_ACCESS_KEY, GOOGLE_APPLICATION_CREDENTIALS, or AZURE_STORAGE_ACCOUNT_NAME and \
            AZURE_STORAGE_ACCOUNT_KEY"
            .to_owned();
        (ErrorCode::Unauthenticated, text)
    } else if matches!(error, object_store::Error::Unauthenticated { .. }) {
        (ErrorCode::Unauthenticated, format!("the store wants other keys than those in the environment ({said})"))
    } else if matches!(error, object_store::Error::PermissionDenied { .. }) {
        let text = format!("these keys may not do this in the bucket {bucket}: ask for the right to ({said})");
        (ErrorCode::PermissionDenied, text)
    } else if has(&["URL scheme is not allowed"]) {
        (ErrorCode::InvalidArgument, "plain HTTP is not allowed: set AWS_ALLOW_HTTP=true, or use https".to_owned())
    } else if is_refused(error) || has(&["Connection refused"]) {
        let text = "the connection was refused: is the store running, and AWS_ENDPOINT_URL its address?".to_owned();
        (ErrorCode::Connect, text)
    } else if has(&["dns error", "failed to lookup"]) {
        (ErrorCode::Connect, "the store's name is not known: check AWS_ENDPOINT_URL and AWS_REGION".to_owned())
    } else if has(&["error sending request", "HTTP error"]) {
        (ErrorCode::Connect, format!("the store cannot be reached ({said})"))
    } else {
        (ErrorCode::ServerError, said)
    };
    Error::new(code, format!("{what}: {text}"))
}

/// The texts of the error and of its causes.
fn whole(error: &object_store::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// The store's own code and message, or the innermost cause; never an address's query, which may hold a signature.
fn said(whole: &str) -> String {
    let element = |name: &str| {
        let start = whole.find(&format!("<{name}>"))? + name.len() + 2;
        let length = whole.get(start..)?.find(&format!("</{name}>"))?;
        whole.get(start..start + length)
    };
    let text = match (element("Code"), element("Message")) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        _ => whole.rsplit(": ").next().unwrap_or_default().to_owned(),
    };
    let words = text.split_whitespace().map(|word| match word.split_once('?') {
        Some((address, query)) if address.contains("://") || query.contains('=') => address,
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

fn is_refused(error: &object_store::Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        if cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
            return true;
        }
        source = cause.source();
    }
    false
}

/// Whether the store has forgotten an upload of which parts were sent.
pub(crate) fn is_forgotten(error: &object_store::Error) -> bool {
    let whole = whole(error);
    matches!(error, object_store::Error::NotFound { .. }) && !whole.contains("NoSuchBucket")
        || ["NoSuchUpload", "InvalidPart", "InvalidBlockList"].iter().any(|code| whole.contains(code))
}
