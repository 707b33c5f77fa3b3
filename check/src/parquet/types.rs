//! Which columns a field takes.

use super::arrow::Arrow;
use crate::finding::{At, Findings};
use crate::rules::parquet as rule;
use crate::schema::{Field, Kind};

/// Tells whether a field takes a column of this type; `false` if not, and then its values are not worth a look.
pub(super) fn check(field: &Field, arrow: &Arrow, findings: &mut Findings) -> bool {
    let at = At::field(&field.name);
    if *arrow == Arrow::Null {
        // From 2.5 on a column of nothing but nulls has this type; 2.4 knows no optional fields.
        if !field.is_optional() {
            findings.add(&rule::TYPE, at, &mismatch(arrow, &field.kind));
        }
        return false;
    }
    match &field.kind {
        Kind::SparseFloatVector => sparse(field, arrow, findings),
        Kind::Float16Vector { .. } | Kind::BFloat16Vector { .. } if floats(arrow) => {
            findings.add(&rule::HALF_FROM_FLOATS, at, &arrow.to_string());
            true
        }
        kind => {
            let fixed = matches!(arrow, Arrow::FixedSizeList(..));
            let taken = match (kind, arrow) {
                (
                    Kind::BinaryVector { .. } | Kind::Float16Vector { .. } | Kind::BFloat16Vector { .. },
                    Arrow::Binary,
                ) => true,
                (_, Arrow::List(item) | Arrow::FixedSizeList(item, _)) => {
                    element(kind).is_some_and(|wanted| converts(item, &wanted))
                }
                (kind, arrow) => element(kind).is_none() && scalar(kind).is_some_and(|wanted| converts(arrow, &wanted)),
            };
            if !taken {
                findings.add(&rule::TYPE, at, &mismatch(arrow, kind));
            } else if fixed {
                findings.add(&rule::FIXED_SIZE_LIST, at, &arrow.to_string());
            }
            if taken {
                notes(field, arrow, findings);
            }
            if taken && field.nullable && matches!(kind, Kind::FloatVector { .. }) && !exact_floats(arrow) {
                findings.add(&rule::NULLABLE_VECTOR_TYPE, at, &arrow.to_string());
            }
            taken
        }
    }
}

/// What a taken type means for all values.
fn notes(field: &Field, arrow: &Arrow, findings: &mut Findings) {
    let at = At::field(&field.name);
    let (item, wanted) = match arrow {
        Arrow::List(item) | Arrow::FixedSizeList(item, _) => (item.as_ref(), element(&field.kind)),
        scalar_type => (scalar_type, scalar(&field.kind)),
    };
    match (item, wanted) {
        (Arrow::Float64, Some(Arrow::Float32)) => findings.add(&rule::ROUNDED, at, &arrow.to_string()),
        (Arrow::Duration, _) => findings.add(&rule::DURATION, at, ""),
        _ => {}
    }
}

/// Tells whether the dynamic field takes a column `$meta` of this type.
pub(super) fn check_meta(name: &str, arrow: &Arrow, findings: &mut Findings) -> bool {
    if *arrow != Arrow::Utf8 {
        findings.add(&rule::TYPE, At::field(name), &mismatch(arrow, &Kind::Json));
    }
    *arrow == Arrow::Utf8
}

fn mismatch(arrow: &Arrow, kind: &Kind) -> String {
    format!("{arrow}, and {} takes {}", kind.name(), wanted(kind))
}

