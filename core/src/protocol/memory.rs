//! Bounds what is made of an answer: an empty object is 3 bytes of text and 200 of memory, so a limit of the text alone
//! lets a body of 64 MiB become gigabytes.

use super::json::{Malformed, Parsed};
use crate::model::{CollectionField, CollectionFunction, CollectionStruct, FileProgress, ImportJob};
use crate::{Error, ErrorCode};

/// How much may still be made of one answer.
pub(super) struct Memory {
    left: usize,
    limit: usize,
    is_exceeded: bool,
}

impl Memory {
    /// For a caller who reads answers of up to `limit` bytes. Three times as much is more than the records that servers
    /// send can take, however short their names are.
    pub(super) fn new(limit: usize) -> Self {
        Self { left: limit.saturating_mul(3), limit, is_exceeded: false }
    }

    /// Counts one thing more. Ends the reading when it is too much.
    pub(super) fn take(&mut self, made: &impl Made) -> Parsed<()> {
        match self.left.checked_sub(made.bytes()) {
            Some(left) => self.left = left,
            None => self.is_exceeded = true,
        }
        if self.is_exceeded { Err(Malformed) } else { Ok(()) }
    }

    /// Why reading the member `what` ended early.
    pub(super) fn fault(&self, what: &str) -> Error {
        if !self.is_exceeded {
            return Error::new(ErrorCode::UnexpectedResponse, format!("the answer's {what} are broken JSON"));
        }
        let limit = self.limit;
        let text = format!("the answer's {what} take more than three times {limit} bytes: raise max_response_bytes");
        Error::new(ErrorCode::ResponseTooLarge, text)
    }
}

/// What takes memory, and how much, with what an allocator adds to each text.
pub(super) trait Made {
    fn bytes(&self) -> usize;
}

impl Made for FileProgress {
    fn bytes(&self) -> usize {
        let Self { file_name, raw_state, reason, create_time, complete_time, .. } = self;
        let texts = [file_name.as_deref(), raw_state.as_deref(), reason.as_deref(), create_time.as_deref()];
        size_of_val(self) + text_bytes(texts) + text_bytes([complete_time.as_deref()])
    }
}

impl Made for ImportJob {
    fn bytes(&self) -> usize {
        let Self { job_id, collection_name, raw_state, reason, .. } = self;
        size_of_val(self)
            + text_bytes([Some(job_id), collection_name.as_deref(), raw_state.as_deref(), reason.as_deref()])
    }
}

/// Names and texts of a field or a function are counted where they are read.
impl Made for CollectionField {
    fn bytes(&self) -> usize {
        let Self { name, data_type, element_type, default_value, description, .. } = self;
        size_of_val(self)
            + text_bytes([Some(name), Some(data_type)])
            + text_bytes([element_type.as_deref(), default_value.as_deref(), description.as_deref()])
    }
}

impl Made for CollectionStruct {
    fn bytes(&self) -> usize {
        size_of_val(self) + text_bytes([Some(&self.name), self.description.as_deref()])
    }
}

impl Made for CollectionFunction {
    fn bytes(&self) -> usize {
        let Self { name, function_type, description, .. } = self;
        size_of_val(self) + text_bytes([Some(name), function_type.as_deref(), description.as_deref()])
    }
}

impl Made for String {
    fn bytes(&self) -> usize {
        size_of_val(self) + text_bytes([Some(self)])
    }
}

fn text_bytes<const N: usize>(texts: [Option<&str>; N]) -> usize {
    const OF_AN_ALLOCATION: usize = 16;
    texts.into_iter().flatten().map(|text| text.len() + OF_AN_ALLOCATION).sum()
}
