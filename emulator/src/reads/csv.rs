//! Files of CSV: a header, and a value of JSON wherever one is no plain scalar.

use std::collections::BTreeSet;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Rows;
use super::columns::{Column, Columns, META};
use super::decoder::{Decoder, parse};
use super::records::Records;
use super::value::Value;
use super::words::{Era, import, in_row, not_aligned, row};
use super::{entity, limits, numbers, sparse, timestamp, wkt};
use crate::schema::{DataType, Field};

/// The options of an import that are about CSV.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) separator: char,
    /// The text that stands for null.
    pub(super) null: String,
}

impl Options {
    /// The first character of `sep` counts.
    pub(super) fn new(era: Era, separator: Option<&str>, null: Option<&str>) -> Result<Self, String> {
        let separator = separator.and_then(|text| text.chars().next()).unwrap_or(',');
        if matches!(separator, '\n' | '\r' | '"' | '\u{0}' | char::REPLACEMENT_CHARACTER) {
            // Later releases leave characters that do not print out of what they say.
            let shown = if era >= Era::V2_6_18 && separator.is_control() { String::new() } else { separator.into() };
            return Err(import(format_args!("unsupported csv separator: {shown}")));
        }
        Ok(Self { separator, null: null.unwrap_or_default().to_owned() })
    }
}

pub(super) fn read(columns: Columns<'_>, options: &Options, file: impl Read) -> Result<Rows, String> {
    let mut records = Records::new(file, options.separator);
    let (header, broken) = records.next();
    if let Some(broken) = broken {
        let text = format!("failed to read csv header, error: {broken}");
        let is_late = columns.era >= Era::V2_6_18;
        return Err(if is_late { format!("{text}: importing data failed on server side") } else { import(text) });
    }
    let header: Vec<String> = header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    check_header(columns, &header)?;
    let mut rows = Rows::default();
    loop {
        let (record, broken) = records.next();
        // Of a record that is broken what was read before counts.
        if record.is_empty() || broken.as_deref() == Some("EOF") {
            break;
        }
        let has_key = check_row(columns, options, &header, &record).map_err(|text| in_row(columns.era, text))?;
        rows.count += 1;
        rows.keys += u64::from(has_key);
    }
    check_structs(columns, &header, rows)?;
    Ok(rows)
}

/// Structs that no column has are missed when all is read.
fn check_structs(columns: Columns<'_>, header: &[String], rows: Rows) -> Result<(), String> {
    let missing = columns.structs().iter().find(|group| !header.contains(&group.name));
    let Some((group, field)) = missing.and_then(|group| Some((group, group.fields.first()?))) else { return Ok(()) };
    let key = columns.schema.primary_key().map_or("", |key| key.name.as_str());
    if rows.count == 0 {
        return Ok(());
    }
    Err(not_aligned(key, rows.count, &format!("{}[{}]", group.name, field.name), 0))
}

fn check_header(columns: Columns<'_>, header: &[String]) -> Result<(), String> {
    let era = columns.era;
    let has = |name: &String| header.contains(name);
    if let Some(key) = columns.forbidden_key().filter(|key| has(&key.name)) {
        return Err(row(era, Columns::key_complaint(key)));
    }
    for field in columns.schema.fields.iter().filter(|field| !field.is_generated()) {
        let is_missed = if columns.is_output(field) {
            let complaint = columns.output_complaint(field).filter(|_| era > Era::V2_5 && has(&field.name));
            if let Some(complaint) = complaint {
                return Err(import(complaint));
            }
            false
        } else if era == Era::V2_5 {
            // What may be null has to be there, and what is the primary key need not.
            !field.primary_key && !has(&field.name)
        } else {
            !columns.is_optional(field) && !has(&field.name)
        };
        if is_missed {
            return Err(row(era, format_args!("value of field is missed: '{}'", field.name)));
        }
    }
    Ok(())
}

/// Whether a row has a primary key.
fn check_row(columns: Columns<'_>, options: &Options, header: &[String], record: &[Vec<u8>]) -> Result<bool, String> {
    let era = columns.era;
    if record.len() != header.len() {
        return Err(row(era, "the number of fields in the row is not equal to the header"));
    }
    let mut has_key = false;
    let mut others = BTreeSet::new();
    let mut meta = None;
    for (name, cell) in header.iter().zip(record) {
        match columns.find(name) {
            Column::Field(field) => {
                check_cell(era, options, field, cell)?;
                has_key |= field.primary_key;
            }
            Column::Structs(group) => {
                let value = structs(cell)?;
                entity::structs(era, group, &value, true)?;
            }
            Column::AutoKey(field) if !columns.schema.enable_dynamic_field => {
                check_cell(era, options, field, cell)?;
                has_key = true;
            }
            Column::Dynamic | Column::AutoKey(_) if name == META => meta = Some(cell),
            Column::Dynamic | Column::AutoKey(_) => drop(others.insert(name.as_str())),
            Column::Unknown if era >= Era::V2_6 => {}
            Column::Unknown => return Err(row(era, format_args!("the field '{name}' is not defined in schema"))),
        }
    }
    if let Some(cell) = meta {
        check_meta(era, cell, &others)?;
    }
    Ok(has_key)
}

