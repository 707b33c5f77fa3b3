//! What becomes of an object that the server writes anew for a JSON field.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::values::json_raw::Raw;

/// What the server does to an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Its keys are sorted, or characters of HTML in it are escaped.
    pub(super) rewritten: bool,
    /// A key is there twice.
    pub(super) duplicate: bool,
    /// Something that is no character becomes U+FFFD.
    pub(super) replaced: bool,
}

/// The keys of an object that is open.
#[derive(Default)]
struct Keys<'a> {
    last: Option<Cow<'a, str>>,
    seen: HashSet<Cow<'a, str>>,
}

/// Looks at all objects in a value, in one pass and without recursion.
pub(super) fn changes(raw: Raw<'_>) -> Changes {
    let mut changes = Changes::default();
    // `None` is a list.
    let mut open: Vec<Option<Keys<'_>>> = Vec::new();
    let (mut rest, mut key_next) = (raw.bytes(), false);
    while let Some(byte) = rest.first() {
        let mut used = 1;
        match byte {
            b'{' => {
                open.push(Some(Keys::default()));
                key_next = true;
            }
            b'[' => open.push(None),
            b'}' | b']' => drop(open.pop()),
            b',' => key_next = matches!(open.last(), Some(Some(_))),
            b'"' => {
                let value = Raw::new(rest);
                used = value.bytes().len().max(1);
                if let Some(text) = value.text() {
                    let html = |char: char| matches!(char, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
                    changes.rewritten |= text.text.contains(html);
                    changes.replaced |= text.replaced;
                    if key_next && let Some(Some(keys)) = open.last_mut() {
                        key(text.text, keys, &mut changes);
                    }
                }
                key_next = false;
            }
            _ => {}
        }
        rest = rest.get(used..).unwrap_or_default();
    }
    changes
}

fn key<'a>(key: Cow<'a, str>, keys: &mut Keys<'a>, changes: &mut Changes) {
    let last = keys.last.as_deref();
    if last.is_some_and(|last| *last > *key) {
        changes.rewritten = true;
    }
    changes.duplicate |= keys.seen.contains(&key);
    keys.last = Some(key.clone());
    keys.seen.insert(key);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_of_objects_are_seen_at_any_depth() {
        let of = |text: &str| {
            let changes = changes(Raw::new(text.as_bytes()));
            (changes.rewritten, changes.duplicate)
        };
        assert_eq!(of(r#"{"a": {"b": [1, "z", "a"], "c": 1}, "b": {"a": 1}}"#), (false, false));
        assert_eq!(of(r#"{"a": [{"z": 1, "a": 2}]}"#), (true, false));
        assert_eq!(of(r#"{"a": "<b>"}"#), (true, false));
        assert_eq!(of(r#"{"a": 1, "a": 2}"#), (false, true));
        assert_eq!(of(&"[".repeat(100_000)), (false, false));
    }
}
