//! A collection's schema, as the rules need it.

use milvus_import::{CollectionDescription, CollectionField, CollectionFunction, Error, ErrorCode, Result};

use crate::{Release, Releases};

/// What a collection takes.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of the collection")]
pub struct Schema {
    pub(crate) fields: Vec<Field>,
    pub(crate) structs: Vec<Struct>,
    /// Whether it has a dynamic field, whose column is `$meta`.
    pub(crate) dynamic: bool,
    /// `allow_insert_auto_id`: whether a primary key that the server makes may be given.
    pub(crate) allow_auto_id: bool,
    /// `collection.function.allowInsertNonBM25FunctionOutputs`.
    pub(crate) allow_function_output: bool,
    /// Whether text without a time zone has one by the property `timezone`.
    pub(crate) has_timezone: bool,
    /// The releases whose answers have these members.
    releases: Releases,
}

/// One field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// A primary key that the server makes.
    pub(crate) auto_id: bool,
    pub(crate) nullable: bool,
    pub(crate) default: bool,
    pub(crate) output: Output,
}

impl Field {
    /// Whether rows may leave it out or have null in it, from 2.5 on.
    pub(crate) fn is_optional(&self) -> bool {
        self.nullable || self.default
    }
}

/// Which function fills a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// None: the rows do.
    None,
    Bm25,
    /// One that makes embeddings.
    Other,
}

/// A field of structs; each of its fields is a list in every row.
#[derive(Clone, Debug)]
pub(crate) struct Struct {
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    Float,
    Double,
    /// Text of so many bytes.
    VarChar {
        max_length: u64,
    },
    Json,
    Geometry,
    Timestamptz,
    Text,
    Array {
        element: Box<Kind>,
        max_capacity: u64,
    },
    FloatVector {
        dim: u64,
    },
    /// `dim` bits.
    BinaryVector {
        dim: u64,
    },
    Float16Vector {
        dim: u64,
    },
    BFloat16Vector {
        dim: u64,
    },
    Int8Vector {
        dim: u64,
    },
    SparseFloatVector,
    /// The vectors of a struct.
    ArrayOfVector {
        element: Box<Kind>,
        max_capacity: u64,
    },
    /// A type that this program does not know, in the server's word.
    Other(String),
}

impl Kind {
    /// The server's word.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Bool => "Bool",
            Self::Int8 => "Int8",
            Self::Int16 => "Int16",
            Self::Int32 => "Int32",
            Self::Int64 => "Int64",
            Self::Float => "Float",
            Self::Double => "Double",
            Self::VarChar { .. } => "VarChar",
            Self::Json => "JSON",
            Self::Geometry => "Geometry",
            Self::Timestamptz => "Timestamptz",
            Self::Text => "Text",
            Self::Array { .. } => "Array",
            Self::FloatVector { .. } => "FloatVector",
            Self::BinaryVector { .. } => "BinaryVector",
            Self::Float16Vector { .. } => "Float16Vector",
            Self::BFloat16Vector { .. } => "BFloat16Vector",
            Self::Int8Vector { .. } => "Int8Vector",
            Self::SparseFloatVector => "SparseFloatVector",
            Self::ArrayOfVector { .. } => "ArrayOfVector",
            Self::Other(name) => name,
        }
    }

    pub(crate) fn is_vector(&self) -> bool {
        self.name().ends_with("Vector") && !matches!(self, Self::ArrayOfVector { .. })
    }
}

impl Schema {
    /// The schema of a description that was saved: its JSON text, which begins with `{`, or else the path of its file.
    ///
    /// # Errors
    /// `InvalidArgument` if the file cannot be read, or has no description of a collection.
    pub fn saved(saved: &str) -> Result<Self> {
        if saved.trim_start().starts_with('{') {
            return Self::new(&CollectionDescription::from_json(saved.as_bytes())?);
        }
        let read = std::fs::read(saved).map_err(|error| {
            Error::new(ErrorCode::InvalidArgument, format!("the schema cannot be read: {error}: {saved}"))
        })?;
        Self::new(&CollectionDescription::from_json(&read)?)
    }

