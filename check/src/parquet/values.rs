//! The values of a column, held against its field.

use super::arrow::{Arrow, Leaf};
use super::cells::{Batch, List, Values};
use crate::finding::{At, Findings};
use crate::rules::Rule;
use crate::rules::parquet as rule;
use crate::schema::{Field, Kind, Schema};
use crate::values::{geometry, json_text, sparse, timestamp};

/// The largest whole numbers up to which floats hold all.
const EXACT_FLOAT: u64 = 1 << 24;
const EXACT_DOUBLE: u64 = 1 << 53;

/// What is looked at in a column: that of a field, or the one of the dynamic field.
pub(super) struct Check<'a> {
    pub(super) name: &'a str,
    pub(super) field: Option<&'a Field>,
    pub(super) arrow: &'a Arrow,
    pub(super) schema: &'a Schema,
}

impl Check<'_> {
    /// Looks at some rows.
    pub(super) fn batch(&self, leaf: &Leaf, batch: &Batch, findings: &mut Findings) {
        match (self.arrow, self.field.map(|field| &field.kind)) {
            (Arrow::List(_) | Arrow::FixedSizeList(..), Some(kind)) => self.lists(kind, leaf, batch, findings),
            _ => self.scalars(leaf, batch, findings),
        }
    }

    fn scalars(&self, leaf: &Leaf, batch: &Batch, findings: &mut Findings) {
        for (row, value) in batch.scalars(leaf) {
            match value {
                None => self.null(row, findings),
                Some(index) => self.scalar(row, &batch.values, index, findings),
            }
        }
    }

    fn null(&self, row: u64, findings: &mut Findings) {
        let rule = match self.field {
            None => &rule::NULL_META,
            Some(field) if field.is_optional() => return,
            Some(field) if field.auto_id => &rule::NULL_REFUSED,
            Some(field) => match field.kind {
                Kind::Bool
                | Kind::Int8
                | Kind::Int16
                | Kind::Int32
                | Kind::Int64
                | Kind::Float
                | Kind::Double
                | Kind::VarChar { .. } => &rule::NULL,
                _ => &rule::NULL_REFUSED,
            },
        };
        findings.add(rule, At::cell(self.name, row), "");
    }

    fn scalar(&self, row: u64, values: &Values, index: usize, findings: &mut Findings) {
        let at = At::cell(self.name, row);
        let to_float = match self.field.map(|field| &field.kind) {
            Some(Kind::Float) => true,
            Some(Kind::Double) => false,
            _ => {
                if let Values::Bytes(values) = values
                    && let Some(value) = values.get(index)
                {
                    self.bytes(at, value.data(), findings);
                }
                return;
            }
        };
        let whole = match values {
            Values::Int32(values) => values.get(index).map(|value| u64::from(value.unsigned_abs())),
            Values::Int64(values) => values.get(index).map(|value| value.unsigned_abs()),
            _ => None,
        };
        if whole.is_some_and(|whole| whole > if to_float { EXACT_FLOAT } else { EXACT_DOUBLE }) {
            findings.add(&rule::ROUNDED, at, &self.arrow.to_string());
        }
        let number = match values {
            Values::Float(values) => values.get(index).map(|value| f64::from(*value)),
            Values::Double(values) => values.get(index).copied(),
            _ => None,
        };
        if let Some(number) = number.filter(|number| !is_finite(*number, to_float)) {
            findings.add(&rule::NOT_FINITE, at, &number.to_string());
        }
    }

    fn bytes(&self, at: At<'_>, value: &[u8], findings: &mut Findings) {
        match self.field.map(|field| &field.kind) {
            Some(Kind::VarChar { max_length }) => text(at, value, *max_length, &rule::LENGTH, findings),
            Some(kind @ (Kind::BinaryVector { .. } | Kind::Float16Vector { .. } | Kind::BFloat16Vector { .. })) => {
                let wanted = length(kind, false);
                if value.len() as u64 != wanted {
                    findings.add(&rule::DIM, at, &format!("{} bytes, not of {wanted}", value.len()));
                }
            }
            Some(Kind::Json) if json_text::kind(value).is_none() => findings.add(&rule::JSON_TEXT, at, ""),
            None => match json_text::kind(value) {
                None => findings.add(&rule::JSON_TEXT, at, ""),
                Some(json_text::Kind::Object | json_text::Kind::Null) => {}
                Some(_) => findings.add(&rule::META_OBJECT, at, ""),
            },
            Some(kind) => match (kind, std::str::from_utf8(value)) {
                (Kind::Geometry, text) if !text.is_ok_and(geometry::is_wkt) => findings.add(&rule::WKT, at, ""),
                (Kind::Timestamptz, text) => self.timestamp(at, text.unwrap_or("\u{fffd}"), findings),
                (Kind::SparseFloatVector, text) => sparse_text(at, text.unwrap_or_default(), findings),
                (Kind::Text, Err(_)) => findings.add(&rule::UTF8, at, ""),
                _ => {}
            },
        }
    }

    fn timestamp(&self, at: At<'_>, text: &str, findings: &mut Findings) {
        let Some(time) = timestamp::parse(text) else {
            findings.add(&rule::TIMESTAMP, at, &format!("{text:?}"));
            return;
        };
        if time.cut {
            findings.add(&rule::TIMESTAMP_CUT, at, "");
        }
        if time.naive && !self.schema.has_timezone {
            findings.add(&rule::TIMESTAMP_NAIVE, at, "");
        }
    }

    fn lists(&self, kind: &Kind, leaf: &Leaf, batch: &Batch, findings: &mut Findings) {
        let fixed = matches!(self.arrow, Arrow::FixedSizeList(..));
        let nullable = self.field.is_some_and(|field| field.nullable);
        for list in batch.lists(leaf, 1) {
            let at = At::cell(self.name, list.row);
            if list.null && fixed {
                findings.add(&rule::FIXED_SIZE_LIST_NULL, at, "");
            } else if list.null && !nullable {
                let rule = if kind.is_vector() { &rule::NULL_REFUSED } else { &rule::NULL_ARRAY };
                findings.add(rule, at, "");
            } else if !list.null {
                self.list(kind, &list, &batch.values, findings);
            }
        }
    }

    fn list(&self, kind: &Kind, list: &List, values: &Values, findings: &mut Findings) {
        let at = At::cell(self.name, list.row);
        if list.values.len() < list.length {
            findings.add(&rule::NULL_ELEMENT, at, "");
        }
        if let Kind::Array { element, max_capacity } = kind {
            if list.length as u64 > *max_capacity {
                findings.add(&rule::CAPACITY, at, &format!("{} elements, more than {max_capacity}", list.length));
            }
            if list.length == 0 && self.field.is_some_and(|field| field.nullable) {
                findings.add(&rule::EMPTY_NULLABLE, at, "");
            }
            if let (Kind::VarChar { max_length }, Values::Bytes(values)) = (element.as_ref(), values) {
                for value in values.get(list.values.clone()).unwrap_or_default() {
                    text(at, value.data(), *max_length, &rule::ELEMENT_LENGTH, findings);
                }
            }
            return;
        }
        let floats = matches!(values, Values::Float(_) | Values::Double(_));
        let wanted = length(kind, floats);
        if list.length as u64 != wanted {
            let what = if floats || !is_bytes(kind) { "elements" } else { "bytes" };
            findings.add(&rule::DIM, at, &format!("{} {what}, not of {wanted}", list.length));
        }
        numbers(at, kind, list, values, self.arrow, findings);
    }
}

