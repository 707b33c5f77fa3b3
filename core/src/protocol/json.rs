//! A pull reader over JSON text: walks objects and arrays in one pass, takes what is asked for and skips the rest.
//!
//! Scalars are lenient, because servers are: a number may come as a string, an id as an integer of any size, an absent
//! text as `""` or `null`. What a reader asks for is checked as JSON; what it skips is only known to be complete.

use wide::u8x16;

use super::scan;
use crate::model::{JobState, Word};

/// The text is no JSON where it had to be.
#[derive(Debug, PartialEq)]
pub(super) struct Malformed;

pub(super) type Parsed<T> = Result<T, Malformed>;

/// A position in JSON text, before a value.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// A reader of UTF-8 text, with or without a byte order mark.
    pub(super) fn new(text: &'a [u8]) -> Parsed<Self> {
        let text = std::str::from_utf8(text).map_err(|_| Malformed)?;
        Ok(Self { text: text.strip_prefix('\u{feff}').unwrap_or(text), at: 0 })
    }

    /// The first byte of the next value.
    #[inline]
    pub(super) fn peek(&mut self) -> Parsed<u8> {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Ok(*byte);
            }
            self.at += 1;
        }
        Err(Malformed)
    }

    /// Nothing but white space is left.
    pub(super) fn end(&mut self) -> Parsed<()> {
        if self.peek().is_err() { Ok(()) } else { Err(Malformed) }
    }

    /// Walks an object: `member` gets each key and must take or skip its value.
    pub(super) fn object(&mut self, mut member: impl FnMut(&mut Self, &str) -> Parsed<()>) -> Parsed<()> {
        self.sequence(b'{', b'}', |reader| {
            if reader.peek()? != b'"' {
                return Err(Malformed);
            }
            let key = reader.string_token()?;
            if reader.peek()? != b':' {
                return Err(Malformed);
            }
            reader.at += 1;
            if key.has_escapes { member(reader, &key.into_text()?) } else { member(reader, key.inside) }
        })
    }

    /// Walks an array: `element` must take or skip each value.
    pub(super) fn array(&mut self, element: impl FnMut(&mut Self) -> Parsed<()>) -> Parsed<()> {
        self.sequence(b'[', b']', element)
    }

    /// Takes any value as text: a string's characters, a number's or boolean's spelling; `null`, `""`, arrays and objects are none.
    pub(super) fn text(&mut self) -> Parsed<Option<String>> {
        match self.peek()? {
            b'"' => {
                let token = self.string_token()?;
                if token.inside.is_empty() { Ok(None) } else { token.into_text().map(Some) }
            }
            b'[' | b'{' => self.skip().map(|()| None),
            _ => Ok(Some(self.scalar_token()?).filter(|token| *token != "null").map(str::to_owned)),
        }
    }

    /// Takes a string that is probably one of the usual states.
    pub(super) fn word(&mut self) -> Parsed<Option<Word>> {
        let token = self.string_token()?;
        match JobState::usual(token.inside) {
            Some((word, _)) => Ok(Some(word.into())),
            None if token.inside.is_empty() => Ok(None),
            None => token.into_text().map(|text| Some(text.into())),
        }
    }

    /// Takes a 64-bit integer, also from a numeric string or a float without fraction; anything else is none.
    pub(super) fn integer(&mut self) -> Parsed<Option<i64>> {
        self.peek()?;
        if let Some(number) = self.short_integer() {
            return Ok(Some(number));
        }
        let Some(token) = self.number_token()? else { return Ok(None) };
        Ok(token.parse().ok().or_else(|| token.parse().ok().and_then(exact_integer)))
    }

    /// Takes a number, also from a numeric string, with its spelling; anything else is none.
    pub(super) fn number(&mut self) -> Parsed<Option<Number>> {
        self.peek()?;
        let start = self.at;
        if self.short_integer().is_some() {
            return Ok(self.text.get(start..self.at).and_then(Number::read));
        }
        Ok(self.number_token()?.and_then(Number::read))
    }

    /// Takes the next value unread.
    pub(super) fn raw(&mut self) -> Parsed<&'a [u8]> {
        self.peek()?;
        let start = self.at;
        self.skip()?;
        self.text.as_bytes().get(start..self.at).ok_or(Malformed)
    }

    /// Where this stands.
    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// What was read since it stood there.
    pub(super) fn since(&self, place: usize) -> &'a [u8] {
        self.text.as_bytes().get(place..self.at).unwrap_or_default()
    }

    /// Passes over the next value.
    pub(super) fn skip(&mut self) -> Parsed<()> {
        match self.peek()? {
            b'"' => self.string_token().map(drop),
            b'[' | b'{' => {
                self.at += scan::container_len(self.rest()).ok_or(Malformed)?;
                Ok(())
            }
            _ => self.scalar_token().map(drop),
        }
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn sequence(&mut self, open: u8, close: u8, mut item: impl FnMut(&mut Self) -> Parsed<()>) -> Parsed<()> {
        if self.peek()? != open {
            return Err(Malformed);
        }
        self.at += 1;
        if self.peek()? == close {
            self.at += 1;
            return Ok(());
        }
        loop {
            item(self)?;
            let next = self.peek()?;
            self.at += 1;
            match next {
                b',' => {}
                next if next == close => return Ok(()),
                _ => return Err(Malformed),
            }
        }
    }

    /// The string that starts here.
    #[inline]
    fn string_token(&mut self) -> Parsed<Token<'a>> {
        let start = self.at + 1;
        let mut has_escapes = false;
        self.at = start;
        loop {
            let rest = self.rest();
            let special = quote_or_backslash(rest).ok_or(Malformed)?;
            self.at += special + 1;
            if rest.get(special) == Some(&b'"') {
                return Ok(Token { inside: self.text.get(start..self.at - 1).ok_or(Malformed)?, has_escapes });
            }
            // Whatever is escaped does not end the string.
            has_escapes = true;
            self.at += 1;
        }
    }

    /// Takes the usual integer: digits only, and few enough to fit. Otherwise nothing is taken.
    #[inline]
    fn short_integer(&mut self) -> Option<i64> {
        const FITS: usize = 18;
        let rest = self.rest();
        let digits = rest.iter().take(FITS).take_while(|byte| byte.is_ascii_digit());
        let (length, number) =
            digits.fold((0, 0), |(length, number), digit| (length + 1, number * 10 + i64::from(digit - b'0')));
        if length == 0 || !matches!(rest.get(length)?, b',' | b'}' | b']') {
            return None;
        }
        self.at += length;
        Some(number)
    }

    /// A number, `true`, `false` or `null`.
    fn scalar_token(&mut self) -> Parsed<&'a str> {
        let rest = self.rest();
        let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"+-.".contains(byte));
        let end = self.at + length.unwrap_or(rest.len());
        let token = self.text.get(self.at..end).ok_or(Malformed)?;
        self.at = end;
        let starts_a_number = token.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
        let is_number = || starts_a_number && token.parse::<f64>().is_ok();
        if matches!(token, "null" | "true" | "false") || is_number() { Ok(token) } else { Err(Malformed) }
    }

    /// The spelling of a number, quoted or not.
    fn number_token(&mut self) -> Parsed<Option<&'a str>> {
        match self.peek()? {
            b'"' => Ok(Some(self.string_token()?.inside.trim())),
            b'[' | b'{' => self.skip().map(|()| None),
            _ => self.scalar_token().map(Some),
        }
    }
}

