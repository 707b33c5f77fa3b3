//! The calls about jobs that exist: progress, list, commit, abort.

use std::sync::Arc;

use serde_json::json;

use super::binding::Fields;
use super::refusal::Refusal;
use super::{Version, progress};
use crate::http::{self, Answer, Call};
use crate::jobs::{Job, Phase, View};
use crate::lock;
use crate::service::{Condition, Service};

pub(super) fn progress(service: &Arc<Service>, version: Version, call: &Call) -> Result<Answer, Refusal> {
    let id = job_id(version, call)?;
    check(call)?;
    let store = lock(&service.store);
    let (job, view) = store.find(&id, service.now()).ok_or_else(|| Refusal::unknown_job(version, &id))?;
    Ok(http::ok(&json!({"code": version.success_code(), "data": progress::describe(version, job, &view)})))
}

pub(super) fn list(service: &Arc<Service>, version: Version, call: &Call) -> Result<Answer, Refusal> {
    let fields = Fields::parse(&call.body, "OptionalCollectionNameReq")?;
    let (db, collection) = (database(&fields, call)?, fields.text("collectionName")?);
    let is_empty = match call.condition {
        Some(Condition::CoordinatorDown) => true,
        Some(Condition::Denied) if version.filters_lists() => true,
        _ => check_in(call, &db).map(|()| false)?,
    };
    let mut records = Vec::new();
    if !is_empty {
        check_database(service, &db)?;
        if !collection.is_empty() {
            check_collection(service, &db, &collection)?;
        }
        // A database alone filters nothing: jobs are found by collection.
        let is_asked = |job: &Job| collection.is_empty() || (job.collection == collection && job.db == db);
        let store = lock(&service.store);
        let jobs = store.known(service.now());
        records.extend(jobs.iter().filter(|(job, _)| is_asked(job)).map(|(job, view)| progress::record(job, view)));
    }
    fastrand::shuffle(&mut records);
    Ok(http::ok(&json!({"code": version.success_code(), "data": {"records": records}})))
}

pub(super) fn commit(service: &Arc<Service>, version: Version, call: &Call) -> Result<Answer, Refusal> {
    change(service, version, call, |job, view, now| match view.phase {
        Phase::Uncommitted => {
            job.committed = Some(now);
            Ok(())
        }
        Phase::Committing | Phase::Done => Ok(()),
        _ => {
            Err(Refusal::import(&format!("job {} is in state {}, cannot be committed", job.id, view.phase.state(job))))
        }
    })
}

pub(super) fn abort(service: &Arc<Service>, version: Version, call: &Call) -> Result<Answer, Refusal> {
    change(service, version, call, |job, view, now| match view.phase {
        Phase::Committing | Phase::Done => {
            Err(Refusal::import(&format!("job {} is in state {}, cannot be aborted", job.id, view.phase.state(job))))
        }
        Phase::Failed => Ok(()),
        _ => {
            job.aborted = Some(now);
            Ok(())
        }
    })
}

/// Commits or aborts a job that waits for that.
fn change(
    service: &Arc<Service>,
    version: Version,
    call: &Call,
    change: impl FnOnce(&mut Job, &View, std::time::Duration) -> Result<(), Refusal>,
) -> Result<Answer, Refusal> {
    let id = job_id(version, call)?;
    check(call)?;
    let now = service.now();
    let mut store = lock(&service.store);
    let view = store.find(&id, now).map(|(_, view)| view);
    let (Some(view), Some(job)) = (view, store.get_mut(&id)) else {
        return Err(Refusal::unknown_job(version, &id));
    };
    if job.auto_commit {
        return Err(Refusal::import(&format!("job {id} is auto-commit, manual commit/abort not allowed")));
    }
    change(job, &view, now)?;
    Ok(http::ok(&json!({"code": version.success_code(), "data": {}})))
}

fn job_id(version: Version, call: &Call) -> Result<String, Refusal> {
    let fields = Fields::parse(&call.body, "JobIDReq")?;
    let id = fields.text("jobId")?;
    fields.require(&[("JobID", !id.is_empty())])?;
    if id.parse::<i64>().is_err() {
        return Err(Refusal::bad_job_id(version, &id));
    }
    Ok(id)
}

/// The body's database, or the header's, or the default one.
pub(super) fn database(fields: &Fields, call: &Call) -> Result<String, Refusal> {
    let named = fields.text("dbName")?;
    Ok(if named.is_empty() { header_database(call).to_owned() } else { named })
}

fn header_database(call: &Call) -> &str {
    call.header("db-name").filter(|name| !name.is_empty()).unwrap_or("default")
}

/// What is wrong inside the server, for a call whose database is named by the header alone.
fn check(call: &Call) -> Result<(), Refusal> {
    check_in(call, header_database(call))
}

pub(super) fn check_in(call: &Call, database: &str) -> Result<(), Refusal> {
    match call.condition {
        Some(Condition::CoordinatorDown) => Err(Refusal::unavailable()),
        Some(Condition::Denied) => Err(Refusal::denied(&user(call), database)),
        _ => Ok(()),
    }
}

/// The name in `Bearer user:password`; `test`, as in the documentation, for callers without one.
fn user(call: &Call) -> String {
    let token = call.header("authorization").and_then(|header| header.strip_prefix("Bearer "));
    token.and_then(|token| token.split_once(':')).map_or("test", |(user, _)| user).to_owned()
}

pub(super) fn check_database(service: &Service, name: &str) -> Result<(), Refusal> {
    if service.config.has_database(name) {
        return Ok(());
    }
    Err(Refusal::new(800, format!("database not found[database={name}]")))
}

pub(super) fn check_collection(service: &Service, database: &str, name: &str) -> Result<(), Refusal> {
    if service.config.has_collection(name) {
        return Ok(());
    }
    Err(Refusal::new(100, format!("collection not found[database={database}][collection={name}]")))
}
