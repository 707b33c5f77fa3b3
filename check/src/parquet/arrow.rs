//! The Arrow types of a file's columns, as the server's Arrow library (Go's `pqarrow`) makes them.

use std::fmt;

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::schema::types::Type;

use super::original::Original;

/// A column's type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Arrow {
    Null,
    Bool,
    /// Bits, and whether it has a sign.
    Int(u8, bool),
    Float16,
    Float32,
    Float64,
    Utf8,
    LargeUtf8,
    Binary,
    LargeBinary,
    FixedSizeBinary,
    List(Box<Arrow>),
    FixedSizeList(Box<Arrow>, i32),
    Struct(Vec<(String, Arrow)>),
    Dictionary(Box<Arrow>),
    /// Read as int64.
    Duration,
    /// One that no field takes, in Arrow's word.
    Other(&'static str),
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool => f.write_str("bool"),
            Self::Int(bits, true) => write!(f, "int{bits}"),
            Self::Int(bits, false) => write!(f, "uint{bits}"),
            Self::Float16 => f.write_str("float16"),
            Self::Float32 => f.write_str("float32"),
            Self::Float64 => f.write_str("float64"),
            Self::Utf8 => f.write_str("string"),
            Self::LargeUtf8 => f.write_str("large_string"),
            Self::Binary => f.write_str("binary"),
            Self::LargeBinary => f.write_str("large_binary"),
            Self::FixedSizeBinary => f.write_str("fixed_size_binary"),
            Self::List(item) => write!(f, "list<{item}>"),
            Self::FixedSizeList(item, size) => write!(f, "fixed_size_list<{item}>[{size}]"),
            Self::Struct(fields) => {
                let fields: Vec<_> = fields.iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
                write!(f, "struct<{}>", fields.join(", "))
            }
            Self::Dictionary(value) => write!(f, "dictionary<{value}>"),
            Self::Duration => f.write_str("duration"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// One column of the file, which may have several leaves.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) arrow: Arrow,
    pub(super) leaves: Vec<Leaf>,
}

/// Where the values of a column lie.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// Its index among the columns of a row group.
    pub(super) index: usize,
    /// The names of the struct members that lead to it.
    pub(super) path: Vec<String>,
    /// For each list that it is in: from which definition level on the list has an element.
    pub(super) lists: Vec<i16>,
    /// The definition level of a value that is not null.
    pub(super) value: i16,
}

/// The columns of a file.
pub(super) fn columns(root: &Type, original: Option<&[Original]>) -> Vec<Column> {
    let mut next = 0;
    let fields = root.get_fields();
    // Go applies the written schema only if it has as many fields as the file has columns.
    let original = original.filter(|original| original.len() == fields.len());
    let mut columns = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let mut leaves = Vec::new();
        let mut arrow = node(field, &mut Walk { next: &mut next, leaves: &mut leaves, path: Vec::new() }, 0, &[]);
        if let Some(original) = original.and_then(|original| original.get(index)) {
            arrow = restored(arrow, original);
        }
        columns.push(Column { name: field.name().to_owned(), arrow, leaves });
    }
    columns
}

struct Walk<'a> {
    next: &'a mut usize,
    leaves: &'a mut Vec<Leaf>,
    path: Vec<String>,
}

/// The type of one node of the file's schema.
fn node(field: &Type, walk: &mut Walk<'_>, level: i16, lists: &[i16]) -> Arrow {
    let repetition = field.get_basic_info().has_repetition().then(|| field.get_basic_info().repetition());
    match repetition {
        Some(Repetition::REPEATED) => {
            let level = level.saturating_add(1);
            Arrow::List(Box::new(inner(field, walk, level, &[lists, &[level]].concat())))
        }
        Some(Repetition::OPTIONAL) => inner(field, walk, level.saturating_add(1), lists),
        _ => inner(field, walk, level, lists),
    }
}

/// The type of a node, its own repetition aside.
fn inner(field: &Type, walk: &mut Walk<'_>, level: i16, lists: &[i16]) -> Arrow {
    if field.is_primitive() {
        walk.leaves.push(Leaf { index: *walk.next, path: walk.path.clone(), lists: lists.to_vec(), value: level });
        *walk.next += 1;
        return primitive(field);
    }
    let info = field.get_basic_info();
    let (logical, converted) = (info.logical_type_ref(), info.converted_type());
    let children = field.get_fields();
    let is_list = matches!(logical, Some(LogicalType::List)) || converted == ConvertedType::LIST;
    if let ([child], true) = (children, is_list) {
        return list(field.name(), child, walk, level, lists);
    }
    let is_map = matches!(logical, Some(LogicalType::Map))
        || matches!(converted, ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE);
    let fields: Vec<_> = children.iter().map(|child| member(child, walk, level, lists)).collect();
    if is_map { Arrow::Other("map") } else { Arrow::Struct(fields) }
}

