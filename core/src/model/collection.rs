//! What a collection holds: its fields, and what the server does with them.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize, Serializer};

use super::Response;
use crate::Result;
use crate::protocol;
use crate::record::{self, Record, record};

record! {
    /// What a collection holds, as one answer of the server says.
    ///
    /// Servers add members from release to release, so `None` tells a release too: without `nullable` it is Milvus 2.4 or older,
    /// with `struct_fields` 3.0 or later.
    #[derive(Clone, Debug, Deserialize)]
    pub struct CollectionDescription {
        /// The collection's name; that of the collection itself, where an alias of it was asked for.
        pub collection_name: String,
        /// The collection's id, as text. None on milvus-2.3.
        pub collection_id: Option<String>,
        /// What its maker wrote about it.
        pub description: Option<String>,
        /// Whether the server makes the primary keys.
        #[serde(default)]
        pub auto_id: bool,
        /// Whether rows may have fields that the schema does not know.
        #[serde(default)]
        pub enable_dynamic_field: bool,
        /// The fields, in the server's order; those of structs stand in `struct_fields`.
        pub fields: Vec<CollectionField>,
        /// The arrays of structs, each with its own fields. None before Milvus 3.0, which shows none.
        pub struct_fields: Option<Vec<CollectionStruct>>,
        /// What the server computes fields with. None before Milvus 2.5, which has none.
        pub functions: Option<Vec<CollectionFunction>>,
        /// What was set for it, such as `timezone` or `allow_insert_auto_id`.
        #[serde(default)]
        pub properties: BTreeMap<String, String>,
    } beside {
        #[serde(skip)]
        pub(crate) response: Response,
        #[serde(skip)]
        pub(crate) data: Bytes,
    }
}

record! {
    /// One field of a collection or of a struct.
    #[derive(Clone, Debug, PartialEq, Deserialize)]
    pub struct CollectionField {
        /// The field's name.
        pub name: String,
        /// What it holds, in the server's word: `Int64`, `VarChar`, `FloatVector`, `Array`.
        pub data_type: String,
        /// What an array holds, in the server's word.
        pub element_type: Option<String>,
        /// Whether it is the primary key.
        #[serde(default)]
        pub primary_key: bool,
        /// Whether rows go to partitions by it.
        #[serde(default)]
        pub partition_key: bool,
        /// Whether the server makes its values.
        #[serde(default)]
        pub auto_id: bool,
        /// Whether a row may have null in it. None before Milvus 2.5, which has no word for it.
        pub nullable: Option<bool>,
        /// What a row without a value gets, as JSON text: `5`, `"none"`.
        pub default_value: Option<String>,
        /// Whether a function of the collection makes its values.
        #[serde(default)]
        pub is_function_output: bool,
        /// A vector's dimension.
        pub dim: Option<i64>,
        /// How many bytes of UTF-8 a text, or each text of an array, may have.
        pub max_length: Option<i64>,
        /// How many elements an array may have.
        pub max_capacity: Option<i64>,
        /// Everything that was set for it, these three included.
        #[serde(default)]
        pub params: BTreeMap<String, String>,
        /// What its maker wrote about it.
        pub description: Option<String>,
    }
}

record! {
    /// An array of structs (Milvus 3.0; 2.6 has them and does not show them).
    #[derive(Clone, Debug, PartialEq, Deserialize)]
    pub struct CollectionStruct {
        /// The name of the array.
        pub name: String,
        /// The fields of each struct.
        pub fields: Vec<CollectionField>,
        /// What its maker wrote about it.
        pub description: Option<String>,
    }
}

record! {
    /// What the server computes fields with (Milvus 2.5 and later).
    #[derive(Clone, Debug, PartialEq, Deserialize)]
    pub struct CollectionFunction {
        /// The function's name.
        pub name: String,
        /// `BM25`, `TextEmbedding`, `Rerank` or `MinHash`; a kind that is not known as the server sent it.
        pub function_type: Option<String>,
        /// The fields that it reads.
        pub input_field_names: Vec<String>,
        /// The fields that it makes.
        pub output_field_names: Vec<String>,
        /// What was set for it, such as the model.
        #[serde(default)]
        pub params: BTreeMap<String, String>,
        /// What its maker wrote about it.
        pub description: Option<String>,
    }
}

