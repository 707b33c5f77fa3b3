//! Texts and numbers held against a field, for the formats that are not typed.

use crate::finding::{At, Findings};
use crate::rules::Rule;
use crate::rules::values as rule;
use crate::schema::{Kind, Output, Schema};
use crate::values::numbers;
use crate::values::{geometry, json_text, sparse, timestamp};

/// What a field of a type takes, in words.
pub(crate) fn takes(kind: &Kind) -> &'static str {
    match kind {
        Kind::Bool => "true or false",
        Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Int64 => "whole numbers",
        Kind::Float | Kind::Double => "numbers",
        Kind::Json => "an object, or one as text",
        Kind::Geometry => "texts of WKT",
        Kind::Timestamptz => "times as texts",
        Kind::Array { .. } => "lists",
        Kind::FloatVector { .. } | Kind::Float16Vector { .. } | Kind::BFloat16Vector { .. } => "lists of numbers",
        Kind::BinaryVector { .. } => "lists of numbers from 0 to 255",
        Kind::Int8Vector { .. } => "lists of numbers from -128 to 127",
        Kind::SparseFloatVector => "objects of indices and values",
        _ => "texts",
    }
}

/// How many bits a whole number may have.
pub(crate) fn bits(kind: &Kind) -> Option<u32> {
    match kind {
        Kind::Int8 => Some(8),
        Kind::Int16 => Some(16),
        Kind::Int32 => Some(32),
        Kind::Int64 => Some(64),
        _ => None,
    }
}

/// Looks at the length of a text in bytes.
pub(crate) fn length(bytes: usize, max_length: u64, long: &'static Rule, at: At<'_>, findings: &mut Findings) {
    if bytes as u64 > max_length {
        findings.add(long, at, &format!("{bytes} bytes, more than {max_length}"));
    }
}

/// Looks at a text of WKT, a time, or JSON.
pub(crate) fn text(kind: &Kind, text: &str, schema: &Schema, at: At<'_>, findings: &mut Findings) {
    match kind {
        Kind::Geometry if !geometry::is_wkt(text) => findings.add(&rule::WKT, at, &shown(text)),
        Kind::Json if json_text::kind(text.as_bytes()).is_none() => findings.add(&rule::JSON_TEXT, at, &shown(text)),
        Kind::Timestamptz => match timestamp::parse(text) {
            None => findings.add(&rule::TIMESTAMP, at, &shown(text)),
            Some(time) => {
                if time.cut {
                    findings.add(&rule::TIMESTAMP_CUT, at, &shown(text));
                }
                if time.naive && !schema.has_timezone {
                    findings.add(&rule::TIMESTAMP_NAIVE, at, &shown(text));
                }
            }
        },
        _ => {}
    }
}

/// Looks at a number of a vector of floats after it was read.
pub(crate) fn vector_number(kind: &Kind, text: &str, number: f32, at: At<'_>, findings: &mut Findings) {
    let (overflows, rounds) = match kind {
        Kind::Float16Vector { .. } => (numbers::half_overflows(number), numbers::half_rounds(number)),
        Kind::BFloat16Vector { .. } => (false, numbers::bfloat16_rounds(number)),
        _ => (false, numbers::float_rounds(text, number)),
    };
    if overflows {
        findings.add(&rule::HALF_OVERFLOW, at, text);
    } else if rounds {
        findings.add(&rule::ROUNDED, at, text);
    }
}

/// Tells what was found of a sparse vector.
pub(crate) fn sparse(vector: Result<sparse::Vector, String>, at: At<'_>, findings: &mut Findings) {
    match vector {
        Err(why) => findings.add(&rule::SPARSE, at, &why),
        Ok(vector) => {
            if vector.wraps {
                findings.add(&rule::SPARSE_WRAPS, at, "");
            }
            if vector.duplicate_key {
                findings.add(&rule::SPARSE_DUPLICATE, at, "");
            }
        }
    }
}

/// Looks at a text of JSON for `$meta`, and says which keys it has.
pub(crate) fn meta_text(text: &str, at: At<'_>, findings: &mut Findings) -> Vec<String> {
    let raw = match json_text::kind(text.as_bytes()) {
        Some(json_text::Kind::Null) => return Vec::new(),
        Some(json_text::Kind::Object) => json_text::whole(text.as_bytes()),
        _ => None,
    };
    let Some(raw) = raw else {
        findings.add(&rule::META_TEXT, at, &shown(text));
        return Vec::new();
    };
    json_text::numbers(raw, &mut |number| {
        let rounds = numbers::parse_double(number).is_some_and(|double| numbers::double_rounds(number, double));
        if rounds {
            findings.add(&rule::META_ROUNDED, at, number);
        }
        !rounds
    });
    raw.entries().map(|(key, _)| key.text.into_owned()).collect()
}

/// The rule about values for a field that a function fills.
pub(crate) fn function_output(output: Output, schema: &Schema) -> &'static Rule {
    let allowed = output == Output::Other && schema.allow_function_output;
    match (allowed, schema.dynamic) {
        (_, false) => function_output_alone(output, schema),
        (false, true) => &rule::FUNCTION_OUTPUT_DYNAMIC,
        (true, true) => &rule::FUNCTION_OUTPUT_ALLOWED_DYNAMIC,
    }
}

/// The same where the dynamic field takes nothing.
pub(crate) fn function_output_alone(output: Output, schema: &Schema) -> &'static Rule {
    let allowed = output == Output::Other && schema.allow_function_output;
    if allowed { &rule::FUNCTION_OUTPUT_ALLOWED } else { &rule::FUNCTION_OUTPUT }
}

/// The rule about values for a primary key that the server makes.
pub(crate) fn auto_id(schema: &Schema) -> &'static Rule {
    if schema.allow_auto_id { &rule::AUTO_ID_ALLOWED } else { &rule::AUTO_ID }
}

/// The start of a text, to be shown.
pub(crate) fn shown(text: &str) -> String {
    let start: String = text.chars().take(40).collect();
    if start.len() < text.len() { format!("{start:?}…") } else { format!("{start:?}") }
}
