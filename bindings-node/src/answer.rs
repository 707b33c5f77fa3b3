//! What a result keeps of its answer, for those who want more than its summary.

use milvus_import::{Error, ErrorCode, ImportProgress, Outcome as Core, Result};
use napi::bindgen_prelude::{Buffer, External};
use napi_derive::napi;

use crate::border::{Outcome, outcome};
use crate::details::{Table, table};
use crate::rows::text;

/// A result of the core. JavaScript holds a handle on it, whose size its garbage collector is told.
pub struct Answer(pub(crate) Core);

impl Answer {
    /// The handle on this.
    pub(crate) fn into_external(self) -> External<Self> {
        /// About what a result takes besides the answer's body: itself, its texts, headers, and what owns the handle.
        const AROUND: usize = 2048;
        let size = self.0.response().body.len() + AROUND;
        External::new_with_size_hint(self, size)
    }
}

/// The files of a progress. Parsed anew at every call, and not kept.
#[napi(catch_unwind, ts_return_type = "Outcome<Table>")]
pub fn details(answer: &External<Answer>) -> Outcome<Table> {
    outcome(|| match &answer.as_ref().0 {
        // A copy, so that what was parsed goes away with it: JavaScript keeps its own.
        Core::Progress(progress) => table(&progress.clone()),
        _ => Err(Error::new(ErrorCode::Internal, "only a progress has files")),
    })
}

/// The normalized result as JSON text, with the names of every other language and every integer exactly. `with_files`
/// concerns a progress alone.
#[napi(catch_unwind, ts_return_type = "Outcome<string>")]
pub fn normalized(answer: &External<Answer>, with_files: bool) -> Outcome<String> {
    outcome(|| match &answer.as_ref().0 {
        Core::Progress(progress) if with_files => whole(progress.clone()),
        Core::Progress(progress) => Ok(text(&progress.without_details())),
        Core::Jobs(list) => Ok(text(list)),
        Core::Created(job) => Ok(text(job)),
        Core::Collection(description) => Ok(text(description)),
        _ => Ok(text(&())),
    })
}

fn whole(progress: ImportProgress) -> Result<String> {
    progress.details()?;
    Ok(text(&progress))
}

/// The server's whole answer, unchanged.
#[napi(catch_unwind)]
pub fn body(answer: &External<Answer>) -> Buffer {
    Buffer::from(answer.0.response().body.to_vec())
}
