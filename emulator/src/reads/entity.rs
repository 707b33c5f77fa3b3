//! The value of a field in a row of JSON, and the lists and structs that CSV has as JSON too.

use super::limits;
use super::numbers;
use super::sparse;
use super::timestamp;
use super::value::Value;
use super::wkt;
use super::words::{Era, row};
use super::{decoder, words};
use crate::schema::{DataType, Field, StructField};

type Checked = Result<(), String>;

/// A value of another type than the field has.
pub(super) fn wrong_type(era: Era, field: &Field, value: &Value) -> String {
    let (expected, name, kind) = (field.data_type, &field.name, value.type_name());
    row(era, format_args!("expected type '{expected}' for field '{name}', got type '{kind}' with value '{value}'"))
}

/// A vector of another length than the field has.
pub(super) fn wrong_dim(era: Era, field: &Field, actual: usize) -> String {
    let (dim, name, kind) = (field.dim(), &field.name, field.data_type);
    row(era, format_args!("expected dim '{dim}' for field '{name}' with type '{kind}', got dim '{actual}'"))
}

/// Whether a field takes a value of JSON.
pub(super) fn check(era: Era, field: &Field, value: &Value) -> Checked {
    if *value == Value::Null && super::columns::has_filler(field) && !(era == Era::V2_5 && is_unread(field)) {
        return Ok(());
    }
    if era == Era::V2_5 && is_unread(field) {
        return Err(row(era, format_args!("parse json failed, unsupport data type: {}", field.data_type)));
    }
    let wrong = || Err(wrong_type(era, field, value));
    match (field.data_type, value) {
        (DataType::Bool, Value::Bool(_)) | (DataType::Json, Value::Object(_)) => Ok(()),
        (DataType::Int8, Value::Number(text)) => numbers::int(text, 8).map(drop),
        (DataType::Int16, Value::Number(text)) => numbers::int(text, 16).map(drop),
        (DataType::Int32, Value::Number(text)) => numbers::int(text, 32).map(drop),
        (DataType::Int64, Value::Number(text)) => numbers::int(text, 64).map(drop),
        (DataType::Float, Value::Number(text)) => numbers::float(text, 32).map(drop),
        (DataType::Double, Value::Number(text)) => numbers::float(text, 64).map(drop),
        (DataType::VarChar | DataType::String | DataType::Text, Value::Text(text)) => {
            limits::text(era, field, text.as_bytes())
        }
        (DataType::Json, Value::Text(text)) => json(era, text.as_bytes()),
        (DataType::Geometry, Value::Text(text)) => wkt::check(text).or_else(|_| wrong()),
        (DataType::Timestamptz, Value::Text(text)) => timestamp::check(era, text),
        (DataType::SparseFloatVector, Value::Object(members)) => sparse::from_object(era, members),
        (DataType::Array, Value::Array(items)) => {
            limits::capacity(era, field, items.len())?;
            // Until 2.5 elements of text may have any length.
            elements(era, field, items, era > Era::V2_5)
        }
        (kind, Value::Array(items)) if kind.is_dense_vector() => vector(era, field, items),
        _ => wrong(),
    }
}

/// A type that the reader of 2.5 forgot where it may be null.
fn is_unread(field: &Field) -> bool {
    field.data_type == DataType::Geometry && field.nullable
}

/// A text that has to be JSON.
pub(super) fn json(era: Era, text: &[u8]) -> Checked {
    let parsed = decoder::parse(text);
    parsed.map(drop).map_err(|no_json| if era == Era::V2_4 { no_json.plain() } else { no_json.sonic(text) })
}

/// A text that has to be a JSON object, or null.
pub(super) fn json_object(era: Era, text: &[u8]) -> Checked {
    json(era, text)?;
    let kind = match decoder::parse(text) {
        Ok(Value::Object(_) | Value::Null) | Err(_) => return Ok(()),
        Ok(other) => other.json_name(),
    };
    let go_type = "map[string]interface {}";
    if era == Era::V2_4 {
        return Err(format!("json: cannot unmarshal {kind} into Go value of type {go_type}"));
    }
    let place = decoder::excerpt(&String::from_utf8_lossy(text), 0, "mismatched type with value");
    Err(format!("Mismatch type {go_type} with value {kind} {}", crate::go::quote(&place)))
}

fn vector(era: Era, field: &Field, items: &[Value]) -> Checked {
    let (length, bits) = match field.data_type {
        DataType::BinaryVector => (items.len() * 8, field.dim() / 8 * 8),
        _ => (items.len(), field.dim()),
    };
    if length != bits {
        return Err(wrong_dim(era, field, length));
    }
    let mut read = Vec::with_capacity(items.len());
    for item in items {
        let Value::Number(text) = item else { return Err(wrong_type(era, field, item)) };
        match field.data_type {
            DataType::BinaryVector => drop(numbers::uint(text, 8)?),
            DataType::Int8Vector => drop(numbers::int(text, 8)?),
            _ => read.push(numbers::float(text, 32)?),
        }
    }
    match field.data_type {
        DataType::Float16Vector if era > Era::V2_4 => limits::float16(era, read),
        _ => Ok(()),
    }
}

