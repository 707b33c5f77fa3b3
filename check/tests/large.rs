//! Large files and broken ones: what is read of them, and that they do no harm.
#![cfg(test)]

mod support;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use milvus_import_check::{File, Options, Report, Rows, Source};
use parquet::data_type::{FloatType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::json;

/// A file that is not there: a start, something again and again, and an end.
struct Made {
    start: Vec<u8>,
    again: Vec<u8>,
    times: u64,
    end: Vec<u8>,
    read: AtomicU64,
}

impl Made {
    fn new(start: &str, again: &str, times: u64, end: &str) -> Arc<Self> {
        let bytes = |text: &str| text.as_bytes().to_vec();
        Arc::new(Self { start: bytes(start), again: bytes(again), times, end: bytes(end), read: AtomicU64::new(0) })
    }

    fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    fn middle(&self) -> u64 {
        self.again.len() as u64 * self.times
    }
}

impl Source for Made {
    fn size(&self) -> u64 {
        self.start.len() as u64 + self.middle() + self.end.len() as u64
    }

    fn read_at(&self, mut offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        if offset + buffer.len() as u64 > self.size() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.read.fetch_add(buffer.len() as u64, Ordering::Relaxed);
        let mut left = buffer;
        while !left.is_empty() {
            let start = self.start.len() as u64;
            let part = if offset < start {
                &self.start[usize::try_from(offset).unwrap()..]
            } else if offset < start + self.middle() {
                &self.again[usize::try_from((offset - start) % self.again.len() as u64).unwrap()..]
            } else {
                &self.end[usize::try_from(offset - start - self.middle()).unwrap()..]
            };
            let count = part.len().min(left.len());
            let (now, later) = left.split_at_mut(count);
            now.copy_from_slice(&part[..count]);
            (left, offset) = (later, offset + count as u64);
        }
        Ok(())
    }
}

fn check(path: &str, source: &Arc<Made>, rows: Rows) -> Report {
    let fields = json!([{"name": "id", "type": "Int64", "pk": true}, {"name": "x", "type": "FloatVector", "dim": 2}]);
    let schema = support::schema(&json!({"fields": fields, "dynamic": false}), "3.0.0");
    let file = File { path: path.to_owned(), content: Ok(Arc::clone(source) as Arc<dyn Source>) };
    milvus_import_check::check(&schema, &[vec![file]], &Options { rows, ..Options::default() })
}

fn rules(report: &Report) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.rule.id).collect()
}

const ROW: &str = "{\"id\": 1, \"x\": [0.5, 0.25]}\n";

#[test]
fn a_row_without_an_end_is_given_up() {
    let huge = 1 << 14;
    for (path, start) in
        [("a.jsonl", "{\"id\": \""), ("a.json", "[{\"id\": \""), ("a.csv", "id,x\n1,\""), ("a.csv", "id")]
    {
        let source = Made::new(start, &"y".repeat(64 << 10), huge, "");
        let found = rules(&check(path, &source, Rows::All));
        assert_eq!(found, ["value.large_row"], "{path} {start}");
        assert!(source.read() < 70 << 20, "{path}: {} bytes", source.read());
    }
    // Numbers are as large as texts.
    let source = Made::new("[{\"id\": 1, \"x\": [1", &",1".repeat(32 << 10), huge, "");
    assert_eq!(rules(&check("a.json", &source, Rows::All)), ["value.large_row"]);
}

#[test]
fn nothing_is_too_deep() {
    for again in ["[", "{\"a\":"] {
        let source = Made::new("[{\"id\": ", again, 1 << 20, "");
        assert_eq!(rules(&check("a.json", &source, Rows::Ends)), ["json.syntax"]);
    }
}

#[test]
fn both_ends_of_large_json_lines_are_looked_at() {
    let times = (66 << 20) / ROW.len() as u64;
    let source = Made::new("", ROW, times, "{\"id\": 2}\n");
    let report = check("a.jsonl", &source, Rows::Ends);
    assert_eq!(rules(&report), ["value.missing"]);
    assert_eq!(report.findings[0].row, None);
    assert_eq!(report.looked[0].rows, None);
    assert!(report.looked[0].seen > 500_000 && source.read() < 17 << 20, "{}", source.read());
    // With all rows the row is known.
    let report = check("a.jsonl", &source, Rows::All);
    assert_eq!((report.findings[0].row, report.looked[0].rows), (Some(times), Some(times + 1)));
}