    /// The schema of a collection that a server described, or whose description was saved.
    ///
    /// # Errors
    /// `InvalidArgument` if the description names no fields.
    pub fn new(description: &CollectionDescription) -> Result<Self> {
        if description.fields.is_empty() {
            return Err(Error::new(ErrorCode::InvalidArgument, "the collection's description names no fields"));
        }
        let functions = description.functions.as_deref().unwrap_or_default();
        let output = |name: &str| {
            let fills =
                |function: &&CollectionFunction| function.output_field_names.iter().any(|output| output == name);
            match functions.iter().find(fills) {
                Some(function) if function.function_type.as_deref() == Some("BM25") => Output::Bm25,
                Some(_) => Output::Other,
                None => Output::None,
            }
        };
        let fields =
            |fields: &[CollectionField]| fields.iter().map(|field| Field::new(field, output(&field.name))).collect();
        let structs = description.struct_fields.as_deref().unwrap_or_default().iter();
        let structs = structs.map(|field| Struct { name: field.name.clone(), fields: fields(&field.fields) }).collect();
        let is_on = |key: &str| description.properties.get(key).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        Ok(Self {
            fields: fields(&description.fields),
            structs,
            dynamic: description.enable_dynamic_field,
            allow_auto_id: is_on("allow_insert_auto_id"),
            allow_function_output: is_on("collection.function.allowInsertNonBM25FunctionOutputs"),
            has_timezone: description.properties.get("timezone").is_some_and(|zone| !zone.is_empty()),
            releases: releases(description),
        })
    }

    /// The releases whose answers look like the one that this was made from: 2.5 and 2.6 cannot be told apart.
    pub fn releases(&self) -> Releases {
        self.releases
    }

    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// 2.4 does not know `nullable`, and `structFields` came with 3.0.
fn releases(description: &CollectionDescription) -> Releases {
    if description.struct_fields.is_some() {
        return Release::V3_0.into();
    }
    if description.fields.iter().all(|field| field.nullable.is_none()) {
        return Release::V2_4.into();
    }
    [Release::V2_5, Release::V2_6_0, Release::V2_6].into_iter().collect()
}

impl Field {
    fn new(field: &CollectionField, output: Output) -> Self {
        Self {
            name: field.name.clone(),
            kind: kind(&field.data_type, field),
            auto_id: field.primary_key && field.auto_id,
            nullable: field.nullable.unwrap_or(false),
            default: field.default_value.is_some(),
            output: if output == Output::None && field.is_function_output { Output::Other } else { output },
        }
    }
}

fn kind(name: &str, field: &CollectionField) -> Kind {
    let number = |limit: Option<i64>| limit.and_then(|limit| u64::try_from(limit).ok());
    // A limit that the answer leaves out limits nothing.
    let max_length = number(field.max_length).unwrap_or(u64::MAX);
    let max_capacity = number(field.max_capacity).unwrap_or(u64::MAX);
    let dim = number(field.dim).unwrap_or(0);
    // An array of arrays is none that a server has.
    let element = || match field.element_type.as_deref() {
        Some("Array" | "ArrayOfVector") | None => Box::new(Kind::Other("None".to_owned())),
        Some(element) => Box::new(kind(element, field)),
    };
    match name {
        "Bool" => Kind::Bool,
        "Int8" => Kind::Int8,
        "Int16" => Kind::Int16,
        "Int32" => Kind::Int32,
        "Int64" => Kind::Int64,
        "Float" => Kind::Float,
        "Double" => Kind::Double,
        "VarChar" | "String" => Kind::VarChar { max_length },
        "JSON" => Kind::Json,
        "Geometry" => Kind::Geometry,
        "Timestamptz" => Kind::Timestamptz,
        "Text" => Kind::Text,
        "Array" => Kind::Array { element: element(), max_capacity },
        "ArrayOfVector" => Kind::ArrayOfVector { element: element(), max_capacity },
        "FloatVector" => Kind::FloatVector { dim },
        "BinaryVector" => Kind::BinaryVector { dim },
        "Float16Vector" => Kind::Float16Vector { dim },
        "BFloat16Vector" => Kind::BFloat16Vector { dim },
        "Int8Vector" => Kind::Int8Vector { dim },
        "SparseFloatVector" => Kind::SparseFloatVector,
        other => Kind::Other(other.to_owned()),
    }
}
