//! The types that the servers' reader sees in a Parquet file: those of the file, changed by what its writer noted of its own.

use std::fmt;

use arrow_schema::{DataType as Origin, Schema as OriginSchema};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::file::metadata::FileMetaData;
use parquet::schema::types::Type;

use crate::reads::words::Era;

/// An Arrow type, as Go prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Arrow {
    Null,
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float16,
    Float32,
    Float64,
    Utf8,
    LargeUtf8,
    Binary,
    LargeBinary,
    /// What nothing is read from; with the words that Go has for it.
    Other(String),
    Timestamp(&'static str, Option<String>),
    Dictionary(Box<Arrow>),
    List(Box<Arrow>),
    /// A list whose type was made anew, since what is in it was changed; it prints otherwise.
    RemadeList(Box<Arrow>),
    FixedList(Box<Arrow>, i32),
    Struct(Vec<(String, Arrow)>),
    Map(Box<Arrow>, Box<Arrow>),
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timestamp(unit, Some(zone)) => write!(f, "timestamp[{unit}, tz={zone}]"),
            Self::Timestamp(unit, None) => write!(f, "timestamp[{unit}]"),
            Self::Dictionary(values) => write!(f, "dictionary<values={values}, indices=int32, ordered=false>"),
            Self::List(item) => write!(f, "list<list: {item}, nullable>"),
            Self::RemadeList(item) => write!(f, "list<item: {item}, nullable>"),
            Self::FixedList(item, size) => write!(f, "fixed_size_list<item: {item}, nullable>[{size}]"),
            Self::Map(key, value) => write!(f, "map<{key}, {value}, items_nullable>"),
            Self::Struct(members) => {
                f.write_str("struct<")?;
                for (index, (name, member)) in members.iter().enumerate() {
                    write!(f, "{}{name}: {member}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str(">")
            }
            plain => f.write_str(plain.name()),
        }
    }
}

impl Arrow {
    /// The name without what belongs to the type.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Null => "null",
            Self::Bool => "bool",
            Self::Int8 => "int8",
            Self::Int16 => "int16",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::UInt8 => "uint8",
            Self::UInt16 => "uint16",
            Self::UInt32 => "uint32",
            Self::UInt64 => "uint64",
            Self::Float16 => "float16",
            Self::Float32 => "float32",
            Self::Float64 => "float64",
            Self::Utf8 => "utf8",
            Self::LargeUtf8 => "large_utf8",
            Self::Binary => "binary",
            Self::LargeBinary => "large_binary",
            Self::Other(text) => text,
            Self::Timestamp(..) => "timestamp",
            Self::Dictionary(_) => "dictionary",
            Self::List(_) | Self::RemadeList(_) => "list",
            Self::FixedList(..) => "fixed_size_list",
            Self::Struct(_) => "struct",
            Self::Map(..) => "map",
        }
    }

    pub(super) fn item(&self) -> Option<&Self> {
        match self {
            Self::List(item) | Self::RemadeList(item) | Self::FixedList(item, _) => Some(item),
            _ => None,
        }
    }
}

/// The types of all columns; the error is what the server says of a file that it cannot look at.
pub(super) fn columns(era: Era, file: &FileMetaData) -> Result<Vec<(String, Arrow)>, String> {
    let fields = file.schema().get_fields();
    if era == Era::V2_4 && fields.iter().any(|field| has_float16(field)) {
        // The server's process panics.
        return Err("invalid logical type".to_owned());
    }
    let origin = origin(file).filter(|origin| origin.fields().len() == fields.len());
    let mut found = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let mut inferred = infer(era, field);
        if let Some(origin) = origin.as_ref().and_then(|origin| origin.fields().get(index)) {
            if era == Era::V2_4 && has_view(origin.data_type()) {
                let error = "arrow/ipc: unknown error while reading: arrow/ipc: type  not implemented";
                return Err(crate::reads::words::import(format_args!("new parquet file reader failed, err={error}")));
            }
            apply(origin.data_type(), &mut inferred);
        }
        found.push((field.name().to_owned(), inferred));
    }
    Ok(found)
}

