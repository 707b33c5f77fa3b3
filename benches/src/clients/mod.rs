//! The clients that are compared. Each asks how far [`JOB_ID`](crate::answer::JOB_ID) is and returns the bytes of the body.

mod floor;
#[cfg(feature = "libcurl")]
mod libcurl;
mod product;
mod request;
mod reqwest;

pub(crate) use floor::floor;
#[cfg(feature = "libcurl")]
pub(crate) use libcurl::libcurl;
pub(crate) use product::{lanes, multi_thread};
use request::PATH;
pub(crate) use request::recorded;
pub(crate) use reqwest::reqwest;

/// One server address to ask, and how.
#[derive(Clone)]
pub(crate) struct Target {
    /// `host:port`.
    pub(crate) address: String,
    /// The certificate (PEM) to trust, where the address speaks TLS.
    pub(crate) certificate: Option<String>,
    /// Details in its answer.
    pub(crate) details: usize,
}

impl Target {
    /// The server's base URL.
    pub(crate) fn url(&self) -> String {
        let scheme = if self.certificate.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }
}

/// The token that every client sends.
pub(crate) const TOKEN: &str = "root:Milvus";
