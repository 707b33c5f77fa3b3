//! The grammar of JSON, byte by byte, as Go's `encoding/json` has it.

/// Go's limit of lists and objects in each other.
const DEEPEST: usize = 10_000;

/// Where a byte leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// On into the value.
    Inside,
    /// The value ends with the byte.
    End,
    /// The value, a number, ended before the byte.
    Before,
}

/// Why a byte cannot stand where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wrong(pub(crate) &'static str);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    After,
    Text,
    Escape,
    Hex(u8),
    Sign,
    Zero,
    Whole,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
    Word(&'static [u8]),
}

/// Reads one value; it keeps nothing but the kinds of the lists and objects that are open.
#[derive(Debug)]
pub(crate) struct Scanner {
    state: State,
    /// Whether the text being read is a key.
    key: bool,
    /// Which of those that are open are objects.
    open: Vec<bool>,
}

impl Scanner {
    pub(crate) fn new() -> Self {
        Self { state: State::Value, key: false, open: Vec::new() }
    }

    /// How many of the bytes are sure to be inside of a text, so that they need no step.
    pub(crate) fn plain(&self, bytes: &[u8]) -> usize {
        if self.state != State::Text {
            return 0;
        }
        bytes.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(bytes.len())
    }

    /// Whether the input may end here: only after a number, which nothing else ends.
    pub(crate) fn may_end(&self) -> bool {
        self.open.is_empty()
            && matches!(self.state, State::Zero | State::Whole | State::Fraction | State::ExponentDigits)
    }

    pub(crate) fn step(&mut self, byte: u8) -> Result<Step, Wrong> {
        let space = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        match self.state {
            State::Value | State::ValueOrEnd | State::Key | State::KeyOrEnd | State::Colon | State::After if space => {
                return Ok(Step::Inside);
            }
            State::ValueOrEnd if byte == b']' => return self.close(false),
            State::Value | State::ValueOrEnd => self.state = self.value(byte)?,
            State::KeyOrEnd if byte == b'}' => return self.close(true),
            State::Key | State::KeyOrEnd if byte == b'"' => (self.state, self.key) = (State::Text, true),
            State::Key | State::KeyOrEnd => return Err(Wrong("where a key in quotes is expected")),
            State::Colon if byte == b':' => self.state = State::Value,
            State::Colon => return Err(Wrong("after an object's key, where a colon is expected")),
            State::After => return self.after(byte),
            State::Text => match byte {
                b'"' if self.key => (self.state, self.key) = (State::Colon, false),
                b'"' => return Ok(self.ended()),
                b'\\' => self.state = State::Escape,
                0..0x20 => return Err(Wrong("in a text, where it must be escaped")),
                _ => {}
            },
            State::Escape => match byte {
                b'u' => self.state = State::Hex(4),
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.state = State::Text,
                _ => return Err(Wrong("after a backslash in a text")),
            },
            State::Hex(left) if byte.is_ascii_hexdigit() => {
                self.state = if left == 1 { State::Text } else { State::Hex(left - 1) };
            }
            State::Hex(_) => return Err(Wrong("in a \\u escape of a text")),
            State::Word([next, rest @ ..]) if *next == byte => {
                if rest.is_empty() {
                    return Ok(self.ended());
                }
                self.state = State::Word(rest);
            }
            State::Word(_) => return Err(Wrong("in a word that is none of true, false and null")),
            _ => return self.number(byte),
        }
        Ok(Step::Inside)
    }

    fn value(&mut self, byte: u8) -> Result<State, Wrong> {
        Ok(match byte {
            b'{' => {
                self.open(true)?;
                State::KeyOrEnd
            }
            b'[' => {
                self.open(false)?;
                State::ValueOrEnd
            }
            b'"' => State::Text,
            b'-' => State::Sign,
            b'0' => State::Zero,
            b'1'..=b'9' => State::Whole,
            b't' => State::Word(b"rue"),
            b'f' => State::Word(b"alse"),
            b'n' => State::Word(b"ull"),
            _ => return Err(Wrong("where a value is expected")),
        })
    }

    fn number(&mut self, byte: u8) -> Result<Step, Wrong> {
        self.state = match (self.state, byte) {
            (State::Sign, b'0') => State::Zero,
            (State::Sign, b'1'..=b'9') | (State::Whole, b'0'..=b'9') => State::Whole,
            (State::Zero | State::Whole, b'.') => State::Point,
            (State::Point | State::Fraction, b'0'..=b'9') => State::Fraction,
            (State::Zero | State::Whole | State::Fraction, b'e' | b'E') => State::Exponent,
            (State::Exponent, b'+' | b'-') => State::ExponentSign,
            (State::Exponent | State::ExponentSign | State::ExponentDigits, b'0'..=b'9') => State::ExponentDigits,
            (State::Zero | State::Whole | State::Fraction | State::ExponentDigits, _) => {
                self.state = State::After;
                return if self.open.is_empty() { Ok(Step::Before) } else { self.after(byte) };
            }
            _ => return Err(Wrong("in a number")),
        };
        Ok(Step::Inside)
    }

    fn after(&mut self, byte: u8) -> Result<Step, Wrong> {
        match (self.open.last(), byte) {
            (_, b' ' | b'\t' | b'\r' | b'\n') => {}
            (Some(true), b',') => self.state = State::Key,
            (Some(false), b',') => self.state = State::Value,
            (Some(true), b'}') | (Some(false), b']') => return self.close(byte == b'}'),
            (Some(true), _) => return Err(Wrong("after a value of an object")),
            _ => return Err(Wrong("after a value of a list")),
        }
        Ok(Step::Inside)
    }

    fn open(&mut self, object: bool) -> Result<(), Wrong> {
        if self.open.len() == DEEPEST {
            return Err(Wrong("deeper than 10,000 lists and objects"));
        }
        self.open.push(object);
        Ok(())
    }

    fn close(&mut self, object: bool) -> Result<Step, Wrong> {
        if self.open.pop() == Some(object) { Ok(self.ended()) } else { Err(Wrong("where a value is expected")) }
    }

    fn ended(&mut self) -> Step {
        self.state = State::After;
        if self.open.is_empty() { Step::End } else { Step::Inside }
    }
}