impl CollectionDescription {
    /// Reads an answer that was saved: the whole body of a `collections/describe`, or its `data` alone, of any release and of
    /// the `/v1` route that Milvus 2.3 has.
    ///
    /// ```
    /// use milvus_import::CollectionDescription;
    ///
    /// # fn main() -> milvus_import::Result<()> {
    /// let saved = br#"{"collectionName":"books","autoId":false,"enableDynamicField":true,
    ///     "fields":[{"name":"id","type":"Int64","primaryKey":true}]}"#;
    /// let books = CollectionDescription::from_json(saved)?;
    /// assert_eq!(books.fields[0].data_type, "Int64");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `InvalidArgument` for anything else, with what to save instead.
    pub fn from_json(saved: &[u8]) -> Result<Self> {
        protocol::saved_description(saved)
    }

    /// The server's whole answer, unchanged: UTF-8 JSON.
    pub fn raw(&self) -> &[u8] {
        &self.response.body
    }

    /// The `data` of the answer, unchanged, or all of one that has no such member: as a file it is a schema that
    /// [`from_json`](Self::from_json) reads.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The answer that this was read from.
    pub fn response(&self) -> &Response {
        &self.response
    }
}

impl PartialEq for CollectionDescription {
    /// Whether both say the same, whatever else their answers hold.
    fn eq(&self, other: &Self) -> bool {
        self.values().eq(other.values())
    }
}

macro_rules! as_fields {
    ($($type:ident),+) => { $(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                record::serialize(self, serializer)
            }
        }
    )+ };
}

as_fields!(CollectionDescription, CollectionField, CollectionStruct, CollectionFunction);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorCode;

    const DATA: &str = r#"{"collectionName":"books","collectionID":448761313698322011,"autoId":false,
        "fields":[{"name":"id","type":"Int64","primaryKey":true,"autoId":true,"nullable":false},
            {"name":"vec","type":"FloatVector","params":[{"key":"dim","value":"8"}],"nullable":true}],
        "functions":[],"enableDynamicField":true,"properties":[{"key":"timezone","value":"UTC"}]}"#;

    #[test]
    fn a_saved_answer_is_read_whole_or_its_data_alone() {
        let data = CollectionDescription::from_json(DATA.as_bytes()).unwrap();
        assert_eq!((data.fields[1].dim, data.auto_id, data.struct_fields.is_none()), (Some(8), true, true));
        assert_eq!((data.raw(), data.data()), (DATA.as_bytes(), DATA.as_bytes()));
        for code in [0, 200] {
            let whole = format!("\u{feff}{{\"code\":{code},\"data\":{DATA},\"message\":\"\"}}\n");
            let read = CollectionDescription::from_json(whole.as_bytes()).unwrap();
            assert_eq!((read.raw(), read.data()), (whole.as_bytes(), DATA.as_bytes()));
            assert_eq!(read, data);
        }
        let v1 = r#"{"code":200,"data":{"collectionName":"books","fields":[{"name":"t","type":"VarChar(100)"}]}}"#;
        let field = &CollectionDescription::from_json(v1.as_bytes()).unwrap().fields[0];
        assert_eq!((&*field.data_type, field.max_length, field.nullable), ("VarChar", Some(100), None));
    }

    #[test]
    fn what_is_no_description_is_told_with_what_to_save() {
        for (saved, part) in [
            ("", "it has no fields"),
            ("[]", "it has no fields"),
            ("name,type\nid,Int64", "it has no fields"),
            (r#"{"collectionName":"books"}"#, "it has no fields"),
            (r#"{"fields":{"id":"Int64"}}"#, "it has no fields"),
            (r#"{"fields":[{"name""#, "it has no fields"),
            (r#"{"code":100,"message":"collection not found"}"#, "it is a refusal, collection not found"),
        ] {
            let error = CollectionDescription::from_json(saved.as_bytes()).unwrap_err();
            assert_eq!((error.code(), error.http_status()), (ErrorCode::InvalidArgument, None), "{saved}");
            assert!(error.message().contains(part), "{error}");
            assert!(error.message().contains("POST /v2/vectordb/collections/describe"), "{error}");
        }
    }

    #[test]
    fn what_was_written_is_read_again() {
        let one = CollectionDescription::from_json(DATA.as_bytes()).unwrap();
        let text = serde_json::to_string(&one).unwrap();
        let again: CollectionDescription = serde_json::from_str(&text).unwrap();
        assert_eq!(again, one);
        let made: CollectionDescription =
            serde_json::from_str(r#"{"collection_name":"c","fields":[{"name":"id","data_type":"Int64"}]}"#).unwrap();
        assert_eq!((made.fields[0].nullable, made.functions.is_none()), (None, true));
        assert_ne!(made, one);
    }
}