fn member(child: &Type, walk: &mut Walk<'_>, level: i16, lists: &[i16]) -> (String, Arrow) {
    walk.path.push(child.name().to_owned());
    let arrow = node(child, walk, level, lists);
    walk.path.pop();
    (child.name().to_owned(), arrow)
}

/// A list of three levels, or one of the older forms of two.
fn list(name: &str, repeated: &Type, walk: &mut Walk<'_>, level: i16, lists: &[i16]) -> Arrow {
    let level = level.saturating_add(1);
    let lists = [lists, &[level]].concat();
    if repeated.is_primitive() {
        return Arrow::List(Box::new(inner(repeated, walk, level, &lists)));
    }
    let is_element = repeated.name() == "array" || repeated.name() == format!("{name}_tuple");
    let item = match repeated.get_fields() {
        [element] if !is_element => node(element, walk, level, &lists),
        _ => inner(repeated, walk, level, &lists),
    };
    Arrow::List(Box::new(item))
}

fn primitive(field: &Type) -> Arrow {
    let info = field.get_basic_info();
    match info.logical_type_ref() {
        Some(LogicalType::Unknown) => return Arrow::Null,
        Some(LogicalType::Decimal(_)) => return Arrow::Other("decimal128"),
        Some(LogicalType::Date) => return Arrow::Other("date32"),
        Some(LogicalType::Time(time)) => {
            return Arrow::Other(if time.unit == TimeUnit::MILLIS { "time32" } else { "time64" });
        }
        Some(LogicalType::Timestamp(_)) => return Arrow::Other("timestamp"),
        Some(LogicalType::Integer(int)) => return Arrow::Int(int.bit_width.unsigned_abs(), int.is_signed),
        Some(LogicalType::Float16) => return Arrow::Float16,
        Some(LogicalType::String | LogicalType::Json | LogicalType::Enum) => return Arrow::Utf8,
        _ => {}
    }
    match info.converted_type() {
        ConvertedType::UTF8 | ConvertedType::JSON | ConvertedType::ENUM => Arrow::Utf8,
        ConvertedType::DECIMAL => Arrow::Other("decimal128"),
        ConvertedType::DATE => Arrow::Other("date32"),
        ConvertedType::TIME_MILLIS => Arrow::Other("time32"),
        ConvertedType::TIME_MICROS => Arrow::Other("time64"),
        ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS => Arrow::Other("timestamp"),
        ConvertedType::INT_8 => Arrow::Int(8, true),
        ConvertedType::INT_16 => Arrow::Int(16, true),
        ConvertedType::UINT_8 => Arrow::Int(8, false),
        ConvertedType::UINT_16 => Arrow::Int(16, false),
        ConvertedType::UINT_32 => Arrow::Int(32, false),
        ConvertedType::UINT_64 => Arrow::Int(64, false),
        _ => match field.get_physical_type() {
            Physical::BOOLEAN => Arrow::Bool,
            Physical::INT32 => Arrow::Int(32, true),
            Physical::INT64 => Arrow::Int(64, true),
            Physical::INT96 => Arrow::Other("timestamp"),
            Physical::FLOAT => Arrow::Float32,
            Physical::DOUBLE => Arrow::Float64,
            Physical::BYTE_ARRAY => Arrow::Binary,
            Physical::FIXED_LEN_BYTE_ARRAY => Arrow::FixedSizeBinary,
        },
    }
}

/// The type with what the written Arrow schema adds. What it says of a `large_list` is not taken over, nor of anything in it.
fn restored(arrow: Arrow, original: &Original) -> Arrow {
    match (arrow, original) {
        (Arrow::List(item), Original::List(of)) => Arrow::List(Box::new(restored(*item, of))),
        (Arrow::List(item), Original::FixedSizeList(of, size)) => {
            Arrow::FixedSizeList(Box::new(restored(*item, of)), *size)
        }
        (Arrow::Struct(fields), Original::Struct(of)) if fields.len() == of.len() => {
            let fields = fields.into_iter().zip(of);
            Arrow::Struct(fields.map(|((name, field), original)| (name, restored(field, original))).collect())
        }
        (Arrow::Int(64, true), Original::Duration) => Arrow::Duration,
        (Arrow::Utf8, Original::LargeUtf8) => Arrow::LargeUtf8,
        (Arrow::Binary, Original::LargeBinary) => Arrow::LargeBinary,
        (value @ (Arrow::Utf8 | Arrow::Binary), Original::Dictionary) => Arrow::Dictionary(Box::new(value)),
        (arrow, _) => arrow,
    }
}
