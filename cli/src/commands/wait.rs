//! `wait`: follows imports to their ends.

use crate::args::{Connection, Wait};
use crate::connect::Session;
use crate::failure::Failure;
use crate::follow::follow_and_advise;
use crate::follow_many::{Ask, follow_many};
use crate::listed::listed;
use crate::output::Output;

pub(crate) fn wait(connection: &Connection, wait: &Wait, out: Output) -> Result<(), Failure> {
    let session = Session::for_wait(connection)?;
    let watch = match &wait.collection {
        Some(name) => session.client.watch_collection(name, &session.wait),
        None => match &listed(&wait.job_ids, "job ids")?[..] {
            [job_id] => return follow_and_advise(&session, job_id, true, out),
            job_ids => session.client.watch_many(job_ids, &session.wait),
        },
    };
    follow_many(&session, watch, &Ask { fail_fast: wait.fail_fast, ..Ask::default() }, out)
}
