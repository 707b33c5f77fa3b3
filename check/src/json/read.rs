//! Values of JSON out of a file.

use crate::input::{Input, LARGEST_ROW};
use crate::values::json_scan::{Scanner, Step};

/// What was read.
pub(crate) enum Value {
    Read,
    /// The input ended before it.
    None,
    /// The input ended in it.
    Cut,
    /// It is larger than a row may be.
    Large,
    /// It is no JSON, and why.
    Wrong(String),
}

/// Reads the bytes of one value.
pub(crate) fn value(input: &mut Input<'_>, bytes: &mut Vec<u8>) -> Value {
    bytes.clear();
    let mut scanner = Scanner::new();
    loop {
        let piece = input.piece();
        if piece.is_empty() {
            return match bytes.len() {
                0 => Value::None,
                _ if scanner.may_end() => Value::Read,
                _ => Value::Cut,
            };
        }
        let mut at = 0;
        let ended = loop {
            at += scanner.plain(piece.get(at..).unwrap_or_default());
            let Some(byte) = piece.get(at).copied() else { break None };
            match scanner.step(byte) {
                Ok(Step::Inside) => at += 1,
                Ok(Step::End) => {
                    at += 1;
                    break Some(Value::Read);
                }
                Ok(Step::Before) => break Some(Value::Read),
                Err(wrong) => {
                    input.consume(at);
                    return Value::Wrong(format!("{} {} (byte {})", shown(byte), wrong.0, input.offset()));
                }
            }
        };
        bytes.extend_from_slice(piece.get(..at).unwrap_or_default());
        input.consume(at);
        if let Some(value) = ended {
            return value;
        }
        if bytes.len() > LARGEST_ROW {
            return Value::Large;
        }
    }
}

/// Passes over spaces, and gives the byte after them.
pub(crate) fn skip_space(input: &mut Input<'_>) -> Option<u8> {
    loop {
        let piece = input.piece();
        let spaces = piece.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
        let next = piece.get(spaces).copied();
        let at_end = piece.is_empty();
        input.consume(spaces);
        if next.is_some() || at_end {
            return next;
        }
    }
}

/// A byte, to be shown.
pub(crate) fn shown(byte: u8) -> String {
    if byte.is_ascii_graphic() { format!("'{}'", char::from(byte)) } else { format!("the byte 0x{byte:02x}") }
}
