//! Collections: how one is made.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Version;
use super::auth::Caller;
use super::binding::Fields;
use super::calls::{check_ready, database};
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
