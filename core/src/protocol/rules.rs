//! What a server's refusal means: the table of `tests/vectors/README.md`.
//!
//! Servers reuse one code for many causes and one cause has other words in each release, so a rule has codes and parts of
//! messages. What the server says comes before the HTTP status, which is often 200 and tells less. Three statuses come first:
//! 401 and 403, which no passing fault has, and 408, because Milvus 2.4 may send another call's answer with it.

use crate::ErrorCode;

/// One row of the table. It fits when any of its codes, parts or statuses does.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) means: ErrorCode,
    codes: &'static [i64],
    /// Parts of a message, in lower case; `*` stands for one word.
    parts: &'static [&'static str],
    statuses: &'static [u16],
    /// Whether such an answer says that the server did nothing of what was asked.
    pub(super) refuses: bool,
}

/// A row without any condition.
const fn rule(means: ErrorCode) -> Rule {
    Rule { means, codes: &[], parts: &[], statuses: &[], refuses: false }
}

/// The first row that fits decides.
const RULES: &[Rule] = &[
    Rule { statuses: &[408], ..rule(ErrorCode::Timeout) },
    Rule {
        codes: &[1800, 21119, 80001, 80002],
        parts: &["token is illegal", "token is invalid", "apikey is illegal", "hasn't authenticated"],
        statuses: &[401],
        ..rule(ErrorCode::Unauthenticated)
    },
    Rule { parts: &["permissiondenied", "permission deny"], statuses: &[403], ..rule(ErrorCode::PermissionDenied) },
    Rule {
        codes: &[96026, 90144],
        parts: &["import job does not exist", "job * not found", "key not found", "import task id doesn't exist"],
        ..rule(ErrorCode::JobNotFound)
    },
    Rule {
        codes: &[100, 800, 96018, 90102],
        parts: &["collection not found", "partition not found", "database not found"],
        ..rule(ErrorCode::NotFound)
    },
    Rule {
        codes: &[1100, 1101, 1801, 1802],
        parts: &[
            "parse job id failed",
            "unexpect file type",
            "unexpected file type",
            "accepts only one file",
            "inconsistency in file types",
            "max number of import files",
            "not allow to set partition name",
            "parse timeout failed",
            "parse import timeout failed",
            "l0 import is disabled",
            "is auto-commit",
            "expected uncommitted",
            "abort not allowed",
        ],
        ..rule(ErrorCode::InvalidArgument)
    },
    // Limits of memory, disk and quota, and what a release does not implement: no time will help.
    Rule { codes: &[3, 7, 9, 10], ..rule(ErrorCode::ServerError) },
    Rule {
        codes: &[4, 8, 12, 1807, 47055],
        parts: &["number of jobs has reached the limit", "rate limit exceeded", "import task queue max size"],
        refuses: true,
        ..rule(ErrorCode::Busy)
    },
    Rule { codes: &[10001], ..rule(ErrorCode::Timeout) },
    Rule { codes: &[1, 2, 103], refuses: true, ..rule(ErrorCode::Unavailable) },
    // The call from one part of the server to another broke, perhaps after the other had begun.
    Rule { parts: &["code = unavailable"], ..rule(ErrorCode::Unavailable) },
    Rule {
        parts: &[
            "service not ready",
            "server is not ready",
            "is not serving",
            "proxy not healthy",
            "find no available datacoord",
            "find no available rootcoord",
        ],
        refuses: true,
        ..rule(ErrorCode::Unavailable)
    },
    // An internal error is final, but Milvus gives this code to faults that the texts above know better.
    Rule { codes: &[5], ..rule(ErrorCode::ServerError) },
    Rule { statuses: &[429], refuses: true, ..rule(ErrorCode::Busy) },
    Rule { statuses: &[502, 503, 504], ..rule(ErrorCode::Unavailable) },
    Rule { statuses: &[400], ..rule(ErrorCode::InvalidArgument) },
];

/// The rule for an answer that is no success. `code`: the server's, none where it has none. `message`: in lower case.
pub(super) fn first(status: u16, code: Option<i64>, message: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| {
        code.is_some_and(|code| rule.codes.contains(&code))
            || rule.parts.iter().any(|part| holds(message, part))
            || rule.statuses.contains(&status)
    })
}