/// The schema that the writer had.
fn origin(file: &FileMetaData) -> Option<OriginSchema> {
    let noted = file.key_value_metadata()?.iter().find(|pair| pair.key == "ARROW:schema")?.value.as_ref()?;
    let bytes = STANDARD.decode(noted).or_else(|_| STANDARD_NO_PAD.decode(noted)).ok()?;
    arrow_ipc::convert::try_schema_from_ipc_buffer(&bytes).ok()
}

fn has_float16(node: &Type) -> bool {
    let is_one = node.get_basic_info().logical_type_ref() == Some(&LogicalType::Float16);
    is_one || (node.is_group() && node.get_fields().iter().any(|child| has_float16(child)))
}

fn has_view(origin: &Origin) -> bool {
    match origin {
        Origin::Utf8View | Origin::BinaryView | Origin::ListView(_) | Origin::LargeListView(_) => true,
        Origin::List(item) | Origin::LargeList(item) | Origin::FixedSizeList(item, _) | Origin::Map(item, _) => {
            has_view(item.data_type())
        }
        Origin::Struct(members) => members.iter().any(|member| has_view(member.data_type())),
        Origin::Dictionary(_, values) => has_view(values),
        _ => false,
    }
}

/// The type of a column by the file's own schema.
fn infer(era: Era, node: &Type) -> Arrow {
    let info = node.get_basic_info();
    if info.has_repetition() && info.repetition() == Repetition::REPEATED {
        // A repeated field without a list around it.
        return Arrow::List(Box::new(bare(era, node)));
    }
    bare(era, node)
}

fn bare(era: Era, node: &Type) -> Arrow {
    if node.is_primitive() {
        return primitive(era, node);
    }
    let info = node.get_basic_info();
    let children = node.get_fields();
    let logical = info.logical_type_ref();
    let first = children.first();
    if logical == Some(&LogicalType::List) || info.converted_type() == ConvertedType::LIST {
        let Some(repeated) = first else { return Arrow::Struct(Vec::new()) };
        let is_wrapper = repeated.is_group() && repeated.get_fields().len() == 1;
        let is_old = repeated.name() == "array" || repeated.name() == format!("{}_tuple", node.name());
        let item = match repeated.is_group().then(|| repeated.get_fields().first()).flatten() {
            Some(element) if is_wrapper && !is_old => infer(era, element),
            _ => bare(era, repeated),
        };
        return Arrow::List(Box::new(item));
    }
    let is_map = logical == Some(&LogicalType::Map)
        || matches!(info.converted_type(), ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE);
    if let Some(pairs) = first.filter(|first| is_map && first.is_group())
        && let [key, value] = pairs.get_fields()
    {
        return Arrow::Map(Box::new(infer(era, key)), Box::new(infer(era, value)));
    }
    Arrow::Struct(children.iter().map(|child| (child.name().to_owned(), infer(era, child))).collect())
}

fn primitive(era: Era, node: &Type) -> Arrow {
    let info = node.get_basic_info();
    let logical = info.logical_type_ref();
    let converted = info.converted_type();
    if logical == Some(&LogicalType::Unknown) {
        return Arrow::Null;
    }
    let decimal = || Arrow::Other(format!("decimal({}, {})", node.get_precision(), node.get_scale()));
    let is_decimal = matches!(logical, Some(LogicalType::Decimal(_))) || converted == ConvertedType::DECIMAL;
    match node.get_physical_type() {
        Physical::BOOLEAN => Arrow::Bool,
        Physical::FLOAT => Arrow::Float32,
        Physical::DOUBLE => Arrow::Float64,
        Physical::INT96 => Arrow::Timestamp("ns", Some("UTC".to_owned())),
        _ if is_decimal => decimal(),
        Physical::INT32 => int32(logical, converted),
        Physical::INT64 => int64(era, logical, converted),
        Physical::BYTE_ARRAY if logical == Some(&LogicalType::String) || converted == ConvertedType::UTF8 => {
            Arrow::Utf8
        }
        Physical::BYTE_ARRAY => Arrow::Binary,
        Physical::FIXED_LEN_BYTE_ARRAY if logical == Some(&LogicalType::Float16) => Arrow::Float16,
        Physical::FIXED_LEN_BYTE_ARRAY => {
            let Type::PrimitiveType { type_length, .. } = node else { return Arrow::Binary };
            Arrow::Other(format!("fixed_size_binary[{type_length}]"))
        }
    }
}

