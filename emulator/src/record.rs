//! What clients have sent, for tests to look at and for logs.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::mpsc::{Receiver, Sender, channel};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::Call;

/// A request as it was received. Shown as text, it is a line for a log, without secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedRequest {
    /// Which connection it came on; they are counted from 1.
    pub connection: u64,
    /// The method.
    pub method: String,
    /// The path with its query, as sent.
    pub path: String,
    /// Headers by lower-case name; one that was repeated has its values joined by `, `.
    pub headers: BTreeMap<String, String>,
    /// The body as text, of which at most the first 64 kB are kept.
    pub body: String,
}

/// The method, the path and the body; access keys, tokens and passwords in them are `***`.
impl fmt::Display for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.method, without_secrets_in_query(&self.path), without_secrets(&self.body))
    }
}

/// Like the line for a log, and for the same reason without the headers' values.
impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordedRequest({}: {self}, headers {:?})", self.connection, self.headers.keys())
    }
}

/// Whether a member or parameter of this name is a secret.
fn is_secret(name: &str) -> bool {
    const SECRETS: [&str; 7] =
        ["accesskey", "secretkey", "sessiontoken", "token", "apikey", "password", "authorization"];
    let plain: String = name.chars().filter(|c| !matches!(c, '_' | '-')).collect();
    SECRETS.contains(&plain.to_ascii_lowercase().as_str())
}

fn without_secrets_in_query(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let shown = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}=***"),
        _ => pair.to_owned(),
    });
    format!("{path}?{}", shown.collect::<Vec<_>>().join("&"))
}

/// A body as it was sent, unless it has secrets: then it is written anew without them. What may have some but cannot be
/// read, be it cut off or no JSON, is not shown.
fn without_secrets(body: &str) -> String {
    const NAMES: [&str; 6] = ["key", "token", "password", "authorization", "\\u", "secret"];
    let lower = body.to_ascii_lowercase();
    if !NAMES.iter().any(|name| lower.contains(name)) {
        return body.to_owned();
    }
    let Ok(mut value) = serde_json::from_str::<Value>(body) else { return format!("({} bytes)", body.len()) };
    if hide(&mut value) { value.to_string() } else { body.to_owned() }
}

/// Whether anything was hidden.
fn hide(value: &mut Value) -> bool {
    let mut hidden = false;
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if is_secret(name) {
                    *value = "***".into();
                    hidden = true;
                } else {
                    hidden |= hide(value);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                hidden |= hide(item);
            }
        }
        _ => {}
    }
    hidden
}

/// The newest requests are kept, up to this many: an emulator may run for days.
const KEPT: usize = 100_000;
/// Bytes that are kept of a body.
const KEPT_BODY: usize = 64 << 10;

/// The requests so far, and who wants to know of the next.
#[derive(Debug, Default)]
pub(crate) struct Records {
    kept: VecDeque<RecordedRequest>,
    watchers: Vec<Sender<RecordedRequest>>,
}

impl Records {
    pub(crate) fn all(&self) -> Vec<RecordedRequest> {
        self.kept.iter().cloned().collect()
    }

    pub(crate) fn clear(&mut self) {
        self.kept.clear();
    }

    pub(crate) fn watch(&mut self) -> Receiver<RecordedRequest> {
        let (sender, receiver) = channel();
        self.watchers.push(sender);
        receiver
    }

    pub(crate) fn add(&mut self, connection: u64, call: &Call) {
        let mut headers = BTreeMap::<String, String>::new();
        for (name, value) in call.headers() {
            let value = String::from_utf8_lossy(value.as_bytes());
            headers
                .entry(name.as_str().to_owned())
                .and_modify(|all| {
                    all.push_str(", ");
                    all.push_str(&value);
                })
                .or_insert_with(|| value.clone().into_owned());
        }
        let request = RecordedRequest {
            connection,
            method: call.method().to_string(),
            path: call.path_and_query().to_owned(),
            headers,
            body: String::from_utf8_lossy(call.body.get(..KEPT_BODY).unwrap_or(&call.body)).into_owned(),
        };
        // Those who no longer listen are forgotten.
        self.watchers.retain(|watcher| watcher.send(request.clone()).is_ok());
        if self.kept.len() >= KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(request);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_a_log_has_no_secrets() {
        let line = |body: &str| {
            let (headers, body) = ([("authorization".to_owned(), "s3".to_owned())].into(), body.to_owned());
            let (method, path) = ("POST".to_owned(), "/a?jobId=1&access_key=s3&x".to_owned());
            let request = RecordedRequest { connection: 1, method, path, headers, body };
            assert!(!format!("{request:?}").contains("s3"));
            request.to_string()
        };
        assert_eq!(line(r#"{"jobId": "7"}"#), r#"POST /a?jobId=1&access_key=***&x {"jobId": "7"}"#);
        for body in [
            r#"{"accessKey":"s3","secretKey":"s3","token":"s3","a":1}"#,
            r#"[{"b":{"SecretKey":["s3"]}}]"#,
            r#"{"session_token":"s3","session_token":"s3"}"#,
            r#"{"\u0074oken":"s3"}"#,
            r#"{"token":"s3"#,
            "accessKey=s3",
        ] {
            assert!(!line(body).contains("s3"), "{}", line(body));
        }
        assert!(line(r#"{"accessKey":"s3","a":1}"#).ends_with(r#"{"a":1,"accessKey":"***"}"#));
        assert!(line(r#"{"nullkey": "x"}"#).ends_with(r#"{"nullkey": "x"}"#));
    }
}
