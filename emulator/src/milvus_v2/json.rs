//! JSON as the servers' Go decoders take it: the first value counts and what follows is not looked at, members may be
//! repeated, what is no UTF-8 and lone surrogates become U+FFFD.

/// A JSON value. Numbers are never read as such on these routes.
#[derive(Debug)]
pub(super) enum Json {
    Null,
    Bool,
    Number,
    Text(String),
    Array(Vec<Json>),
    /// In the order they came, repeated ones included.
    Object(Vec<(String, Json)>),
}

/// Why there is no value.
#[derive(Debug)]
pub(super) enum Broken {
    /// There is nothing but white space.
    Empty,
    /// It ends too early.
    CutOff,
    /// In the decoder's words.
    Syntax(String),
}

/// Values nested deeper than this are checked and dropped: no request has members there.
const KEPT_DEPTH: usize = 4;
/// Go's own limit.
const MAX_DEPTH: usize = 10_000;

/// Reads the first value.
pub(super) fn first(text: &[u8]) -> Result<Json, Broken> {
    let mut reader = Reader { text, at: 0 };
    reader.skip_space();
    if reader.peek().is_none() {
        return Err(Broken::Empty);
    }
    reader.value()
}

/// The extent of the first value as 3.0's decoder looks for it before it reads it: only brackets of the value's own kind
/// and quotes are looked at. `None` for what does not begin like JSON, and for what is cut off.
pub(super) fn extent(text: &[u8]) -> Option<&[u8]> {
    let start = text.iter().position(|byte| !is_space(*byte))?;
    let value = text.get(start..)?;
    let length = match value.first()? {
        b'{' => closed(value, b'{', b'}')?,
        b'[' => closed(value, b'[', b']')?,
        b'"' => 1 + quoted(value.get(1..)?)?,
        b't' | b'n' => 4,
        b'f' => 5,
        b'-' | b'0'..=b'9' => {
            let ends = |byte: &u8| is_space(*byte) || matches!(byte, b',' | b']' | b'}');
            value.iter().position(ends).unwrap_or(value.len())
        }
        _ => return None,
    };
    value.get(..length)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// The length of what is between the first bracket and the one that closes it.
fn closed(value: &[u8], open: u8, close: u8) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_usize);
    loop {
        let byte = *value.get(at)?;
        at += 1;
        if byte == b'"' {
            at += quoted(value.get(at..)?)?;
        } else if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
}

