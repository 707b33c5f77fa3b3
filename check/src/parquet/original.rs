//! The Arrow schema that most writers put into a file's metadata, as `ARROW:schema`.

use arrow_ipc::{Field, Type};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parquet::file::metadata::FileMetaData;

/// What the written schema says of a column, as far as it changes what the server makes of it.
#[derive(Debug)]
pub(super) enum Original {
    List(Box<Original>),
    FixedSizeList(Box<Original>, i32),
    Struct(Vec<Original>),
    LargeUtf8,
    LargeBinary,
    /// `string_view` or `binary_view`, which are read as `string` and `binary`.
    View,
    Dictionary,
    Duration,
    Other,
}

/// The columns of the written schema, if the file has one that can be read.
pub(super) fn original(metadata: &FileMetaData) -> Option<Vec<Original>> {
    let pairs = metadata.key_value_metadata()?;
    let text = pairs.iter().find(|pair| pair.key == "ARROW:schema")?.value.as_deref()?;
    let bytes = STANDARD.decode(text).ok()?;
    // A message begins with a mark and its length; the oldest writers left out the mark.
    let start = if bytes.starts_with(&[0xff; 4]) { 8 } else { 4 };
    let message = arrow_ipc::root_as_message(bytes.get(start..)?).ok()?;
    let fields = message.header_as_schema()?.fields()?;
    Some(fields.iter().map(|field| one(&field)).collect())
}

/// Whether a view is among them, or in one of them.
pub(super) fn has_view(columns: &[Original]) -> bool {
    columns.iter().any(|column| match column {
        Original::View => true,
        Original::List(item) | Original::FixedSizeList(item, _) => has_view(std::slice::from_ref(item)),
        Original::Struct(fields) => has_view(fields),
        _ => false,
    })
}

fn one(field: &Field<'_>) -> Original {
    if field.dictionary().is_some() {
        return Original::Dictionary;
    }
    let children = || field.children().into_iter().flatten().map(|child| one(&child));
    let item = || Box::new(children().next().unwrap_or(Original::Other));
    match field.type_type() {
        Type::List => Original::List(item()),
        Type::FixedSizeList => {
            let size = field.type_as_fixed_size_list().map_or(0, |list| list.listSize());
            Original::FixedSizeList(item(), size)
        }
        Type::Struct_ => Original::Struct(children().collect()),
        Type::LargeUtf8 => Original::LargeUtf8,
        Type::LargeBinary => Original::LargeBinary,
        Type::Duration => Original::Duration,
        Type::Utf8View | Type::BinaryView => Original::View,
        _ => Original::Other,
    }
}
