//! What a check finds.

use std::cmp::Reverse;
use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::Releases;
use crate::rules::Rule;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The server takes it; it is worth knowing.
    Note,
    /// The server takes it and loses or alters data, or some of the releases that it may be refuse it.
    Warning,
    /// The server refuses it.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing that was found: the first place of it, and how often it is there among the rows that were looked at.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The rule.
    pub rule: &'static Rule,
    /// The file.
    pub file: String,
    /// The field, or the column of the file.
    pub field: Option<String>,
    /// The first row, from 0 on.
    pub row: Option<u64>,
    /// How many rows or places there are.
    pub count: u64,
    /// What is wrong and what to do, one or two sentences.
    pub message: String,
}

impl fmt::Display for Finding {
    /// `error: books.parquet: column 'x' is … [3 times] [parquet.type]`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { severity, rule, file, count, message, .. } = self;
        write!(f, "{}: ", severity.as_str())?;
        if !file.is_empty() {
            write!(f, "{file}: ")?;
        }
        f.write_str(message)?;
        if *count > 1 {
            write!(f, " [{count} times]")?;
        }
        write!(f, " [{}]", rule.id)
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (since, until) = self.rule.span();
        let mut finding = serializer.serialize_struct("Finding", 10)?;
        finding.serialize_field("severity", &self.severity)?;
        finding.serialize_field("rule", self.rule.id)?;
        finding.serialize_field("file", &self.file)?;
        finding.serialize_field("field", &self.field)?;
        finding.serialize_field("row", &self.row)?;
        finding.serialize_field("count", &self.count)?;
        finding.serialize_field("message", &self.message)?;
        let text = self.rule.server_text.replace("{field}", self.field.as_deref().unwrap_or("%s")).replace("{}", "%s");
        finding.serialize_field("server_text", &text)?;
        finding.serialize_field("since", &since.map(crate::Release::as_str))?;
        finding.serialize_field("until", &until.map(crate::Release::as_str))?;
        finding.end()
    }
}

/// Where something was found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct At<'a> {
    pub(crate) field: Option<&'a str>,
    pub(crate) row: Option<u64>,
}

impl<'a> At<'a> {
    /// In the file as a whole.
    pub(crate) const FILE: At<'static> = At { field: None, row: None };

    /// In a field, or a column.
    pub(crate) fn field(field: &'a str) -> Self {
        Self { field: Some(field), row: None }
    }

    /// In a row, from 0 on.
    pub(crate) fn row(row: u64) -> Self {
        Self { field: None, row: Some(row) }
    }

    /// In a row of a field.
    pub(crate) fn cell(field: &'a str, row: u64) -> Self {
        Self { field: Some(field), row: Some(row) }
    }
}

/// Of how many fields a rule is told.
const MOST_FIELDS: usize = 100;

/// The findings of one file, each of its kind once.
#[derive(Debug)]
pub(crate) struct Findings {
    file: String,
    releases: Releases,
    hits: Vec<Hit>,
}

#[derive(Debug)]
struct Hit {
    rule: &'static Rule,
    severity: Severity,
    field: Option<String>,
    row: Option<u64>,
    count: u64,
    got: String,
}

impl Findings {
    pub(crate) fn new(file: &str, releases: Releases) -> Self {
        Self { file: file.to_owned(), releases, hits: Vec::new() }
    }

    /// None yet, of the same file.
    pub(crate) fn beside(&self) -> Self {
        Self::new(&self.file, self.releases)
    }

    /// Notes that a rule is broken; what it says depends on the releases that the server may be.
    pub(crate) fn add(&mut self, rule: &'static Rule, at: At<'_>, got: &str) {
        let Some(severity) = rule.severity(self.releases) else { return };
        if let Some(known) = self.known(rule, at.field) {
            known.count += 1;
            return;
        }
        let (field, got) = (at.field.map(str::to_owned), got.to_owned());
        self.hits.push(Hit { rule, severity, field, row: at.row, count: 1, got });
    }

    /// Adds those of another part of the same file; the first row of each kind stays.
    pub(crate) fn merge(&mut self, other: Self) {
        for hit in other.hits {
            match self.known(hit.rule, hit.field.as_deref()) {
                Some(known) => {
                    known.count += hit.count;
                    if hit.row < known.row {
                        (known.row, known.got) = (hit.row, hit.got);
                    }
                }
                None => self.hits.push(hit),
            }
        }
    }

    /// The hit that another of the rule belongs to: that of its field, or the last one if there are very many, since a
    /// file may make up any number of names.
    fn known(&mut self, rule: &'static Rule, field: Option<&str>) -> Option<&mut Hit> {
        let (mut same, mut last) = (0, None);
        for (index, known) in self.hits.iter().enumerate().filter(|(_, known)| std::ptr::eq(known.rule, rule)) {
            (same, last) = (same + 1, Some(index));
            if known.field.as_deref() == field {
                return self.hits.get_mut(index);
            }
        }
        if same < MOST_FIELDS { None } else { self.hits.get_mut(last?) }
    }

    /// The findings, the worst first.
    pub(crate) fn into_vec(self) -> Vec<Finding> {
        let Self { file, releases, mut hits } = self;
        hits.sort_by_key(|hit| Reverse(hit.severity));
        hits.into_iter().map(|hit| hit.finding(&file, releases)).collect()
    }
}

impl Hit {
    fn finding(self, file: &str, releases: Releases) -> Finding {
        let Self { rule, severity, field, row, count, got } = self;
        let what = fill(rule.what, field.as_deref().unwrap_or_default(), &got);
        let row_told = row.map(|row| format!(" (row {row})")).unwrap_or_default();
        let by_release = rule.by_release(releases).map(|told| format!(" ({told})")).unwrap_or_default();
        let message = format!("{what}{row_told}. {}{by_release}", rule.fix);
        Finding { severity, rule, file: file.to_owned(), field, row, count, message }
    }
}

/// A sentence of the table with the field and what was found in their places.
fn fill(what: &str, field: &str, got: &str) -> String {
    what.replace("{field}", field).replace("{}", got)
}
