//! A pull reader over JSON text: walks objects and arrays in one pass, takes what is asked for and skips the rest.
//!
//! Scalars are lenient, because servers are: a number may come as a string, an id as an integer of any size, an absent
//! text as `""` or `null`. What a reader asks for is checked as JSON; what it skips is only known to be complete.

use super::scan;

/// The text is no JSON where it had to be.
#[derive(Debug, PartialEq)]
pub(super) struct Malformed;

pub(super) type Parsed<T> = Result<T, Malformed>;

/// A position in JSON text, before a value.
pub(super) struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { text: text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text), at: 0 }
    }

    /// The first byte of the next value.
    pub(super) fn peek(&mut self) -> Parsed<u8> {
        while let Some(byte) = self.text.get(self.at) {
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
    pub(super) fn object(&mut self, mut member: impl FnMut(&mut Self, &[u8]) -> Parsed<()>) -> Parsed<()> {
        self.sequence(b'{', b'}', |reader| {
            if reader.peek()? != b'"' {
                return Err(Malformed);
            }
            let key = reader.string_token()?;
            if reader.peek()? != b':' {
                return Err(Malformed);
            }
            reader.at += 1;
            if memchr::memchr(b'\\', key).is_none() {
                member(reader, key)
            } else {
                member(reader, unescape(key)?.as_bytes())
            }
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
                Ok(Some(unescape(token)?).filter(|text| !text.is_empty()))
            }
            b'[' | b'{' => self.skip().map(|()| None),
            _ => Ok(Some(self.scalar_token()?).filter(|token| *token != "null").map(str::to_owned)),
        }
    }

    /// Takes a 64-bit integer, also from a numeric string or a float without fraction; anything else is none.
    pub(super) fn integer(&mut self) -> Parsed<Option<i64>> {
        let Some(token) = self.number_token()? else { return Ok(None) };
        Ok(token.parse().ok().or_else(|| token.parse().ok().and_then(exact_integer)))
    }

    /// Takes a number, also from a numeric string; anything else is none.
    pub(super) fn number(&mut self) -> Parsed<Option<f64>> {
        Ok(self.number_token()?.and_then(|token| token.parse().ok()))
    }

    /// Takes the next value unread.
    pub(super) fn raw(&mut self) -> Parsed<&'a [u8]> {
        self.peek()?;
        let start = self.at;
        self.skip()?;
        self.text.get(start..self.at).ok_or(Malformed)
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

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
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

    /// The inside of the string that starts here, escapes as written.
    fn string_token(&mut self) -> Parsed<&'a [u8]> {
        self.at += 1;
        let rest = self.rest();
        let mut length = 0;
        loop {
            length += memchr::memchr2(b'"', b'\\', rest.get(length..).ok_or(Malformed)?).ok_or(Malformed)?;
            if rest.get(length) == Some(&b'"') {
                self.at += length + 1;
                return rest.get(..length).ok_or(Malformed);
            }
            length += 2;
        }
    }

    /// A number, `true`, `false` or `null`.
    fn scalar_token(&mut self) -> Parsed<&'a str> {
        let rest = self.rest();
        let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"+-.".contains(byte));
        let token = rest.get(..length.unwrap_or(rest.len())).ok_or(Malformed)?;
        self.at += token.len();
        let token = std::str::from_utf8(token).map_err(|_| Malformed)?;
        let starts_a_number = token.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
        let is_number = || starts_a_number && token.parse::<f64>().is_ok();
        if matches!(token, "null" | "true" | "false") || is_number() { Ok(token) } else { Err(Malformed) }
    }

    /// The spelling of a number, quoted or not.
    fn number_token(&mut self) -> Parsed<Option<&'a str>> {
        match self.peek()? {
            b'"' => Ok(std::str::from_utf8(self.string_token()?).ok().map(str::trim)),
            b'[' | b'{' => self.skip().map(|()| None),
            _ => self.scalar_token().map(Some),
        }
    }
}

fn unescape(token: &[u8]) -> Parsed<String> {
    if memchr::memchr(b'\\', token).is_none() {
        return std::str::from_utf8(token).map(str::to_owned).map_err(|_| Malformed);
    }
    let mut quoted = Vec::with_capacity(token.len() + 2);
    quoted.push(b'"');
    quoted.extend_from_slice(token);
    quoted.push(b'"');
    serde_json::from_slice(&quoted).map_err(|_| Malformed)
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be an integer within the range")]
fn exact_integer(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < 9.2e18).then_some(value as i64)
}
