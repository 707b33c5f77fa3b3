//! Vectors in cells of CSV: lists of JSON, in which null is 0.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::cell::wrong;
use crate::fields;
use crate::finding::{At, Findings};
use crate::rules::{csv as rule, values};
use crate::schema::Kind;
use crate::values::json_raw::{Kind as Json, Raw};
use crate::values::{json_text, numbers};

/// Looks at a vector that is not sparse.
pub(super) fn check(kind: &Kind, cell: &[u8], text: &str, at: At<'_>, findings: &mut Findings) {
    let (Kind::FloatVector { dim: wanted }
    | Kind::Float16Vector { dim: wanted }
    | Kind::BFloat16Vector { dim: wanted }
    | Kind::Int8Vector { dim: wanted }
    | Kind::BinaryVector { dim: wanted }) = kind
    else {
        return;
    };
    let is_binary = matches!(kind, Kind::BinaryVector { .. });
    let wanted = if is_binary { wanted / 8 } else { *wanted };
    let Some(list) = json_text::whole(cell) else {
        wrong(kind, text, at, findings);
        return;
    };
    let count = match (list.kind(), list.text()) {
        (Json::Array, _) => {
            let mut count = 0;
            for value in list.elements() {
                if !element(kind, value, at, findings) {
                    return wrong(kind, text, at, findings);
                }
                count += 1;
            }
            count
        }
        (Json::Null, _) => 0,
        // Bytes may be a text of base64, as everywhere in Go.
        (_, Some(bytes)) if is_binary => match STANDARD.decode(bytes.text.as_bytes()) {
            Ok(bytes) => bytes.len() as u64,
            Err(_) => return wrong(kind, text, at, findings),
        },
        _ => return wrong(kind, text, at, findings),
    };
    if count != wanted {
        findings.add(&values::DIM, at, &format!("{count} elements, not of {wanted}"));
    }
}

/// Looks at an element; whether the server takes it.
fn element(kind: &Kind, value: Raw<'_>, at: At<'_>, findings: &mut Findings) -> bool {
    if value.kind() == Json::Null {
        findings.add(&rule::VECTOR_NULL, at, "");
        return true;
    }
    let Some(text) = value.number() else { return false };
    match kind {
        Kind::BinaryVector { .. } => numbers::parse_int(text, 64).is_ok_and(|number| (0..256).contains(&number)),
        Kind::Int8Vector { .. } => numbers::parse_int(text, 8).is_ok(),
        _ => match numbers::parse_float(text) {
            Some(number) => {
                fields::vector_number(kind, text, number, at, findings);
                true
            }
            None => false,
        },
    }
}
