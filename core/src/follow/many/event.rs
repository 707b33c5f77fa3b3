//! What a follower of many jobs is told.

use std::borrow::Cow;

use crate::follow::Outage;
use crate::model::ImportProgress;
use crate::names::names;
use crate::{Error, Result};

/// What a follower of many jobs is told.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum JobEvent {
    /// `import_many` has a job for these files: a new one, or one of its ledger that it takes up again.
    Created {
        /// The job.
        job_id: String,
        /// What it imports, grouped as in [`BulkImport::files`](crate::BulkImport::files).
        files: Vec<Vec<String>>,
    },
    /// A create of `import_many` has no clear answer: the server is asked whether it has made a job of these files, which takes
    /// up to a minute. `Created` or `NotImported` comes after it.
    Searching {
        /// The files.
        files: Vec<Vec<String>>,
        /// Why it is not known.
        error: Error,
    },
    /// A job changed. Where a list told of it, there are no rows and no files. Its end may be told here before it is confirmed.
    Progress(ImportProgress),
    /// A job is followed no more: told once for each.
    Ended {
        /// The job.
        job_id: String,
        /// What [`Client::wait`](crate::Client::wait) would return: the last progress, by a full answer about the job, or why
        /// there is none.
        outcome: Result<ImportProgress>,
    },
    /// `import_many` has no job for these files, and will not start one: told once for each file.
    NotImported {
        /// The files.
        files: Vec<Vec<String>>,
        /// Why.
        error: Error,
    },
    /// These files are Completed by the ledger of `import_many`: nothing is done for them.
    Skipped {
        /// The job that imported them.
        job_id: String,
        /// The files.
        files: Vec<Vec<String>>,
    },
    /// The server gave no good answer, and is asked again. Told at every such question, whichever job it was about.
    Outage(Outage),
    /// There was an outage, and the server answers again.
    Recovered,
}

names! {
    /// Which of its kinds a [`JobEvent`] is.
    pub enum JobEventKind {
        /// `import_many` has a job for some files.
        Created = "created",
        /// The server is asked whether it has made a job of some files, after a create without a clear answer.
        Searching = "searching",
        /// A job changed.
        Progress = "progress",
        /// A job is followed no more.
        Ended = "ended",
        /// `import_many` starts no job for some files.
        NotImported = "not_imported",
        /// Some files were imported before, by the ledger of `import_many`.
        Skipped = "skipped",
        /// The server gave no good answer, and is asked again.
        Outage = "outage",
        /// The server answers again.
        Recovered = "recovered",
    }
}

/// The same for every kind, for languages that hand events on.
impl JobEvent {
    /// Its kind.
    pub fn kind(&self) -> JobEventKind {
        match self {
            Self::Created { .. } => JobEventKind::Created,
            Self::Searching { .. } => JobEventKind::Searching,
            Self::Progress(_) => JobEventKind::Progress,
            Self::Ended { .. } => JobEventKind::Ended,
            Self::NotImported { .. } => JobEventKind::NotImported,
            Self::Skipped { .. } => JobEventKind::Skipped,
            Self::Outage(_) => JobEventKind::Outage,
            Self::Recovered => JobEventKind::Recovered,
        }
    }

    /// The job that it is about.
    pub fn job_id(&self) -> Option<&str> {
        match self {
            Self::Created { job_id, .. } | Self::Ended { job_id, .. } | Self::Skipped { job_id, .. } => Some(job_id),
            Self::Progress(progress) => Some(&progress.job_id),
            Self::Searching { .. } | Self::NotImported { .. } | Self::Outage(_) | Self::Recovered => None,
        }
    }

    /// The files that it is about; none for what is told of a job that has been told with its files before.
    pub fn files(&self) -> &[Vec<String>] {
        match self {
            Self::Created { files, .. }
            | Self::Searching { files, .. }
            | Self::NotImported { files, .. }
            | Self::Skipped { files, .. } => files,
            _ => &[],
        }
    }

    /// The job's change, or at its end its last known progress.
    pub fn progress(&self) -> Option<&ImportProgress> {
        match self {
            Self::Progress(progress) => Some(progress),
            Self::Ended { outcome, .. } => outcome.as_ref().map_or_else(Error::progress, Some),
            _ => None,
        }
    }

    /// Why a job or files are not imported, why it is not known whether there is a job, or what is wrong in an outage.
    pub fn error(&self) -> Option<Cow<'_, Error>> {
        match self {
            Self::Ended { outcome: Err(error), .. }
            | Self::Searching { error, .. }
            | Self::NotImported { error, .. } => Some(Cow::Borrowed(error)),
            Self::Outage(outage) => Some(Cow::Owned(outage.to_error())),
            _ => None,
        }
    }
}
