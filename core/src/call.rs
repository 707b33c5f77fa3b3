//! One operation with all that it is asked for, and what it comes to: values that a language hands over and gets back.

use crate::model::{
    BulkImport, CollectionDescription, CreatedJob, DescribeCollection, ImportProgress, JobList, ListImportJobs,
    Operation,
};
use crate::protocol::Response;
use crate::{Error, ErrorCode, Result};

/// An operation and what it is asked for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Call {
    /// See [`crate::Client::get_import_progress`].
    GetImportProgress {
        /// The job.
        job_id: String,
    },
    /// See [`crate::Client::list_import_jobs`].
    ListImportJobs(ListImportJobs),
    /// See [`crate::Client::bulk_import`].
    BulkImport(Box<BulkImport>),
    /// See [`crate::Client::commit_import`].
    CommitImport {
        /// The job.
        job_id: String,
    },
    /// See [`crate::Client::abort_import`].
    AbortImport {
        /// The job.
        job_id: String,
    },
    /// See [`crate::Client::describe_job`].
    DescribeJob {
        /// The job.
        job_id: String,
    },
    /// See [`crate::Client::describe_collection`].
    DescribeCollection(DescribeCollection),
}

impl Call {
    /// An operation on one job.
    ///
    /// # Errors
    /// `InvalidArgument` for an operation that takes something else.
    pub fn of_job(operation: Operation, job_id: impl Into<String>) -> Result<Self> {
        let job_id = job_id.into();
        Ok(match operation {
            Operation::GetImportProgress => Self::GetImportProgress { job_id },
            Operation::CommitImport => Self::CommitImport { job_id },
            Operation::AbortImport => Self::AbortImport { job_id },
            Operation::DescribeJob => Self::DescribeJob { job_id },
            Operation::ListImportJobs | Operation::BulkImport | Operation::DescribeCollection => {
                return Err(Error::invalid(format!("{operation} is not about one job: pass its own options")));
            }
        })
    }

    /// The operation.
    pub fn operation(&self) -> Operation {
        match self {
            Self::GetImportProgress { .. } => Operation::GetImportProgress,
            Self::ListImportJobs(_) => Operation::ListImportJobs,
            Self::BulkImport(_) => Operation::BulkImport,
            Self::CommitImport { .. } => Operation::CommitImport,
            Self::AbortImport { .. } => Operation::AbortImport,
            Self::DescribeJob { .. } => Operation::DescribeJob,
            Self::DescribeCollection(_) => Operation::DescribeCollection,
        }
    }
}

impl From<ListImportJobs> for Call {
    fn from(options: ListImportJobs) -> Self {
        Self::ListImportJobs(options)
    }
}

impl From<BulkImport> for Call {
    fn from(import: BulkImport) -> Self {
        Self::BulkImport(Box::new(import))
    }
}

impl From<DescribeCollection> for Call {
    fn from(options: DescribeCollection) -> Self {
        Self::DescribeCollection(options)
    }
}

/// What a call comes to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// Of `get_import_progress` and `describe_job`.
    Progress(ImportProgress),
    /// Of `list_import_jobs`.
    Jobs(JobList),
    /// Of `bulk_import`.
    Created(CreatedJob),
    /// Of `describe_collection`.
    Collection(CollectionDescription),
    /// Of `commit_import` and `abort_import`, whose answer says no more than that it is done.
    Done(Response),
}

impl Outcome {
    /// The answer that this was read from.
    pub fn response(&self) -> &Response {
        match self {
            Self::Progress(progress) => progress.response(),
            Self::Jobs(list) => list.response(),
            Self::Created(job) => job.response(),
            Self::Collection(description) => description.response(),
            Self::Done(response) => response,
        }
    }

    /// Whether this can be the answer to a call: not if it is about another job.
    pub(crate) fn answers(&self, call: &Call) -> bool {
        match (self, call) {
            (Self::Progress(progress), Call::GetImportProgress { job_id } | Call::DescribeJob { job_id }) => {
                progress.answers_for(job_id)
            }
            _ => true,
        }
    }
}

macro_rules! outcomes {
    ($($variant:ident: $type:ty,)+) => { $(
        impl TryFrom<Outcome> for $type {
            type Error = Error;

            /// Fails for the outcome of another operation.
            fn try_from(outcome: Outcome) -> Result<Self> {
                match outcome {
                    Outcome::$variant(result) => Ok(result),
                    _ => Err(Error::new(ErrorCode::Internal, concat!("the outcome is no ", stringify!($type)))),
                }
            }
        }
    )+ };
}

outcomes! {
    Progress: ImportProgress,
    Jobs: JobList,
    Created: CreatedJob,
    Collection: CollectionDescription,
    Done: Response,
}
