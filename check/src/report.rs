//! The check of all files of an import.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use milvus_import::{Error, ErrorCode};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::finding::{At, Finding, Findings, Severity};
use crate::rules::paths as rule;
use crate::{LocalFile, Releases, Schema, Source, csv, json, numpy, parquet};

/// 16 GiB, the limit of Milvus for a file.
const LARGEST_FILE: u64 = 16 << 30;
/// Files of up to 64 MiB are read whole.
pub(crate) const WHOLE: u64 = 64 << 20;
/// Milvus's limit of the lists of a job.
const MOST_LISTS: usize = 1024;

/// How many rows are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// All of a file of up to 64 MiB, and those at both ends of a larger one.
    #[default]
    Ends,
    /// All.
    All,
}

impl FromStr for Rows {
    type Err = Error;

    /// `ends` or `all`.
    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            "ends" => Ok(Self::Ends),
            "all" => Ok(Self::All),
            _ => Err(Error::new(ErrorCode::InvalidArgument, format!("rows is ends or all, not {name:?}"))),
        }
    }
}

/// What a check is told beside the schema and the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The releases that the server may be; by default those whose description looks like the schema's.
    pub releases: Option<Releases>,
    /// How many rows are looked at.
    pub rows: Rows,
    /// The import's option `sep`, of CSV files.
    pub sep: Option<String>,
    /// The import's option `nullkey`, of CSV files.
    pub nullkey: Option<String>,
    /// Whether the paths are those that the import names, so that their form matters to the server.
    pub are_keys: bool,
}

/// One file of an import.
pub struct File {
    /// Its path, as the import names it.
    pub path: String,
    /// Its bytes, or why there are none.
    pub content: Result<Arc<dyn Source>, Absent>,
}

/// Why a file has no bytes.
#[derive(Clone, Debug)]
pub enum Absent {
    /// It is not there.
    NotFound,
    /// It is there and cannot be read, and why.
    Unreadable(String),
}

impl File {
    /// A file of this machine.
    pub fn local(path: impl Into<String>) -> Self {
        let path = path.into();
        let content = match LocalFile::open(Path::new(&path)) {
            Ok(file) => Ok(Arc::new(file) as Arc<dyn Source>),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Absent::NotFound),
            Err(error) => Err(Absent::Unreadable(error.to_string())),
        };
        Self { path, content }
    }
}

/// Paths as the lists of an import: each is one of its own, but all NumPy files are one, as the columns of a set. Each of `sets`
/// is one as it stands.
pub fn grouped(paths: Vec<String>, sets: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let is_numpy = |path: &String| Path::new(path).extension().is_some_and(|end| end.eq_ignore_ascii_case("npy"));
    let (columns, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(is_numpy);
    let columns = (!columns.is_empty()).then_some(columns);
    files.into_iter().map(|path| vec![path]).chain(sets).chain(columns).collect()
}

/// The same, as files of this machine.
pub fn lists(paths: Vec<String>, sets: Vec<Vec<String>>) -> Vec<Vec<File>> {
    let local = |list: Vec<String>| list.into_iter().map(File::local).collect();
    grouped(paths, sets).into_iter().map(local).collect()
}

/// What was looked at in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// The file.
    pub file: String,
    /// The parts beside rows, such as `footer`.
    pub parts: &'static str,
    /// How many rows.
    pub seen: u64,
    /// How many rows it has, where that is known.
    pub rows: Option<u64>,
}

impl fmt::Display for Looked {
    /// `footer and 200 of 2,300,000 rows of books.parquet`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.parts.is_empty() {
            write!(f, "{} and ", self.parts)?;
        }
        match self.rows {
            Some(rows) if rows != self.seen => write!(f, "{} of {} rows", thousands(self.seen), thousands(rows))?,
            _ if self.seen == 1 => f.write_str("1 row")?,
            _ => write!(f, "{} rows", thousands(self.seen))?,
        }
        write!(f, " of {}", self.file)
    }
}

