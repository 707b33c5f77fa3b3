//! Cells of CSV held against their fields.

use std::borrow::Cow;
use std::collections::HashSet;

use super::header::Column;
use super::record::Records;
use super::{dynamic_names, rounds, vector};
use crate::fields;
use crate::finding::{At, Findings};
use crate::json::{elements, structs};
use crate::report::Context;
use crate::rules::{csv as rule, values};
use crate::schema::{Field, Kind, Schema, Struct};
use crate::values::json_raw::{Kind as Json, Raw};
use crate::values::{json_text, numbers, sparse};

/// Looks at the cells of a row after the other.
pub(super) struct Cells<'a> {
    schema: &'a Schema,
    nullkey: &'a str,
    columns: &'a [Column<'a>],
    dynamic: HashSet<&'a str>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(context: &'a Context<'_>, columns: &'a [Column<'a>]) -> Self {
        let nullkey = context.options.nullkey.as_deref().unwrap_or_default();
        Self { schema: context.schema, nullkey, columns, dynamic: dynamic_names(columns) }
    }

    pub(super) fn row(&self, records: &Records<'_>, row: Option<u64>, findings: &mut Findings) {
        for (column, cell) in self.columns.iter().zip(records.cells()) {
            match column {
                Column::Field(field) => self.cell(field, cell, At { field: Some(&field.name), row }, findings),
                Column::Struct(field) => list_of_structs(field, cell, row, findings),
                Column::Meta => self.meta(cell, row, findings),
                Column::Dynamic(_) | Column::None => {}
            }
        }
    }

    fn meta(&self, cell: &[u8], row: Option<u64>, findings: &mut Findings) {
        let text = String::from_utf8_lossy(cell);
        for key in fields::meta_text(&text, At { field: Some("$meta"), row }, findings) {
            if self.dynamic.contains(key.as_str()) {
                findings.add(&values::META_DUPLICATE, At { field: Some(&key), row }, "");
            }
        }
    }

    fn cell(&self, field: &Field, cell: &[u8], at: At<'_>, findings: &mut Findings) {
        if cell == self.nullkey.as_bytes() && field.is_optional() {
            let rule = match (field.default, field.nullable, &field.kind) {
                (true, true, _) => &rule::NULLKEY_NULL,
                (true, false, Kind::VarChar { .. } | Kind::Text) => &rule::NULLKEY_DEFAULT_TEXT,
                (true, false, _) => &rule::NULLKEY_DEFAULT,
                (false, _, Kind::Geometry) => &rule::NULLABLE_GEOMETRY,
                _ => return,
            };
            findings.add(rule, at, "");
            return;
        }
        let text = String::from_utf8_lossy(cell);
        match &field.kind {
            Kind::Bool if numbers::parse_bool(&text).is_some() => {}
            Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Int64 => {
                let bits = fields::bits(&field.kind).unwrap_or(64);
                if numbers::parse_int(&text, bits).is_err() {
                    wrong(&field.kind, &text, at, findings);
                }
            }
            Kind::Float | Kind::Double => number(&field.kind, &text, at, findings),
            Kind::VarChar { .. } | Kind::Text => {
                if matches!(text, Cow::Owned(_)) {
                    findings.add(&rule::UTF8, at, &fields::shown(&text));
                }
                if let Kind::VarChar { max_length } = field.kind {
                    fields::length(cell.len(), max_length, &values::LENGTH, at, findings);
                }
            }
            Kind::Json | Kind::Geometry | Kind::Timestamptz => {
                fields::text(&field.kind, &text, self.schema, at, findings);
            }
            Kind::Array { element, max_capacity } => match first(cell, at, findings) {
                // Null is an array without elements.
                Some(value) if matches!(value.kind(), Json::Array | Json::Null) => {
                    let count = elements::array(value, element, &values::LENGTH, at, findings);
                    if count > *max_capacity {
                        let what = format!("{count} elements, more than {max_capacity}");
                        findings.add(&values::CAPACITY, at, &what);
                    }
                }
                _ => wrong(&field.kind, &text, at, findings),
            },
            Kind::SparseFloatVector => match first(cell, at, findings) {
                Some(value) if value.kind() == Json::Object => fields::sparse(sparse::check(value), at, findings),
                Some(value) if value.kind() == Json::Null => {}
                _ => wrong(&field.kind, &text, at, findings),
            },
            kind if kind.is_vector() => vector::check(kind, cell, &text, at, findings),
            Kind::ArrayOfVector { .. } | Kind::Other(_) => {}
            kind => wrong(kind, &text, at, findings),
        }
    }
}

/// Tells that a cell is nothing that its field takes.
pub(super) fn wrong(kind: &Kind, text: &str, at: At<'_>, findings: &mut Findings) {
    findings.add(&values::TYPE, at, &format!("{}, not {}", fields::takes(kind), fields::shown(text)));
}

fn number(kind: &Kind, text: &str, at: At<'_>, findings: &mut Findings) {
    let is_float = *kind == Kind::Float;
    let number = if is_float { numbers::parse_float(text).map(f64::from) } else { numbers::parse_double(text) };
    match number {
        None => wrong(kind, text, at, findings),
        Some(number) if !number.is_finite() => findings.add(&rule::NOT_FINITE, at, text),
        Some(_) if rounds(text, is_float) => findings.add(&values::ROUNDED, at, text),
        Some(_) => {}
    }
}

/// The first value of a cell, which is all that the server reads of it.
fn first<'a>(cell: &'a [u8], at: At<'_>, findings: &mut Findings) -> Option<Raw<'a>> {
    let (value, rest) = json_text::first(cell)?;
    if !rest.iter().all(u8::is_ascii_whitespace) {
        findings.add(&rule::TRAILING, at, &fields::shown(&String::from_utf8_lossy(rest)));
    }
    Some(value)
}

fn list_of_structs(field: &Struct, cell: &[u8], row: Option<u64>, findings: &mut Findings) {
    let at = At { field: Some(&field.name), row };
    match first(cell, at, findings) {
        Some(value) if value.kind() == Json::Null => {}
        Some(value) => structs::check(value, field, row, findings),
        None => findings.add(&values::STRUCT, at, &fields::shown(&String::from_utf8_lossy(cell))),
    }
}