/// The length of the rest of a string, with its closing quote.
fn quoted(rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match *rest.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// An array or object whose end is still to come.
enum Open {
    Array(Vec<Json>),
    Object(Vec<(String, Json)>, String),
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
    }

    /// The next byte, which belongs to what is named in the complaint about another.
    fn next(&mut self) -> Result<u8, Broken> {
        let byte = self.peek().ok_or(Broken::CutOff)?;
        self.at += 1;
        Ok(byte)
    }

    fn unexpected<T>(byte: u8, place: &str) -> Result<T, Broken> {
        let shown = match byte {
            b'\'' => "\\'".to_owned(),
            b'"' => "\"".to_owned(),
            byte => crate::go::escaped(char::from(byte)),
        };
        Err(Broken::Syntax(format!("invalid character '{shown}' {place}")))
    }

    /// A value without recursion, since a hostile body may be nested as deep as it is long.
    fn value(&mut self) -> Result<Json, Broken> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            let mut done = match self.begin()? {
                Some(value) => value,
                None => match self.open(&mut open)? {
                    Some(empty) => empty,
                    None => continue,
                },
            };
            loop {
                let keeps = open.len() <= KEPT_DEPTH;
                let Some(around) = open.last_mut() else { return Ok(done) };
                let (more, ends, place) = match around {
                    Open::Array(items) => {
                        items.extend(Some(done).filter(|_| keeps));
                        (b',', b']', "after array element")
                    }
                    Open::Object(members, name) => {
                        members.extend(Some((std::mem::take(name), done)).filter(|_| keeps));
                        (b',', b'}', "after object key:value pair")
                    }
                };
                self.skip_space();
                let byte = self.next()?;
                if byte == more {
                    if let Some(Open::Object(_, name)) = open.last_mut() {
                        *name = self.name()?;
                    }
                    break;
                }
                if byte != ends {
                    return Self::unexpected(byte, place);
                }
                done = match open.pop() {
                    Some(Open::Array(items)) => Json::Array(items),
                    Some(Open::Object(members, _)) => Json::Object(members),
                    None => return Err(Broken::CutOff),
                };
            }
        }
    }

    /// A value that is no array and no object; nothing before one of those.
    fn begin(&mut self) -> Result<Option<Json>, Broken> {
        self.skip_space();
        match self.peek().ok_or(Broken::CutOff)? {
            b'{' | b'[' => return Ok(None),
            b'"' => {
                self.at += 1;
                self.string().map(Json::Text)
            }
            b'-' | b'0'..=b'9' => self.number().map(|()| Json::Number),
            b't' => self.literal("true").map(|()| Json::Bool),
            b'f' => self.literal("false").map(|()| Json::Bool),
            b'n' => self.literal("null").map(|()| Json::Null),
            byte => Self::unexpected(byte, "looking for beginning of value"),
        }
        .map(Some)
    }

    /// Opens an array or object; an empty one is returned whole.
    fn open(&mut self, open: &mut Vec<Open>) -> Result<Option<Json>, Broken> {
        let is_array = self.next()? == b'[';
        if open.len() >= MAX_DEPTH {
            return Err(Broken::Syntax("exceeded max depth".to_owned()));
        }
        self.skip_space();
        if self.peek() == Some(if is_array { b']' } else { b'}' }) {
            self.at += 1;
            return Ok(Some(if is_array { Json::Array(Vec::new()) } else { Json::Object(Vec::new()) }));
        }
        open.push(if is_array { Open::Array(Vec::new()) } else { Open::Object(Vec::new(), self.name()?) });
        Ok(None)
    }

    /// A member's name and its colon.
    fn name(&mut self) -> Result<String, Broken> {
        self.skip_space();
        match self.next()? {
            b'"' => {}
            byte => return Self::unexpected(byte, "looking for beginning of object key string"),
        }
        let name = self.string()?;
        self.skip_space();
        match self.next()? {
            b':' => Ok(name),
            byte => Self::unexpected(byte, "after object key"),
        }
    }

    fn literal(&mut self, word: &str) -> Result<(), Broken> {
        for expected in word.bytes() {
            let byte = self.next()?;
            if byte != expected {
                let place = format!("in literal {word} (expecting '{}')", char::from(expected));
                return Self::unexpected(byte, &place);
            }
        }
        Ok(())
    }

    fn digits(&mut self, place: &str) -> Result<(), Broken> {
        match self.next()? {
            b'0'..=b'9' => {}
            byte => return Self::unexpected(byte, place),
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Broken> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        // Nothing may follow a leading zero but a fraction or an exponent.
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits("in numeric literal")?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits("after decimal point in numeric literal")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits("in exponent of numeric literal")?;
        }
        Ok(())
    }

    /// The rest of a string, after its opening quote.
    fn string(&mut self) -> Result<String, Broken> {
        let mut bytes = Vec::new();
        loop {
            match self.next()? {
                b'"' => break,
                b'\\' => self.escape(&mut bytes)?,
                byte @ ..b' ' => return Self::unexpected(byte, "in string literal"),
                byte => bytes.push(byte),
            }
        }
        let mut text = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
        }
        Ok(text)
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Result<(), Broken> {
        bytes.push(match self.next()? {
            byte @ (b'"' | b'\\' | b'/') => byte,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let character = self.unicode()?;
                bytes.extend(character.encode_utf8(&mut [0; 4]).bytes());
                return Ok(());
            }
            byte => return Self::unexpected(byte, "in string escape code"),
        });
        Ok(())
    }

    fn unicode(&mut self) -> Result<char, Broken> {
        let first = self.hex()?;
        if let Some(character) = char::from_u32(first) {
            return Ok(character);
        }
        let after = self.at;
        if first < 0xdc00 && self.text.get(after..after + 2) == Some(br"\u") {
            self.at += 2;
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let combined = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(combined).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = after;
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex(&mut self) -> Result<u32, Broken> {
        let mut number = 0;
        for _ in 0..4 {
            let byte = self.next()?;
            match char::from(byte).to_digit(16) {
                Some(digit) => number = number * 16 + digit,
                None => return Self::unexpected(byte, "in \\u hexadecimal character escape"),
            }
        }
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> String {
        match first(json.as_bytes()) {
            Ok(Json::Text(text)) => text,
            other => panic!("{json}: {other:?}"),
        }
    }

    #[test]
    fn strings_are_read_as_go_reads_them() {
        assert_eq!(text(r#""a\u00e9\n\ud83d\ude00""#), "aé\n😀");
        assert_eq!(text(r#""\ud800x\udc00""#), "\u{fffd}x\u{fffd}");
        let Ok(Json::Text(text)) = first(b"\"\xe2\x82\"") else { panic!() };
        assert_eq!(text, "\u{fffd}\u{fffd}");
    }

    #[test]
    fn only_the_first_value_counts() {
        for json in ["{} x", "[1,{\"a\":[]}]]", "1x", "truex", "-0.5e+3,", "\"a\"\"", " null null"] {
            assert!(first(json.as_bytes()).is_ok(), "{json}");
        }
        let deep = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
        assert!(first(deep.as_bytes()).is_ok());
        assert!(matches!(first(format!("[{deep}]").as_bytes()), Err(Broken::Syntax(_))));
    }

    #[test]
    fn what_is_broken_is_told_apart() {
        for json in ["", " \n"] {
            assert!(matches!(first(json.as_bytes()), Err(Broken::Empty)), "{json}");
        }
        for json in ["{", "{\"a\"", "[1,", "\"a", "tru", "-", "1.", "\"\\u00"] {
            assert!(matches!(first(json.as_bytes()), Err(Broken::CutOff)), "{json}");
        }
        for (json, words) in [
            ("{a:1}", "invalid character 'a' looking for beginning of object key string"),
            ("{'a':1}", r"invalid character '\'' looking for beginning of object key string"),
            ("hello", "invalid character 'h' looking for beginning of value"),
            ("[1 2]", "invalid character '2' after array element"),
            ("{\"a\" 1}", "invalid character '1' after object key"),
            ("\"\t\"", "invalid character '\\t' in string literal"),
        ] {
            assert!(matches!(first(json.as_bytes()), Err(Broken::Syntax(found)) if found == words), "{json}");
        }
    }

    #[test]
    fn an_extent_is_found_by_brackets_alone() {
        for (json, found) in [
            (" {x} y", Some("{x}")),
            ("[{]", Some("[{]")),
            ("{\"}\"", None),
            ("nope", Some("nope")),
            ("nop", None),
            ("hello", None),
            ("12 ", Some("12")),
            ("\"a\\\"b\"c", Some("\"a\\\"b\"")),
            ("", None),
        ] {
            assert_eq!(extent(json.as_bytes()), found.map(str::as_bytes), "{json}");
        }
    }
}