#[test]
fn both_ends_of_a_large_csv_file_are_looked_at() {
    let row = "1,\"[0.5,\n0.25]\"\n";
    let source = Made::new("id,x\n", row, (66 << 20) / row.len() as u64, "1,[1]\n");
    let report = check("a.csv", &source, Rows::Ends);
    assert_eq!(rules(&report), ["value.dim"]);
    assert!(report.looked[0].seen > 500_000 && source.read() < 18 << 20, "{}", source.read());
}

#[test]
fn a_large_array_must_be_closed() {
    let row = format!("{},", ROW.trim_end());
    let times = (66 << 20) / row.len() as u64;
    for (end, found) in [("{\"id\": 2, \"x\": [1, 2]}]", vec![]), ("{\"id\": 2, \"x\": [1, 2", vec!["json.end"])] {
        let source = Made::new("[", &row, times, end);
        assert_eq!(rules(&check("a.json", &source, Rows::Ends)), found);
        assert!(source.read() < 9 << 20);
    }
}

#[test]
fn both_ends_of_a_large_array_are_looked_at() {
    let times = (66 << 20) / 8;
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, 2), }}\n", times + 1);
    let start = format!("\u{1}\0{}\0{header}", char::from(u8::try_from(header.len()).unwrap()));
    let mut made = Arc::into_inner(Made::new(&start, "\0\0\0\0\0\0\0\0", times, "")).unwrap();
    made.start.splice(0..0, *b"\x93NUMPY");
    made.end = [f32::NAN, 1.0].map(f32::to_le_bytes).concat();
    let source = Arc::new(made);
    let report = check("x.npy", &source, Rows::Ends);
    assert_eq!(rules(&report), ["numpy.nan_ends", "numpy.missing"]);
    assert_eq!((report.findings[0].row, report.looked[0].seen), (Some(times), 20_000));
    assert!(source.read() < 1 << 20);
}

#[test]
fn any_number_of_names_is_told_in_short() {
    let members: Vec<_> = (0..100_000).map(|key| format!("\"k{key}\":1,\"k{key}\":1,")).collect();
    let source = Made::new(&format!("[{{{}\"id\": 1, \"x\": [1, 2]}}]", members.concat()), "", 0, "");
    let report = check("a.json", &source, Rows::Ends);
    assert_eq!(report.findings.len(), 200);
    assert_eq!(report.findings.iter().map(|finding| finding.count).sum::<u64>(), 200_000);
}

#[test]
fn broken_files_are_only_told_of() {
    let mut random = 1_u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % below.max(1)
    };
    for case in support::cases() {
        for _ in 0..8 {
            let mut breaks = |mut bytes: Vec<u8>| {
                bytes.truncate(if next(2) == 0 { next(bytes.len() + 1) } else { bytes.len() });
                for _ in 0..next(4) {
                    let at = next(bytes.len());
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte = [0, 0xff, b'"', b'[', b'{', b',', b'9', b'\n'][next(8)];
                    }
                }
                bytes
            };
            case.check_broken(&mut breaks);
        }
    }
}

#[test]
fn the_head_of_a_large_parquet_file_costs_little() {
    // Ten groups, each row a vector of one number where two are wanted.
    const ROWS: i64 = 1 << 20;
    let message =
        "message m { required int64 id; required group x (LIST) { repeated group list { required float e; } } }";
    let schema = Arc::new(parse_message_type(message).unwrap());
    let properties = WriterProperties::builder().set_dictionary_enabled(false).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    for first in (0..10).map(|group| group * ROWS) {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let ids: Vec<_> = (first..first + ROWS).collect();
        column.typed::<Int64Type>().write_batch(&ids, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let (numbers, levels) = (vec![0.5; ids.len()], vec![1; ids.len()]);
        column.typed::<FloatType>().write_batch(&numbers, Some(&levels), Some(&vec![0; ids.len()])).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    let bytes = writer.into_inner().unwrap();
    assert!(bytes.len() > 100 << 20);
    let source = Arc::new(Made { start: bytes, again: vec![0], times: 0, end: Vec::new(), read: AtomicU64::new(0) });
    let report = check("a.parquet", &source, Rows::Ends);
    assert_eq!(rules(&report), ["parquet.dim"]);
    assert_eq!((report.looked[0].seen, report.looked[0].rows), (200, Some(10 << 20)));
    assert_eq!(report.findings[0].count, 200);
    assert!(source.read() < 5 << 20, "{} bytes are read", source.read());
    let all = check("a.parquet", &source, Rows::All);
    assert_eq!((all.looked[0].seen, all.findings[0].count, all.findings[0].row), (10 << 20, 10 << 20, Some(0)));
}
