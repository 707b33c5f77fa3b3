//! The core's names, for tests that compare them with those in JavaScript.

use std::collections::HashMap;

use milvus_import::{Api, ErrorCode, ImportJob, ImportProgress, JobState, Operation, Phase};
use napi_derive::napi;

use crate::details;
use crate::rows::Row;

fn owned(names: impl IntoIterator<Item = &'static str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// The names of everything that both sides list, in the core's order.
#[napi(catch_unwind)]
pub fn names() -> HashMap<String, Vec<String>> {
    let all = [
        ("Api", owned(Api::ALL.iter().map(|api| api.as_str()))),
        ("ErrorCode", owned(ErrorCode::ALL.iter().map(|code| code.as_str()))),
        ("JobState", owned(JobState::ALL.iter().map(|state| state.as_str()))),
        ("Operation", owned(Operation::ALL.iter().map(|operation| operation.as_str()))),
        ("Phase", owned(Phase::ALL.iter().map(|phase| phase.as_str()))),
        ("ImportProgress", owned(ImportProgress::NAMES.iter().copied())),
        ("FileProgress", owned(details::NAMES.iter().copied())),
        ("ImportJob", owned(ImportJob::NAMES.iter().copied())),
    ];
    all.into_iter().map(|(kind, names)| (kind.to_owned(), names)).collect()
}
