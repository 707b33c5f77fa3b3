//! Whether a failed job may well succeed when it is started again: the rule of `retryable_failure`.

/// Faults of storage, network or a node that Milvus reports as the reason of a failed job, in lower case. The same files
/// usually import on a second start.
const PASSING: &[&str] = &[
    "connection reset by peer",
    "i/o timeout",
    "context deadline exceeded",
    "slowdown",
    "reduce your request rate",
    "503 service unavailable",
    "no such host",
    "node offline",
    "node not found",
    "channel not found",
];

/// The end of a stream from the object store; a file that is cut off itself ends so too, but then its parser says it.
const CUT_OFF: &str = "unexpected eof";
const PARSERS: &[&str] = &["parse", "decode"];

/// Whether the reason of a failed job names a passing fault: the rule of [`crate::ImportProgress::retryable_failure`].
pub fn is_passing(reason: &str) -> bool {
    let reason = reason.to_ascii_lowercase();
    let says = |parts: &[&str]| parts.iter().any(|part| reason.contains(part));
    says(PASSING) || (reason.contains(CUT_OFF) && !says(PARSERS))
}

#[cfg(test)]
mod tests {
    use super::is_passing;

    #[test]
    fn storage_and_network_pass_and_files_stay_broken() {
        for passing in [
            "read tcp 10.15.37.15:35316->52.92.147.240:443: read: connection reset by peer",
            "failed to parse row, error: read tcp: i/o timeout: importing data failed",
            "context deadline exceeded",
            "SlowDown: Please reduce your request rate.",
            "503 Service Unavailable",
            "unexpected EOF[key=files/a.npy]: unexpected EOF",
            "dial tcp: lookup minio on 10.0.0.10:53: no such host",
            "node offline[node=3]",
            "node not found[node=3]",
            "channel not found in current DataNode",
        ] {
            assert!(is_passing(passing), "{passing}");
        }
        for lasting in [
            "value of field 'x' is missed: importing data failed",
            "JSON parse: unexpected EOF",
            "failed to decode JSON, error: unexpected EOF: importing data failed",
            "key not found[key=a.parquet]",
            "",
        ] {
            assert!(!is_passing(lasting), "{lasting}");
        }
    }
}
