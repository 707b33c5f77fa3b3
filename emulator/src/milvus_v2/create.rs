//! The call that makes a job.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::Version;
use super::binding::Fields;
use super::calls::{check_collection, check_database, check_in, database};
use super::refusal::Refusal;
use crate::files::extension;
use crate::http::{self, Answer, Call};
use crate::jobs::{Order, Script};
use crate::lock;
use crate::service::{Condition, Service};

const MAX_FILES: usize = 1024;
const MAX_JOBS: usize = 1024;

pub(super) async fn create(service: &Arc<Service>, version: Version, call: &Call) -> Result<Answer, Refusal> {
    let fields = Fields::parse(&call.body, "ImportReq")?;
    let (db, collection, files) = (database(&fields, call)?, fields.text("collectionName")?, fields.groups("files")?);
    let (partition, options) = (fields.text("partitionName")?, fields.texts("options")?);
    fields.require(&[("CollectionName", !collection.is_empty()), ("Files", files.is_some())])?;
    check_in(call, &db)?;
    check_database(service, &db)?;
    check_collection(service, &db, &collection)?;
    let files = files.unwrap_or_default();
    check_files(&files)?;
    let key = idempotency_key(version, call)?;
    let now = service.now();
    let made = key.as_ref().and_then(|key| lock(&service.store).made_with_key(key, &db, &collection, now));
    let id = if let Some(id) = made {
        id
    } else {
        if call.condition == Some(Condition::JobLimit) || lock(&service.store).in_flight(now) >= MAX_JOBS {
            return Err(Refusal::too_many_jobs(version));
        }
        let manual_commit = version.has_commit() && option(&options, "auto_commit") == Some("false");
        let script = script(&options)?;
        service.create(Order { db, collection, partition, files, script, manual_commit, idempotency_key: key }).await
    };
    Ok(http::ok(&json!({"code": version.success_code(), "data": {"jobId": id}})))
}

fn option<'a>(options: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    options.get(name).and_then(Value::as_str)
}

/// What the client wants to happen to its job: the one option that is the emulator's own.
fn script(options: &Map<String, Value>) -> Result<Option<Script>, Refusal> {
    option(options, "emulator.script")
        .map(serde_json::from_str)
        .transpose()
        .map_err(|error| Refusal::new(1100, format!("emulator.script: {error}: invalid parameter")))
}

fn check_files(groups: &[Vec<String>]) -> Result<(), Refusal> {
    if groups.iter().all(Vec::is_empty) {
        return Err(Refusal::new(1100, "import request is empty: invalid parameter"));
    }
    if groups.len() > MAX_FILES {
        let count = groups.len();
        return Err(Refusal::import(&format!(
            "The max number of import files should not exceed {MAX_FILES}, but got {count}"
        )));
    }
    match groups.iter().find(|group| !is_importable(group)) {
        Some(group) => Err(Refusal::import(&format!("unexpected file type, files=[{}]", group.join(" ")))),
        None => Ok(()),
    }
}

/// One JSON, Parquet or CSV file, or a set of NumPy files.
fn is_importable(group: &[String]) -> bool {
    match group {
        [] => false,
        [only] if ["json", "parquet", "csv"].contains(&extension(only)) => true,
        set => set.iter().all(|path| extension(path) == "npy"),
    }
}

/// The key, on the servers that know it; the others ignore it silently.
fn idempotency_key(version: Version, call: &Call) -> Result<Option<String>, Refusal> {
    let Some(value) = call.headers().get("idempotency-key").filter(|_| version.has_idempotency()) else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if (1..=256).contains(&key.len()) && !key.contains('\t') => Ok(Some(key.to_owned())),
        _ => Err(Refusal::new(1100, "Idempotency-Key must be 1 to 256 printable ASCII characters: invalid parameter")),
    }
}
