//! `wait`: follows an import to its end.

use crate::args::{Connection, Job};
use crate::connect::Session;
use crate::failure::Failure;
use crate::follow::follow;
use crate::output::Output;

pub(crate) fn wait(connection: &Connection, job: &Job, out: Output) -> Result<(), Failure> {
    let Session { client, cancel, wait } = Session::for_wait(connection)?;
    follow(&client, &cancel, &job.job_id, &wait, out).map(drop)
}
