//! What the rows of a collection have to look like.

mod create;
mod describe;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use create::{BadRequest, from_request, name_of};
pub(crate) use describe::describe;

/// The schema of a collection. It is read from, and written as, the `data` of a `collections/describe` answer; members of
/// such an answer that say nothing about rows are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Schema {
    pub(crate) description: String,
    pub(crate) fields: Vec<Field>,
    /// Fields that hold lists of structs; the server shows them from 3.0 on.
    pub(crate) struct_fields: Vec<StructField>,
    pub(crate) functions: Vec<Function>,
    pub(crate) enable_dynamic_field: bool,
    pub(crate) properties: Vec<Pair>,
}

/// A field of a collection, or of a struct.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a member of the answer")]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) id: i64,
    #[serde(rename = "type")]
    pub(crate) data_type: DataType,
    pub(crate) primary_key: bool,
    pub(crate) partition_key: bool,
    pub(crate) clustering_key: bool,
    pub(crate) auto_id: bool,
    pub(crate) nullable: bool,
    pub(crate) description: String,
    /// What the elements of an array are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) element_type: Option<DataType>,
    /// As the server's own message has it: `{"Data":{"LongData":5}}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default_value: Option<Value>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_function_output: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) params: Vec<Pair>,
}

/// A field that holds a list of structs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct StructField {
    pub(crate) name: String,
    pub(crate) id: i64,
    pub(crate) description: String,
    pub(crate) fields: Vec<Field>,
}

/// A function that makes fields of other ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) description: String,
    /// 1 is BM25, 2 an embedding.
    #[serde(rename = "type")]
    pub(crate) kind: i64,
    pub(crate) id: i64,
    pub(crate) input_field_names: Vec<String>,
    pub(crate) output_field_names: Vec<String>,
    pub(crate) params: Vec<Pair>,
}

/// A setting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pair {
    pub(crate) key: String,
    pub(crate) value: String,
}

/// The type of a field, by the name that requests and answers give it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum DataType {
    #[default]
    None,
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    Float,
    Double,
    String,
    VarChar,
    Array,
    #[serde(rename = "JSON")]
    Json,
    Geometry,
    Text,
    Timestamptz,
    BinaryVector,
    FloatVector,
    Float16Vector,
    #[serde(rename = "BFloat16Vector")]
    BFloat16Vector,
    SparseFloatVector,
    Int8Vector,
    ArrayOfVector,
}

impl DataType {
    /// The type of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        serde_json::from_value(name.into()).ok()
    }

    /// Whether it is a vector that has a number of dimensions.
    pub(crate) fn is_dense_vector(self) -> bool {
        matches!(
            self,
            Self::BinaryVector | Self::FloatVector | Self::Float16Vector | Self::BFloat16Vector | Self::Int8Vector
        )
    }
}

impl std::fmt::Display for DataType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Bool => "Bool",
            Self::Int8 => "Int8",
            Self::Int16 => "Int16",
            Self::Int32 => "Int32",
            Self::Int64 => "Int64",
            Self::Float => "Float",
            Self::Double => "Double",
            Self::String => "String",
            Self::VarChar => "VarChar",
            Self::Array => "Array",
            Self::Json => "JSON",
            Self::Geometry => "Geometry",
            Self::Text => "Text",
            Self::Timestamptz => "Timestamptz",
            Self::BinaryVector => "BinaryVector",
            Self::FloatVector => "FloatVector",
            Self::Float16Vector => "Float16Vector",
            Self::BFloat16Vector => "BFloat16Vector",
            Self::SparseFloatVector => "SparseFloatVector",
            Self::Int8Vector => "Int8Vector",
            Self::ArrayOfVector => "ArrayOfVector",
        })
    }
}

impl Field {
    /// A numeric setting such as `dim`.
    fn number(&self, key: &str) -> Option<usize> {
        self.params.iter().find(|pair| pair.key == key)?.value.parse().ok()
    }

    pub(crate) fn dim(&self) -> usize {
        self.number("dim").unwrap_or_default()
    }

    /// The longest text, in bytes.
    pub(crate) fn max_length(&self) -> Option<usize> {
        self.number("max_length")
    }

    /// The most elements.
    pub(crate) fn max_capacity(&self) -> Option<usize> {
        self.number("max_capacity")
    }

    pub(crate) fn element(&self) -> DataType {
        self.element_type.unwrap_or_default()
    }

    /// Whether the server makes its values: the caller gives none.
    pub(crate) fn is_generated(&self) -> bool {
        self.primary_key && self.auto_id
    }
}

impl Schema {
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub(crate) fn primary_key(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.primary_key)
    }

    pub(crate) fn has_partition_key(&self) -> bool {
        self.fields.iter().any(|field| field.partition_key)
    }

    pub(crate) fn property(&self, key: &str) -> Option<&str> {
        self.properties.iter().find(|pair| pair.key == key).map(|pair| pair.value.as_str())
    }

    /// The function that makes this field.
    pub(crate) fn maker(&self, field: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.output_field_names.iter().any(|name| name == field))
    }

    /// What makes no collection.
    pub(crate) fn check(&self) -> Result<(), String> {
        let mut names = HashSet::new();
        for field in self.fields.iter().chain(self.struct_fields.iter().flat_map(|group| &group.fields)) {
            if field.data_type == DataType::None {
                return Err(format!("the field '{}' has no type", field.name));
            }
            if field.data_type.is_dense_vector() && field.dim() == 0 {
                return Err(format!("dimension is not defined in field type params of field {}", field.name));
            }
        }
        for field in &self.fields {
            if !names.insert(field.name.as_str()) {
                return Err(format!("duplicated field name {}", field.name));
            }
        }
        match self.fields.iter().filter(|field| field.primary_key).count() {
            1 => Ok(()),
            0 => Err("primary key is not specified".to_owned()),
            _ => Err("there are more than one primary key".to_owned()),
        }
    }
}
