//! The schema that a `collections/create` request asks for.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{DataType, Field, Function, Pair, Schema};

/// A request, with or without a schema in it. What it says about indexes and loading changes nothing here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Request {
    description: String,
    dimension: usize,
    id_type: String,
    #[serde(alias = "autoID")]
    auto_id: bool,
    primary_field_name: String,
    vector_field_name: String,
    schema: Option<Long>,
    params: Map<String, Value>,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            description: String::new(),
            dimension: 0,
            id_type: "Int64".to_owned(),
            auto_id: false,
            primary_field_name: "id".to_owned(),
            vector_field_name: "vector".to_owned(),
            schema: None,
            params: Map::new(),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Long {
    #[serde(alias = "autoID")]
    auto_id: bool,
    enable_dynamic_field: bool,
    fields: Vec<LongField>,
    functions: Vec<LongFunction>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a member of the request")]
struct LongField {
    field_name: String,
    data_type: String,
    element_data_type: String,
    is_primary: bool,
    is_partition_key: bool,
    is_clustering_key: bool,
    element_type_params: Map<String, Value>,
    nullable: bool,
    default_value: Value,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct LongFunction {
    name: String,
    description: String,
    #[serde(rename = "type")]
    kind: String,
    input_field_names: Vec<String>,
    output_field_names: Vec<String>,
    params: Map<String, Value>,
}

/// The name of the collection that a body is about, and its database if it has one.
pub(crate) fn name_of(body: &Value) -> (String, Option<String>) {
    let text = |key| body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    (text("collectionName").unwrap_or_default(), text("dbName"))
}

/// Why a request makes no collection.
pub(crate) enum BadRequest {
    /// It cannot be read.
    Json(String),
    /// What it asks for cannot be.
    Parameter(String),
}

/// The schema that the request asks for.
pub(crate) fn from_request(body: Value) -> Result<Schema, BadRequest> {
    let request: Request = serde_json::from_value(body).map_err(|error| BadRequest::Json(error.to_string()))?;
    let schema = match request.schema {
        Some(long) if !long.fields.is_empty() => from_long(long, request.description, &request.params),
        _ => from_short(request),
    };
    let schema = schema.map_err(BadRequest::Parameter)?;
    schema.check().map_err(BadRequest::Parameter)?;
    Ok(schema)
}

/// A primary key and a vector, and a dynamic field unless it is declined.
fn from_short(request: Request) -> Result<Schema, String> {
    if request.dimension == 0 {
        return Err("dimension is required for quickly create collection(default metric type: COSINE)".to_owned());
    }
    let mut key = Field {
        name: request.primary_field_name,
        id: 100,
        primary_key: true,
        auto_id: request.auto_id,
        ..Field::default()
    };
    match request.id_type.as_str() {
        "" | "Int64" | "int64" => key.data_type = DataType::Int64,
        "VarChar" | "Varchar" => {
            key.data_type = DataType::VarChar;
            key.params = vec![pair("max_length", request.params.get("max_length").unwrap_or(&json!("65535")))];
        }
        other => {
            return Err(format!(
                "idType can only be [Int64, VarChar](case insensitive): invalid parameter[expected=Int64, Varchar]\
                 [actual={other}]"
            ));
        }
    }
    let vector = Field {
        name: request.vector_field_name,
        id: 101,
        data_type: DataType::FloatVector,
        params: vec![pair("dim", &request.dimension.into())],
        ..Field::default()
    };
    let is_true = |value: &Value| value.as_bool().unwrap_or_else(|| text(value).eq_ignore_ascii_case("true"));
    Ok(Schema {
        description: request.description,
        fields: vec![key, vector],
        enable_dynamic_field: request.params.get("enableDynamicField").is_none_or(is_true),
        ..Schema::default()
    })
}

fn from_long(long: Long, description: String, params: &Map<String, Value>) -> Result<Schema, String> {
    let functions: Vec<Function> =
        (0..).zip(long.functions).map(|(number, given)| function(100 + number, given)).collect();
    let mut fields = Vec::new();
    for (id, given) in (100..).zip(long.fields) {
        let mut field = field(id, given)?;
        field.auto_id = field.primary_key && long.auto_id;
        field.is_function_output = functions.iter().any(|made| made.output_field_names.contains(&field.name));
        fields.push(field);
    }
    let known = ["timezone", "allow_insert_auto_id", "collection.function.allowInsertNonBM25FunctionOutputs"];
    let properties = params.iter().filter(|(key, _)| known.contains(&key.as_str()));
    Ok(Schema {
        description,
        fields,
        functions,
        enable_dynamic_field: long.enable_dynamic_field,
        properties: properties.map(|(key, value)| pair(key, value)).collect(),
        ..Schema::default()
    })
}

fn field(id: i64, given: LongField) -> Result<Field, String> {
    let named = |kind: &str, name: &str| {
        DataType::named(name).ok_or_else(|| {
            format!("{kind} {name} is invalid(case sensitive): invalid parameter[expected=valid {kind}][actual={name}]")
        })
    };
    let data_type = named("data type", &given.data_type)?;
    let element = (data_type == DataType::Array).then(|| named("element data type", &given.element_data_type));
    let params = given.element_type_params.iter();
    Ok(Field {
        name: given.field_name,
        id,
        data_type,
        primary_key: given.is_primary,
        partition_key: given.is_partition_key,
        clustering_key: given.is_clustering_key,
        nullable: given.nullable,
        element_type: element.transpose()?,
        default_value: default_value(data_type, &given.default_value),
        params: params.map(|(key, value)| pair(key, value)).collect(),
        ..Field::default()
    })
}

/// The default as the server's own message wraps it.
fn default_value(data_type: DataType, value: &Value) -> Option<Value> {
    let member = match data_type {
        DataType::Bool => "BoolData",
        DataType::Int8 | DataType::Int16 | DataType::Int32 => "IntData",
        DataType::Int64 => "LongData",
        DataType::Float => "FloatData",
        DataType::Double => "DoubleData",
        _ => "StringData",
    };
    (!value.is_null()).then(|| json!({"Data": {member: value}}))
}

fn function(id: i64, given: LongFunction) -> Function {
    Function {
        name: given.name,
        description: given.description,
        kind: match given.kind.as_str() {
            "BM25" => 1,
            "TextEmbedding" => 2,
            "Rerank" => 3,
            _ => 0,
        },
        id,
        input_field_names: given.input_field_names,
        output_field_names: given.output_field_names,
        params: given.params.iter().map(|(key, value)| pair(key, value)).collect(),
    }
}

fn pair(key: &str, value: &Value) -> Pair {
    Pair { key: key.to_owned(), value: text(value) }
}

/// A setting's value, which may be sent as a text or as what it is.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
