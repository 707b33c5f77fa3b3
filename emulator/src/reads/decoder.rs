//! JSON as Go's `encoding/json` reads it from a stream, with its complaints. One value is in memory at a time.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use super::value::Value;
use crate::go::escaped;

/// Deeper values are refused.
const MAX_DEPTH: usize = 10_000;

/// Where the decoder stands between values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Top,
    ArrayStart,
    ArrayValue,
    ArrayComma,
    ObjectStart,
    ObjectKey,
    ObjectColon,
    ObjectValue,
    ObjectComma,
}

/// A delimiter or a value.
#[derive(Debug, PartialEq)]
pub(super) enum Token {
    Delimiter(u8),
    Value(Value),
}

/// Why there is no value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// There is nothing more.
    End,
    /// The text ends within a value.
    CutOff,
    /// A character that cannot stand where it does.
    Char(u8, String),
    Other(String),
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::End => f.write_str("EOF"),
            Self::CutOff => f.write_str("unexpected EOF"),
            Self::Char(byte, context) => write!(f, "invalid character {} {context}", quoted(*byte)),
            Self::Other(text) => f.write_str(text),
        }
    }
}

/// A character as Go's decoder quotes it.
fn quoted(byte: u8) -> String {
    match byte {
        b'\'' => r"'\''".to_owned(),
        b'"' => "'\"'".to_owned(),
        other => format!("'{}'", escaped(char::from(other))),
    }
}

type Result<T> = std::result::Result<T, Broken>;

/// Reads values, or the delimiters around them.
pub(super) struct Decoder<R> {
    source: BufReader<R>,
    /// How many bytes have been taken.
    at: usize,
    state: State,
    outer: Vec<State>,
}

