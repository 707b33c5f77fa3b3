//! What exists on the server, and who may do what: databases, collections with their partitions, and users.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::schema::{self, Schema};

const DEFAULT_DB: &str = "default";

/// A collection that exists. Its text form is `[DATABASE/]NAME[:PARTITION,…]`, as in `docs`, `db2/docs2` and `docs:p1,p2`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    /// The name.
    pub collection_name: String,
    /// The database, by default `default`.
    #[serde(default = "default_db")]
    pub db_name: String,
    /// The partitions beside `_default`.
    #[serde(default)]
    pub partitions: Vec<String>,
    /// Whether a field of it is its partition key: an import must not name a partition then.
    #[serde(default)]
    pub partition_key: bool,
    /// What its rows have to look like, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
}

/// A text that describes no collection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no description of a collection: {0}")]
pub struct BadSchema(String);

fn default_db() -> String {
    DEFAULT_DB.to_owned()
}

impl Collection {
    /// With a partition key.
    #[must_use]
    pub fn with_partition_key(self) -> Self {
        Self { partition_key: true, ..self }
    }

    /// With this schema, and a partition key if the schema has one.
    #[must_use]
    pub fn with_schema(self, schema: Schema) -> Self {
        Self { partition_key: self.partition_key || schema.has_partition_key(), schema: Some(schema), ..self }
    }

    /// The collection that a server describes: a `collections/describe` answer, or its `data` alone. A `dbName` in it names
    /// the database.
    ///
    /// # Errors
    /// This is no JSON, has no `collectionName`, or its fields make no collection.
    pub fn from_described(text: &str) -> Result<Self, BadSchema> {
        let described = serde_json::from_str(text).map_err(|error| BadSchema(error.to_string()))?;
        Self::from_description(described)
    }

    pub(crate) fn from_description(mut described: Value) -> Result<Self, BadSchema> {
        let data = described.get_mut("data").map(Value::take).unwrap_or(described);
        let (name, db) = schema::name_of(&data);
        if name.is_empty() {
            return Err(BadSchema("it has no collectionName".to_owned()));
        }
        let schema: Schema = serde_json::from_value(data).map_err(|error| BadSchema(error.to_string()))?;
        schema.check().map_err(BadSchema)?;
        let bare = Self { collection_name: name, db_name: db.unwrap_or_else(default_db), ..Self::from("") };
        Ok(bare.with_schema(schema))
    }
}

impl From<&str> for Collection {
    fn from(text: &str) -> Self {
        let (name, partitions) = text.split_once(':').unwrap_or((text, ""));
        let (db, name) = name.split_once('/').unwrap_or((DEFAULT_DB, name));
        let partitions = partitions.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Self {
            collection_name: name.to_owned(),
            db_name: db.to_owned(),
            partitions,
            partition_key: false,
            schema: None,
        }
    }
}

impl From<String> for Collection {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// A user of a milvus-v2 server. The text form is `NAME:PASSWORD[=[DATABASE/]COLLECTION,…]`: after the `=` the collections
/// that the user may import into, `*` for all of them and `DATABASE/*` for all of a database. Without any the user may
/// call, but import nothing.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The name.
    pub name: String,
    /// The password.
    pub password: String,
    /// What the user may import into.
    #[serde(default)]
    pub collections: Vec<String>,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("name", &self.name).field("collections", &self.collections).finish_non_exhaustive()
    }
}

impl From<&str> for User {
    fn from(text: &str) -> Self {
        // Passwords may have a `=` in them, names of collections cannot.
        let (credentials, collections) = text.rsplit_once('=').unwrap_or((text, ""));
        let (name, password) = credentials.split_once(':').unwrap_or((credentials, ""));
        let collections = collections.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Self { name: name.to_owned(), password: password.to_owned(), collections }
    }
}

impl From<String> for User {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl User {
    /// Whether the user may import into a collection, or into any when none is named.
    pub(crate) fn may_import(&self, db: &str, collection: Option<&str>) -> bool {
        self.collections.iter().any(|granted| {
            let (in_db, name) = match granted.split_once('/') {
                Some((in_db, name)) => (in_db == db, name),
                None => (granted == "*" || db == DEFAULT_DB, granted.as_str()),
            };
            in_db && (name == "*" || collection == Some(name))
        })
    }
}

/// All that was declared. As long as no collection is, any collection exists in every database, with any partition.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalog {
    pub(crate) databases: Vec<String>,
    pub(crate) collections: Vec<Collection>,
    pub(crate) users: Vec<User>,
}

impl Catalog {
    /// A collection that was declared before is replaced.
    pub(crate) fn add(&mut self, collection: Collection) {
        let same = |known: &Collection| {
            known.collection_name == collection.collection_name && known.db_name == collection.db_name
        };
        self.collections.retain(|known| !same(known));
        self.collections.push(collection);
    }

    pub(crate) fn has_database(&self, name: &str) -> bool {
        name == DEFAULT_DB
            || (self.databases.is_empty() && self.collections.is_empty())
            || self.databases.iter().any(|known| known == name)
            || self.collections.iter().any(|known| known.db_name == name)
    }

    fn collection(&self, db: &str, name: &str) -> Option<&Collection> {
        self.collections.iter().find(|known| known.db_name == db && known.collection_name == name)
    }

    pub(crate) fn has_collection(&self, db: &str, name: &str) -> bool {
        self.collections.is_empty() || self.collection(db, name).is_some()
    }

    pub(crate) fn has_partition(&self, db: &str, collection: &str, name: &str) -> bool {
        name == "_default"
            || self.collection(db, collection).is_none_or(|known| known.partitions.iter().any(|known| known == name))
    }

    pub(crate) fn schema(&self, db: &str, name: &str) -> Option<&Schema> {
        self.collection(db, name)?.schema.as_ref()
    }

    pub(crate) fn has_partition_key(&self, db: &str, collection: &str) -> bool {
        self.collection(db, collection).is_some_and(|known| known.partition_key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_name_databases_partitions_and_rights() {
        let collection = Collection::from("db2/docs2:p1,p2");
        assert_eq!((collection.db_name.as_str(), collection.collection_name.as_str()), ("db2", "docs2"));
        assert_eq!(collection.partitions, ["p1", "p2"]);
        assert_eq!(Collection::from("docs").db_name, "default");
        let user = User::from("bob:pass=word=docs,db2/*");
        assert_eq!((user.name.as_str(), user.password.as_str()), ("bob", "pass=word"));
        assert!(user.may_import("default", Some("docs")) && user.may_import("db2", None));
        assert!(!user.may_import("db2x", Some("docs")) && !user.may_import("default", None));
        assert!(User::from("a:b=*").may_import("any", None));
        assert!(!User::from("a:b").may_import("default", Some("docs")));
        assert!(!format!("{user:?}").contains("pass"));
    }

    #[test]
    fn what_is_declared_excludes_the_rest() {
        let mut catalog = Catalog::default();
        assert!(catalog.has_database("x") && catalog.has_collection("x", "y") && catalog.has_partition("x", "y", "z"));
        catalog.add("docs:p1".into());
        catalog.add("db2/docs2".into());
        assert!(catalog.has_database("default") && catalog.has_database("db2") && !catalog.has_database("x"));
        assert!(catalog.has_collection("db2", "docs2") && !catalog.has_collection("default", "docs2"));
        assert!(catalog.has_partition("default", "docs", "p1") && catalog.has_partition("default", "docs", "_default"));
        assert!(!catalog.has_partition("db2", "docs2", "p1"));
    }
}
