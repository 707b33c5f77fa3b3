//! What a job is doing, by name.

use std::ffi::c_char;

use milvus_import::{JobState, Phase};

use crate::boundary::answer;
pub(crate) use crate::names::{mvi_job_state, mvi_phase};

/// A state by its name, the same in every language, such as `"Importing"`. Never NULL. Static: never freed. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_job_state_name(state: i32) -> *const c_char {
    answer(c"".as_ptr(), || {
        let found = mvi_job_state::ALL.iter().find(|(own, ..)| *own as i32 == state);
        found.map_or(c"Unknown", |(.., name)| name).as_ptr()
    })
}

/// A phase by its name, the same in every language, such as `"indexing"`; empty for none. Never NULL. Static: never freed. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_phase_name(phase: i32) -> *const c_char {
    answer(c"".as_ptr(), || {
        let found = mvi_phase::ALL.iter().find(|(own, ..)| *own as i32 == phase);
        found.map_or(c"", |(.., name)| name).as_ptr()
    })
}

impl From<JobState> for mvi_job_state {
    fn from(state: JobState) -> Self {
        let found = Self::ALL.iter().find(|(_, core, _)| *core == state);
        found.map_or(Self::MVI_JOB_STATE_UNKNOWN, |(own, ..)| *own)
    }
}

impl From<Phase> for mvi_phase {
    fn from(phase: Phase) -> Self {
        let found = Self::ALL.iter().find(|(_, core, _)| *core == phase);
        found.map_or(Self::MVI_PHASE_NONE, |(own, ..)| *own)
    }
}
