//! The server's address, and what it tells about the server.

use http::HeaderValue;
use percent_encoding::percent_decode_str;
use reqwest::Url;

use crate::model::Api;
use crate::{Error, Result};

/// A uri, read.
#[derive(Debug)]
pub(super) struct Address {
    /// `http(s)://host[:port][/prefix]`.
    pub(super) url: Url,
    /// The `user:password@` that stood in it, decoded.
    pub(super) credentials: Option<String>,
}

/// Reads `http(s)://[user:password@]host[:port][/prefix]`; a bare host is https, unless it is this machine. A path that ends
/// in a route of an import API is what a page shows or another client takes: the route is not a part of the prefix.
pub(super) fn parse(uri: &str) -> Result<Address> {
    let uri = uri.trim();
    if uri.is_empty() {
        return Err(Error::invalid("no server address: pass a uri such as http://localhost:19530, or set MILVUS_URI"));
    }
    check_scheme(uri)?;
    let url = if uri.contains("://") {
        Url::parse(uri)
    } else {
        Url::parse(&format!("https://{uri}"))
            .and_then(|url| if is_loopback(&url) { Url::parse(&format!("http://{uri}")) } else { Ok(url) })
    };
    // The address itself is not shown: it may hold a password.
    let mut url = url.map_err(|error| not_an_address(uri, &error))?;
    if url.host_str().is_none_or(str::is_empty) {
        return Err(Error::invalid("the uri must be http://host[:port] or https://host[:port]"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Error::invalid(
            "the uri holds a query or a fragment: end it with the host, the port or a path prefix",
        ));
    }
    let decoded = |text| percent_decode_str(text).decode_utf8_lossy();
    let credentials = match (url.username(), url.password()) {
        ("", None) => None,
        (user, None) => Some(decoded(user).into_owned()),
        (user, Some(password)) => Some(format!("{}:{}", decoded(user), decoded(password))),
    };
    // These fail only for addresses without a host.
    let _ = (url.set_username(""), url.set_password(None));
    if let Some(prefix) = prefix_of_route(url.path()) {
        url.set_path(&prefix);
    }
    Ok(Address { url, credentials })
}

/// Why credentials in a uri are refused.
pub(super) fn holds_credentials() -> Error {
    Error::invalid("the uri holds credentials: pass them as the token, user:password")
}

/// Names a scheme that is none of ours, or that was written with a slip. What else it could be would be a host `http`.
fn check_scheme(uri: &str) -> Result<()> {
    let is = |scheme: &str, wanted: [&str; 2]| wanted.iter().any(|wanted| scheme.eq_ignore_ascii_case(wanted));
    if let Some((scheme, _)) = uri.split_once("://") {
        return match scheme {
            _ if is(scheme, ["http", "https"]) => Ok(()),
            _ if scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) => {
                Err(Error::invalid(format!("the uri starts with {scheme}://: write http:// or https://")))
            }
            _ => Err(Error::invalid("the uri must be http://host[:port] or https://host[:port]")),
        };
    }
    let start = uri.split('/').next().unwrap_or_default();
    let scheme = start.split(':').next().unwrap_or_default();
    if is(scheme, ["http", "https"]) && (start.contains(':') || uri.contains("//")) {
        let text = format!("the uri starts with {scheme} but not with {scheme}://: write {scheme}://host[:port]");
        return Err(Error::invalid(text));
    }
    Ok(())
}

fn not_an_address(uri: &str, error: &dyn std::fmt::Display) -> Error {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if rest.contains('@') {
        return holds_credentials();
    }
    let is_ipv6 = host.matches(':').count() > 1 && host.chars().all(|c| c.is_ascii_hexdigit() || ":.".contains(c));
    if is_ipv6 {
        return Error::invalid("the uri's host is an IPv6 address, which stands in brackets: http://[::1]:19530");
    }
    Error::invalid(format!("the uri is not an address: {error}"))
}

/// What stands before the route of an import API that a path ends in, or before the start of one.
fn prefix_of_route(path: &str) -> Option<String> {
    const ROUTES: [&[&str]; 4] = [&["v2", "vectordb"], &["v2", "jobs"], &["v1", "vector"], &["api", "v1", "import"]];
    const STARTS: [&[&str]; 3] = [&["v2"], &["v1"], &["api", "v1"]];
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    let is_route = |rest: &[&str]| ROUTES.iter().any(|route| rest.starts_with(route)) || STARTS.contains(&rest);
    let at = (0..parts.len()).find(|at| parts.get(*at..).is_some_and(is_route))?;
    Some(parts.get(..at)?.join("/"))
}

