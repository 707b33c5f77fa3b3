//! Records of CSV as Go's `encoding/csv` finds them, with its complaints. One record is in memory at a time.

use std::io::{BufRead, BufReader, Read};

pub(super) struct Records<R> {
    source: BufReader<R>,
    separator: Vec<u8>,
    /// The number of the line that was read last.
    line: usize,
}

/// A record, and what is wrong with it: what stands before that is there all the same.
pub(super) type Record = (Vec<Vec<u8>>, Option<String>);

impl<R: Read> Records<R> {
    pub(super) fn new(source: R, separator: char) -> Self {
        let separator = separator.to_string().into_bytes();
        Self { source: BufReader::with_capacity(1 << 16, source), separator, line: 0 }
    }

    /// A line with its end, which is `\n` whatever it was; nothing at the end of the file.
    fn line(&mut self) -> Result<Vec<u8>, String> {
        let mut line = Vec::new();
        self.source.read_until(b'\n', &mut line).map_err(|error| error.to_string())?;
        if line.ends_with(b"\r\n") {
            line.truncate(line.len() - 2);
            line.push(b'\n');
        } else if line.last() == Some(&b'\r') {
            line.pop();
        }
        self.line += 1;
        Ok(line)
    }

    /// The next record, without lines that are empty.
    pub(super) fn next(&mut self) -> Record {
        let mut line = loop {
            match self.line() {
                Ok(line) if line.is_empty() => return (Vec::new(), Some("EOF".to_owned())),
                Ok(line) if line == b"\n" => {}
                Ok(line) => break Line { bytes: line, at: 0 },
                Err(error) => return (Vec::new(), Some(error)),
            }
        };
        let mut cells = Vec::new();
        let start = self.line;
        loop {
            if line.rest().first() != Some(&b'"') {
                let rest = line.rest();
                let end = find(rest, &self.separator);
                let cell = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                let cell = if end.is_none() { cell.strip_suffix(b"\n").unwrap_or(cell) } else { cell };
                if let Some(at) = cell.iter().position(|byte| *byte == b'"') {
                    return (cells, Some(self.wrong(start, line.at + at + 1, "bare \" in non-quoted-field")));
                }
                cells.push(cell.to_vec());
                let Some(end) = end else { return (cells, None) };
                line.at += end + self.separator.len();
                continue;
            }
            line.at += 1;
            match self.quoted(&mut line, start) {
                Ok((cell, is_last)) => {
                    cells.push(cell);
                    if is_last {
                        return (cells, None);
                    }
                }
                Err(complaint) => return (cells, Some(complaint)),
            }
        }
    }

    /// The rest of a quoted cell, which may go on over lines, and whether it is the record's last.
    fn quoted(&mut self, line: &mut Line, start: usize) -> Result<(Vec<u8>, bool), String> {
        let mut cell = Vec::new();
        loop {
            let Some(quote) = line.rest().iter().position(|byte| *byte == b'"') else {
                cell.extend(line.rest());
                let next = self.line()?;
                if next.is_empty() {
                    self.line -= 1;
                    let end = line.bytes.len() + 1;
                    return Err(self.wrong(start, end, "extraneous or missing \" in quoted-field"));
                }
                *line = Line { bytes: next, at: 0 };
                continue;
            };
            cell.extend(line.rest().get(..quote).unwrap_or_default());
            line.at += quote + 1;
            if line.rest().first() == Some(&b'"') {
                cell.push(b'"');
                line.at += 1;
            } else if line.rest().starts_with(&self.separator) {
                line.at += self.separator.len();
                return Ok((cell, false));
            } else if matches!(line.rest(), b"" | b"\n") {
                return Ok((cell, true));
            } else {
                return Err(self.wrong(start, line.at, "extraneous or missing \" in quoted-field"));
            }
        }
    }

    fn wrong(&self, start: usize, column: usize, what: &str) -> String {
        let line = self.line;
        if start == line {
            return format!("parse error on line {line}, column {column}: {what}");
        }
        format!("record on line {start}; parse error on line {line}, column {column}: {what}")
    }
}

/// A line, read so far.
struct Line {
    bytes: Vec<u8>,
    at: usize,
}

impl Line {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, separator: char) -> Vec<Vec<String>> {
        let mut records = Records::new(text.as_bytes(), separator);
        let mut found = Vec::new();
        loop {
            match records.next() {
                (_, Some(complaint)) if complaint == "EOF" => return found,
                (cells, complaint) => {
                    let texts = cells.into_iter().map(|cell| String::from_utf8(cell).unwrap());
                    found.push(texts.chain(complaint).collect());
                }
            }
        }
    }

    #[test]
    fn records_end_where_go_ends_them() {
        assert_eq!(
            records("a,b\r\n\n1,\"x\r\ny \"\"z\"\"\"\n2,", ','),
            [vec!["a", "b"], vec!["1", "x\ny \"z\""], vec!["2", ""]]
        );
        assert_eq!(records("a¦b\n\"1\"¦2", '¦'), [["a", "b"], ["1", "2"]]);
    }

    #[test]
    fn what_stands_before_a_stray_quote_counts() {
        let broken = records("1,a\"b\n\"x\"y,2\n3,\"4", ',');
        assert_eq!(broken[0], ["1", "parse error on line 1, column 4: bare \" in non-quoted-field"]);
        assert_eq!(broken[1], ["parse error on line 2, column 3: extraneous or missing \" in quoted-field"]);
        assert_eq!(broken[2], ["3", "parse error on line 3, column 5: extraneous or missing \" in quoted-field"]);
    }
}