/// The columns that a field takes, in words.
fn wanted(kind: &Kind) -> &'static str {
    match kind {
        Kind::Bool => "bool",
        Kind::Int8 => "int8",
        Kind::Int16 => "int8 or int16",
        Kind::Int32 => "int8, int16 or int32",
        Kind::Int64 => "int8 to int64",
        Kind::Float | Kind::Double => "float32, float64 or a signed integer",
        Kind::VarChar { .. } | Kind::Text => "string, no large_string and no dictionary",
        Kind::Json => "string with JSON in it",
        Kind::Geometry => "string with WKT in it",
        Kind::Timestamptz => "string with times as RFC 3339 has them",
        Kind::Array { .. } => "a list of its element type",
        Kind::FloatVector { .. } => "list<float32>",
        Kind::BinaryVector { .. } => "list<uint8> or binary, eight dimensions a byte",
        Kind::Float16Vector { .. } | Kind::BFloat16Vector { .. } => "list<uint8> or binary, two bytes a dimension",
        Kind::Int8Vector { .. } => "list<int8>",
        Kind::SparseFloatVector => "string with JSON in it, or struct<indices: list<uint32>, values: list<float32>>",
        Kind::ArrayOfVector { .. } => "a list of vectors",
        Kind::Other(_) => "what this program does not know",
    }
}

fn sparse(field: &Field, arrow: &Arrow, findings: &mut Findings) -> bool {
    let at = At::field(&field.name);
    match arrow {
        Arrow::Utf8 => true,
        Arrow::Struct(fields) => {
            let list = |name: &str| match fields.iter().find(|(member, _)| member == name) {
                Some((_, Arrow::List(item))) => Some(item.as_ref()),
                _ => None,
            };
            let indices = matches!(list("indices"), Some(Arrow::Int(32 | 64, _)));
            let values = matches!(list("values"), Some(Arrow::Float32 | Arrow::Float64));
            let rule = if indices && values { &rule::SPARSE_STRUCT } else { &rule::TYPE };
            findings.add(rule, at, &mismatch(arrow, &field.kind));
            indices && values
        }
        _ => {
            findings.add(&rule::TYPE, at, &mismatch(arrow, &field.kind));
            false
        }
    }
}

/// Floats for a vector of half precision, which 3.0 converts.
fn floats(arrow: &Arrow) -> bool {
    matches!(arrow, Arrow::List(item) | Arrow::FixedSizeList(item, _) if matches!(**item, Arrow::Float32 | Arrow::Float64))
}

fn exact_floats(arrow: &Arrow) -> bool {
    matches!(arrow, Arrow::List(item) | Arrow::FixedSizeList(item, _) if **item == Arrow::Float32)
}

/// The type that a scalar is read as.
pub(super) fn scalar(kind: &Kind) -> Option<Arrow> {
    Some(match kind {
        Kind::Bool => Arrow::Bool,
        Kind::Int8 => Arrow::Int(8, true),
        Kind::Int16 => Arrow::Int(16, true),
        Kind::Int32 => Arrow::Int(32, true),
        Kind::Int64 => Arrow::Int(64, true),
        Kind::Float => Arrow::Float32,
        Kind::Double => Arrow::Float64,
        Kind::VarChar { .. } | Kind::Json | Kind::Geometry | Kind::Timestamptz | Kind::Text => Arrow::Utf8,
        _ => return None,
    })
}

/// The type that the items of a list are read as.
fn element(kind: &Kind) -> Option<Arrow> {
    match kind {
        Kind::Array { element, .. } => scalar(element),
        Kind::FloatVector { .. } => Some(Arrow::Float32),
        Kind::BinaryVector { .. } | Kind::Float16Vector { .. } | Kind::BFloat16Vector { .. } => {
            Some(Arrow::Int(8, false))
        }
        Kind::Int8Vector { .. } => Some(Arrow::Int(8, true)),
        _ => None,
    }
}

/// Signed integers widen, and become floats; floats become floats.
fn converts(from: &Arrow, to: &Arrow) -> bool {
    match (from, to) {
        (Arrow::Duration, to) => converts(&Arrow::Int(64, true), to),
        (Arrow::Int(from, true), Arrow::Int(to, true)) => from <= to,
        (Arrow::Int(_, true) | Arrow::Float32 | Arrow::Float64, Arrow::Float32 | Arrow::Float64)
        | (Arrow::Int(8, false), Arrow::Int(8, false))
        | (Arrow::Bool, Arrow::Bool)
        | (Arrow::Utf8, Arrow::Utf8) => true,
        _ => false,
    }
}
