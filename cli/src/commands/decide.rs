//! `commit` and `abort`: what becomes of an Uncommitted import.

use std::io::{self, IsTerminal, Write};

use milvus_import::{Error, ErrorCode};
use serde_json::json;

use crate::args::{Abort, Connection, Job};
use crate::connect::Session;
use crate::failure::Failure;
use crate::output::Output;
use crate::text::clean;

pub(crate) fn commit(connection: &Connection, job: &Job, out: Output) -> Result<(), Failure> {
    Session::for_call(connection)?.client.commit_import(&job.job_id)?;
    done(job, "commit of", out)
}

pub(crate) fn abort(connection: &Connection, Abort { job, yes }: &Abort, out: Output) -> Result<(), Failure> {
    if !yes && io::stdin().is_terminal() && !agreed(&job.job_id)? {
        return Err(Error::new(ErrorCode::Cancelled, "not aborted").into());
    }
    Session::for_call(connection)?.client.abort_import(&job.job_id)?;
    done(job, "abort of", out)
}

/// Asks the person at the terminal; nothing brings the rows back.
fn agreed(job_id: &str) -> Result<bool, Failure> {
    let _ = write!(io::stderr().lock(), "throw the rows of import {} away? [y/N] ", clean(job_id));
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer);
    read.map_err(|error| Error::new(ErrorCode::InvalidArgument, format!("cannot read stdin: {error}; give --yes")))?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// The server has only taken the request: a progress call will show its effect.
fn done(job: &Job, what: &str, out: Output) -> Result<(), Failure> {
    out.result(&json!({"job_id": job.job_id}), |_| vec![format!("{what} {} accepted", clean(&job.job_id))])
}
