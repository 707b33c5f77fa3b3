//! Sets of NumPy files: one file for each field, named after it.

mod data;
mod header;
mod rows;

use std::collections::HashSet;

use crate::fields;
use crate::finding::{At, Findings};
use crate::report::Context;
use crate::rules::numpy as rule;
use crate::schema::{Field, Kind, Output};
use crate::{File, Looked, Report};
use rows::Counted;

/// What a file of a set is for.
#[derive(Clone, Copy)]
enum Target<'a> {
    Field(&'a Field),
    /// `$meta` of the dynamic field.
    Meta,
}

impl Target<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Field(field) => &field.name,
            Self::Meta => "$meta",
        }
    }

    fn kind(&self) -> &Kind {
        match self {
            Self::Field(field) => &field.kind,
            Self::Meta => &Kind::Json,
        }
    }
}

/// Checks the files of one set.
pub(crate) fn check(context: &Context<'_>, list: &[File], report: &mut Report) {
    let schema = context.schema;
    let mut given = HashSet::new();
    let mut counted = Vec::new();
    // Of several files of one name the server reads the last.
    for file in list.iter().rev() {
        let mut findings = context.findings(&file.path);
        let name = stem(&file.path);
        if !given.insert(name) {
            findings.add(&rule::DUPLICATE, At::field(name), "");
        } else if let Some(target) = target(context, name, &mut findings)
            && let Ok(source) = &file.content
        {
            let read = header::read(source.as_ref(), &mut findings);
            let checked = read.and_then(|header| data::check(context, target, &header, source.as_ref(), &mut findings));
            if let Some((rows, seen)) = checked {
                report.looked.push(Looked { file: file.path.clone(), parts: "header", seen, rows: Some(rows) });
                if let Target::Field(field) = target {
                    counted.push(Counted { field: &field.name, rows });
                }
            }
        }
        report.findings.extend(findings.into_vec());
    }
    let mut findings = context.findings(list.first().map_or("", |file| &file.path));
    for field in &schema.fields {
        if field.nullable {
            findings.add(&rule::NULLABLE, At::field(&field.name), "");
        }
        if !given.contains(field.name.as_str()) {
            absent(field, &mut findings);
        }
    }
    for field in &schema.structs {
        findings.add(&rule::UNSUPPORTED, At::field(&field.name), "list of structs");
    }
    counted.reverse();
    rows::compare(&counted, schema, &mut findings);
    report.findings.extend(findings.into_vec());
}

/// The name of a file without its folder and its extension.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rfind('.').and_then(|dot| name.get(..dot)).unwrap_or(name)
}

/// What a file is for, if its data are looked at.
fn target<'a>(context: &Context<'a>, name: &str, findings: &mut Findings) -> Option<Target<'a>> {
    let at = At::field(name);
    let Some(field) = context.schema.field(name) else {
        if context.schema.dynamic && name == "$meta" {
            return Some(Target::Meta);
        }
        findings.add(&rule::UNKNOWN, at, "");
        return None;
    };
    if field.auto_id {
        findings.add(&rule::AUTO_ID, at, "");
        return None;
    }
    if field.output != Output::None {
        // The dynamic field takes nothing from a file.
        findings.add(fields::function_output_alone(field.output, context.schema), at, "");
    }
    if is_unsupported(&field.kind) {
        findings.add(&rule::UNSUPPORTED, at, field.kind.name());
        return None;
    }
    Some(Target::Field(field))
}

fn absent(field: &Field, findings: &mut Findings) {
    let at = At::field(&field.name);
    if field.auto_id || field.output != Output::None {
        return;
    }
    if field.nullable && field.kind == Kind::Geometry {
        findings.add(&rule::GEOMETRY_ABSENT, at, "");
    } else if field.default {
        findings.add(&rule::DEFAULT_ABSENT, at, "");
    } else if !field.nullable && is_unsupported(&field.kind) {
        findings.add(&rule::UNSUPPORTED, at, field.kind.name());
    } else if !field.nullable {
        findings.add(&rule::MISSING, at, "");
    }
}

fn is_unsupported(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Array { .. }
            | Kind::SparseFloatVector
            | Kind::ArrayOfVector { .. }
            | Kind::Timestamptz
            | Kind::Text
            | Kind::Other(_)
    )
}