/// A number and how it was written, since a float does not hold every integer.
pub(super) struct Number {
    pub(super) value: f64,
    pub(super) spelling: Word,
}

impl Number {
    /// None for text that is no finite number.
    pub(super) fn read(text: &str) -> Option<Self> {
        // Most files are at one of these.
        let spelling = match text {
            "0" => "0".into(),
            "100" => "100".into(),
            other => other.to_owned().into(),
        };
        let value = text.parse().ok().filter(|value: &f64| value.is_finite())?;
        Some(Self { value, spelling })
    }
}

/// A string as written.
struct Token<'a> {
    inside: &'a str,
    has_escapes: bool,
}

impl Token<'_> {
    fn into_text(self) -> Parsed<String> {
        if !self.has_escapes {
            return Ok(self.inside.to_owned());
        }
        serde_json::from_str(&format!("\"{}\"", self.inside)).map_err(|_| Malformed)
    }
}

/// Where the first quote or backslash is. Keys and states are short, so the first bytes are looked at without a search.
#[inline]
fn quote_or_backslash(text: &[u8]) -> Option<usize> {
    let Some(first) = text.first_chunk() else { return memchr::memchr2(b'"', b'\\', text) };
    let first = u8x16::new(*first);
    let special = first.simd_eq(u8x16::splat(b'"')) | first.simd_eq(u8x16::splat(b'\\'));
    match special.to_bitmask() {
        0 => Some(16 + memchr::memchr2(b'"', b'\\', text.get(16..)?)?),
        bits => Some(bits.trailing_zeros() as usize),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be an integer within the range")]
fn exact_integer(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < 9.2e18).then_some(value as i64)
}
