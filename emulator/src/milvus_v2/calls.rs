//! The calls about jobs that exist: progress, list, commit, abort.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::auth::Caller;
use super::binding::Fields;
use super::refusal::Refusal;
use super::{Version, progress};
use crate::go;
use crate::http::{self, Answer, Call, Condition};
use crate::jobs::{Job, Phase, View};
use crate::lock;
use crate::service::Service;

pub(super) fn progress(
    service: &Arc<Service>,
    version: Version,
    call: &Call,
    caller: &Caller,
) -> Result<Answer, Refusal> {
    let id = job_id(version, call)?;
    let db = header_database(call);
    check_header_database(service, version, &db)?;
    if !version.checks_rights_by_job() {
        caller.check(call, &db, None)?;
    }
    check_ready(version, call)?;
    let number = go::parse_int(&id).map_err(|complaint| Refusal::bad_job_id(version, &complaint))?;
    let store = lock(&service.store);
    let found = store.find(&number.to_string(), service.now());
    let (job, view) = found.ok_or_else(|| Refusal::unknown_job(version, number))?;
    caller.check(call, &db, Some(&job.collection))?;
    Ok(http::ok(&json!({"code": version.success_code(), "data": progress::describe(version, job, &view, &id)})))
}

pub(super) fn list(service: &Arc<Service>, version: Version, call: &Call, caller: &Caller) -> Result<Answer, Refusal> {
    let fields = Fields::parse(version, &call.body, "OptionalCollectionNameReq")?;
    let (db, collection) = (database(&fields, call)?, fields.text("collectionName")?);
    check_header_database(service, version, &db)?;
    let asked = Some(collection.as_str()).filter(|name| !name.is_empty());
    if !version.checks_rights_by_job() {
        caller.check(call, &db, asked)?;
    }
    let store = lock(&service.store);
    let mut jobs = Vec::new();
    // Without a coordinator the list is empty.
    if call.condition != Some(Condition::CoordinatorDown) {
        check_ready(version, call)?;
        if let Some(name) = asked {
            check_collection(service, &db, name)?;
        }
        // A database alone filters nothing: jobs are found by collection.
        let is_asked = |job: &Job| asked.is_none_or(|name| job.collection == name && job.db == db);
        let is_seen = |job: &Job| caller.check(call, &db, Some(&job.collection)).is_ok();
        jobs.extend(store.known(service.now()).filter(|(job, _)| is_asked(job) && is_seen(job)));
    }
    fastrand::shuffle(&mut jobs);
    // Written record by record, so that there is no tree of all of them.
    let mut text = format!(r#"{{"code":{},"data":{{"records":["#, version.success_code());
    for (index, (job, view)) in jobs.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        text.extend([comma, &progress::record(job, view).to_string()]);
    }
    text.push_str("]}}");
    Ok(http::stream(text))
}

pub(super) fn commit(
    service: &Arc<Service>,
    version: Version,
    call: &Call,
    caller: &Caller,
) -> Result<Answer, Refusal> {
    change(service, version, call, caller, |job, view, now| match view.phase {
        Phase::Done => Ok(()),
        _ if job.auto_commit => Err(auto_commit(job)),
        Phase::Committing => Ok(()),
        Phase::Uncommitted => {
            job.committed = Some(now);
            Ok(())
        }
        phase => {
            let message = format!("job {} is in state {}, expected Uncommitted", job.id, phase.internal_state());
            Err(Refusal::import(&message))
        }
    })
}

pub(super) fn abort(service: &Arc<Service>, version: Version, call: &Call, caller: &Caller) -> Result<Answer, Refusal> {
    change(service, version, call, caller, |job, view, now| match view.phase {
        Phase::Done | Phase::Failed => Err(no_abort(job, view)),
        _ if job.auto_commit => Err(auto_commit(job)),
        Phase::Committing => Err(no_abort(job, view)),
        _ => {
            job.aborted = Some(now);
            Ok(())
        }
    })
}

fn no_abort(job: &Job, view: &View) -> Refusal {
    let (id, state) = (&job.id, view.phase.internal_state());
    Refusal::import(&format!("job {id} is in terminal/committed state {state}, abort not allowed"))
}

fn auto_commit(job: &Job) -> Refusal {
    Refusal::import(&format!("job {} is auto-commit, manual commit/abort not allowed", job.id))
}

/// Commits or aborts a job that waits for that.
fn change(
    service: &Arc<Service>,
    version: Version,
    call: &Call,
    caller: &Caller,
    change: impl FnOnce(&mut Job, &View, Duration) -> Result<(), Refusal>,
) -> Result<Answer, Refusal> {
    let id = job_id(version, call)?;
    let number = go::parse_int(&id).map_err(|complaint| {
        Refusal::new(1100, format!("{complaint}: invalid parameter[expected=int64 jobId][actual={id}]"))
    })?;
    check_ready(version, call)?;
    let id = number.to_string();
    let now = service.now();
    let mut store = lock(&service.store);
    let view = store.find(&id, now).map(|(_, view)| view);
    let (Some(view), Some(job)) = (view, store.get_mut(&id)) else {
        // To check the caller's rights the job is looked up as for its progress.
        return Err(if caller.is_checked {
            Refusal::unknown_job(version, number)
        } else {
            Refusal::on_server_side(version, &format!("job {number} not found"))
        });
    };
    caller.check(call, &header_database(call), Some(&job.collection))?;
    change(job, &view, now)?;
    Ok(http::ok(&json!({"code": version.success_code(), "data": {}})))
}

/// The id as sent, which may be any text.
fn job_id(version: Version, call: &Call) -> Result<String, Refusal> {
    let fields = Fields::parse(version, &call.body, "JobIDReq")?;
    let id = fields.text("jobId")?;
    fields.require(&[("JobID", !id.is_empty())])?;
    Ok(id)
}

/// The body's database, or the header's, or the default one.
pub(super) fn database(fields: &Fields, call: &Call) -> Result<String, Refusal> {
    let named = fields.text("dbName")?;
    Ok(if named.is_empty() { header_database(call).into_owned() } else { named })
}

/// The header's database, whatever bytes it has.
fn header_database(call: &Call) -> Cow<'_, str> {
    let name = call.headers().get("db-name").map(|name| String::from_utf8_lossy(name.as_bytes()));
    name.filter(|name| !name.is_empty()).unwrap_or(Cow::Borrowed("default"))
}

/// Whether the proxy serves, and whether there is a coordinator behind it. The body and the caller's rights come before.
pub(super) fn check_ready(version: Version, call: &Call) -> Result<(), Refusal> {
    match call.condition {
        Some(Condition::Initializing) => Err(Refusal::not_ready(version)),
        Some(Condition::CoordinatorDown) => Err(Refusal::unavailable()),
        _ => Ok(()),
    }
}

/// 2.4 looks at the database of every call, in words of its own; later releases only at that of a collection.
pub(super) fn check_header_database(service: &Service, version: Version, name: &str) -> Result<(), Refusal> {
    if version.is_2_4() && !lock(&service.catalog).has_database(name) {
        return Err(Refusal::new(800, format!("database not found, database: {name}")));
    }
    Ok(())
}

/// The collection and its database.
pub(super) fn check_collection(service: &Service, database: &str, name: &str) -> Result<(), Refusal> {
    let catalog = lock(&service.catalog);
    if !catalog.has_database(database) {
        return Err(Refusal::new(800, format!("database not found[database={database}]")));
    }
    if !catalog.has_collection(database, name) {
        return Err(Refusal::new(100, format!("collection not found[database={database}][collection={name}]")));
    }
    Ok(())
}
