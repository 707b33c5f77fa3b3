//! The core's names, for tests that compare them with those in JavaScript.

use std::collections::HashMap;

use milvus_import::{Api, ErrorCode, FileProgress, ImportJob, ImportProgress, JobState, Operation, Phase, Record};
use napi_derive::napi;

fn owned(names: impl IntoIterator<Item = &'static str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

fn fields<T: Record>() -> Vec<String> {
    owned(T::FIELDS.iter().map(|field| field.name))
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
        ("ImportProgress", fields::<ImportProgress>()),
        ("FileProgress", fields::<FileProgress>()),
        ("ImportJob", fields::<ImportJob>()),
    ];
    all.into_iter().map(|(kind, names)| (kind.to_owned(), names)).collect()
}
