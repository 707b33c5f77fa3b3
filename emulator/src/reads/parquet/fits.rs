//! Which columns of a Parquet file a collection takes, by their names and types.

use super::types::Arrow;
use crate::reads::columns::{Columns, META, has_filler};
use crate::reads::words::{Era, import};
use crate::schema::{DataType, Field, StructField};

/// A column that is read.
pub(super) enum Source<'a> {
    /// The field and the number of its column.
    Field(&'a Field, usize),
    /// A member of a list of structs, with the number of its column.
    Member(&'a StructField, &'a Field, usize),
}

/// Goes through the columns as the server does, and finds those to read.
pub(super) fn sources<'a>(
    columns: Columns<'a>,
    meta: &'a Field,
    found: &[(String, Arrow)],
) -> Result<Vec<Source<'a>>, String> {
    let (era, schema) = (columns.era, columns.schema);
    check_members(columns, found)?;
    let unequal = |complaint: String| import(format_args!("schema not equal, err={}", import(complaint)));
    let meta = Some(meta).filter(|_| schema.enable_dynamic_field);
    for field in schema.fields.iter().chain(meta) {
        if !field.is_generated() && !columns.is_output(field) {
            check_field(era, field, found).map_err(unequal)?;
        }
    }
    for group in columns.structs() {
        check_structs(group, found).map_err(unequal)?;
    }
    let mut sources: Vec<Source<'a>> = Vec::new();
    for (index, (name, _)) in found.iter().enumerate() {
        if columns.structs().iter().any(|group| group.name == *name) {
            continue;
        }
        let known = schema.field(name).or(meta.filter(|meta| meta.name == *name));
        let Some(field) = known else {
            if era >= Era::V2_6 {
                continue;
            }
            return Err(import(format_args!(
                "the field: {name} is not in schema, if it's a dynamic field, please reformat data by bulk_writer"
            )));
        };
        if columns.forbidden_key().is_some_and(|key| key.name == *name) {
            return Err(import(Columns::key_complaint(field)));
        }
        if let Some(complaint) = columns.output_complaint(field) {
            return Err(import(complaint));
        }
        if sources.iter().any(|source| matches!(source, Source::Field(known, _) if known.name == *name)) {
            return Err(import(format_args!("there is multi field with name: {name}")));
        }
        sources.push(Source::Field(field, index));
    }
    for group in columns.structs() {
        let Some(index) = found.iter().position(|(name, _)| *name == group.name) else { continue };
        sources.extend(group.fields.iter().map(|field| Source::Member(group, field, index)));
    }
    Ok(sources)
}

/// The members of a column that is a list of structs.
fn members(found: &[(String, Arrow)], index: usize) -> Option<&[(String, Arrow)]> {
    match found.get(index)?.1.item()? {
        Arrow::Struct(members) => Some(members),
        _ => None,
    }
}

/// Looks for the members of structs before anything else.
fn check_members(columns: Columns<'_>, found: &[(String, Arrow)]) -> Result<(), String> {
    for group in columns.structs() {
        let index = found.iter().position(|(name, _)| *name == group.name);
        let Some(members) = index.and_then(|index| members(found, index)) else { continue };
        let is_absent = |field: &&Field| !members.iter().any(|(member, _)| *member == field.name);
        if let Some(field) = group.fields.iter().find(is_absent) {
            return Err(import(format_args!("field not found in struct: {}", field.name)));
        }
    }
    Ok(())
}

fn check_field(era: Era, field: &Field, found: &[(String, Arrow)]) -> Result<(), String> {
    let name = &field.name;
    // Of columns of one name the last one is compared.
    let Some((_, arrow)) = found.iter().rev().find(|(found, _)| found == name) else {
        let may_lack = *name == META || (era > Era::V2_4 && has_filler(field));
        return if may_lack { Ok(()) } else { Err(format!("field '{name}' not in arrow schema")) };
    };
    let expected = expected(field);
    if converts(era, field, arrow, &expected) {
        return Ok(());
    }
    if era < Era::V2_6_18 {
        let kind = field.data_type;
        return Err(format!("field '{name}' type mis-match, milvus data type '{kind}', arrow data type get '{arrow}'"));
    }
    Err(format!("field '{name}' type mis-match, expect arrow type '{expected}', get arrow data type '{arrow}'"))
}

