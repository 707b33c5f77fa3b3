//! Reads what a collection holds: the object that `collections/describe` answers with, of every release.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::json::{Parsed, Reader};
use super::memory::Memory;
use super::node::{objects, scalars};
use crate::model::{CollectionDescription, CollectionField, CollectionFunction, CollectionStruct, Response};

/// The numbers that servers send for kinds of functions, with the words that they have for them.
const FUNCTIONS: [(&str, &str); 4] = [("1", "BM25"), ("2", "TextEmbedding"), ("3", "Rerank"), ("4", "MinHash")];

/// The description in an object that has `fields`, without the answer that it was read from.
pub(super) fn read(object: &[u8], memory: &mut Memory) -> Parsed<CollectionDescription> {
    let mut made = CollectionDescription {
        collection_name: String::new(),
        collection_id: None,
        description: None,
        auto_id: false,
        enable_dynamic_field: false,
        fields: Vec::new(),
        struct_fields: None,
        functions: None,
        properties: BTreeMap::new(),
        response: Response::default(),
        data: Bytes::new(),
    };
    Reader::new(object)?.object(|reader, key| {
        match key {
            "collectionName" => made.collection_name = reader.text()?.unwrap_or_default(),
            "collectionID" => made.collection_id = reader.text()?,
            "description" => made.description = reader.text()?,
            "autoId" => made.auto_id = flag(reader)?,
            "enableDynamicField" => made.enable_dynamic_field = flag(reader)?,
            "fields" => made.fields = list(reader.raw()?, memory, field)?,
            "structFields" => made.struct_fields = optional(reader.raw()?, memory, structure)?,
            "functions" => made.functions = optional(reader.raw()?, memory, function)?,
            "properties" => made.properties = pairs(reader.raw()?, memory)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    // Where only the field says so, the collection is no other one.
    made.auto_id |= made.fields.iter().any(|field| field.primary_key && field.auto_id);
    Ok(made)
}

fn field(reader: &mut Reader<'_>, memory: &mut Memory) -> Parsed<CollectionField> {
    let mut made = CollectionField {
        name: String::new(),
        data_type: String::new(),
        element_type: None,
        primary_key: false,
        partition_key: false,
        auto_id: false,
        nullable: None,
        default_value: None,
        is_function_output: false,
        dim: None,
        max_length: None,
        max_capacity: None,
        params: BTreeMap::new(),
        description: None,
    };
    reader.object(|reader, key| {
        match key {
            "name" => made.name = reader.text()?.unwrap_or_default(),
            "type" => made.data_type = reader.text()?.unwrap_or_default(),
            "elementType" => made.element_type = reader.text()?,
            "primaryKey" => made.primary_key = flag(reader)?,
            "partitionKey" => made.partition_key = flag(reader)?,
            "autoId" => made.auto_id = flag(reader)?,
            "nullable" => made.nullable = Some(flag(reader)?),
            "defaultValue" => made.default_value = default_value(reader)?,
            "isFunctionOutput" => made.is_function_output = flag(reader)?,
            "params" => made.params = pairs(reader.raw()?, memory)?,
            "description" => made.description = reader.text()?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    let number = |name| made.params.get(name).and_then(|value: &String| value.parse().ok()).filter(|n| *n >= 0);
    (made.dim, made.max_length, made.max_capacity) = (number("dim"), number("max_length"), number("max_capacity"));
    take_size(&mut made);
    memory.take(&made)?;
    Ok(made)
}

/// The number behind a type, as milvus-2.3 and `/v1` write it: `FloatVector(8)`, `VarChar(100)`. Sparse vectors get a 0.
fn take_size(field: &mut CollectionField) {
    let Some((data_type, size)) = field.data_type.strip_suffix(')').and_then(|word| word.split_once('(')) else {
        return;
    };
    let size = size.parse().ok().filter(|size| *size > 0);
    let place = if data_type.ends_with("Vector") { &mut field.dim } else { &mut field.max_length };
    *place = place.or(size);
    field.data_type = data_type.to_owned();
}

fn structure(reader: &mut Reader<'_>, memory: &mut Memory) -> Parsed<CollectionStruct> {
    let mut made = CollectionStruct { name: String::new(), fields: Vec::new(), description: None };
    reader.object(|reader, key| {
        match key {
            "name" => made.name = reader.text()?.unwrap_or_default(),
            "fields" => made.fields = list(reader.raw()?, memory, field)?,
            "description" => made.description = reader.text()?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    memory.take(&made)?;
    Ok(made)
}

fn function(reader: &mut Reader<'_>, memory: &mut Memory) -> Parsed<CollectionFunction> {
    let mut made = CollectionFunction {
        name: String::new(),
        function_type: None,
        input_field_names: Vec::new(),
        output_field_names: Vec::new(),
        params: BTreeMap::new(),
        description: None,
    };
    reader.object(|reader, key| {
        match key {
            "name" => made.name = reader.text()?.unwrap_or_default(),
            "type" => made.function_type = reader.text()?.map(in_words),
            "inputFieldNames" => made.input_field_names = texts(reader.raw()?, memory)?,
            "outputFieldNames" => made.output_field_names = texts(reader.raw()?, memory)?,
            "params" => made.params = pairs(reader.raw()?, memory)?,
            "description" => made.description = reader.text()?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    memory.take(&made)?;
    Ok(made)
}

fn in_words(kind: String) -> String {
    let word = FUNCTIONS.iter().find(|(number, _)| *number == kind).map(|(_, word)| (*word).to_owned());
    word.unwrap_or(kind)
}

/// The value in `{"Data":{"LongData":5}}`, as JSON text; in any other form all of it.
fn default_value(reader: &mut Reader<'_>) -> Parsed<Option<String>> {
    let whole = reader.raw()?;
    let mut value = whole;
    if whole.first() == Some(&b'{') {
        Reader::new(whole)?.object(|reader, key| match (key, reader.peek()?) {
            ("Data", b'{') => reader.object(|reader, _| {
                value = reader.raw()?;
                Ok(())
            }),
            _ => reader.skip(),
        })?;
    }
    let text = String::from_utf8_lossy(value);
    Ok(Some(text.into_owned()).filter(|text| text != "null"))
}

fn flag(reader: &mut Reader<'_>) -> Parsed<bool> {
    Ok(reader.text()?.is_some_and(|text| text.eq_ignore_ascii_case("true")))
}

type Read<T> = fn(&mut Reader<'_>, &mut Memory) -> Parsed<T>;

fn list<T>(raw: &[u8], memory: &mut Memory, read: Read<T>) -> Parsed<Vec<T>> {
    let mut made = Vec::new();
    objects(raw, |reader| {
        made.push(read(reader, memory)?);
        Ok(())
    })?;
    Ok(made)
}

/// A list that older releases do not have. `null` is an empty one.
fn optional<T>(raw: &[u8], memory: &mut Memory, read: Read<T>) -> Parsed<Option<Vec<T>>> {
    list(raw, memory, read).map(Some)
}

fn texts(raw: &[u8], memory: &mut Memory) -> Parsed<Vec<String>> {
    let mut made = Vec::new();
    scalars(raw, |text| {
        memory.take(&text)?;
        made.push(text);
        Ok(())
    })?;
    Ok(made)
}

/// `[{"key":"dim","value":"8"}]`. A value that is no text is kept as JSON.
fn pairs(raw: &[u8], memory: &mut Memory) -> Parsed<BTreeMap<String, String>> {
    let mut made = BTreeMap::new();
    objects(raw, |reader| {
        let (mut key, mut value) = (None, String::new());
        reader.object(|reader, name| {
            match name {
                "key" => key = reader.text()?,
                "value" if matches!(reader.peek()?, b'{' | b'[') => {
                    value = String::from_utf8_lossy(reader.raw()?).into_owned();
                }
                "value" => value = reader.text()?.unwrap_or_default(),
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        if let Some(key) = key {
            memory.take(&key)?;
            memory.take(&value)?;
            made.insert(key, value);
        }
        Ok(())
    })?;
    Ok(made)
}
