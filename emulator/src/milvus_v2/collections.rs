//! Collections: how one is made, and what the server says about it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Version;
use super::auth::Caller;
use super::binding::Fields;
use super::calls::{check_header_database, check_ready, database};
use super::refusal::Refusal;
use crate::catalog::Collection;
use crate::http::{self, Answer, Call};
use crate::lock;
use crate::schema::{self, BadRequest};
use crate::service::Service;

/// Makes a collection, in the long form or in the short one.
pub(super) fn create(
    service: &Arc<Service>,
    version: Version,
    call: &Call,
    caller: &Caller,
) -> Result<Answer, Refusal> {
    let fields = Fields::parse(version, &call.body, "CollectionReq")?;
    let (db, name) = (database(&fields, call)?, fields.text("collectionName")?);
    fields.require(&[("CollectionName", !name.is_empty())])?;
    caller.check(call, &db, Some(&name))?;
    check_ready(version, call)?;
    let body: Value = serde_json::from_slice(&call.body).map_err(|error| Refusal::not_json(&error.to_string()))?;
    let schema = schema::from_request(body).map_err(|bad| match bad {
        BadRequest::Json(error) => Refusal::not_json(&error),
        BadRequest::Parameter(complaint) => Refusal::invalid(&complaint),
    })?;
    let mut catalog = lock(&service.catalog);
    let known = catalog.schema(&db, &name);
    if known.is_some_and(|known| *known != schema) {
        let message = format!("create duplicate collection with different parameters, collection: {name}");
        return Err(Refusal::invalid(&message));
    }
    if known.is_none() {
        let collection = Collection::from(format!("{db}/{name}").as_str());
        catalog.add(collection.with_schema(schema));
    }
    Ok(http::ok(&json!({"code": version.success_code(), "data": {}})))
}

/// Says what a collection holds. One without a schema is unknown here: to make one up would be no description.
pub(super) fn describe(
    service: &Arc<Service>,
    version: Version,
    call: &Call,
    caller: &Caller,
) -> Result<Answer, Refusal> {
    let fields = Fields::parse(version, &call.body, "CollectionNameReq")?;
    let (db, name) = (database(&fields, call)?, fields.text("collectionName")?);
    fields.require(&[("CollectionName", !name.is_empty())])?;
    check_header_database(service, version, &db)?;
    caller.check(call, &db, Some(&name))?;
    check_ready(version, call)?;
    let catalog = lock(&service.catalog);
    if !catalog.has_database(&db) {
        return Err(Refusal::new(800, format!("database not found[database={db}]")));
    }
    let schema = catalog
        .schema(&db, &name)
        .ok_or_else(|| Refusal::new(100, format!("can't find collection[database={db}][collection={name}]")))?;
    let data = schema::describe(version, &name, schema);
    Ok(http::ok(&json!({"code": version.success_code(), "data": data, "message": ""})))
}