/// A list of structs; null is an empty one.
fn structs(cell: &[u8]) -> Result<Value, String> {
    let complain = |complaint: &dyn std::fmt::Display| {
        import(format_args!("invalid StructArray format in CSV, failed to parse JSON: {complaint}"))
    };
    let kind = match Decoder::new(cell).decode() {
        Ok(list @ Value::Array(_)) => return Ok(list),
        Ok(Value::Null) => return Ok(Value::Array(Vec::new())),
        Err(broken) => return Err(complain(&broken)),
        Ok(other) => other.json_name(),
    };
    Err(complain(&format_args!("json: cannot unmarshal {kind} into Go value of type []interface {{}}")))
}

fn check_meta(era: Era, cell: &[u8], others: &BTreeSet<&str>) -> Result<(), String> {
    let members = match parse(cell) {
        Ok(Value::Object(members)) => members,
        Ok(Value::Null) => return Ok(()),
        _ => return Err(row(era, "illegal value for dynamic field, not a JSON format string")),
    };
    match members.keys().find(|key| others.contains(key.as_str()) || *key == META) {
        Some(key) => Err(row(era, format_args!("duplicated key in dynamic field, key={key}"))),
        None => Ok(()),
    }
}

fn check_cell(era: Era, options: &Options, field: &Field, cell: &[u8]) -> Result<(), String> {
    let is_null = cell == options.null.as_bytes();
    if is_null && (field.nullable || (field.default_value.is_some() && era > Era::V2_5)) && !is_unread(era, field) {
        return Ok(());
    }
    let text = String::from_utf8_lossy(cell);
    let wrong = || Err(entity::wrong_type(era, field, &Value::Text(text.clone().into_owned())));
    let int = |bits| if numbers::read_int(&text, bits).is_ok() { Ok(()) } else { wrong() };
    let float = |bits| match numbers::read_float(&text, bits) {
        Ok(number) => limits::finite(era, number),
        Err(_) => wrong(),
    };
    match field.data_type {
        DataType::Bool if numbers::read_bool(&text).is_some() => Ok(()),
        DataType::Int8 => int(8),
        DataType::Int16 => int(16),
        DataType::Int32 => int(32),
        DataType::Int64 => int(64),
        DataType::Float => float(32),
        DataType::Double => float(64),
        DataType::VarChar | DataType::String | DataType::Text => limits::text(era, field, cell),
        DataType::Json => entity::json(era, cell),
        DataType::Geometry => wkt::check(&text).or_else(|_| wrong()),
        DataType::Timestamptz => timestamp::check(era, &text),
        DataType::SparseFloatVector => match Decoder::new(cell).decode() {
            Ok(Value::Object(members)) => sparse::from_object(era, &members),
            Ok(Value::Null) => Ok(()),
            _ => wrong(),
        },
        DataType::Array => match Decoder::new(cell).decode() {
            Ok(Value::Array(items)) => {
                limits::capacity(era, field, items.len())?;
                entity::elements(era, field, &items, true)
            }
            Ok(Value::Null) => Ok(()),
            _ => wrong(),
        },
        kind if kind.is_dense_vector() => match vector(kind, cell) {
            Some(numbers) => check_vector(era, field, numbers),
            None => wrong(),
        },
        _ => wrong(),
    }
}

/// A type that the reader of 2.5 does not know where it may be null.
fn is_unread(era: Era, field: &Field) -> bool {
    era == Era::V2_5 && field.data_type == DataType::Geometry
}

fn check_vector(era: Era, field: &Field, numbers: Vec<f64>) -> Result<(), String> {
    let (length, expected) = match field.data_type {
        DataType::BinaryVector => (numbers.len() * 8, field.dim() / 8 * 8),
        _ => (numbers.len(), field.dim()),
    };
    if length != expected {
        return Err(entity::wrong_dim(era, field, length));
    }
    match field.data_type {
        DataType::Float16Vector => limits::float16(era, numbers),
        _ => Ok(()),
    }
}

/// The numbers of a vector; null stands for 0, and for no numbers at all.
fn vector(kind: DataType, cell: &[u8]) -> Option<Vec<f64>> {
    let items = match parse(cell).ok()? {
        Value::Array(items) => items,
        Value::Null => Vec::new(),
        // Bytes may be base64.
        Value::Text(text) if kind == DataType::BinaryVector => {
            return Some(STANDARD.decode(text).ok()?.into_iter().map(f64::from).collect());
        }
        _ => return None,
    };
    let number = |item: Value| match item {
        Value::Null => Some(0.0),
        Value::Number(text) => match kind {
            DataType::BinaryVector => text.parse::<u8>().ok().map(f64::from),
            DataType::Int8Vector => text.parse::<i8>().ok().map(f64::from),
            _ => numbers::read_float(&text, 32).ok(),
        },
        _ => None,
    };
    items.into_iter().map(number).collect()
}