fn int32(logical: Option<&LogicalType>, converted: ConvertedType) -> Arrow {
    match (logical, converted) {
        (Some(LogicalType::Integer(int)), _) => match (int.bit_width, int.is_signed) {
            (8, true) => Arrow::Int8,
            (16, true) => Arrow::Int16,
            (8, false) => Arrow::UInt8,
            (16, false) => Arrow::UInt16,
            (_, false) => Arrow::UInt32,
            (_, true) => Arrow::Int32,
        },
        (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) => Arrow::Other("date32".to_owned()),
        (Some(LogicalType::Time(_)), _) | (None, ConvertedType::TIME_MILLIS) => Arrow::Other("time32[ms]".to_owned()),
        (None, ConvertedType::INT_8) => Arrow::Int8,
        (None, ConvertedType::INT_16) => Arrow::Int16,
        (None, ConvertedType::UINT_8) => Arrow::UInt8,
        (None, ConvertedType::UINT_16) => Arrow::UInt16,
        (None, ConvertedType::UINT_32) => Arrow::UInt32,
        _ => Arrow::Int32,
    }
}

fn int64(era: Era, logical: Option<&LogicalType>, converted: ConvertedType) -> Arrow {
    let unit_of = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => "ms",
        TimeUnit::MICROS => "us",
        TimeUnit::NANOS => "ns",
    };
    // 2.4 takes every time for one of a zone.
    let zone = |is_adjusted: bool| (is_adjusted || era == Era::V2_4).then(|| "UTC".to_owned());
    match (logical, converted) {
        (Some(LogicalType::Integer(int)), _) if !int.is_signed => Arrow::UInt64,
        (None, ConvertedType::UINT_64) => Arrow::UInt64,
        (Some(LogicalType::Timestamp(time)), _) => {
            Arrow::Timestamp(unit_of(&time.unit), zone(time.is_adjusted_to_u_t_c))
        }
        (None, ConvertedType::TIMESTAMP_MILLIS) => Arrow::Timestamp("ms", zone(true)),
        (None, ConvertedType::TIMESTAMP_MICROS) => Arrow::Timestamp("us", zone(true)),
        (Some(LogicalType::Time(time)), _) => Arrow::Other(format!("time64[{}]", unit_of(&time.unit))),
        (None, ConvertedType::TIME_MICROS) => Arrow::Other("time64[us]".to_owned()),
        _ => Arrow::Int64,
    }
}

/// Changes a type by what the writer had; true where something was changed.
fn apply(origin: &Origin, inferred: &mut Arrow) -> bool {
    match (origin, inferred) {
        (Origin::Struct(origins), Arrow::Struct(members)) if origins.len() == members.len() => {
            let mut changed = false;
            for (origin, (_, member)) in origins.iter().zip(members) {
                changed |= apply(origin.data_type(), member);
            }
            changed
        }
        (Origin::List(item), inferred @ Arrow::List(_)) => {
            let Arrow::List(own) = inferred else { return false };
            let changed = apply(item.data_type(), own);
            if changed {
                *inferred = Arrow::RemadeList(std::mem::replace(own, Box::new(Arrow::Null)));
            }
            changed
        }
        (Origin::FixedSizeList(item, size), inferred @ Arrow::List(_)) => {
            let Arrow::List(own) = inferred else { return false };
            apply(item.data_type(), own);
            *inferred = Arrow::FixedList(std::mem::replace(own, Box::new(Arrow::Null)), *size);
            true
        }
        (Origin::Timestamp(_, noted), Arrow::Timestamp(_, zone)) => {
            if let (Some(noted), true) = (noted, zone.is_some()) {
                *zone = Some(noted.to_string());
            }
            true
        }
        (Origin::LargeUtf8, inferred) => {
            *inferred = Arrow::LargeUtf8;
            true
        }
        (Origin::LargeBinary, inferred) => {
            *inferred = Arrow::LargeBinary;
            true
        }
        (Origin::Dictionary(..), inferred @ (Arrow::Utf8 | Arrow::Binary)) => {
            *inferred = Arrow::Dictionary(Box::new(inferred.clone()));
            true
        }
        _ => false,
    }
}
