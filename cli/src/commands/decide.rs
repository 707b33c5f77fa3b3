//! `commit` and `abort`: what becomes of an Uncommitted import.

use serde_json::json;

use crate::args::{Connection, Job};
use crate::connect::Session;
use crate::failure::Failure;
use crate::output::Output;
use crate::text::clean;

pub(crate) fn commit(connection: &Connection, job: &Job, out: Output) -> Result<(), Failure> {
    Session::for_call(connection)?.client.commit_import(&job.job_id)?;
    done(job, "commit of", out)
}

pub(crate) fn abort(connection: &Connection, job: &Job, out: Output) -> Result<(), Failure> {
    Session::for_call(connection)?.client.abort_import(&job.job_id)?;
    done(job, "abort of", out)
}

/// The server has only taken the request: a progress call will show its effect.
fn done(job: &Job, what: &str, out: Output) -> Result<(), Failure> {
    out.result(&json!({"job_id": job.job_id}), |_| vec![format!("{what} {} accepted", clean(&job.job_id))])
}
