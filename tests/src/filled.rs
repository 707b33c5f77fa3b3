//! Results as vectors state them, where what is absent is `null`, false or empty, with every member.

use milvus_import::{
    CollectionDescription, CollectionField, CollectionFunction, CollectionStruct, Field, FieldKind, FileProgress,
    ImportJob, ImportProgress, JobList, Record,
};
use serde_json::{Map, Value, json};

use crate::vectors::Case;

impl Case {
    /// The normalized result with every member, where the call has one.
    pub fn full_result(&self) -> Option<Value> {
        self.result.as_ref().map(|result| filled(&self.call.operation, result))
    }
}

fn filled(operation: &str, result: &Value) -> Value {
    match operation {
        "get_import_progress" | "describe_job" => {
            let mut progress = record::<ImportProgress>(result);
            progress["details"] = list::<FileProgress>(result.get("details"));
            progress
        }
        "list_import_jobs" => record::<JobList>(result),
        "describe_collection" => record::<CollectionDescription>(result),
        _ => result.clone(),
    }
}

fn list<T: Record>(members: Option<&Value>) -> Value {
    members.and_then(Value::as_array).into_iter().flatten().map(record::<T>).collect()
}

fn record<T: Record>(stated: &Value) -> Value {
    let member = |field: &Field| (field.name.to_owned(), value(field, stated.get(field.name)));
    let mut members: Map<_, _> = T::FIELDS.iter().map(member).collect();
    let more = stated.as_object().into_iter().flatten().filter(|(name, _)| !members.contains_key(*name));
    let more: Vec<_> = more.map(|(name, value)| (name.clone(), value.clone())).collect();
    members.extend(more);
    Value::Object(members)
}

fn value(field: &Field, stated: Option<&Value>) -> Value {
    match (field.kind, stated) {
        (_, None) if field.optional => Value::Null,
        (FieldKind::Jobs, members) => list::<ImportJob>(members),
        (FieldKind::Fields, members) => list::<CollectionField>(members),
        (FieldKind::Structs, members) => list::<CollectionStruct>(members),
        (FieldKind::Functions, members) => list::<CollectionFunction>(members),
        (_, Some(stated)) => stated.clone(),
        (FieldKind::Flag, None) => json!(false),
        (FieldKind::Pairs, None) => json!({}),
        (_, None) => Value::Null,
    }
}
