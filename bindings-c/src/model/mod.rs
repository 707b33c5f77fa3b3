//! The typed model: one vocabulary over all API generations.

pub mod collection;
pub mod created_job;
pub mod field;
mod fields;
pub mod file_progress;
pub mod file_values;
pub mod function;
pub mod job;
pub mod job_event;
pub mod job_list;
pub mod options;
mod pairs;
pub mod progress;
pub mod state;
pub mod structure;

use std::ffi::{CString, c_char};
use std::sync::OnceLock;

use milvus_import::{Error, ErrorCode, Result};
use serde::Serialize;

use crate::text::c_text;

/// The JSON view of a result, made when it is first asked for.
#[derive(Default)]
struct Json(OnceLock<Result<CString>>);

impl Json {
    fn of(&self, value: &impl Serialize) -> Result<*const c_char> {
        // What can fail is reading the server's details, which is their fault.
        let make = || {
            let json = serde_json::to_string(value);
            json.map(|json| c_text(&json)).map_err(|error| Error::new(ErrorCode::UnexpectedResponse, error.to_string()))
        };
        self.0.get_or_init(make).as_ref().map(|json| json.as_ptr()).map_err(Clone::clone)
    }
}
