//! What a server of a release says about a collection.

use serde_json::{Map, Value, json};

use super::{Field, Schema, StructField};
use crate::server::Version;

/// Of every collection: above 2^53, as ids of servers are, and nothing here goes by it.
const ID: i64 = 448_761_313_698_322_011;

/// The `data` of the answer to `collections/describe`. Later releases have more members.
pub(crate) fn describe(version: Version, name: &str, schema: &Schema) -> Value {
    let shown = |fields: &[Field]| fields.iter().map(|one| field(version, one)).collect::<Vec<_>>();
    let mut data = Map::new();
    let mut add = |name: &str, value: Value| drop(data.insert(name.to_owned(), value));
    add("collectionName", name.into());
    add("description", schema.description.as_str().into());
    add("autoId", schema.fields.iter().any(|field| field.auto_id).into());
    add("fields", shown(&schema.fields).into());
    add("indexes", json!([]));
    add("load", "LoadStateNotLoad".into());
    add("shardsNum", 1.into());
    add("enableDynamicField", schema.enable_dynamic_field.into());
    if !version.has_sized_types() {
        add("collectionID", ID.into());
        add("aliases", json!([]));
        add("partitionsNum", 1.into());
        add("consistencyLevel", "Bounded".into());
        add("properties", json!(schema.properties));
    }
    if version.has_functions() {
        add("functions", json!(schema.functions));
    }
    if version.shows_structs() {
        let structs = schema.struct_fields.iter().map(|StructField { name, id, description, fields }| {
            json!({"name": name, "id": id, "description": description, "fields": shown(fields)})
        });
        add("structFields", structs.collect());
        add("externalSource", "".into());
        add("externalSpec", "".into());
    }
    Value::Object(data)
}

fn field(version: Version, field: &Field) -> Value {
    let mut shown = json!(field);
    let Some(members) = shown.as_object_mut() else { return shown };
    if !version.has_functions() {
        for later in ["clusteringKey", "nullable", "defaultValue", "isFunctionOutput"] {
            members.remove(later);
        }
    }
    if version.has_sized_types() {
        for later in ["id", "params", "elementType"] {
            members.remove(later);
        }
        let size = if field.data_type.is_dense_vector() { "dim" } else { "max_length" };
        if let Some(pair) = field.params.iter().find(|pair| pair.key == size) {
            members.insert("type".to_owned(), format!("{}({})", field.data_type, pair.value).into());
        }
    }
    shown
}
