//! From the reason that a server gave for a failed job to its cause and what to do.

use std::fmt;

use milvus_import::protocol::is_passing;
use milvus_import::{Error, ErrorCode, ImportProgress, Phase};
use serde::Serialize;

use crate::reasons::REASONS;
use crate::rules::rules;

/// Why a job failed, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What is wrong.
    pub cause: String,
    /// What to do.
    pub fix: String,
    /// The rule that tells it before the start, where there is one.
    pub rule: Option<&'static str>,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.cause, self.fix)
    }
}

/// Explains a reason that a server gave, or a percentage at which a job stands: `"80 %"`. None if it is not known.
///
/// ```
/// use milvus_import_check::explain;
///
/// let reason = "the field 'pages' is not nullable but the file contains null value: importing data failed";
/// let explanation = explain(reason).expect("a known reason");
/// assert_eq!(explanation.rule, Some("parquet.null"));
/// assert!(explanation.fix.contains("nullable"));
/// ```
pub fn explain(reason: &str) -> Option<Explanation> {
    let from_rules = rules().filter_map(|rule| {
        let captured = Captured::of(rule.server_text, reason)?;
        Some((captured.certainty, rule.what, rule.fix, Some(rule.id), captured))
    });
    let from_reasons = REASONS.iter().filter_map(|known| {
        let captured = Captured::of(known.text, reason)?;
        Some((captured.certainty, known.cause, known.fix, None, captured))
    });
    // Of several that fit, the one whose text says the most; of equal ones the first.
    let best = from_rules.chain(from_reasons).reduce(|best, next| if next.0 > best.0 { next } else { best });
    if let Some((_, cause, fix, rule, captured)) = best {
        return Some(Explanation { cause: captured.fill(cause), fix: fix.to_owned(), rule });
    }
    if is_passing(reason) {
        let cause = "a passing fault of the object store, the network or a node of the server".to_owned();
        let fix = "Start the job again: the same files usually import then".to_owned();
        return Some(Explanation { cause, fix, rule: None });
    }
    percentage(reason)
}

/// Explains why an import failed, from the reason of the job or else of its first file that has one. None for any other error.
pub fn explain_error(error: &Error) -> Option<Explanation> {
    (error.code() == ErrorCode::ImportFailed).then_some(())?;
    error.progress().map_or_else(|| explain(error.message()), explain_job)
}

/// Explains why a job failed, as [`explain_error`] does.
pub fn explain_job(job: &ImportProgress) -> Option<Explanation> {
    let of_files = || job.details().ok()?.iter().find_map(|file| file.reason.clone());
    explain(&job.reason.clone().or_else(of_files)?)
}

/// What a server does at a percentage, which is what people ask about a job that stands.
fn percentage(text: &str) -> Option<Explanation> {
    let digits = text.trim().trim_end_matches('%').trim_end();
    let phase = Phase::at(digits.parse().ok().filter(|percent| *percent <= 100)?);
    let fix = match phase {
        Phase::Indexing => {
            "Wait: large indexes take hours. If nothing moves, look at the load of the index or data nodes"
        }
        _ => "Wait; if nothing moves for long, look at the server's log of data coordinator and data nodes",
    };
    let about = phase.about().trim_end_matches('.');
    Some(Explanation { cause: format!("{phase}: {about}"), fix: fix.to_owned(), rule: None })
}

/// What stands in a text where a pattern has `{field}` and `{}`.
struct Captured<'a> {
    field: Option<&'a str>,
    got: Option<&'a str>,
    /// How many characters of the text are the pattern's own.
    certainty: usize,
}

impl<'a> Captured<'a> {
    /// `None` if the text does not have the pattern's words in their order.
    fn of(pattern: &str, text: &'a str) -> Option<Self> {
        let mut captured = Self { field: None, got: None, certainty: 0 };
        let (mut rest, mut pattern) = (text, pattern);
        let mut hole = None;
        loop {
            let next = ["{field}", "{}", "%s"].into_iter().filter_map(|mark| Some((pattern.find(mark)?, mark))).min();
            let words = next.map_or(pattern, |(at, _)| pattern.get(..at).unwrap_or_default());
            let start = rest.find(words)?;
            let between = rest.get(..start)?;
            match hole {
                Some("{field}") => captured.field = Some(between),
                Some("{}") => captured.got = Some(between),
                _ => {}
            }
            captured.certainty += words.len();
            rest = rest.get(start + words.len()..)?;
            let Some((at, mark)) = next else { break };
            pattern = pattern.get(at + mark.len()..)?;
            if pattern.is_empty() {
                let end = rest.split(": importing data failed").next().unwrap_or(rest);
                match mark {
                    "{field}" => captured.field = Some(end),
                    "{}" => captured.got = Some(end),
                    _ => {}
                }
                break;
            }
            hole = Some(mark);
        }
        // A few letters say nothing.
        (captured.certainty >= 8).then_some(captured)
    }

    fn fill(&self, cause: &str) -> String {
        cause.replace("{field}", self.field.unwrap_or("…")).replace("{}", self.got.unwrap_or("…"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_servers_are_explained() {
        for (reason, cause, fix) in [
            ("FloatVector not aligned->FloatVector", "dimension", "dimension"),
            ("could not retrieve footer offset, key does not exist", "bucket", "below the bucket"),
            ("read tcp 10.0.0.1: i/o timeout", "passing fault", "again"),
            (
                "quota exceeded[reason=disk quota exceeded, please allocate more resources]",
                "disk quota exceeded",
                "quota",
            ),
            (
                "schema not equal, err=field 'x' type mis-match, expect arrow type 'utf8', get arrow data type 'large_utf8': \
                 importing data failed: importing data failed",
                "column 'x' is large_utf8",
                "column",
            ),
            ("80%", "index", "Wait"),
            ("70", "sort", "Wait"),
            ("99 %", "commit", "Wait"),
        ] {
            let explanation = explain(reason).unwrap_or_else(|| panic!("{reason} is not explained"));
            assert!(explanation.cause.to_lowercase().contains(cause), "{reason}: {explanation}");
            assert!(explanation.fix.contains(fix), "{reason}: {explanation}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_explained() {
        for text in ["", "  ", "importing data failed", "something else", "101 %", "-1"] {
            assert_eq!(explain(text), None, "{text:?}");
        }
    }
}
