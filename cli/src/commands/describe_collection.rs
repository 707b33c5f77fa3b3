//! `describe-collection`: what a collection holds.

use milvus_import::{CollectionDescription, CollectionField, CollectionFunction};

use crate::args::{Connection, DescribeCollection};
use crate::connect::Session;
use crate::failure::Failure;
use crate::output::{Output, line};
use crate::text::{clean, table};

pub(crate) fn describe_collection(
    connection: &Connection,
    asked: &DescribeCollection,
    out: Output,
) -> Result<(), Failure> {
    let description = Session::for_call(connection)?.client.describe_collection(asked.collection.as_str())?;
    if out.json {
        // As the server sent it, so that it makes a schema file.
        let data = String::from_utf8_lossy(description.data());
        return line(&data.replace(['\n', '\r'], " "));
    }
    let header = ["FIELD", "TYPE", "NULL", "DEFAULT", "NOTES"].map(str::to_owned);
    let structs = description.struct_fields.as_deref().unwrap_or_default();
    let of_structs = structs.iter().flat_map(|of| of.fields.iter().map(|field| row(field, &format!("{}.", of.name))));
    let fields = description.fields.iter().map(|field| row(field, ""));
    let rows: Vec<_> = std::iter::once(header).chain(fields).chain(of_structs).collect();
    table(&rows).iter().chain(&more(&description)).try_for_each(|row| line(row))
}

fn row(field: &CollectionField, of: &str) -> [String; 5] {
    let nullable = field.nullable.map_or("-", |nullable| if nullable { "yes" } else { "no" });
    let notes = [
        (field.primary_key, "primary key"),
        (field.auto_id, "auto-id"),
        (field.partition_key, "partition key"),
        (field.is_function_output, "made by a function"),
    ];
    let notes = notes.into_iter().filter(|(is_so, _)| *is_so).map(|(_, note)| note);
    [
        format!("{of}{}", field.name),
        data_type(field),
        nullable.to_owned(),
        field.default_value.clone().unwrap_or_else(|| "-".to_owned()),
        notes.collect::<Vec<_>>().join(", "),
    ]
}

/// `FloatVector(8)`, `VarChar(100)`, `Array(16) of VarChar(20)`.
fn data_type(field: &CollectionField) -> String {
    let sized = |name: &str, size: Option<i64>| size.map_or_else(|| name.to_owned(), |size| format!("{name}({size})"));
    let of_one = field.dim.or(field.max_length);
    match &field.element_type {
        Some(element) => format!("{} of {}", sized(&field.data_type, field.max_capacity), sized(element, of_one)),
        None => sized(&field.data_type, of_one),
    }
}

/// What is not about one field.
fn more(description: &CollectionDescription) -> Vec<String> {
    let dynamic = if description.enable_dynamic_field { "yes" } else { "no" };
    let functions = description.functions.iter().flatten().map(function);
    let properties = description.properties.iter().map(|(name, value)| format!("property {name}: {value}"));
    let lines = [format!("dynamic field: {dynamic}")].into_iter().chain(functions).chain(properties);
    lines.map(|line| clean(&line).into_owned()).collect()
}

fn function(function: &CollectionFunction) -> String {
    let kind = function.function_type.as_deref().unwrap_or("-");
    let (from, to) = (function.input_field_names.join(", "), function.output_field_names.join(", "));
    format!("function {}: {kind} of {from} makes {to}", function.name)
}
