//! The columns of a CSV file held against the schema.

use std::collections::HashSet;

use crate::fields;
use crate::finding::{At, Findings};
use crate::rules::{csv as rule, values};
use crate::schema::{Field, Output, Schema, Struct};

/// Where a column's cells go.
pub(super) enum Column<'a> {
    Field(&'a Field),
    Struct(&'a Struct),
    /// `$meta` of the dynamic field.
    Meta,
    /// Another name of the dynamic field.
    Dynamic(&'a str),
    /// Nowhere.
    None,
}

/// Says where each column goes, and what is wrong with the header as a whole.
pub(super) fn columns<'a>(names: &'a [String], schema: &'a Schema, findings: &mut Findings) -> Vec<Column<'a>> {
    if let Some(first) = names.first().filter(|name| name.starts_with('\u{feff}')) {
        findings.add(&rule::BOM, At::field(first.trim_start_matches('\u{feff}')), "");
    }
    let mut seen = HashSet::new();
    let mut columns = Vec::new();
    for name in names {
        if !seen.insert(name.as_str()) {
            findings.add(&rule::DUPLICATE_COLUMN, At::field(name), "");
        }
        columns.push(column(name, schema, findings));
    }
    for field in &schema.fields {
        if seen.contains(field.name.as_str()) || field.auto_id || field.output != Output::None {
            continue;
        }
        let rule = if field.is_optional() { &rule::OPTIONAL_ABSENT } else { &rule::MISSING };
        findings.add(rule, At::field(&field.name), "");
    }
    for field in &schema.structs {
        findings.add(&values::STRUCTS, At::field(&field.name), "");
        if !seen.contains(field.name.as_str()) {
            findings.add(&values::MISSING, At::field(&field.name), "");
        }
    }
    columns
}

fn column<'a>(name: &'a str, schema: &'a Schema, findings: &mut Findings) -> Column<'a> {
    let at = At::field(name);
    if let Some(field) = schema.structs.iter().find(|field| field.name == name) {
        return Column::Struct(field);
    }
    if let Some(field) = schema.field(name) {
        if field.output != Output::None {
            findings.add(fields::function_output(field.output, schema), at, "");
        }
        if field.auto_id {
            findings.add(fields::auto_id(schema), at, "");
            if schema.allow_auto_id && schema.dynamic {
                findings.add(&rule::AUTO_ID_DYNAMIC, at, "");
                return Column::Dynamic(name);
            }
        }
        return Column::Field(field);
    }
    if schema.dynamic && name == "$meta" {
        return Column::Meta;
    }
    findings.add(if schema.dynamic { &rule::DYNAMIC_TEXT } else { &values::UNKNOWN }, at, "");
    if schema.dynamic { Column::Dynamic(name) } else { Column::None }
}
