//! Texts of JSON inside of other formats.

use super::json_raw::{self, Raw};
use super::json_scan::{Scanner, Step};
use super::numbers;

/// What a text of JSON is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Null,
    /// A list, a number, a text or a boolean.
    Other,
}

/// What a text of JSON is; `None` if it is none, or has a number that a double does not hold.
pub(crate) fn kind(text: &[u8]) -> Option<Kind> {
    let raw = whole(text)?;
    if has_large_numbers(text) && !numbers(raw, &mut |number| numbers::parse_double(number).is_some()) {
        return None;
    }
    Some(match raw.kind() {
        json_raw::Kind::Object => Kind::Object,
        json_raw::Kind::Null => Kind::Null,
        _ => Kind::Other,
    })
}

/// The one value of a text.
pub(crate) fn whole(text: &[u8]) -> Option<Raw<'_>> {
    let (raw, rest) = first(text)?;
    rest.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).then_some(raw)
}

/// The first value of a text, and what follows it.
pub(crate) fn first(text: &[u8]) -> Option<(Raw<'_>, &[u8])> {
    let mut scanner = Scanner::new();
    let mut at = 0;
    let end = loop {
        at += scanner.plain(text.get(at..).unwrap_or_default());
        let Some(byte) = text.get(at) else {
            break scanner.may_end().then_some(at)?;
        };
        match scanner.step(*byte).ok()? {
            Step::Inside => at += 1,
            Step::End => break at + 1,
            Step::Before => break at,
        }
    };
    let (value, rest) = text.split_at_checked(end)?;
    Some((Raw::new(value), rest))
}

/// Whether a number of a text may be too large: it has an exponent, or very many digits.
fn has_large_numbers(text: &[u8]) -> bool {
    text.windows(2).any(|pair| matches!(pair, [b'0'..=b'9', b'e' | b'E']))
        || text.split(|byte| !byte.is_ascii_digit()).any(|digits| digits.len() > 300)
}

/// Whether all numbers in a value are such; texts and keys are passed over.
pub(crate) fn numbers(raw: Raw<'_>, is_such: &mut dyn FnMut(&str) -> bool) -> bool {
    let mut rest = raw.bytes();
    while let Some(byte) = rest.first() {
        let used = match byte {
            b'"' => Raw::new(rest).bytes().len(),
            b'-' | b'0'..=b'9' => {
                let value = Raw::new(rest);
                if !value.number().is_some_and(&mut *is_such) {
                    return false;
                }
                value.bytes().len()
            }
            _ => 1,
        };
        rest = rest.get(used.max(1)..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_apart() {
        assert_eq!(kind(br#" {"a": [1, 2.5e3, true, "x\u00e9"]} "#), Some(Kind::Object));
        assert_eq!(kind(b"null"), Some(Kind::Null));
        for text in ["[]", "1", "-0.0", "\"abc\"", "true"] {
            assert_eq!(kind(text.as_bytes()), Some(Kind::Other), "{text}");
        }
        for text in ["", " ", "abc", "{", "{\"a\"}", "[1,]", "01", "1 2", "nul", "\"\t\"", "NaN", "1e999", "[1}", "+1"]
        {
            assert_eq!(kind(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn any_depth_is_safe() {
        assert_eq!(kind("[".repeat(1_000_000).as_bytes()), None);
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        assert_eq!(kind(deep.as_bytes()), Some(Kind::Other));
        assert_eq!(kind(format!("[{deep}]").as_bytes()), None);
    }
}