impl Serialize for Looked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut looked = serializer.serialize_struct("Looked", 4)?;
        looked.serialize_field("file", &self.file)?;
        looked.serialize_field("seen", &self.seen)?;
        looked.serialize_field("rows", &self.rows)?;
        looked.serialize_field("text", &self.to_string())?;
        looked.end()
    }
}

/// `2,300,000`
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What a check found, and what it looked at.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was found, file by file.
    pub findings: Vec<Finding>,
    /// What was looked at, in the order of the files that could be read.
    pub looked: Vec<Looked>,
}

impl Report {
    /// Whether nothing was found that the server refuses. It does not say that the import will succeed.
    pub fn ok(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }

    fn append(&mut self, reports: impl Iterator<Item = Self>) {
        for report in reports {
            self.findings.extend(report.findings);
            self.looked.extend(report.looked);
        }
    }
}

impl fmt::Display for Report {
    /// A line for each finding.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut findings = self.findings.iter();
        findings.next().map_or(Ok(()), |first| write!(f, "{first}"))?;
        findings.try_for_each(|finding| write!(f, "\n{finding}"))
    }
}

impl Serialize for Report {
    /// As the bindings hand it over: each finding with its line as `text`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Told<'a> {
            #[serde(flatten)]
            finding: &'a Finding,
            text: String,
        }
        let told = |finding| Told { finding, text: finding.to_string() };
        let findings: Vec<_> = self.findings.iter().map(told).collect();
        let mut report = serializer.serialize_struct("Report", 2)?;
        report.serialize_field("findings", &findings)?;
        report.serialize_field("looked", &self.looked)?;
        report.end()
    }
}

/// What the checks of all formats need.
pub(crate) struct Context<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) options: &'a Options,
}

/// Checks the files of an import, each inner list those that the server is to read together: one file, or the columns of a
/// set of NumPy files.
pub fn check(schema: &Schema, lists: &[Vec<File>], options: &Options) -> Report {
    let context = Context { schema, options };
    let mut report = Report::default();
    if lists.len() > MOST_LISTS {
        let mut findings = context.findings("");
        findings.add(&rule::TOO_MANY, At::FILE, &lists.len().to_string());
        report.findings.extend(findings.into_vec());
    }
    if lists.is_empty() {
        check_list(&context, &[], &mut report);
    }
    let mut listed = HashSet::new();
    let is_twice: Vec<bool> =
        lists.iter().map(|list| list.iter().any(|file| !listed.insert(file.path.as_str()))).collect();
    report.append(side_by_side(lists.len(), |index| {
        let (Some(list), Some(is_twice)) = (lists.get(index), is_twice.get(index)) else { return Report::default() };
        let mut report = Report::default();
        if *is_twice {
            let mut findings = context.findings(list.first().map_or("", |file| &file.path));
            findings.add(&rule::TWICE, At::FILE, "");
            report.findings.extend(findings.into_vec());
        } else {
            check_list(&context, list, &mut report);
        }
        report
    }));
    report
}

/// The reports of so many lists, made by as many threads as there are cores, in the lists' order.
fn side_by_side(count: usize, report: impl Fn(usize) -> Report + Sync) -> impl Iterator<Item = Report> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return made;
            }
            made.push((index, report(index)));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(count);
    let mut made = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut made = work();
        for other in others {
            match other.join() {
                Ok(more) => made.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        made
    });
    made.sort_unstable_by_key(|(index, _)| *index);
    made.into_iter().map(|(_, report)| report)
}

