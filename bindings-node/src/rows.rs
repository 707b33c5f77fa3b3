//! Results as JSON arrays: JavaScript makes objects of its own classes from them, in the order of the fields here. Names
//! would be written, read and looked up once for every job of a list. Files of a job are in `details`.

use milvus_import::{FieldValue, Record};
use serde::ser::{Serialize, Serializer};

/// One result as one JSON array; the results in it are arrays too.
pub(crate) struct Array<'a, T>(pub(crate) &'a T);

impl<T: Record> Serialize for Array<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.values().map(Cell))
    }
}

struct Cell<'a>(FieldValue<'a>);

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            FieldValue::Jobs(jobs) => serializer.collect_seq(jobs.iter().map(Array)),
            FieldValue::Fields(fields) => serializer.collect_seq(fields.iter().map(Array)),
            FieldValue::Structs(structs) => serializer.collect_seq(structs.iter().map(Array)),
            FieldValue::Functions(functions) => serializer.collect_seq(functions.iter().map(Array)),
            value => value.serialize(serializer),
        }
    }
}

/// JSON text of something that has no way to fail.
pub(crate) fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
