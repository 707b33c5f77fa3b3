//! The call that makes a job.

use std::sync::Arc;

use serde_json::json;

use super::Version;
use super::auth::Caller;
use super::binding::{Fields, Options};
use super::calls::{check_collection, check_header_database, check_ready, database};
use super::refusal::Refusal;
use crate::go;
use crate::http::{self, Answer, Call, Condition};
use crate::jobs::{Order, Script};
use crate::lock;
use crate::reads::kind;
use crate::service::Service;

const MAX_FILES: usize = 1024;

/// The checks come in the server's order: the body, the caller's rights, then what the proxy knows of the collection, and
/// at last what the coordinator says.
pub(super) async fn create(
    service: &Arc<Service>,
    version: Version,
    call: &Call,
    caller: &Caller,
) -> Result<Answer, Refusal> {
    let fields = Fields::parse(version, &call.body, "ImportReq")?;
    let (db, collection, files) = (database(&fields, call)?, fields.text("collectionName")?, fields.groups("files")?);
    let (partition, options) = (fields.text("partitionName")?, fields.texts("options")?);
    check_auto_commit(version, &options)?;
    fields.require(&[("CollectionName", !collection.is_empty()), ("Files", files.is_some())])?;
    check_header_database(service, version, &db)?;
    caller.check(call, &db, Some(&collection))?;
    check_ready(version, call)?;
    check_collection(service, &db, &collection)?;
    check_partition(service, version, &db, &collection, &partition, &options)?;
    let files = files.unwrap_or_default().into_iter().filter(|group| !group.is_empty()).collect::<Vec<_>>();
    check_files(version, &files, is_set(&options, "backup") || is_set(&options, "l0_import"))?;
    check_timeout(version, &options)?;
    if is_set(&options, "l0_import") && version.has_fine_codes() {
        return Err(Refusal::import("l0 import is disabled"));
    }
    let key = idempotency_key(version, call)?;
    let now = service.now();
    let made = key.as_ref().and_then(|key| lock(&service.store).made_with_key(key, &db, &collection, now));
    let id = if let Some(id) = made {
        id
    } else {
        if call.condition == Some(Condition::JobLimit) || service.is_full(&db, &collection) {
            return Err(Refusal::too_many_jobs(version));
        }
        let is_manual = |value: &str| value.eq_ignore_ascii_case("false");
        let manual_commit = version.has_commit() && option(&options, "auto_commit").is_some_and(is_manual);
        let script = script(&options)?;
        let is_backup = is_set(&options, "backup") || is_set(&options, "l0_import");
        let options = options.into_iter().map(|(key, value)| (key, value.unwrap_or_default())).collect();
        let order =
            Order { db, collection, partition, files, script, manual_commit, idempotency_key: key, options, is_backup };
        service.create(order).await
    };
    Ok(http::ok(&json!({"code": version.success_code(), "data": {"jobId": id}})))
}

/// An option's value, which is empty where the body has `null`.
fn option<'a>(options: &'a Options, name: &str) -> Option<&'a str> {
    options.get(name).map(|value| value.as_deref().unwrap_or_default())
}

fn is_set(options: &Options, name: &str) -> bool {
    option(options, name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// 3.0 reads this one option while it decodes the body, so before it looks at anything else.
fn check_auto_commit(version: Version, options: &Options) -> Result<(), Refusal> {
    let is_bool = |value: &str| value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false");
    if version.has_commit() && !option(options, "auto_commit").is_none_or(is_bool) {
        let message = "options.auto_commit must be one of \"true\" or \"false\": invalid parameter";
        return Err(Refusal::not_json(message));
    }
    Ok(())
}

fn check_partition(
    service: &Service,
    version: Version,
    db: &str,
    collection: &str,
    partition: &str,
    options: &Options,
) -> Result<(), Refusal> {
    let catalog = lock(&service.catalog);
    if is_set(options, "backup") {
        if partition.is_empty() {
            return Err(if version.has_fine_codes() {
                Refusal::new(1101, "partition not specified: missing parameter")
            } else {
                Refusal::invalid("partition not specified")
            });
        }
    } else if !is_set(options, "l0_import") && !partition.is_empty() && catalog.has_partition_key(db, collection) {
        return Err(Refusal::import("not allow to set partition name for collection with partition key"));
    }
    if !partition.is_empty() && !catalog.has_partition(db, collection, partition) {
        // The code of success.
        return Err(Refusal::new(200, format!("partition not found[partition={partition}]")));
    }
    Ok(())
}

/// What the client wants to happen to its job: the one option that is the emulator's own.
fn script(options: &Options) -> Result<Option<Script>, Refusal> {
    option(options, "emulator.script")
        .map(serde_json::from_str)
        .transpose()
        .map_err(|error| Refusal::invalid(&format!("emulator.script: {error}")))
}

/// The groups are not empty. What a backup consists of has no extensions to look at.
fn check_files(version: Version, groups: &[Vec<String>], is_backup: bool) -> Result<(), Refusal> {
    if groups.is_empty() {
        return Err(Refusal::invalid("import request is empty"));
    }
    if groups.len() > MAX_FILES {
        let count = groups.len();
        return Err(Refusal::import(&format!(
            "The max number of import files should not exceed {MAX_FILES}, but got {count}"
        )));
    }
    if is_backup {
        return Ok(());
    }
    let kinds = groups.iter().try_for_each(|group| kind(version, group).map(drop));
    kinds.map_err(Refusal::worded_import)
}

fn check_timeout(version: Version, options: &Options) -> Result<(), Refusal> {
    let Some(Err(complaint)) = option(options, "timeout").map(go::check_duration) else { return Ok(()) };
    Err(Refusal::import(&if version.is_2_4() {
        format!("parse import timeout failed, err=%w{complaint}")
    } else if version.has_fine_codes() {
        format!("parse timeout failed: {complaint}")
    } else {
        format!("parse timeout failed, err={complaint}")
    }))
}

/// The key, on the servers that know it; the others ignore it silently.
fn idempotency_key(version: Version, call: &Call) -> Result<Option<String>, Refusal> {
    let Some(value) = call.headers().get("idempotency-key").filter(|_| version.has_idempotency()) else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if (1..=256).contains(&key.len()) && !key.contains('\t') => Ok(Some(key.to_owned())),
        _ => Err(Refusal::invalid("Idempotency-Key must be 1 to 256 printable ASCII characters")),
    }
}
