//! JSON files: one array of rows, or a row after the other.

pub(crate) mod elements;
pub(crate) mod read;
mod reserialize;
mod row;
pub(crate) mod structs;

use crate::finding::{At, Findings};
use crate::input::{END, Input, is_whole};
use crate::report::Context;
use crate::rules::{json as rule, values};
use crate::values::json_raw::Raw;
use crate::{Looked, Source};
use read::{Value, skip_space, value};
use row::Rows;

/// What is left of an array of rows.
enum Ended {
    /// It was closed, and what follows may be looked at.
    Closed,
    /// The input ended, or the rest cannot be read; that was told.
    Cut,
}

/// Checks one array of rows, or an object whose `rows` is one.
pub(crate) fn check_array(context: &Context<'_>, path: &str, source: &dyn Source, findings: &mut Findings) -> Looked {
    let whole = is_whole(source, context.options);
    let mut input = Input::new(source, 0, if whole { u64::MAX } else { END });
    let mut rows = Rows::new(context.schema, &rule::ROW);
    let mut ended = None;
    let object = match start(&mut input, findings) {
        Some(b'[') => {
            input.consume(1);
            // A list that never goes on is one of no rows to the server.
            if matches!(skip_space(&mut input), Some(byte) if byte != b'}') {
                ended = Some(array(&mut input, whole, &mut rows, findings));
            } else {
                findings.add(&rule::NO_ROWS, At::FILE, "");
            }
            false
        }
        Some(b'{') => {
            input.consume(1);
            if object_root(&mut input, findings) {
                ended = Some(array(&mut input, whole, &mut rows, findings));
            }
            true
        }
        _ => false,
    };
    if let Some(Ended::Closed) = ended {
        if rows.seen == 0 {
            findings.add(&rule::NO_ROWS, At::FILE, "");
        }
        after(&mut input, object, findings);
    }
    rows.finish(findings);
    input.finish(findings);
    if !whole && ended.is_some() {
        check_end(source, findings);
    }
    Looked { file: path.to_owned(), parts: "", seen: rows.seen, rows: whole.then_some(rows.seen) }
}

/// The first byte of the file that is no space, if rows may follow.
fn start(input: &mut Input<'_>, findings: &mut Findings) -> Option<u8> {
    let first = skip_space(input);
    let what = match first {
        Some(byte @ (b'[' | b'{')) => return Some(byte),
        Some(0xef) if input.piece().starts_with("\u{feff}".as_bytes()) => {
            findings.add(&rule::BOM, At::FILE, "");
            return None;
        }
        Some(b'"') => "a text",
        Some(b'-' | b'0'..=b'9') => "a number",
        Some(b't' | b'f' | b'n') => "a word",
        other => {
            let what = other.map_or_else(|| "it is empty".to_owned(), read::shown);
            findings.add(&rule::START, At::FILE, &what);
            return None;
        }
    };
    findings.add(&rule::ROOT, At::FILE, what);
    None
}

/// Reads up to the array of `{"rows": [`; whether there is one.
fn object_root(input: &mut Input<'_>, findings: &mut Findings) -> bool {
    let mut key = Vec::new();
    match skip_space(input) {
        None | Some(b'}' | b']') => {
            findings.add(&rule::NO_ROWS, At::FILE, "");
            return false;
        }
        Some(b'"') => {}
        Some(byte) => {
            findings.add(&rule::SYNTAX, At::FILE, &format!("{} where a key in quotes is expected", read::shown(byte)));
            return false;
        }
    }
    match value(input, &mut key) {
        Value::Read => {}
        Value::Wrong(why) => {
            findings.add(&rule::SYNTAX, At::FILE, &why);
            return false;
        }
        _ => {
            findings.add(&rule::SYNTAX, At::FILE, "it ends in a key");
            return false;
        }
    }
    let key = Raw::new(&key);
    if key.text().is_none_or(|key| key.text.to_lowercase() != "rows") {
        findings.add(&rule::ROOT_KEY, At::FILE, &key.shown());
        return false;
    }
    if skip_space(input) != Some(b':') {
        findings.add(&rule::SYNTAX, At::FILE, "there is no colon after the key");
        return false;
    }
    input.consume(1);
    if skip_space(input) != Some(b'[') {
        findings.add(&rule::ROWS, At::FILE, "");
        return false;
    }
    input.consume(1);
    true
}

