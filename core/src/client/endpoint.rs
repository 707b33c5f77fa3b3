//! The server's address, and what it tells about the server.

use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use crate::model::Api;
use crate::{Error, Result};

/// Reads `http(s)://host[:port][/prefix]`; a bare host is https, unless it is this machine.
pub(super) fn parse(uri: &str) -> Result<Url> {
    let uri = uri.trim();
    if uri.is_empty() {
        return Err(Error::invalid("no server address: pass a uri such as http://localhost:19530, or set MILVUS_URI"));
    }
    let url = if uri.contains("://") {
        Url::parse(uri)
    } else {
        Url::parse(&format!("https://{uri}"))
            .and_then(|url| if is_loopback(&url) { Url::parse(&format!("http://{uri}")) } else { Ok(url) })
    };
    // The address itself is not shown: it may hold a password.
    let url = url.map_err(|error| Error::invalid(format!("the uri is not an address: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(Error::invalid("the uri must be http://host[:port] or https://host[:port]"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::invalid("the uri holds credentials: pass them as the token, user:password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Error::invalid(
            "the uri holds a query or a fragment: end it with the host, the port or a path prefix",
        ));
    }
    Ok(url)
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
    let in_zilliz_cloud = ["zillizcloud.com", "zilliz.com", "zilliz.com.cn", "zillizcloud.com.cn"]
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
    if host.starts_with("controller.api.") { Some(Api::ZillizV1) } else { in_zilliz_cloud.then_some(Api::ZillizV2) }
}

/// Whether the environment puts a proxy in front of an address. Never of this machine's own: the proxy's loopback is not ours.
pub(super) fn environment_has_proxy_for(url: &Url, address: &Uri) -> bool {
    !is_loopback(url) && Matcher::from_env().intercept(address).is_some()
}

fn is_loopback(url: &Url) -> bool {
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
            assert_eq!(parse(uri).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn refuses_what_is_no_address_without_showing_it() {
        for uri in [
            "",
            " ",
            "ftp://h",
            "http://",
            "http://user:secret@h",
            "http://h?token=secret",
            "http://h:99999",
            "unix:///x",
        ] {
            let error = parse(uri).unwrap_err();
            assert_eq!(error.code(), crate::ErrorCode::InvalidArgument, "{uri}");
            assert!(!error.to_string().contains("secret"), "{error}");
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
            assert_eq!(api(&parse(uri).unwrap()), expected, "{uri}");
        }
    }
}