/// Looks at the numbers of a vector.
fn numbers(at: At<'_>, kind: &Kind, list: &List, values: &Values, arrow: &Arrow, findings: &mut Findings) {
    let range = list.values.clone();
    let bad = match values {
        Values::Float(values) => {
            values.get(range).unwrap_or_default().iter().find(|value| !value.is_finite()).map(|value| f64::from(*value))
        }
        Values::Double(values) => {
            values.get(range).unwrap_or_default().iter().copied().find(|value| !is_finite(*value, true))
        }
        Values::Int32(values) if matches!(kind, Kind::FloatVector { .. }) => {
            let large = |value: &i32| u64::from(value.unsigned_abs()) > EXACT_FLOAT;
            rounded(at, values.get(range).unwrap_or_default().iter().any(large), arrow, findings)
        }
        Values::Int64(values) if matches!(kind, Kind::FloatVector { .. }) => {
            let large = |value: &i64| value.unsigned_abs() > EXACT_FLOAT;
            rounded(at, values.get(range).unwrap_or_default().iter().any(large), arrow, findings)
        }
        _ => None,
    };
    if matches!(kind, Kind::Float16Vector { .. }) {
        let range = list.values.clone();
        let over = match values {
            Values::Float(values) => {
                values.get(range).unwrap_or_default().iter().any(|value| !fits_half(f64::from(*value)))
            }
            Values::Double(values) => values.get(range).unwrap_or_default().iter().any(|value| !fits_half(*value)),
            _ => false,
        };
        if over {
            findings.add(&rule::HALF_OVERFLOW, at, "a number");
        }
    } else if let Some(bad) = bad {
        findings.add(&rule::VECTOR_NOT_FINITE, at, &bad.to_string());
    }
}

