//! CSV files: a header, and rows of as many cells.

mod cell;
mod header;
mod record;
mod vector;

use std::collections::HashSet;

use crate::finding::{At, Findings};
use crate::input::{END, Input, is_whole};
use crate::report::Context;
use crate::rules::{csv as rule, values};
use crate::values::numbers;
use crate::{Looked, Source};
use cell::Cells;
use header::Column;
use record::{Record, Records};

/// How far into the end of a large file a row's start is looked for, and how many lines are tried.
const MOST_TRIED: usize = 100;
/// How many rows must be as long as the header for a line to be taken as the start of one.
const ROWS_TO_TRUST: usize = 3;

/// Checks a CSV file.
pub(crate) fn check(context: &Context<'_>, path: &str, source: &dyn Source, findings: &mut Findings) -> Looked {
    let mut looked = Looked { file: path.to_owned(), parts: "header", seen: 0, rows: None };
    let Some(comma) = separator(context.options.sep.as_deref().unwrap_or_default(), findings) else { return looked };
    let whole = is_whole(source, context.options);
    let mut records = Records::new(Input::new(source, 0, if whole { u64::MAX } else { END }), comma);
    let Some(names) = header(&mut records, source, findings) else { return looked };
    let columns = header::columns(&names, context.schema, findings);
    let mut rows =
        Rows { cells: Cells::new(context, &columns), columns: &columns, seen: 0, numbered: true, any: false };
    rows.read(&mut records, whole, findings);
    if !rows.any && whole {
        findings.add(&rule::NO_ROWS, At::FILE, "");
    }
    records.into_input().finish(findings);
    if !whole && let Some(start) = row_start(source, comma, columns.len()) {
        let mut records = Records::new(Input::new(source, start, u64::MAX), comma);
        rows.numbered = false;
        rows.read(&mut records, true, findings);
        records.into_input().finish(findings);
    }
    looked.seen = rows.seen;
    looked.rows = whole.then_some(rows.seen);
    looked
}

/// The character between cells, if the server takes it.
fn separator(option: &str, findings: &mut Findings) -> Option<char> {
    let Some(first) = option.chars().next() else { return Some(',') };
    if matches!(first, '\0' | '\n' | '\r' | '"' | char::REPLACEMENT_CHARACTER) {
        findings.add(&rule::SEPARATOR, At::FILE, &format!("{option:?}"));
        return None;
    }
    if first.len_utf8() < option.len() {
        findings.add(&rule::LONG_SEPARATOR, At::FILE, &format!("{first:?}"));
    }
    Some(first)
}

/// The names of the columns.
fn header(records: &mut Records<'_>, source: &dyn Source, findings: &mut Findings) -> Option<Vec<String>> {
    let mut start = [0; 2];
    if source.read_at(0, &mut start).is_ok() && matches!(start, [0xff, 0xfe] | [0xfe, 0xff]) {
        findings.add(&rule::UTF16, At::FILE, "");
        return None;
    }
    match records.read() {
        Record::Read => Some(records.cells().map(|name| String::from_utf8_lossy(name).into_owned()).collect()),
        Record::Bad(why) => {
            findings.add(&rule::HEADER, At::FILE, why);
            None
        }
        Record::None => {
            findings.add(&rule::EMPTY, At::FILE, "");
            None
        }
        Record::Large => {
            findings.add(&values::LARGE_ROW, At::FILE, "");
            None
        }
    }
}

/// What is known while rows are read.
struct Rows<'a> {
    cells: Cells<'a>,
    columns: &'a [Column<'a>],
    seen: u64,
    /// Whether the rows that come are the first of the file, so that their numbers are known.
    numbered: bool,
    any: bool,
}

impl Rows<'_> {
    fn read(&mut self, records: &mut Records<'_>, whole: bool, findings: &mut Findings) {
        loop {
            let record = records.read();
            if matches!(record, Record::None) || (!whole && records.at_end()) {
                return;
            }
            self.any = true;
            let row = self.numbered.then_some(self.seen);
            let at = At { field: None, row };
            let (count, wanted) = (records.cells().count(), self.columns.len());
            match record {
                Record::Large => {
                    findings.add(&values::LARGE_ROW, at, "");
                    return;
                }
                Record::Bad(why) if count == 0 => findings.add(&rule::QUOTE_LOSES_ROW, at, why),
                Record::Bad(why) if count == wanted => findings.add(&rule::QUOTE_CUTS_ROW, at, why),
                Record::Bad(why) => findings.add(&rule::QUOTE, at, why),
                _ if count < wanted => findings.add(&rule::ROW_LENGTH, at, &format!("{} fewer", cells(wanted - count))),
                _ if count > wanted => findings.add(&rule::ROW_LENGTH, at, &format!("{} more", cells(count - wanted))),
                _ => {}
            }
            if records.windows_line {
                findings.add(&rule::LINE_END, at, "");
            }
            self.seen += 1;
            if count == wanted {
                self.cells.row(records, row, findings);
            }
        }
    }
}

fn cells(count: usize) -> String {
    if count == 1 { "a cell".to_owned() } else { format!("{count} cells") }
}

/// Where a row starts near the end of a large file: after a line's end, if the rows from there on are as long as the header.
fn row_start(source: &dyn Source, comma: char, columns: usize) -> Option<u64> {
    let mut input = Input::new(source, source.size().saturating_sub(END), u64::MAX);
    for _ in 0..MOST_TRIED {
        while input.peek()? != b'\n' {
            input.consume(1);
        }
        input.consume(1);
        let start = input.offset();
        let mut records = Records::new(Input::new(source, start, u64::MAX), comma);
        let fits = |_| matches!(records.read(), Record::Read) && records.cells().count() == columns;
        if (0..ROWS_TO_TRUST).all(fits) {
            return Some(start);
        }
    }
    None
}

/// Whether a number is written as such, so that its digits can be counted.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'))
}

/// Whether a number has digits that a float or a double drops.
fn rounds(text: &str, is_float: bool) -> bool {
    is_plain(text)
        && if is_float {
            numbers::parse_float(text).is_some_and(|number| numbers::float_rounds(text, number))
        } else {
            numbers::parse_double(text).is_some_and(|number| numbers::double_rounds(text, number))
        }
}

/// The names that go into the dynamic field.
fn dynamic_names<'a>(columns: &[Column<'a>]) -> HashSet<&'a str> {
    let name = |column: &Column<'a>| if let Column::Dynamic(name) = column { Some(*name) } else { None };
    columns.iter().filter_map(name).collect()
}
