//! What clients have sent, for tests to look at.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::http::Call;

/// A request as it was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedRequest {
    /// Which connection it came on; they are counted from 1.
    pub connection: u64,
    /// The method.
    pub method: String,
    /// The path with its query, as sent.
    pub path: String,
    /// Headers by lower-case name; one that was repeated has its values joined by `, `.
    pub headers: BTreeMap<String, String>,
    /// The body, as text.
    pub body: String,
}

/// The newest requests are kept, up to this many: an emulator may run for days.
const KEPT: usize = 100_000;

pub(crate) fn record(requests: &mut VecDeque<RecordedRequest>, connection: u64, call: &Call) {
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
    if requests.len() >= KEPT {
        requests.pop_front();
    }
    requests.push_back(RecordedRequest {
        connection,
        method: call.method().to_string(),
        path: call.path_and_query().to_owned(),
        headers,
        body: String::from_utf8_lossy(&call.body).into_owned(),
    });
}