fn rounded(at: At<'_>, rounded: bool, arrow: &Arrow, findings: &mut Findings) -> Option<f64> {
    if rounded {
        findings.add(&rule::ROUNDED, at, &arrow.to_string());
    }
    None
}

/// 65,520 is the first number that is rounded to infinity.
fn fits_half(number: f64) -> bool {
    number.abs() < 65520.0
}

/// Whether a number is one still when it is a float.
#[expect(clippy::cast_possible_truncation, reason = "the server rounds so too")]
fn is_finite(number: f64, to_float: bool) -> bool {
    if to_float { (number as f32).is_finite() } else { number.is_finite() }
}

fn is_bytes(kind: &Kind) -> bool {
    matches!(kind, Kind::BinaryVector { .. } | Kind::Float16Vector { .. } | Kind::BFloat16Vector { .. })
}

/// How many elements a vector's list has.
pub(super) fn length(kind: &Kind, floats: bool) -> u64 {
    match kind {
        Kind::BinaryVector { dim } => dim / 8,
        Kind::Float16Vector { dim } | Kind::BFloat16Vector { dim } if !floats => dim * 2,
        Kind::FloatVector { dim }
        | Kind::Int8Vector { dim }
        | Kind::Float16Vector { dim }
        | Kind::BFloat16Vector { dim } => *dim,
        _ => 0,
    }
}

pub(super) fn text(at: At<'_>, value: &[u8], max_length: u64, long: &'static Rule, findings: &mut Findings) {
    if value.len() as u64 > max_length {
        findings.add(long, at, &format!("{} bytes, more than {max_length}", value.len()));
    }
    if std::str::from_utf8(value).is_err() {
        findings.add(&rule::UTF8, at, "");
    }
}

fn sparse_text(at: At<'_>, text: &str, findings: &mut Findings) {
    match sparse::parse(text) {
        Err(why) => findings.add(&rule::SPARSE, at, &why),
        Ok(vector) => {
            if vector.empty {
                findings.add(&rule::SPARSE_EMPTY, at, "");
            }
            if vector.duplicate_key {
                findings.add(&rule::SPARSE_DUPLICATE_KEY, at, "");
            }
            if vector.wraps {
                findings.add(&rule::SPARSE_WRAPS, at, "below zero");
            }
        }
    }
}