/// The `Host` header of requests to an address: the port only where it is not the scheme's own.
pub(super) fn host(url: &Url) -> Result<HeaderValue> {
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    HeaderValue::try_from(host).map_err(|_| Error::invalid("the uri's host is not a host name"))
}

/// The API generation that a server of this address speaks, where the host tells.
pub(super) fn api(url: &Url) -> Option<Api> {
    let host = url.host_str().unwrap_or_default();
    if host.starts_with("controller.api.") { Some(Api::ZillizV1) } else { is_zillizs(url).then_some(Api::ZillizV2) }
}

/// Whether a server of this address is Zilliz Cloud's.
pub(super) fn is_zillizs(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    ["zillizcloud.com", "zilliz.com", "zilliz.com.cn", "zillizcloud.com.cn"]
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Whether an address is this machine's. No proxy of the environment is asked for it: the proxy's loopback is not ours.
pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_host_is_https_and_this_machine_http() {
        for (uri, expected) in [
            ("localhost:19530", "http://localhost:19530/"),
            ("127.0.0.1:9091", "http://127.0.0.1:9091/"),
            ("[::1]:80", "http://[::1]/"),
            ("milvus.example.com", "https://milvus.example.com/"),
            (" http://h/prefix/ ", "http://h/prefix/"),
        ] {
            assert_eq!(parse(uri).unwrap().url.as_str(), expected);
        }
    }

    #[test]
    fn refuses_what_is_no_address_without_showing_it() {
        for (uri, says) in [
            ("", "MILVUS_URI"),
            (" ", "MILVUS_URI"),
            ("ftp://h", "starts with ftp://: write http://"),
            ("htp://h:19530", "starts with htp://"),
            ("unix:///x", "starts with unix://"),
            ("user:secret://h", "must be http://host"),
            ("http:/h:19530", "starts with http but not with http://"),
            ("https:h", "starts with https but not with https://"),
            ("HTTP//h", "starts with HTTP but not with HTTP://"),
            ("http://", "not an address"),
            ("::1:19530", "brackets: http://[::1]:19530"),
            ("http://fe80::1/", "brackets"),
            ("http://h:80:80", "not an address"),
            ("http://user:sec/ret@h", "pass them as the token"),
            ("http://h?token=secret", "query"),
            ("http://h:99999", "port"),
        ] {
            let error = parse(uri).unwrap_err();
            assert_eq!(error.code(), crate::ErrorCode::InvalidArgument, "{uri}");
            assert!(error.message().contains(says), "{uri}: {error}");
            assert!(!error.to_string().contains("sec"), "{error}");
        }
    }

    #[test]
    fn a_route_of_the_api_is_no_prefix() {
        for (path, expected) in [
            ("/v2", "/"),
            ("/v2/vectordb/", "/"),
            ("/v2/vectordb/jobs/import/get_progress", "/"),
            ("/gateway/milvus/v2/vectordb", "/gateway/milvus"),
            ("/v2/jobs/job-1", "/"),
            ("/v1", "/"),
            ("/v1/vector/collections/import/get", "/"),
            ("/api/v1/import/state", "/"),
            ("/api/v1", "/"),
            ("/team/api/v1/import", "/team"),
            ("/v2/team", "/v2/team"),
            ("/api", "/api"),
            ("/milvus-v2/", "/milvus-v2/"),
        ] {
            assert_eq!(parse(&format!("http://h{path}")).unwrap().url.path(), expected, "{path}");
        }
    }

    #[test]
    fn credentials_are_taken_out_and_decoded() {
        for (uri, credentials) in [
            ("http://root:Milvus@h", Some("root:Milvus")),
            ("root:a%40b@localhost:1", Some("root:a@b")),
            ("https://key@h", Some("key")),
            ("http://:p@h", Some(":p")),
            ("http://h", None),
        ] {
            let address = parse(uri).unwrap();
            assert_eq!(address.credentials.as_deref(), credentials, "{uri}");
            assert!(!address.url.as_str().contains('@'), "{uri}");
        }
    }

    #[test]
    fn the_host_tells_the_api() {
        for (uri, expected) in [
            ("http://localhost:19530", None),
            ("https://notzilliz.com", None),
            ("https://api.cloud.zilliz.com", Some(Api::ZillizV2)),
            ("https://api.cloud.zilliz.com.cn", Some(Api::ZillizV2)),
            ("https://in01-1.api.gcp-us-west1.zillizcloud.com", Some(Api::ZillizV2)),
            ("https://controller.api.gcp-us-west1.zillizcloud.com", Some(Api::ZillizV1)),
        ] {
            assert_eq!(api(&parse(uri).unwrap().url), expected, "{uri}");
        }
    }
}
