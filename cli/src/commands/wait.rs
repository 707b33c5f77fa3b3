//! `wait`: follows imports to their ends.

use std::fs;
use std::io::{self, Read as _};

use milvus_import::{Error, ErrorCode};

use crate::args::{Connection, Wait};
use crate::connect::Session;
use crate::failure::Failure;
use crate::follow::follow_and_advise;
use crate::follow_many::follow_many;
use crate::output::Output;

pub(crate) fn wait(connection: &Connection, wait: &Wait, out: Output) -> Result<(), Failure> {
    let session = Session::for_wait(connection)?;
    let watch = match &wait.collection {
        Some(name) => session.client.watch_collection(name, &session.wait),
        None => match &job_ids(&wait.job_ids)?[..] {
            [job_id] => return follow_and_advise(&session, job_id, true, out),
            job_ids => session.client.watch_many(job_ids, &session.wait),
        },
    };
    follow_many(&session, watch, wait.fail_fast, out)
}

/// The ids that were typed, and those of files and of stdin.
fn job_ids(typed: &[String]) -> Result<Vec<String>, Error> {
    let mut job_ids = Vec::new();
    for word in typed {
        let text = match (word.as_str(), word.strip_prefix('@')) {
            ("-", _) => {
                let mut text = String::new();
                io::stdin().read_to_string(&mut text).map(|_| text).map_err(|error| unread("stdin", &error))?
            }
            (_, Some(file)) => fs::read_to_string(file).map_err(|error| unread(file, &error))?,
            (job_id, None) => {
                job_ids.push(job_id.to_owned());
                continue;
            }
        };
        job_ids.extend(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    }
    if job_ids.is_empty() {
        return Err(Error::new(ErrorCode::InvalidArgument, "there are no job ids in what was given"));
    }
    Ok(job_ids)
}

fn unread(what: &str, error: &io::Error) -> Error {
    Error::new(ErrorCode::InvalidArgument, format!("the job ids cannot be read: {error}: {what}"))
}
