//! Which store an address names, and the settings that its users keep in the environment.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use milvus_import::{Error, ErrorCode, Result};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::multipart::MultipartStore;
use object_store::{BackoffConfig, ObjectStore, RetryConfig};

use crate::http::Http;

/// What an object store can do for us.
pub(crate) trait Objects: ObjectStore + MultipartStore {}

impl<T: ObjectStore + MultipartStore> Objects for T {}

/// Where the files are.
#[derive(Clone)]
pub(crate) enum Place {
    /// Below a bucket, or a container.
    Objects(Arc<dyn Objects>),
    /// On this machine.
    Folder,
}

/// An address taken apart: the place, the bucket's name, and the root below it without slashes at its ends.
pub(crate) struct Opened {
    pub(crate) place: Place,
    pub(crate) bucket: String,
    pub(crate) root: String,
}

pub(crate) fn open(url: &str) -> Result<Opened> {
    let forms = "give s3://BUCKET/ROOT, gs://BUCKET/ROOT, az://CONTAINER/ROOT or file:///FOLDER";
    let Some((scheme, rest)) = url.split_once("://") else {
        return Err(invalid(format!("{} is no address of a store: {forms}", shown(url))));
    };
    if rest.contains(['?', '#', '@']) && scheme != "file" {
        // It may be a secret, so that it is not shown.
        let text =
            format!("the address of a store has no user, query or fragment: {forms}; keys are in the environment");
        return Err(invalid(text));
    }
    let (bucket, root) = rest.split_once('/').unwrap_or((rest, ""));
    let root = root.trim_matches('/').to_owned();
    if scheme == "file" {
        if !bucket.is_empty() || root.is_empty() {
            return Err(invalid(
                "the address of a folder is file:// and its whole path: file:///var/lib/milvus".into(),
            ));
        }
        let folder = PathBuf::from("/").join(&root);
        if !folder.is_dir() {
            let text = format!("the folder {} is not there: give the one that Milvus reads", folder.display());
            return Err(Error::new(ErrorCode::NotFound, text));
        }
        return Ok(Opened { place: Place::Folder, bucket: String::new(), root });
    }
    if bucket.is_empty() {
        return Err(invalid(format!("{} names no bucket: {forms}", shown(url))));
    }
    let http = Http::new().map_err(|error| Error::new(ErrorCode::Tls, format!("TLS cannot be set up: {error}")))?;
    let store: object_store::Result<Arc<dyn Objects>> = match scheme {
        "s3" | "s3a" => s3(bucket, http),
        "gs" => GoogleCloudStorageBuilder::from_env()
            .with_bucket_name(bucket)
            .with_retry(retries())
            .with_http_connector(http)
            .build()
            .map(|store| Arc::new(store) as _),
        "az" | "azure" => MicrosoftAzureBuilder::from_env()
            .with_container_name(bucket)
            .with_retry(retries())
            .with_http_connector(http)
            .build()
            .map(|store| Arc::new(store) as _),
        _ => return Err(invalid(format!("stores with {scheme}:// are not known: {forms}"))),
    };
    let store = store.map_err(|error| invalid(format!("the store {} cannot be set up: {error}", shown(url))))?;
    Ok(Opened { place: Place::Objects(store), bucket: bucket.to_owned(), root })
}

fn s3(bucket: &str, http: Http) -> object_store::Result<Arc<dyn Objects>> {
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
    // A store on this machine needs no switch for plain HTTP; another one does: AWS_ALLOW_HTTP=true.
    let endpoints = [AmazonS3ConfigKey::S3Endpoint, AmazonS3ConfigKey::Endpoint];
    if endpoints.iter().find_map(|key| builder.get_config_value(key)).is_some_and(|endpoint| is_loopback(&endpoint)) {
        builder = builder.with_allow_http(true);
    }
    Ok(Arc::new(builder.with_retry(retries()).with_http_connector(http).build()?))
}

/// Whether this is plain HTTP that does not leave the machine.
fn is_loopback(endpoint: &str) -> bool {
    let Some(rest) = endpoint.strip_prefix("http://") else { return false };
    let address = rest.split('/').next().unwrap_or_default();
    let host = address.split_once(':').filter(|_| !address.starts_with('[')).map_or(address, |(host, _)| host);
    let is_loopback = |address: std::net::Ipv4Addr| address.is_loopback();
    matches!(host, "localhost" | "[::1]") || address.starts_with("[::1]:") || host.parse().is_ok_and(is_loopback)
}

/// A few seconds: what does not pass by then is told.
fn retries() -> RetryConfig {
    let backoff =
        BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(5), base: 2.0 };
    RetryConfig { backoff, max_retries: 5, retry_timeout: Duration::from_secs(60) }
}

/// An address, unless it may hold a secret.
fn shown(url: &str) -> &str {
    if url.contains(['?', '#', '@']) { "this" } else { url }
}

pub(crate) fn invalid(text: String) -> Error {
    Error::new(ErrorCode::InvalidArgument, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_needs_no_switch_on_this_machine_alone() {
        for endpoint in ["http://127.0.0.1:9000", "http://localhost:9000/x", "http://[::1]:9000", "http://localhost"] {
            assert!(is_loopback(endpoint), "{endpoint}");
        }
        for endpoint in
            ["https://127.0.0.1", "http://minio:9000", "http://127.0.0.1.example.com", "http://10.0.0.1:9000"]
        {
            assert!(!is_loopback(endpoint), "{endpoint}");
        }
    }

    #[test]
    fn what_is_no_address_is_told_without_what_may_be_a_secret() {
        for (url, part) in [
            ("bucket", "bucket is no address of a store"),
            ("key:secret@bucket", "this is no address of a store"),
            ("ftp://host/x", "ftp:// are not known"),
            ("s3:///x", "names no bucket"),
            ("s3://key:secret@bucket/x", "keys are in the environment"),
            ("az://container/x?sig=secret", "keys are in the environment"),
            ("file://relative", "its whole path"),
            ("file:///no/such/folder", "is not there"),
        ] {
            let error = open(url).err().unwrap().to_string();
            assert!(error.contains(part) && !error.contains("secret"), "{error}");
        }
    }
}