/// Reads rows up to the closing bracket.
fn array(input: &mut Input<'_>, whole: bool, rows: &mut Rows<'_>, findings: &mut Findings) -> Ended {
    let mut bytes = Vec::new();
    let mut first = true;
    loop {
        match skip_space(input) {
            None if whole => {
                findings.add(&rule::END, At::FILE, "");
                return Ended::Cut;
            }
            None => return Ended::Cut,
            Some(b']') => {
                input.consume(1);
                return Ended::Closed;
            }
            Some(b'}') => {
                findings.add(&rule::END, At::FILE, "");
                return Ended::Cut;
            }
            Some(b',') if !first => input.consume(1),
            Some(byte) if !first => {
                let what = format!("{} where a comma is expected (byte {})", read::shown(byte), input.offset());
                findings.add(&rule::SYNTAX, At::row(rows.seen), &what);
                return Ended::Cut;
            }
            Some(_) => {}
        }
        first = false;
        if !next(input, &mut bytes, whole, rows, findings) {
            return Ended::Cut;
        }
    }
}

/// Reads a row and looks at it; whether there may be more.
fn next(input: &mut Input<'_>, bytes: &mut Vec<u8>, whole: bool, rows: &mut Rows<'_>, findings: &mut Findings) -> bool {
    let at = if rows.numbered { At::row(rows.seen) } else { At::FILE };
    match value(input, bytes) {
        Value::Read => {
            rows.row(Raw::new(bytes), findings);
            return true;
        }
        Value::Wrong(why) => findings.add(&rule::SYNTAX, at, &why),
        Value::Large => findings.add(&values::LARGE_ROW, at, ""),
        Value::Cut | Value::None if whole => findings.add(&rule::SYNTAX, at, "it ends in a row"),
        Value::Cut | Value::None => {}
    }
    false
}

/// What follows the rows: the server stops at a bracket, and chokes on anything else.
fn after(input: &mut Input<'_>, object: bool, findings: &mut Findings) {
    match skip_space(input) {
        None => {}
        Some(b'}') if object => {
            input.consume(1);
            if skip_space(input).is_some() {
                findings.add(&rule::AFTER_END, At::FILE, "");
            }
        }
        Some(b']' | b'}') => findings.add(&rule::AFTER_END, At::FILE, ""),
        Some(byte) => {
            let what = format!("{} after the rows (byte {})", read::shown(byte), input.offset());
            findings.add(&rule::SYNTAX, At::FILE, &what);
        }
    }
}

/// Whether a large file ends as an array does.
fn check_end(source: &dyn Source, findings: &mut Findings) {
    let mut input = Input::new(source, source.size().saturating_sub(64 << 10), u64::MAX);
    let last = input.piece().iter().rev().find(|byte| !byte.is_ascii_whitespace()).copied();
    if last.is_some_and(|byte| !matches!(byte, b']' | b'}')) {
        findings.add(&rule::END, At::FILE, "");
    }
}

/// Checks a file of a row after the other.
pub(crate) fn check_lines(context: &Context<'_>, path: &str, source: &dyn Source, findings: &mut Findings) -> Looked {
    let whole = is_whole(source, context.options);
    let mut input = Input::new(source, 0, if whole { u64::MAX } else { END });
    let mut rows = Rows::new(context.schema, &rule::LINES_ARRAY);
    if skip_space(&mut input) == Some(0xef) && input.piece().starts_with("\u{feff}".as_bytes()) {
        findings.add(&rule::BOM, At::FILE, "");
    } else {
        let mut bytes = Vec::new();
        let mut more = true;
        while more && skip_space(&mut input).is_some() {
            more = next(&mut input, &mut bytes, whole, &mut rows, findings);
        }
        if rows.seen == 0 && more && whole {
            findings.add(&rule::NO_ROWS, At::FILE, "");
        }
        if !whole {
            tail(source, &mut rows, findings);
        }
    }
    rows.finish(findings);
    input.finish(findings);
    Looked { file: path.to_owned(), parts: "", seen: rows.seen, rows: whole.then_some(rows.seen) }
}

/// Looks at the rows of a large file's end, from the first line on that starts an object after one that ends one.
fn tail(source: &dyn Source, rows: &mut Rows<'_>, findings: &mut Findings) {
    let mut input = Input::new(source, source.size().saturating_sub(END), u64::MAX);
    let (mut last, mut line_ended) = (0, false);
    loop {
        let piece = input.piece();
        let Some(byte) = piece.first().copied() else { return };
        if line_ended && byte == b'{' {
            break;
        }
        match byte {
            b'\n' => line_ended = last == b'}',
            b' ' | b'\r' | b'\t' => line_ended = false,
            other => (last, line_ended) = (other, false),
        }
        input.consume(1);
    }
    rows.numbered = false;
    let mut bytes = Vec::new();
    while skip_space(&mut input).is_some() && next(&mut input, &mut bytes, true, rows, findings) {}
    input.finish(findings);
}