fn check_list(context: &Context<'_>, list: &[File], report: &mut Report) {
    let mut findings = context.findings(list.first().map_or("", |file| &file.path));
    let before = report.findings.len();
    let kind = kind(list, &mut findings);
    report.findings.extend(findings.into_vec());
    for file in list {
        let mut findings = context.findings(&file.path);
        if context.options.are_keys || matches!(file.content, Err(Absent::NotFound)) {
            check_path(&file.path, &mut findings);
        }
        match &file.content {
            Err(Absent::NotFound) => findings.add(&rule::NOT_FOUND, At::FILE, &file.path),
            Err(Absent::Unreadable(why)) => findings.add(&rule::UNREADABLE, At::FILE, why),
            Ok(source) if source.size() > LARGEST_FILE => {
                findings.add(&rule::TOO_LARGE, At::FILE, &source.size().to_string());
            }
            Ok(_) => {}
        }
        report.findings.extend(findings.into_vec());
    }
    // What cannot be opened was told; the rest of it would only repeat that.
    let Some(kind) = kind else { return };
    if kind == Kind::Numpy {
        numpy::check(context, list, report);
    } else if let [File { path, content: Ok(source) }] = list {
        let mut findings = context.findings(path);
        let looked = match kind {
            Kind::Json => json::check_array(context, path, source.as_ref(), &mut findings),
            Kind::JsonLines => json::check_lines(context, path, source.as_ref(), &mut findings),
            Kind::Csv => csv::check(context, path, source.as_ref(), &mut findings),
            Kind::Parquet | Kind::Numpy => parquet::check(context, path, source, &mut findings),
        };
        report.findings.extend(findings.into_vec());
        report.looked.push(looked);
    }
    if let Some(found) = report.findings.get_mut(before..) {
        found.sort_by_key(|finding| Reverse(finding.severity));
    }
}

impl Context<'_> {
    pub(crate) fn findings(&self, file: &str) -> Findings {
        Findings::new(file, self.options.releases.unwrap_or_else(|| self.schema.releases()))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Json,
    JsonLines,
    Csv,
    Parquet,
    Numpy,
}

/// The format of a list of files by their extensions; `None` if the server reads none of them.
fn kind(list: &[File], findings: &mut Findings) -> Option<Kind> {
    let [first, ..] = list else {
        findings.add(&rule::NO_FILE, At::FILE, "");
        return None;
    };
    let mut kinds = list.iter().map(|file| extension(&file.path));
    let extension = kinds.next().unwrap_or_default();
    if let Some(other) = kinds.find(|other| *other != extension) {
        findings.add(&rule::MIXED, At::FILE, &format!("{} and {}", named(extension), named(other)));
        return None;
    }
    let kind = match extension {
        ".json" => Kind::Json,
        ".jsonl" | ".ndjson" => {
            findings.add(&rule::JSON_LINES_EXTENSION, At::FILE, extension);
            Kind::JsonLines
        }
        ".csv" => {
            findings.add(&rule::CSV_EXTENSION, At::FILE, extension);
            Kind::Csv
        }
        ".parquet" => Kind::Parquet,
        ".npy" => Kind::Numpy,
        _ => {
            findings.add(&rule::EXTENSION, At::FILE, &format!("{} as {} has", named(extension), first.path));
            return None;
        }
    };
    if kind != Kind::Numpy && list.len() > 1 {
        findings.add(&rule::ONE_FILE, At::FILE, &list.len().to_string());
        return None;
    }
    Some(kind)
}

fn named(extension: &str) -> &str {
    if extension.is_empty() { "no extension" } else { extension }
}

/// From the last dot of the name on, as Go's `filepath.Ext` has it.
fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rfind('.').and_then(|dot| name.get(dot..)).unwrap_or_default()
}

/// Forms of a path that no key of a bucket has.
fn check_path(path: &str, findings: &mut Findings) {
    let drive = path.get(1..3).is_some_and(|rest| rest == ":\\" || rest == ":/");
    let what = if path.contains("://") || path.starts_with("file:") {
        "this one is a URL"
    } else if path.starts_with('/') || drive {
        "this one is a path of a machine"
    } else if path.starts_with("./") || path.starts_with("../") {
        "this one is relative to a folder of a machine"
    } else if path.contains('\\') {
        "this one has backslashes"
    } else {
        return;
    };
    findings.add(&rule::FORM, At::FILE, what);
}
