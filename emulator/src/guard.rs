//! Keeps web pages away from the control API. A browser on this machine reaches the loopback address too, on behalf of
//! any page: by a request across sites, or under a name of the page's own that suddenly means this machine.

use std::net::IpAddr;

use axum::http::{HeaderMap, Uri, header};

/// Whether a request may be a program's on this machine: it names this machine, and no page of another origin sent it.
pub(crate) fn is_from_here(uri: &Uri, headers: &HeaderMap) -> bool {
    let text = |value: &axum::http::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let hosts: Vec<String> = uri
        .authority()
        .map(ToString::to_string)
        .into_iter()
        .chain(headers.get_all(header::HOST).iter().map(text))
        .collect();
    let is_same = |origin: String| {
        let address = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        address.is_some_and(|address| hosts.iter().all(|host| host.eq_ignore_ascii_case(address)))
    };
    !hosts.is_empty()
        && hosts.iter().all(|host| is_loopback(host))
        && headers.get_all(header::ORIGIN).iter().map(text).all(is_same)
}

/// Whether `name`, `name:port`, `address:port` or `[address]:port` can only be this machine.
fn is_loopback(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').unwrap_or((rest, "?")),
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let has_port = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let is_here = match name.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => name == "localhost" || name.ends_with(".localhost"),
    };
    has_port && is_here
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in [
            "localhost",
            "LOCALHOST:19530",
            "a.localhost",
            "localhost.",
            "127.0.0.1:1",
            "127.9.9.9",
            "[::1]:80",
            "[::1]",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:80",
            "127.0.0.1:x",
            "10.0.0.1",
            "[::2]",
            "[::1",
            "evil.example:127.0.0.1",
            "localhost@evil",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
