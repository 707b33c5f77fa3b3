//! Lists of JSON held against arrays and vectors.

use crate::fields;
use crate::finding::{At, Findings};
use crate::rules::Rule;
use crate::rules::values as rule;
use crate::schema::Kind;
use crate::values::json_raw::{Kind as Json, Raw};
use crate::values::numbers::{self, IntFault};

/// Looks at the elements of an array; how many there are.
pub(crate) fn array(list: Raw<'_>, element: &Kind, long: &'static Rule, at: At<'_>, findings: &mut Findings) -> u64 {
    let mut count = 0;
    for value in list.elements() {
        self::element(value, element, long, at, findings);
        count += 1;
    }
    count
}

/// Looks at one element of an array.
pub(crate) fn element(value: Raw<'_>, kind: &Kind, long: &'static Rule, at: At<'_>, findings: &mut Findings) {
    let wrong = |findings: &mut Findings| {
        findings.add(&rule::ELEMENT, at, &format!("{}, not {}: {}", fields::takes(kind), value.named(), value.shown()));
    };
    match kind {
        Kind::Bool if value.kind() == Json::Bool => {}
        Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Int64 => {
            let bits = fields::bits(kind).unwrap_or(64);
            match value.number().map(|number| numbers::parse_int(number, bits.max(32))) {
                // The server stores the elements of narrow types as those of 32 bits.
                Some(Ok(number)) if bits < 32 && (number >> (bits - 1)) != 0 && (number >> (bits - 1)) != -1 => {
                    findings.add(&rule::ELEMENT_NARROW, at, &number.to_string());
                }
                Some(Ok(_)) => {}
                _ => wrong(findings),
            }
        }
        Kind::Float => match value.number().map(|text| (text, numbers::parse_float(text))) {
            Some((text, Some(number))) => {
                if numbers::float_rounds(text, number) {
                    findings.add(&rule::ROUNDED, at, text);
                }
            }
            _ => wrong(findings),
        },
        Kind::Double => match value.number().map(|text| (text, numbers::parse_double(text))) {
            Some((text, Some(number))) => {
                if numbers::double_rounds(text, number) {
                    findings.add(&rule::ROUNDED, at, text);
                }
            }
            _ => wrong(findings),
        },
        Kind::VarChar { max_length } => match value.text() {
            Some(text) => fields::length(text.text.len(), *max_length, long, at, findings),
            None => wrong(findings),
        },
        Kind::Bool => wrong(findings),
        _ => {}
    }
}

/// Looks at a vector that is a list of numbers.
pub(crate) fn vector(list: Raw<'_>, kind: &Kind, at: At<'_>, findings: &mut Findings) {
    let wanted = match kind {
        Kind::BinaryVector { dim } => dim / 8,
        Kind::FloatVector { dim }
        | Kind::Float16Vector { dim }
        | Kind::BFloat16Vector { dim }
        | Kind::Int8Vector { dim } => *dim,
        _ => return,
    };
    let mut count = 0_u64;
    for value in list.elements() {
        count += 1;
        let Some(text) = value.number() else {
            let what = format!("{}, not of {}: {}", fields::takes(kind), value.named(), value.shown());
            findings.add(&rule::TYPE, at, &what);
            continue;
        };
        match kind {
            Kind::BinaryVector { .. } | Kind::Int8Vector { .. } => whole_number(text, kind, at, findings),
            _ => match numbers::parse_float(text) {
                Some(number) => fields::vector_number(kind, text, number, at, findings),
                None => findings.add(&rule::FLOAT_RANGE, at, text),
            },
        }
    }
    if count != wanted {
        findings.add(&rule::DIM, at, &format!("{count} elements, not of {wanted}"));
    }
}

/// A byte, or a number of eight bits with a sign.
fn whole_number(text: &str, kind: &Kind, at: At<'_>, findings: &mut Findings) {
    let is_byte = matches!(kind, Kind::BinaryVector { .. });
    let range = if is_byte { 0..=255 } else { -128..=127 };
    match numbers::parse_int(text, 64) {
        // A byte has no sign, not even that of -0.
        Ok(0) if is_byte && text.starts_with('-') => findings.add(&rule::INT_SYNTAX, at, text),
        Ok(number) if range.contains(&number) => {}
        Ok(_) | Err(IntFault::Range) => findings.add(&rule::INT_RANGE, at, text),
        Err(IntFault::Syntax) => findings.add(&rule::INT_SYNTAX, at, text),
    }
}