/// Whether a message has a part in it.
pub(super) fn holds(message: &str, part: &str) -> bool {
    let Some((before, after)) = part.split_once('*') else { return message.contains(part) };
    message.match_indices(before).any(|(at, _)| {
        let rest = message.get(at + before.len()..).unwrap_or_default();
        let word = rest.find(' ').unwrap_or(rest.len());
        word > 0 && rest.get(word..).is_some_and(|rest| rest.starts_with(after))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Protocol, Response};
    use super::*;
    use crate::Error;
    use crate::model::{Api, BulkImport};

    fn create(status: u16, body: &str) -> Error {
        let response = Response::new(status, body.to_owned());
        Protocol::new(Api::MilvusV2).parse(&BulkImport::default().into(), response).unwrap_err()
    }

    fn refusal(status: u16, code: i64, message: &str) -> Error {
        create(status, &serde_json::json!({"code": code, "message": message}).to_string())
    }

    #[test]
    fn milvus_own_passing_faults_are_worth_another_try_under_any_status() {
        for status in [200, 429, 500, 503] {
            for (code, means) in [
                (1, ErrorCode::Unavailable),
                (2, ErrorCode::Unavailable),
                (4, ErrorCode::Busy),
                (8, ErrorCode::Busy),
                (12, ErrorCode::Busy),
                (103, ErrorCode::Unavailable),
                (1807, ErrorCode::Busy),
            ] {
                let error = refusal(status, code, "no words that anyone knows");
                assert_eq!((error.code(), error.retryable()), (means, true), "{code} under {status}");
            }
            for code in [3, 5, 7, 9, 10] {
                let error = refusal(status, code, "quota exceeded[reason=disk quota exceeded]");
                assert_eq!((error.code(), error.retryable()), (ErrorCode::ServerError, false), "{code} under {status}");
            }
        }
    }

    #[test]
    fn a_code_that_says_nothing_leaves_it_to_the_words() {
        for (message, means) in [
            ("find no available datacoord, check datacoord state", ErrorCode::Unavailable),
            ("find no available rootcoord, check rootcoord state", ErrorCode::Unavailable),
            ("proxy not healthy", ErrorCode::Unavailable),
            ("role datacoord is not serving", ErrorCode::Unavailable),
            ("node is not serving", ErrorCode::Unavailable),
            ("server is not ready", ErrorCode::Unavailable),
            ("state code: Initializing: service not ready", ErrorCode::Unavailable),
            ("rpc error: code = Unavailable desc = connection error", ErrorCode::Unavailable),
            ("request is rejected by grpc RateLimiter middleware: rate limit exceeded[rate=0.1]", ErrorCode::Busy),
            ("Import task queue max size is 32, currently there are 32 tasks is pending.", ErrorCode::Busy),
        ] {
            for code in [65535, 5, 0] {
                let error = refusal(200, code, message);
                assert_eq!((error.code(), error.retryable()), (means, true), "{code}: {message}");
            }
        }
    }

    #[test]
    fn only_a_servers_own_refusal_says_that_nothing_was_made() {
        for (status, code, message) in [
            (200, 1, "service not ready[proxy=1]: Initializing"),
            (503, 2, "service unavailable"),
            (200, 4, "too many requests"),
            (429, 8, "rate limit exceeded[rate=0.1]"),
            (200, 12, "resource insufficient"),
            (200, 2101, "The number of jobs has reached the limit, please try again later."),
            (200, 47055, "too many running import jobs"),
            (200, 65535, "find no available datacoord, check datacoord state"),
        ] {
            let error = refusal(status, code, message);
            assert!(error.refused() && error.retryable(), "{error}");
        }
        let lost = refusal(
            200,
            65535,
            "find no available datacoord: rpc error: code = Unavailable desc = transport is closing",
        );
        assert!(lost.retryable() && !lost.refused(), "{lost}");
        for error in [
            refusal(200, 10001, "request timeout"),
            refusal(408, 1, "service not ready"),
            refusal(503, 65535, "something broke"),
            refusal(500, 500, "panic"),
            refusal(200, 100, "collection not found"),
            create(408, "timeout"),
            create(502, "<html>502</html>"),
            create(503, "upstream connect error: server is not ready"),
            create(504, "<html>504</html>"),
            create(429, "<html>429</html>"),
            Protocol::new(Api::MilvusV2).bulk_import(&BulkImport::default()).unwrap_err(),
        ] {
            assert!(!error.refused(), "{error}");
        }
    }

    #[test]
    fn the_numbers_of_the_old_error_code_are_other_numbers() {
        let old = create(200, r#"{"status":{"error_code":4,"reason":"no such thing"}}"#);
        assert_eq!((old.code(), old.server_code()), (ErrorCode::ServerError, Some(4)));
    }

    #[test]
    fn a_star_is_one_word() {
        assert!(holds("no: job 99 not found: x", "job * not found"));
        assert!(holds("job job not found", "job * not found"));
        for other in ["job not found", "job 99 was not found", "job  not found", "job 99"] {
            assert!(!holds(other, "job * not found"), "{other}");
        }
    }
}
