//! Sparse vectors: pairs of an index and a value, as JSON.

use std::collections::BTreeMap;

use super::decoder::{Broken, Decoder};
use super::limits::finite;
use super::numbers;
use super::value::{Value, print_float};
use super::words::{Era, import, invalid};

/// `{"5":0.5}`, or `{"indices":[5],"values":[0.5]}`.
pub(super) fn from_object(era: Era, members: &BTreeMap<String, Value>) -> Result<(), String> {
    let list = |name| match members.get(name) {
        Some(Value::Array(items)) => Some(items),
        _ => None,
    };
    let mut pairs = Vec::new();
    match (list("indices"), list("values")) {
        (Some(indices), Some(values)) => {
            let indices = indices.iter().map(|index| read_index(era, index)).collect::<Result<Vec<_>, _>>()?;
            let values = values.iter().map(|value| read_value(era, value)).collect::<Result<Vec<_>, _>>()?;
            if indices.len() != values.len() {
                return Err(invalid(era, "indices and values length mismatch"));
            }
            pairs.extend(indices.into_iter().zip(values));
        }
        (None, None) => {
            for (key, value) in members {
                let index = numbers::uint(key, 32)?;
                pairs.push((u32::try_from(index).unwrap_or(u32::MAX), read_value(era, value)?));
            }
        }
        _ => return Err(invalid(era, "invalid JSON input")),
    }
    check(era, pairs)
}

/// The pairs of one vector, in any order.
pub(super) fn check(era: Era, mut pairs: Vec<(u32, f64)>) -> Result<(), String> {
    pairs.sort_by_key(|(index, _)| *index);
    let mut last = None;
    for (index, value) in pairs {
        if index == u32::MAX {
            return Err(invalid(era, "invalid index in sparse float vector: must be less than 2^32-1"));
        }
        if last == Some(index) {
            return Err(invalid(era, "unsorted or same indices in sparse float vector"));
        }
        finite(era, value)?;
        if value < 0.0 {
            return Err(invalid(era, "negative value in sparse float vector"));
        }
        last = Some(index);
    }
    Ok(())
}

fn read_index(era: Era, index: &Value) -> Result<u32, String> {
    let Value::Number(text) = index else {
        return Err(invalid(era, format_args!("invalid index type in JSON: {}", reflected(index))));
    };
    let number = numbers::int(text, 64)?;
    if number >= i64::from(u32::MAX) {
        return Err(invalid(era, format_args!("index too large in JSON: {number}")));
    }
    // The server casts, and so a negative index counts from the end.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as the server does")]
    Ok(number as u32)
}

fn read_value(era: Era, value: &Value) -> Result<f64, String> {
    let Value::Number(text) = value else {
        return Err(invalid(era, format_args!("invalid value type in JSON: {}", reflected(value))));
    };
    let number = numbers::float(text, 64)?;
    if number > f64::from(f32::MAX) {
        return Err(invalid(era, format_args!("value too large in JSON: {}", print_float(number))));
    }
    Ok(number)
}

/// What `%s` prints of a reflected type.
fn reflected(value: &Value) -> &'static str {
    if *value == Value::Null { "%!s(<nil>)" } else { value.type_name() }
}
/// A cell of text in a column of a Parquet file.
pub(super) fn from_text(era: Era, text: &str) -> Result<(), String> {
    let complain = |complaint: &dyn std::fmt::Display| {
        import(format_args!("Invalid JSON string for SparseFloatVector: '{text}', err = {complaint}"))
    };
    let members = match Decoder::new(text.as_bytes()).decode() {
        Ok(Value::Object(members)) => members,
        Ok(Value::Null) => BTreeMap::new(),
        Ok(other) => {
            let kind = other.json_name();
            return Err(complain(&format_args!(
                "json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"
            )));
        }
        Err(Broken::End) => return Err(complain(&"EOF")),
        Err(broken) => return Err(complain(&broken)),
    };
    let is_empty = |value: &Value| matches!(value, Value::Array(items) if items.is_empty());
    if era == Era::V2_4 && members.values().all(is_empty) {
        // The server's process panics.
        return Err("runtime error: slice bounds out of range [-8:]".to_owned());
    }
    from_object(era, &members).map_err(|complaint| complain(&complaint))
}