/// The elements of an array.
pub(super) fn elements(era: Era, field: &Field, items: &[Value], check_length: bool) -> Checked {
    let element = field.element();
    let whole = || Value::Array(items.to_vec());
    let wrong = || {
        let (value, kind) = (whole(), whole().type_name());
        row(
            era,
            format_args!("expected element type '{element}' in array field, got type '{kind}' with value '{value}'"),
        )
    };
    let named = |name: &str, complaint: String| {
        if era == Era::V2_4 { complaint } else { format!("failed to parse {name}: {complaint}") }
    };
    for item in items {
        match (element, item) {
            (DataType::Bool, Value::Bool(_)) => {}
            // Values that an int8 or int16 cannot hold are stored all the same.
            (DataType::Int8 | DataType::Int16 | DataType::Int32, Value::Number(text)) => {
                numbers::int(text, 32).map_err(|complaint| named("int32", complaint))?;
            }
            (DataType::Int64, Value::Number(text)) => {
                numbers::int(text, 64).map_err(|complaint| named("int64", complaint))?;
            }
            (DataType::Timestamptz, Value::Number(text)) => {
                numbers::int(text, 64).map_err(|complaint| named("timesamptz", complaint))?;
            }
            (DataType::Float, Value::Number(text)) => {
                numbers::float(text, 32).map_err(|complaint| named("float32", complaint))?;
            }
            (DataType::Double, Value::Number(text)) => {
                numbers::float(text, 64).map_err(|complaint| named("float64", complaint))?;
            }
            (DataType::VarChar | DataType::String, Value::Text(text)) => {
                if check_length {
                    limits::text(era, field, text.as_bytes())?;
                }
            }
            _ => return Err(wrong()),
        }
    }
    Ok(())
}

/// A list of structs, each an object of the fields' values.
pub(super) fn structs(era: Era, group: &StructField, value: &Value, unknown_is_wrong: bool) -> Checked {
    let import = words::import;
    let Value::Array(items) = value else {
        let kind = value.type_name();
        return Err(import(format_args!(
            "invalid StructArray format in JSON, each row should be a key-value map, but got type {kind}"
        )));
    };
    let mut columns: Vec<Vec<Value>> = vec![Vec::new(); group.fields.len()];
    for (position, item) in items.iter().enumerate() {
        let Value::Object(members) = item else {
            let kind = item.type_name();
            let text = format_args!("invalid element in StructArray, expect map[string]any but got type {kind}");
            return Err(import(text));
        };
        if era >= Era::V3_0 && members.len() != group.fields.len() {
            let (actual, expected) = (members.len(), group.fields.len());
            return Err(import(format_args!(
                "inconsistent field count in StructArray element: position={position}, actual={actual}, \
                 expected={expected}"
            )));
        }
        for (name, value) in members {
            let at = group.fields.iter().position(|field| field.name == *name);
            match at.and_then(|at| columns.get_mut(at)) {
                Some(column) => column.push(value.clone()),
                None if unknown_is_wrong => {
                    return Err(import(format_args!("field {}[{name}] not found", group.name)));
                }
                None => {}
            }
        }
    }
    for (field, column) in group.fields.iter().zip(&columns) {
        let named = Field { name: format!("{}[{}]", group.name, field.name), ..field.clone() };
        if column.is_empty() && !items.is_empty() {
            return Err(missed(era, &named.name));
        }
        limits::capacity(era, &named, column.len())?;
        if field.data_type == DataType::ArrayOfVector {
            vectors(&named, column)?;
        } else {
            elements(era, &named, column, true)?;
        }
    }
    Ok(())
}

/// The vectors of a field of structs.
fn vectors(field: &Field, items: &[Value]) -> Checked {
    let import = words::import;
    let is_bytes = field.element() == DataType::BinaryVector;
    let expected = if is_bytes { field.dim().div_ceil(8) } else { field.dim() };
    for (position, item) in items.iter().enumerate() {
        let Value::Array(numbers) = item else {
            return Err(import(format_args!("expected slice as vector, but got {}", item.type_name())));
        };
        if numbers.len() != expected {
            let (what, name, actual) = (if is_bytes { "byte size" } else { "dimension" }, &field.name, numbers.len());
            return Err(import(format_args!(
                "vector {what} mismatch for field '{name}': position={position}, actual={actual}, expected={expected}"
            )));
        }
        for number in numbers {
            let Value::Number(text) = number else {
                let kind = number.type_name();
                return Err(import(format_args!(
                    "expected numeric vector element, got type {kind} with value {number}"
                )));
            };
            match field.element() {
                DataType::BinaryVector => drop(numbers::uint(text, 8)?),
                DataType::Int8Vector => drop(numbers::int(text, 8)?),
                _ => drop(numbers::float(text, 32)?),
            }
        }
    }
    Ok(())
}

/// A field that a row has to have.
pub(super) fn missed(era: Era, name: &str) -> String {
    row(era, format_args!("value of field '{name}' is missed"))
}