/// The type that a field would have.
fn expected(field: &Field) -> Arrow {
    match field.data_type {
        DataType::Array => Arrow::RemadeList(Box::new(scalar(field.element()))),
        DataType::BinaryVector | DataType::Float16Vector | DataType::BFloat16Vector => {
            Arrow::RemadeList(Box::new(Arrow::UInt8))
        }
        DataType::FloatVector => Arrow::RemadeList(Box::new(Arrow::Float32)),
        DataType::Int8Vector => Arrow::RemadeList(Box::new(Arrow::Int8)),
        other => scalar(other),
    }
}

fn scalar(kind: DataType) -> Arrow {
    match kind {
        DataType::Bool => Arrow::Bool,
        DataType::Int8 => Arrow::Int8,
        DataType::Int16 => Arrow::Int16,
        DataType::Int32 => Arrow::Int32,
        DataType::Int64 => Arrow::Int64,
        DataType::Float => Arrow::Float32,
        DataType::Double => Arrow::Float64,
        _ => Arrow::Utf8,
    }
}

/// Whether the server reads one type as another.
fn converts(era: Era, field: &Field, from: &Arrow, to: &Arrow) -> bool {
    use Arrow::{Binary, FixedList, Float32, Float64, Int8, Int16, Int32, Int64, Null, Struct, UInt8, Utf8};
    let is_half = matches!(field.data_type, DataType::Float16Vector | DataType::BFloat16Vector);
    if is_half && era >= Era::V3_0 && matches!(from.item(), Some(Float32 | Float64)) {
        return true;
    }
    match (from, to) {
        (Int8, Int8 | Int16 | Int32 | Int64 | Float32 | Float64)
        | (Int16, Int16 | Int32 | Int64 | Float32 | Float64)
        | (Int32, Int32 | Int64 | Float32 | Float64)
        | (Int64, Int64 | Float32 | Float64)
        | (Float32 | Float64, Float32 | Float64)
        | (UInt8, UInt8)
        | (Utf8, Utf8)
        | (Arrow::Bool, Arrow::Bool) => true,
        (Binary, to) => to.item() == Some(&UInt8),
        (FixedList(..), _) if era < Era::V2_6_18 => false,
        (Null, _) => era > Era::V2_4 && has_filler(field),
        (Struct(members), _) => field.data_type == DataType::SparseFloatVector && era > Era::V2_4 && is_sparse(members),
        (from, to) => match (from.item(), to.item()) {
            (Some(from), Some(to)) => converts(era, field, from, to),
            _ => false,
        },
    }
}

/// Lists of indices and values, beside which there may be more.
fn is_sparse(members: &[(String, Arrow)]) -> bool {
    let list_of = |name: &str| {
        let member = members.iter().find(|(member, _)| member == name);
        member.and_then(|(_, member)| if let Arrow::List(item) = member { Some(item.as_ref()) } else { None })
    };
    matches!(list_of("indices"), Some(Arrow::Int32 | Arrow::UInt32 | Arrow::Int64 | Arrow::UInt64))
        && matches!(list_of("values"), Some(Arrow::Float32 | Arrow::Float64))
}

fn check_structs(group: &StructField, found: &[(String, Arrow)]) -> Result<(), String> {
    let name = &group.name;
    let Some((_, arrow)) = found.iter().find(|(found, _)| found == name) else {
        return Err(format!("struct field not found in arrow schema: {name}"));
    };
    let (Arrow::List(item) | Arrow::RemadeList(item)) = arrow else {
        return Err(format!("struct field '{name}' should be list type in arrow schema, but got '{arrow}'"));
    };
    let Arrow::Struct(members) = item.as_ref() else {
        return Err(format!("struct field '{name}' should contain struct elements in arrow schema, but got '{item}'"));
    };
    for field in &group.fields {
        let Some((_, actual)) = members.iter().find(|(member, _)| *member == field.name) else {
            return Err(format!("sub-field '{}' not found in struct '{name}' of arrow schema", field.name));
        };
        let expected = member_type(field);
        let is_same = match (&expected, actual) {
            (Arrow::RemadeList(expected), Arrow::List(actual) | Arrow::RemadeList(actual)) => expected == actual,
            (expected, actual) => expected == actual,
        };
        if !is_same {
            return Err(format!(
                "sub-field '{}' in struct '{name}' type mis-match, expect arrow type '{expected}', got '{actual}'",
                field.name
            ));
        }
    }
    Ok(())
}

/// The type of a member: a vector, or one element of an array.
fn member_type(field: &Field) -> Arrow {
    if field.data_type != DataType::ArrayOfVector {
        return scalar(field.element());
    }
    Arrow::RemadeList(Box::new(match field.element() {
        DataType::BinaryVector => Arrow::UInt8,
        DataType::Int8Vector => Arrow::Int8,
        _ => Arrow::Float32,
    }))
}
