//! The proxy in front of the server: the caller's, or the environment's.

use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::environment::Environment;
use crate::{Error, Result};

/// A proxy that every request goes through.
pub(super) struct Proxy {
    /// As reqwest takes it.
    pub(super) inner: reqwest::Proxy,
    /// Its address without credentials, and where it was set: `http://proxy:3128, set by HTTPS_PROXY`.
    pub(super) shown: String,
    /// What a proxy may echo and nobody may see.
    pub(super) secrets: Vec<String>,
}

impl Proxy {
    /// The caller's; empty text is none at all.
    pub(super) fn given(url: &str, address: &Uri) -> Result<Option<Self>> {
        if url.is_empty() {
            return Ok(None);
        }
        let invalid = || Error::invalid("the proxy is not a URL: use http://host:port");
        let intercept = Matcher::builder().all(url).build().intercept(address).ok_or_else(invalid)?;
        Self::new(url, &intercept, "the proxy option").map(Some)
    }

    /// The environment's, for an address. Its variables count as they do for curl.
    pub(super) fn of_environment(environment: &Environment<'_>, address: &Uri) -> Result<Option<Self>> {
        // A request's `Proxy:` header becomes `HTTP_PROXY` in a CGI script.
        if environment.get("REQUEST_METHOD").is_some() {
            return Ok(None);
        }
        let own = if address.scheme_str() == Some("https") {
            ["HTTPS_PROXY", "https_proxy"]
        } else {
            ["HTTP_PROXY", "http_proxy"]
        };
        let first = |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, environment.get(name)?)));
        let no = first(["NO_PROXY", "no_proxy"]).map(|(_, value)| value).unwrap_or_default();
        for (name, url) in [own, ["ALL_PROXY", "all_proxy"]].into_iter().filter_map(first) {
            let matcher = Matcher::builder().all(url.as_str()).no(no.as_str()).build();
            if let Some(intercept) = matcher.intercept(address) {
                return Self::new(&url, &intercept, name).map(Some);
            }
        }
        Ok(None)
    }

    fn new(url: &str, intercept: &Intercept, set_by: &str) -> Result<Self> {
        let (scheme, host) = (intercept.uri().scheme_str().unwrap_or_default(), intercept.uri().authority());
        let shown = format!("{scheme}://{}, set by {set_by}", host.map(ToString::to_string).unwrap_or_default());
        if !matches!(scheme, "http" | "https") {
            let text = format!("the proxy {shown}, is a SOCKS proxy, which is not supported: use its http:// address");
            return Err(Error::invalid(text));
        }
        let url = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
        let invalid = || Error::invalid(format!("the proxy {shown}, is not a URL: use http://host:port"));
        let parsed = Url::parse(&url).map_err(|_| invalid())?;
        let inner = reqwest::Proxy::all(url).map_err(|_| invalid())?;
        let password = parsed.password().map(|text| percent_decode_str(text).decode_utf8_lossy().into_owned());
        let sent =
            intercept.basic_auth().and_then(|value| value.to_str().ok()?.strip_prefix("Basic ").map(str::to_owned));
        Ok(Self { inner, shown, secrets: password.into_iter().chain(sent).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(variables: &[(&str, &str)], address: &str) -> Option<String> {
        let get = |name: &str| variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
        let proxy = Proxy::of_environment(&Environment::new(&get), &address.parse().unwrap()).unwrap()?;
        assert!(!proxy.shown.contains("secret"));
        Some(proxy.shown)
    }

    #[test]
    fn the_environments_proxy_is_named_with_its_variable() {
        let all = [("ALL_PROXY", "http://a:1"), ("http_proxy", "user:secret@h:2"), ("HTTPS_PROXY", "http://s:3")];
        for (variables, address, expected) in [
            (&all[..], "http://milvus:19530", Some("http://h:2, set by http_proxy")),
            (&all, "https://milvus", Some("http://s:3, set by HTTPS_PROXY")),
            (&all[..1], "https://milvus", Some("http://a:1, set by ALL_PROXY")),
            (&[("HTTP_PROXY", ""), all[0]], "http://milvus", Some("http://a:1, set by ALL_PROXY")),
            (&[all[0], ("no_proxy", "milvus")], "http://milvus", None),
            (&[all[0], ("REQUEST_METHOD", "GET")], "http://milvus", None),
            (&[], "http://milvus", None),
        ] {
            assert_eq!(found(variables, address).as_deref(), expected, "{variables:?} {address}");
        }
    }

    #[test]
    fn a_socks_proxy_is_refused_with_where_it_was_set() {
        let get = |name: &str| (name == "ALL_PROXY").then(|| "socks5h://user:secret@s:1".to_owned());
        let refused = Proxy::of_environment(&Environment::new(&get), &Uri::from_static("http://milvus"));
        let text = refused.err().unwrap().to_string();
        assert!(text.contains("SOCKS") && text.contains("ALL_PROXY") && !text.contains("secret"), "{text}");
    }
}
