//! What a job is doing.

use std::ffi::{CStr, c_char};

use milvus_import::{JobState, Phase};

use crate::boundary::answer;

/// The state of a job or of one of its files. More may come: treat one that you do not know as in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum mvi_job_state {
    /// A word that this version does not know; the job is taken to be in flight.
    MVI_JOB_STATE_UNKNOWN = 0,
    /// Waiting for its turn.
    MVI_JOB_STATE_PENDING = 1,
    /// In flight. Servers also write `InProgress`.
    MVI_JOB_STATE_IMPORTING = 2,
    /// Done but for a commit that someone has to ask for (Milvus 3.0, jobs with `auto_commit` `"false"`).
    MVI_JOB_STATE_UNCOMMITTED = 3,
    /// The commit is being carried out (Milvus 3.0).
    MVI_JOB_STATE_COMMITTING = 4,
    /// The rows are in. A collection that was already loaded may need a refresh-load to search them.
    MVI_JOB_STATE_COMPLETED = 5,
    /// Ended without success; the reason says why, if the server did.
    MVI_JOB_STATE_FAILED = 6,
    /// Being cancelled (Zilliz Cloud).
    MVI_JOB_STATE_CANCELING = 7,
    /// Cancelled (Zilliz Cloud).
    MVI_JOB_STATE_CANCELED = 8,
}

/// What the server is doing, derived from state and percentage where the API has no word for it. More may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum mvi_phase {
    /// None: of NULL, or one that this version does not know.
    MVI_PHASE_NONE = 0,
    /// Waiting for its turn.
    MVI_PHASE_QUEUED = 1,
    /// Pre-import: reading the files and counting rows.
    MVI_PHASE_READING = 2,
    /// Writing the rows.
    MVI_PHASE_LOADING = 3,
    /// Sorting segments.
    MVI_PHASE_SORTING = 4,
    /// Building indexes. A job may stay at 80 % for long here, every file Completed.
    MVI_PHASE_INDEXING = 5,
    /// Waiting for, or carrying out, the commit.
    MVI_PHASE_COMMITTING = 6,
    /// Completed.
    MVI_PHASE_DONE = 7,
    /// Failed or cancelled.
    MVI_PHASE_FAILED = 8,
}

const STATES: [&CStr; 9] = [
    c"Unknown",
    c"Pending",
    c"Importing",
    c"Uncommitted",
    c"Committing",
    c"Completed",
    c"Failed",
    c"Canceling",
    c"Canceled",
];

const PHASES: [&CStr; 9] =
    [c"", c"queued", c"reading", c"loading", c"sorting", c"indexing", c"committing", c"done", c"failed"];

/// A state by its name, the same in every language, such as `"Importing"`. Static: never freed. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_state_name(state: i32) -> *const c_char {
    answer(c"".as_ptr(), || name(&STATES, state))
}

/// A phase by its name, the same in every language, such as `"indexing"`. Static: never freed. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_phase_name(phase: i32) -> *const c_char {
    answer(c"".as_ptr(), || name(&PHASES, phase))
}

fn name(names: &[&'static CStr], number: i32) -> *const c_char {
    let name = usize::try_from(number).ok().and_then(|number| names.get(number));
    name.or(names.first()).map_or(c"".as_ptr(), |name| name.as_ptr())
}

impl From<JobState> for mvi_job_state {
    fn from(state: JobState) -> Self {
        match state {
            JobState::Pending => Self::MVI_JOB_STATE_PENDING,
            JobState::Importing => Self::MVI_JOB_STATE_IMPORTING,
            JobState::Uncommitted => Self::MVI_JOB_STATE_UNCOMMITTED,
            JobState::Committing => Self::MVI_JOB_STATE_COMMITTING,
            JobState::Completed => Self::MVI_JOB_STATE_COMPLETED,
            JobState::Failed => Self::MVI_JOB_STATE_FAILED,
            JobState::Canceling => Self::MVI_JOB_STATE_CANCELING,
            JobState::Canceled => Self::MVI_JOB_STATE_CANCELED,
            _ => Self::MVI_JOB_STATE_UNKNOWN,
        }
    }
}

impl From<Phase> for mvi_phase {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Queued => Self::MVI_PHASE_QUEUED,
            Phase::Reading => Self::MVI_PHASE_READING,
            Phase::Loading => Self::MVI_PHASE_LOADING,
            Phase::Sorting => Self::MVI_PHASE_SORTING,
            Phase::Indexing => Self::MVI_PHASE_INDEXING,
            Phase::Committing => Self::MVI_PHASE_COMMITTING,
            Phase::Done => Self::MVI_PHASE_DONE,
            Phase::Failed => Self::MVI_PHASE_FAILED,
            _ => Self::MVI_PHASE_NONE,
        }
    }
}
