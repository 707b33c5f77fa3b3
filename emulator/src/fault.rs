//! Faults on request: what can go wrong between a client and an import service, and when it should.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// An answer of somebody else: a status, and a body of any type.
    Status {
        /// The HTTP status; one that cannot be sent becomes 500.
        status: u16,
        /// The body, by default empty.
        #[serde(default)]
        body: String,
        /// The body's type, by default `text/plain`.
        #[serde(default = "plain_text")]
        content_type: String,
    },
    /// A proxy's HTML page, with status 502.
    Html,
    /// A redirect (302) to another address.
    Redirect {
        /// The `Location` header.
        location: String,
    },
    /// A JSON answer with a text member of so many bytes, sent in chunks.
    Huge {
        /// Length of the text.
        bytes: u64,
    },
    /// The true answer, late: real milliseconds, not those of the emulator's clock. Adds up with every other fault.
    Latency {
        /// How late.
        ms: u64,
    },
    /// The true answer, cut off; the connection closes although `Content-Length` promised more.
    Truncate {
        /// How many bytes of the body still arrive; by default half of them.
        #[serde(default)]
        bytes: Option<usize>,
    },
    /// The connection is reset when the request has been received in full, before any answer.
    Reset,
    /// milvus-v2: the proxy is still starting (code 1, `service not ready`).
    Initializing,
    /// milvus-v2: no coordinator. Progress is unavailable (65535); a list is empty with code 0.
    CoordinatorDown,
    /// milvus-v2: RBAC denies the call (HTTP 403).
    Denied,
    /// milvus-v2: the server's own time limit ran out (HTTP 408).
    Timeout,
    /// milvus-v2: the handler panicked (HTTP 500, `{"code":500}`).
    Panic,
    /// milvus-v2 and zilliz-v2: a new job is refused because too many are running.
    JobLimit,
}

fn plain_text() -> String {
    "text/plain".to_owned()
}

/// One thing that goes wrong, how often, and for which requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// For how many requests; every one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Only for requests whose path contains this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Whether the request takes effect although its answer is lost: a create then makes its job.
    #[serde(default)]
    pub effect: bool,
}

impl Fault {
    /// A fault that hits every request until faults are cleared, and keeps requests from taking effect.
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, times: None, path: None, effect: false }
    }

    /// A plain-text answer of this status.
    pub fn status(status: u16, body: impl Into<String>) -> Self {
        Self::new(FaultKind::Status { status, body: body.into(), content_type: plain_text() })
    }

    /// The true answer, so much later in real time.
    pub fn latency(by: Duration) -> Self {
        Self::new(FaultKind::Latency { ms: u64::try_from(by.as_millis()).unwrap_or(u64::MAX) })
    }

    /// Only for the next `times` requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Only for requests whose path contains `part`.
    #[must_use]
    pub fn on_path(mut self, part: impl Into<String>) -> Self {
        self.path = Some(part.into());
        self
    }

    /// The request takes effect although its answer is lost.
    #[must_use]
    pub fn with_effect(mut self) -> Self {
        self.effect = true;
        self
    }

    fn hits(&self, path: &str) -> bool {
        self.times != Some(0) && self.path.as_ref().is_none_or(|part| path.contains(part.as_str()))
    }

    fn count_down(&mut self) {
        if let Some(times) = &mut self.times {
            *times = times.saturating_sub(1);
        }
    }
}

/// What hits one request: all its latencies, and at most one other fault, the one injected first.
#[derive(Debug, Default)]
pub(crate) struct Hit {
    pub(crate) latency: Duration,
    pub(crate) fault: Option<Fault>,
}

/// Takes what hits a request for `path` off the list.
pub(crate) fn take(faults: &mut Vec<Fault>, path: &str) -> Hit {
    let mut hit = Hit::default();
    for fault in faults.iter_mut().filter(|fault| fault.hits(path)) {
        if let FaultKind::Latency { ms } = fault.kind {
            hit.latency += Duration::from_millis(ms);
        } else if hit.fault.is_none() {
            hit.fault = Some(fault.clone());
        } else {
            continue;
        }
        fault.count_down();
    }
    faults.retain(|fault| fault.times != Some(0));
    hit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_add_up_and_other_faults_wait_their_turn() {
        let mut faults = vec![
            Fault::latency(Duration::from_millis(5)),
            Fault::latency(Duration::from_millis(2)).times(1),
            Fault::new(FaultKind::Reset).times(1).on_path("create"),
            Fault::status(503, "").times(1),
        ];
        let hit = take(&mut faults, "/create");
        assert_eq!((hit.latency.as_millis(), hit.fault.map(|fault| fault.kind)), (7, Some(FaultKind::Reset)));
        let hit = take(&mut faults, "/create");
        assert!(matches!(hit.fault.map(|fault| fault.kind), Some(FaultKind::Status { status: 503, .. })));
        assert_eq!(faults.len(), 1);
    }

    #[test]
    fn faults_read_from_flat_json() {
        let fault: Fault = serde_json::from_str(r#"{"kind":"status","status":503,"times":2,"path":"list"}"#).unwrap();
        assert_eq!(fault, Fault::status(503, "").times(2).on_path("list"));
        let fault: Fault = serde_json::from_str(r#"{"kind":"reset","effect":true}"#).unwrap();
        assert_eq!(fault, Fault::new(FaultKind::Reset).with_effect());
        assert!(serde_json::from_str::<Fault>(r#"{"kind":"lightning"}"#).is_err());
    }
}
