//! An operation with its arguments as one value of the core, and what it comes to as one object of Python.

use std::time::Duration;

use milvus_import::{Call, Error, ErrorCode, Operation, Outcome};
use pyo3::IntoPyObjectExt as _;
use pyo3::prelude::*;

use crate::arguments::invalid;
use crate::collection::CollectionDescription;
use crate::created::CreatedJob;
use crate::done::Done;
use crate::error::exception;
use crate::list::JobList;
use crate::options::{job_id, options};
use crate::progress::ImportProgress;

/// The call of an operation: `asked` is a job's id, or a dict of the operation's options.
pub(crate) fn call(operation: &str, asked: &Bound<'_, PyAny>) -> PyResult<Call> {
    let py = asked.py();
    let named = Operation::ALL.iter().copied().find(|known| known.as_str() == operation);
    match named.ok_or_else(|| invalid(py, format!("there is no operation {operation}")))? {
        Operation::ListImportJobs => Ok(Call::ListImportJobs(options(asked)?)),
        Operation::BulkImport => Ok(Call::BulkImport(Box::new(options(asked)?))),
        Operation::DescribeCollection => Ok(Call::DescribeCollection(options(asked)?)),
        of_job => Call::of_job(of_job, job_id(asked)?).map_err(|error| exception(py, &error)),
    }
}

/// What a call came to, and how long it took.
pub(crate) fn result(py: Python<'_>, outcome: Outcome, elapsed: Duration) -> PyResult<Py<PyAny>> {
    let elapsed = Some(elapsed);
    match outcome {
        Outcome::Progress(progress) => ImportProgress::new(progress, elapsed).into_py_any(py),
        Outcome::Jobs(list) => JobList::new(list, elapsed).into_py_any(py),
        Outcome::Collection(description) => CollectionDescription::new(description, elapsed).into_py_any(py),
        Outcome::Created(job) => CreatedJob::new(job, elapsed).into_py_any(py),
        Outcome::Done(response) => Done::new(response, elapsed).into_py_any(py),
        _ => Err(exception(py, &Error::new(ErrorCode::Internal, "an outcome that this package does not know"))),
    }
}
