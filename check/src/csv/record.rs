//! Records of CSV, as Go's `encoding/csv` reads them.

use crate::input::{Input, LARGEST_ROW};

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// All cells of a row.
    Read,
    /// The cells before one with a quote where none may be; the server goes on with them as if they were the row.
    Bad(&'static str),
    /// The input ended before one.
    None,
    /// It is larger than a row may be.
    Large,
}

const BARE_QUOTE: &str = "a quote in a cell that does not start with one";
const LOOSE_QUOTE: &str = "a quote in a cell in quotes that is not doubled";
const OPEN_QUOTE: &str = "a cell in quotes that never ends";

/// Reads a record after the other.
pub(super) struct Records<'a> {
    input: Input<'a>,
    comma: Vec<u8>,
    line: Vec<u8>,
    /// The bytes of all cells, and where each of them ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Whether the line ended with `\r\n`.
    was_windows: bool,
    /// A cell has a line's end that was written as `\r\n`.
    pub(super) windows_line: bool,
}

impl<'a> Records<'a> {
    pub(super) fn new(input: Input<'a>, comma: char) -> Self {
        let comma = comma.to_string().into_bytes();
        Self {
            input,
            comma,
            line: Vec::new(),
            bytes: Vec::new(),
            ends: Vec::new(),
            was_windows: false,
            windows_line: false,
        }
    }

    pub(super) fn into_input(self) -> Input<'a> {
        self.input
    }

    /// Whether nothing is left.
    pub(super) fn at_end(&mut self) -> bool {
        self.input.piece().is_empty()
    }

    /// The cells of the record that was read.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.bytes.get(start..*end).unwrap_or_default())
    }

    pub(super) fn read(&mut self) -> Record {
        self.bytes.clear();
        self.ends.clear();
        self.windows_line = false;
        loop {
            match self.next_line() {
                None => return Record::None,
                Some(false) => return Record::Large,
                // Empty lines are passed over.
                Some(true) if self.line == b"\n" || self.line.is_empty() => {}
                Some(true) => break,
            }
        }
        let mut at = 0;
        loop {
            if self.line.get(at) == Some(&b'"') {
                at += 1;
                match self.quoted(&mut at) {
                    Ok(true) => {}
                    Ok(false) => return Record::Read,
                    Err(record) => return record,
                }
            } else {
                let rest = self.line.get(at..).unwrap_or_default();
                let comma = find(rest, &self.comma);
                let cell = match comma {
                    Some(end) => rest.get(..end).unwrap_or_default(),
                    None => rest.strip_suffix(b"\n").unwrap_or(rest),
                };
                if cell.contains(&b'"') {
                    return Record::Bad(BARE_QUOTE);
                }
                self.bytes.extend_from_slice(cell);
                self.ends.push(self.bytes.len());
                match comma {
                    Some(end) => at += end + self.comma.len(),
                    None => return Record::Read,
                }
            }
        }
    }

    /// Reads a cell after its first quote; whether another follows in the record.
    fn quoted(&mut self, at: &mut usize) -> Result<bool, Record> {
        loop {
            let rest = self.line.get(*at..).unwrap_or_default();
            let Some(quote) = rest.iter().position(|byte| *byte == b'"') else {
                self.bytes.extend_from_slice(rest);
                self.windows_line |= self.was_windows;
                if self.bytes.len() > LARGEST_ROW {
                    return Err(Record::Large);
                }
                match self.next_line() {
                    None => return Err(Record::Bad(OPEN_QUOTE)),
                    Some(false) => return Err(Record::Large),
                    Some(true) => *at = 0,
                }
                continue;
            };
            self.bytes.extend_from_slice(rest.get(..quote).unwrap_or_default());
            *at += quote + 1;
            let rest = self.line.get(*at..).unwrap_or_default();
            if rest.first() == Some(&b'"') {
                self.bytes.push(b'"');
                *at += 1;
            } else if rest.starts_with(&self.comma) {
                *at += self.comma.len();
                self.ends.push(self.bytes.len());
                return Ok(true);
            } else if rest.is_empty() || rest == b"\n" {
                self.ends.push(self.bytes.len());
                return Ok(false);
            } else {
                return Err(Record::Bad(LOOSE_QUOTE));
            }
        }
    }

    /// Reads a line with its end, which is `\n` even if it was `\r\n`; `false` if it is too long.
    fn next_line(&mut self) -> Option<bool> {
        self.line.clear();
        self.was_windows = false;
        loop {
            let piece = self.input.piece();
            if piece.is_empty() {
                if self.line.is_empty() {
                    return None;
                }
                if self.line.last() == Some(&b'\r') {
                    self.line.pop();
                }
                return Some(true);
            }
            let end = piece.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
            let count = end.unwrap_or(piece.len());
            self.line.extend_from_slice(piece.get(..count).unwrap_or_default());
            self.input.consume(count);
            if self.line.len() > LARGEST_ROW {
                return Some(false);
            }
            if end.is_some() {
                self.was_windows = self.line.ends_with(b"\r\n");
                if self.was_windows {
                    self.line.truncate(self.line.len() - 2);
                    self.line.push(b'\n');
                }
                return Some(true);
            }
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    match wanted {
        [one] => bytes.iter().position(|byte| byte == one),
        _ => bytes.windows(wanted.len()).position(|window| window == wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, comma: char) -> Vec<(Record, Vec<String>)> {
        let source = text.as_bytes().to_vec();
        let mut records = Records::new(Input::new(&source, 0, u64::MAX), comma);
        let mut read = Vec::new();
        loop {
            let record = records.read();
            if record == Record::None {
                return read;
            }
            read.push((record, records.cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()));
        }
    }

    #[test]
    fn records_are_read_as_go_reads_them() {
        let one = |text: &str| records(text, ',').into_iter().map(|(_, cells)| cells.join("|")).collect::<Vec<_>>();
        assert_eq!(one("a,b\r\n\n1,\"x \"\"y\"\",\r\nz\"\n2,"), ["a|b", "1|x \"y\",\nz", "2|"]);
        assert_eq!(one("a\rb,c\r"), ["a\rb|c"]);
        assert_eq!(records("a¦b", '¦')[0].1, ["a", "b"]);
        let bad = |text: &str| records(text, ',').remove(0);
        assert_eq!(bad("1,a\"b\n"), (Record::Bad(BARE_QUOTE), vec!["1".to_owned()]));
        assert_eq!(bad("\"a\"b,1\n"), (Record::Bad(LOOSE_QUOTE), vec![]));
        assert_eq!(bad("1,\"a\n"), (Record::Bad(OPEN_QUOTE), vec!["1".to_owned()]));
    }
}
