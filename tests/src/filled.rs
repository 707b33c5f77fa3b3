//! Results as vectors state them, where what is absent is `null`, false or empty, with every member.

use milvus_import::{FieldKind, FileProgress, ImportJob, ImportProgress, JobList, Record};
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
        "list_import_jobs" => {
            let mut page = record::<JobList>(result);
            page["jobs"] = list::<ImportJob>(result.get("jobs"));
            page
        }
        _ => result.clone(),
    }
}

fn list<T: Record>(members: Option<&Value>) -> Value {
    members.and_then(Value::as_array).into_iter().flatten().map(record::<T>).collect()
}

fn record<T: Record>(stated: &Value) -> Value {
    let absent = |kind| if kind == FieldKind::Flag { json!(false) } else { Value::Null };
    let mut members: Map<_, _> = T::FIELDS.iter().map(|field| (field.name.to_owned(), absent(field.kind))).collect();
    members.extend(stated.as_object().cloned().unwrap_or_default());
    Value::Object(members)
}
