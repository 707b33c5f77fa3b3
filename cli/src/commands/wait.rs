//! `wait`: follows an import to its end.

use crate::args::{Connection, Job};
use crate::connect::Session;
use crate::failure::Failure;
use crate::follow::follow_and_advise;
use crate::output::Output;

pub(crate) fn wait(connection: &Connection, job: &Job, out: Output) -> Result<(), Failure> {
    follow_and_advise(&Session::for_wait(connection)?, &job.job_id, true, out)
}