impl<R: Read> Decoder<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source: BufReader::with_capacity(1 << 16, source), at: 0, state: State::Top, outer: Vec::new() }
    }

    /// How many bytes have been taken.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn look(&mut self) -> Result<Option<u8>> {
        let buffer = self.source.fill_buf().map_err(|error| Broken::Other(error.to_string()))?;
        Ok(buffer.first().copied())
    }

    fn skip(&mut self) {
        self.source.consume(1);
        self.at += 1;
    }

    /// The next byte that is no space; it is not taken.
    fn peek(&mut self) -> Result<u8> {
        loop {
            match self.look()? {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.skip(),
                Some(byte) => return Ok(byte),
                None => return Err(Broken::End),
            }
        }
    }

    /// Whether there is another element in this array or object, or another value at the top.
    pub(super) fn more(&mut self) -> bool {
        self.peek().is_ok_and(|byte| byte != b']' && byte != b'}')
    }

    fn is_value_allowed(&self) -> bool {
        matches!(self.state, State::Top | State::ArrayStart | State::ArrayValue | State::ObjectValue)
    }

    fn value_ended(&mut self) {
        self.state = match self.state {
            State::ArrayStart | State::ArrayValue => State::ArrayComma,
            State::ObjectValue => State::ObjectComma,
            other => other,
        };
    }

    /// The next value whole.
    pub(super) fn decode(&mut self) -> Result<Value> {
        match self.state {
            State::ArrayComma => {
                if self.peek()? != b',' {
                    return Err(Broken::Other("expected comma after array element".to_owned()));
                }
                self.skip();
                self.state = State::ArrayValue;
            }
            State::ObjectColon => {
                if self.peek()? != b':' {
                    return Err(Broken::Other("expected colon after object key".to_owned()));
                }
                self.skip();
                self.state = State::ObjectValue;
            }
            _ => {}
        }
        if !self.is_value_allowed() {
            return Err(Broken::Other("not at beginning of value".to_owned()));
        }
        self.peek()?;
        let value = self.value(0)?;
        self.value_ended();
        Ok(value)
    }

    /// The next delimiter, key or plain value.
    pub(super) fn token(&mut self) -> Result<Token> {
        loop {
            let byte = self.peek()?;
            match (byte, self.state) {
                (b'[' | b'{', _) if self.is_value_allowed() => {
                    self.skip();
                    self.outer.push(self.state);
                    self.state = if byte == b'[' { State::ArrayStart } else { State::ObjectStart };
                    return Ok(Token::Delimiter(byte));
                }
                (b']', State::ArrayStart | State::ArrayComma) | (b'}', State::ObjectStart | State::ObjectComma) => {
                    self.skip();
                    self.state = self.outer.pop().unwrap_or(State::Top);
                    self.value_ended();
                    return Ok(Token::Delimiter(byte));
                }
                (b':', State::ObjectColon) => {
                    self.skip();
                    self.state = State::ObjectValue;
                }
                (b',', State::ArrayComma) => {
                    self.skip();
                    self.state = State::ArrayValue;
                }
                (b',', State::ObjectComma) => {
                    self.skip();
                    self.state = State::ObjectKey;
                }
                (b'"', State::ObjectStart | State::ObjectKey) => {
                    let key = self.value(0)?;
                    self.state = State::ObjectColon;
                    return Ok(Token::Value(key));
                }
                (b'[' | b'{' | b']' | b'}' | b':' | b',', _) => return Err(self.unexpected(byte)),
                _ if self.is_value_allowed() => return self.decode().map(Token::Value),
                _ => return Err(self.unexpected(byte)),
            }
        }
    }

    fn unexpected(&self, byte: u8) -> Broken {
        let context = match self.state {
            State::Top | State::ArrayStart | State::ArrayValue | State::ObjectValue => "looking for beginning of value",
            State::ArrayComma => "after array element",
            State::ObjectStart | State::ObjectKey => "looking for beginning of object key string",
            State::ObjectColon => "after object key",
            State::ObjectComma => "after object key:value pair",
        };
        Broken::Char(byte, context.to_owned())
    }

    /// The next byte that is no space, within a value.
    fn inside(&mut self) -> Result<u8> {
        self.peek().map_err(cut_off)
    }

    fn value(&mut self, depth: usize) -> Result<Value> {
        if depth > MAX_DEPTH {
            return Err(Broken::Other("exceeded max depth".to_owned()));
        }
        match self.inside()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => self.text().map(Value::Text),
            b't' => self.literal("true", Value::Bool(true)),
            b'f' => self.literal("false", Value::Bool(false)),
            b'n' => self.literal("null", Value::Null),
            b'-' | b'0'..=b'9' => self.number().map(Value::Number),
            other => Err(Broken::Char(other, "looking for beginning of value".to_owned())),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value> {
        self.skip();
        let mut items = Vec::new();
        if self.inside()? == b']' {
            self.skip();
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            match self.inside()? {
                b',' => self.skip(),
                b']' => {
                    self.skip();
                    return Ok(Value::Array(items));
                }
                other => return Err(Broken::Char(other, "after array element".to_owned())),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value> {
        self.skip();
        let mut members = BTreeMap::new();
        if self.inside()? == b'}' {
            self.skip();
            return Ok(Value::Object(members));
        }
        loop {
            match self.inside()? {
                b'"' => {}
                other => return Err(Broken::Char(other, "looking for beginning of object key string".to_owned())),
            }
            let key = self.text()?;
            match self.inside()? {
                b':' => self.skip(),
                other => return Err(Broken::Char(other, "after object key".to_owned())),
            }
            let value = self.value(depth + 1)?;
            members.insert(key, value);
            match self.inside()? {
                b',' => self.skip(),
                b'}' => {
                    self.skip();
                    return Ok(Value::Object(members));
                }
                other => return Err(Broken::Char(other, "after object key:value pair".to_owned())),
            }
        }
    }

    fn literal(&mut self, word: &str, value: Value) -> Result<Value> {
        for expected in word.bytes() {
            match self.look()?.ok_or(Broken::CutOff)? {
                byte if byte == expected => self.skip(),
                other => {
                    let context = format!("in literal {word} (expecting {})", quoted(expected));
                    return Err(Broken::Char(other, context));
                }
            }
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<String> {
        let mut text = String::new();
        if self.look()? == Some(b'-') {
            self.skip();
            text.push('-');
        }
        if self.look()? == Some(b'0') {
            self.skip();
            text.push('0');
        } else {
            self.digits(&mut text, "in numeric literal")?;
        }
        if self.look()? == Some(b'.') {
            self.skip();
            text.push('.');
            self.digits(&mut text, "after decimal point in numeric literal")?;
        }
        if let Some(mark @ (b'e' | b'E')) = self.look()? {
            self.skip();
            text.push(char::from(mark));
            if let Some(sign @ (b'+' | b'-')) = self.look()? {
                self.skip();
                text.push(char::from(sign));
            }
            self.digits(&mut text, "in exponent of numeric literal")?;
        }
        Ok(text)
    }

    /// Digits, at least one.
    fn digits(&mut self, text: &mut String, context: &str) -> Result<()> {
        let before = text.len();
        while let Some(digit @ b'0'..=b'9') = self.look()? {
            self.skip();
            text.push(char::from(digit));
        }
        match self.look()? {
            _ if text.len() > before => Ok(()),
            Some(other) => Err(Broken::Char(other, context.to_owned())),
            None => Err(Broken::CutOff),
        }
    }

    /// A text; bytes that are no UTF-8, and halves of surrogate pairs, become U+FFFD.
    fn text(&mut self) -> Result<String> {
        self.skip();
        let mut bytes = Vec::new();
        loop {
            let byte = self.look()?.ok_or(Broken::CutOff)?;
            match byte {
                b'"' => {
                    self.skip();
                    return Ok(String::from_utf8(bytes)
                        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()));
                }
                b'\\' => {
                    self.skip();
                    self.escape(&mut bytes)?;
                }
                control @ ..0x20 => return Err(Broken::Char(control, "in string literal".to_owned())),
                other => {
                    self.skip();
                    bytes.push(other);
                }
            }
        }
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        let plain = match self.look()?.ok_or(Broken::CutOff)? {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'b' => 8,
            b'f' => 12,
            same @ (b'"' | b'\\' | b'/') => same,
            b'u' => {
                self.skip();
                return self.surrogates(bytes);
            }
            other => return Err(Broken::Char(other, "in string escape code".to_owned())),
        };
        self.skip();
        bytes.push(plain);
        Ok(())
    }

    /// A character by its number, or by two halves; a half without the other becomes U+FFFD.
    fn surrogates(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        let mut push = |units: &[u16]| {
            for character in char::decode_utf16(units.iter().copied()) {
                let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
                bytes.extend(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
        };
        let mut first = self.unit()?;
        loop {
            if !(0xd800..0xdc00).contains(&first) || self.look()? != Some(b'\\') {
                push(&[first]);
                return Ok(());
            }
            self.skip();
            if self.look()? != Some(b'u') {
                push(&[first]);
                return self.escape(bytes);
            }
            self.skip();
            let second = self.unit()?;
            if (0xdc00..0xe000).contains(&second) {
                push(&[first, second]);
                return Ok(());
            }
            push(&[first]);
            first = second;
        }
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u16> {
        let mut unit = 0_u16;
        for _ in 0..4 {
            let byte = self.look()?.ok_or(Broken::CutOff)?;
            let Some(digit) = char::from(byte).to_digit(16) else {
                return Err(Broken::Char(byte, "in \\u hexadecimal character escape".to_owned()));
            };
            self.skip();
            unit = unit << 4 | u16::try_from(digit).unwrap_or_default();
        }
        Ok(unit)
    }
}

fn cut_off(broken: Broken) -> Broken {
    if broken == Broken::End { Broken::CutOff } else { broken }
}

/// Why a text is no JSON, and where.
#[derive(Debug)]
pub(super) struct NoJson {
    broken: Broken,
    at: usize,
}

/// A text that is one JSON value whole.
pub(super) fn parse(text: &[u8]) -> std::result::Result<Value, NoJson> {
    let mut decoder = Decoder::new(text);
    let value = decoder.decode().and_then(|value| match decoder.peek() {
        Err(Broken::End) => Ok(value),
        Ok(byte) => Err(Broken::Char(byte, "after top-level value".to_owned())),
        Err(other) => Err(other),
    });
    value.map_err(|broken| NoJson { broken, at: decoder.position() })
}

impl NoJson {
    /// As the standard library says it.
    pub(super) fn plain(&self) -> String {
        match &self.broken {
            Broken::End | Broken::CutOff => "unexpected end of JSON input".to_owned(),
            other => other.to_string(),
        }
    }

    /// As the faster library of 2.5 and later says it.
    pub(super) fn sonic(&self, text: &[u8]) -> String {
        let text = String::from_utf8_lossy(text);
        if text.is_empty() {
            let empty = r#"errors.SyntaxError{Pos:0, Src:"", Code:0x1, Msg:""}"#;
            return crate::go::quote(&format!("Syntax error no sources available, the input json is empty: {empty}"));
        }
        let what = if matches!(self.broken, Broken::End | Broken::CutOff) { "eof" } else { "invalid char" };
        crate::go::quote(&format!("Syntax error {}", excerpt(&text, self.at, what)))
    }
}

/// Where in a text something is, with up to 32 bytes around it.
pub(super) fn excerpt(text: &str, at: usize, what: &str) -> String {
    let size = text.len();
    let (start, left, end, right) = if at >= size {
        (0, 0, size, 0)
    } else {
        let (mut start, mut end, mut left) = (at.saturating_sub(16), at + 16, 16.min(at));
        end += 16 - left;
        if end > size {
            let over = end - size;
            end = size;
            if start > over {
                left += over;
                start -= over;
            }
        }
        (start, left, end, (end - start).saturating_sub(left + 1))
    };
    let part = String::from_utf8_lossy(text.as_bytes().get(start..end).unwrap_or_default()).into_owned();
    format!("at index {at}: {what}\n\n\t{part}\n\t{}^{}\n", ".".repeat(left), ".".repeat(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        parse(text.as_bytes()).unwrap_err().plain()
    }

    #[test]
    fn complaints_are_those_of_go() {
        for (text, expected) in [
            ("", "unexpected end of JSON input"),
            ("[1", "unexpected end of JSON input"),
            ("x", "invalid character 'x' looking for beginning of value"),
            ("{bad", "invalid character 'b' looking for beginning of object key string"),
            (r#"{"a" 1}"#, "invalid character '1' after object key"),
            (r#"{"a":1 2}"#, "invalid character '2' after object key:value pair"),
            ("[1 2]", "invalid character '2' after array element"),
            ("[01]", "invalid character '1' after array element"),
            ("[1.]", "invalid character ']' after decimal point in numeric literal"),
            ("[-]", "invalid character ']' in numeric literal"),
            ("nul]", "invalid character ']' in literal null (expecting 'l')"),
            ("1 x", "invalid character 'x' after top-level value"),
            ("\"\t\"", "invalid character '\\t' in string literal"),
            (r#""\x""#, "invalid character 'x' in string escape code"),
            ("\u{feff}1", "invalid character 'ï' looking for beginning of value"),
        ] {
            assert_eq!(complaint(text), expected, "{text:?}");
        }
    }

    #[test]
    fn values_of_ten_thousand_levels_are_read_and_no_deeper_ones() {
        let reader = || {
            assert!(parse(format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH)).as_bytes()).is_ok());
            assert_eq!(complaint(&"[".repeat(MAX_DEPTH + 2)), "exceeded max depth");
        };
        std::thread::Builder::new().stack_size(crate::reads::STACK).spawn(reader).unwrap().join().unwrap();
    }

    #[test]
    fn the_faster_library_shows_where() {
        let sonic = |text: &str| parse(text.as_bytes()).unwrap_err().sonic(text.as_bytes());
        assert_eq!(sonic("abc"), r#""Syntax error at index 0: invalid char\n\n\tabc\n\t^..\n""#);
        assert_eq!(sonic("{bad"), r#""Syntax error at index 1: invalid char\n\n\t{bad\n\t.^..\n""#);
    }

    #[test]
    fn texts_are_decoded() {
        let text = parse(br#""a\ud83d\ude00\ud800\n\u00e9""#).unwrap();
        assert_eq!(text, Value::Text("a\u{1f600}\u{fffd}\n\u{e9}".to_owned()));
    }
}
