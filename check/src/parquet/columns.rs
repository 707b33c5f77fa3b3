//! Which columns must be there, and which must not.

use super::arrow::{Arrow, Column};
use crate::finding::{At, Findings};
use crate::rules::parquet as rule;
use crate::schema::{Field, Kind, Output, Schema};

/// Looks at the names of all columns. Returns each column whose values are read, with its field; `$meta` has none.
pub(super) fn known<'a>(
    schema: &'a Schema,
    columns: &'a [Column],
    findings: &mut Findings,
) -> Vec<(&'a Column, Option<&'a Field>)> {
    let mut known = Vec::new();
    for column in columns {
        let at = At::field(&column.name);
        if holds_float16(&column.arrow) {
            findings.add(&rule::FLOAT16, at, "");
        }
        if schema.dynamic && column.name == "$meta" {
            known.push((column, None));
        } else if let Some(field) = schema.field(&column.name) {
            if may_be_given(schema, field, findings) {
                known.push((column, Some(field)));
            }
        } else if schema.structs.iter().all(|field| field.name != column.name) {
            findings.add(if schema.dynamic { &rule::UNKNOWN_DYNAMIC } else { &rule::UNKNOWN }, at, "");
            continue;
        }
        if columns.iter().filter(|other| other.name == column.name).count() > 1 {
            findings.add(&rule::DUPLICATE, at, "");
        }
    }
    for field in &schema.fields {
        if columns.iter().all(|column| column.name != field.name) {
            absent(field, findings);
        }
    }
    known
}

fn holds_float16(arrow: &Arrow) -> bool {
    match arrow {
        Arrow::Float16 => true,
        Arrow::List(item) | Arrow::FixedSizeList(item, _) => holds_float16(item),
        Arrow::Struct(fields) => fields.iter().any(|(_, field)| holds_float16(field)),
        _ => false,
    }
}

fn may_be_given(schema: &Schema, field: &Field, findings: &mut Findings) -> bool {
    let at = At::field(&field.name);
    if field.auto_id {
        findings.add(if schema.allow_auto_id { &rule::AUTO_ID_ALLOWED } else { &rule::AUTO_ID }, at, "");
        return schema.allow_auto_id;
    }
    match field.output {
        Output::None => true,
        Output::Other if schema.allow_function_output => {
            findings.add(&rule::FUNCTION_OUTPUT_ALLOWED, at, "");
            true
        }
        Output::Bm25 | Output::Other => {
            findings.add(&rule::FUNCTION_OUTPUT, at, "");
            false
        }
    }
}

fn absent(field: &Field, findings: &mut Findings) {
    let at = At::field(&field.name);
    if field.auto_id || field.output != Output::None {
        return;
    }
    if !field.is_optional() {
        findings.add(&rule::MISSING, at, "");
    } else if field.kind == Kind::Geometry {
        findings.add(&rule::GEOMETRY_ABSENT, at, "");
    }
}
