//! A value of JSON that is known to be valid, as its bytes.

use std::borrow::Cow;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Bool,
    Number,
    Text,
    Array,
    Object,
}

/// The bytes of one value, without spaces around.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raw<'a>(&'a [u8]);

/// A text without its escapes.
#[derive(Clone, Debug)]
pub(crate) struct Text<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Something that is no character was replaced by U+FFFD.
    pub(crate) replaced: bool,
}

impl<'a> Raw<'a> {
    /// The first value of bytes that a scanner took.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let start = bytes.iter().position(|byte| !is_space(*byte)).unwrap_or(bytes.len());
        let bytes = bytes.get(start..).unwrap_or_default();
        Self(bytes.get(..length(bytes)).unwrap_or_default())
    }

    pub(crate) fn kind(self) -> Kind {
        match self.0.first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::Text,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'n') | None => Kind::Null,
            _ => Kind::Number,
        }
    }

    /// What it is, in words: `a number`.
    pub(crate) fn named(self) -> &'static str {
        match self.kind() {
            Kind::Null => "null",
            Kind::Bool => "a boolean",
            Kind::Number => "a number",
            Kind::Text => "a text",
            Kind::Array => "a list",
            Kind::Object => "an object",
        }
    }

    /// Its start, to be shown.
    pub(crate) fn shown(self) -> String {
        let start: String = String::from_utf8_lossy(self.0.get(..60).unwrap_or(self.0)).chars().take(40).collect();
        if start.len() < self.0.len() { format!("{start}…") } else { start }
    }

    pub(crate) fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// The digits of a number.
    pub(crate) fn number(self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then(|| std::str::from_utf8(self.0).unwrap_or_default())
    }

    pub(crate) fn text(self) -> Option<Text<'a>> {
        (self.kind() == Kind::Text).then(|| unescaped(self.0.get(1..self.0.len() - 1).unwrap_or_default()))
    }

    /// The elements of a list; none of anything else.
    pub(crate) fn elements(self) -> impl Iterator<Item = Raw<'a>> {
        let mut rest = if self.kind() == Kind::Array { self.0.get(1..).unwrap_or_default() } else { &[] };
        std::iter::from_fn(move || next(&mut rest))
    }

    /// The members of an object; none of anything else.
    pub(crate) fn entries(self) -> impl Iterator<Item = (Text<'a>, Raw<'a>)> {
        let mut rest = if self.kind() == Kind::Object { self.0.get(1..).unwrap_or_default() } else { &[] };
        std::iter::from_fn(move || {
            let key = next(&mut rest)?.text()?;
            Some((key, next(&mut rest)?))
        })
    }
}

/// The next value after spaces, commas and colons; `None` at the end of the list or object.
fn next<'a>(rest: &mut &'a [u8]) -> Option<Raw<'a>> {
    let between = |byte: &u8| is_space(*byte) || matches!(byte, b',' | b':');
    let start = rest.iter().position(|byte| !between(byte))?;
    let value = rest.get(start..)?;
    let length = if matches!(value.first(), Some(b']' | b'}')) { 0 } else { length(value) };
    if length == 0 {
        *rest = &[];
        return None;
    }
    let (value, after) = value.split_at_checked(length)?;
    *rest = after;
    Some(Raw(value))
}

/// How many bytes the value has that starts here.
fn length(bytes: &[u8]) -> usize {
    match bytes.first() {
        Some(b'"') => text_length(bytes),
        Some(b'{' | b'[') => {
            let (mut at, mut depth) = (0, 0_usize);
            while let Some(byte) = bytes.get(at) {
                match byte {
                    b'"' => {
                        at += text_length(bytes.get(at..).unwrap_or_default());
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    break;
                }
            }
            at
        }
        _ => {
            let ends = |byte: &u8| is_space(*byte) || matches!(byte, b',' | b':' | b']' | b'}');
            bytes.iter().position(ends).unwrap_or(bytes.len())
        }
    }
}

fn text_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// As Go: a surrogate without its other half, and each byte that is no UTF-8, become U+FFFD.
fn unescaped(bytes: &[u8]) -> Text<'_> {
    let escaped = bytes.contains(&b'\\');
    if let Ok(text) = std::str::from_utf8(bytes)
        && !escaped
    {
        return Text { text: Cow::Borrowed(text), replaced: false };
    }
    let (mut text, mut replaced, mut rest) = (String::with_capacity(bytes.len()), false, bytes);
    while !rest.is_empty() {
        let plain = rest.iter().position(|byte| *byte == b'\\').unwrap_or(rest.len());
        let (before, after) = rest.split_at_checked(plain).unwrap_or_default();
        for chunk in before.utf8_chunks() {
            text.push_str(chunk.valid());
            for _ in chunk.invalid() {
                text.push(char::REPLACEMENT_CHARACTER);
                replaced = true;
            }
        }
        rest = match after {
            [b'\\', b'u', after @ ..] => {
                let (char, used) = unicode(after);
                replaced |= char.is_none();
                text.push(char.unwrap_or(char::REPLACEMENT_CHARACTER));
                after.get(used..).unwrap_or_default()
            }
            [b'\\', byte, after @ ..] => {
                text.push(match byte {
                    b'b' => '\u{8}',
                    b'f' => '\u{c}',
                    b'n' => '\n',
                    b'r' => '\r',
                    b't' => '\t',
                    other => char::from(*other),
                });
                after
            }
            _ => &[],
        };
    }
    Text { text: Cow::Owned(text), replaced }
}

/// The character of the four digits after `\u`, and of a second half where there is one; and how many bytes it took.
fn unicode(after: &[u8]) -> (Option<char>, usize) {
    let unit = |at: usize| {
        let digits = std::str::from_utf8(after.get(at..at + 4)?).ok()?;
        u32::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(0) else { return (None, 4) };
    if !(0xd800..0xe000).contains(&first) {
        return (char::from_u32(first), 4);
    }
    let second = unit(6).filter(|second| after.get(4..6) == Some(b"\\u") && (0xdc00..0xe000).contains(second));
    match second {
        Some(second) if first < 0xdc00 => (char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)), 10),
        _ => (None, 4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_apart() {
        let row = Raw::new(br#" {"a": [1, "]", {"b": null}], "b\"" : -1.5e3 , "c": {}} "#);
        let entries: Vec<_> = row.entries().map(|(key, value)| (key.text.into_owned(), value.shown())).collect();
        assert_eq!(entries.len(), 3);
        assert_eq!(entries[1], ("b\"".to_owned(), "-1.5e3".to_owned()));
        let first = row.entries().next().unwrap().1;
        assert_eq!(first.elements().map(Raw::named).collect::<Vec<_>>(), ["a number", "a text", "an object"]);
    }

    #[test]
    fn texts_lose_what_is_no_character() {
        let text = |bytes: &[u8]| Raw::new(bytes).text().map(|text| (text.text.into_owned(), text.replaced)).unwrap();
        assert_eq!(text(br#""\ud83d\ude00\n\u0041\/""#), ("😀\nA/".to_owned(), false));
        for wrong in [&br#""\ud800""#[..], br#""\udc00""#, b"\"\xff\""] {
            assert_eq!(text(wrong), ("\u{fffd}".to_owned(), true));
        }
        assert_eq!(text(br#""\ud800\u0041""#), ("\u{fffd}A".to_owned(), true));
    }
}
