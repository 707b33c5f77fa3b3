//! What the environment says, and when it counts.

use reqwest::Url;

use super::endpoint;

/// The environment's variables, or a test's.
pub(super) struct Environment<'a>(&'a dyn Fn(&str) -> Option<String>);

impl<'a> Environment<'a> {
    pub(super) fn new(get: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(get)
    }

    pub(super) fn get(&self, variable: &str) -> Option<String> {
        (self.0)(variable)
    }

    /// What the caller gives, or else the variable. Empty text is not set; the caller's keeps the variable out.
    pub(super) fn or(&self, given: Option<String>, variable: &str) -> Option<String> {
        given.or_else(|| self.get(variable)).filter(|value| !value.is_empty())
    }

    /// Whether what the environment says about a server is about the one at this address: `MILVUS_URI` names the same host
    /// and port, or names none. A token for one server is nothing that another one should get.
    pub(super) fn is_about(&self, url: &Url) -> bool {
        let place = |url: &Url| (url.host_str().map(str::to_owned), url.port_or_known_default());
        match self.get("MILVUS_URI").filter(|uri| !uri.trim().is_empty()) {
            Some(uri) => endpoint::parse(&uri).is_ok_and(|own| place(&own.url) == place(url)),
            None => true,
        }
    }
}
