//! What a result keeps of its answer, for those who want more than its summary.

use milvus_import::protocol::Response;
use milvus_import::{CreatedJob, Error, ErrorCode, ImportProgress, JobList, Result};
use napi::bindgen_prelude::{Buffer, External};
use napi_derive::napi;

use crate::border::{Outcome, outcome};
use crate::details::{Table, table};
use crate::rows::text;

#[expect(clippy::large_enum_variant, reason = "the large one is the usual one")]
/// A result of the core. JavaScript holds a handle on it, whose size its garbage collector is told.
pub enum Answer {
    Progress(ImportProgress),
    List(JobList),
    Created(CreatedJob),
    /// Of a commit or an abort, which say no more than that it is done.
    Done(Response),
}

impl Answer {
    fn response(&self) -> &Response {
        match self {
            Self::Progress(progress) => progress.response(),
            Self::List(list) => list.response(),
            Self::Created(job) => job.response(),
            Self::Done(response) => response,
        }
    }

    /// The handle on this.
    pub(crate) fn into_external(self) -> External<Self> {
        /// About what a result takes besides the answer's body: itself, its texts, headers, and what owns the handle.
        const AROUND: usize = 2048;
        let size = self.response().body.len() + AROUND;
        External::new_with_size_hint(self, size)
    }
}

/// The files of a progress. Parsed anew at every call, and not kept.
#[napi(catch_unwind, ts_return_type = "Outcome<Table>")]
pub fn details(answer: &External<Answer>) -> Outcome<Table> {
    outcome(|| match answer.as_ref() {
        // A copy, so that what was parsed goes away with it: JavaScript keeps its own.
        Answer::Progress(progress) => table(&progress.clone()),
        _ => Err(Error::new(ErrorCode::Internal, "only a progress has files")),
    })
}

/// The normalized result as JSON text, with the names of every other language and every integer exactly. `with_files`
/// concerns a progress alone.
#[napi(catch_unwind, ts_return_type = "Outcome<string>")]
pub fn normalized(answer: &External<Answer>, with_files: bool) -> Outcome<String> {
    outcome(|| match answer.as_ref() {
        Answer::Progress(progress) if with_files => whole(progress.clone()),
        Answer::Progress(progress) => Ok(text(&progress.without_details())),
        Answer::List(list) => Ok(text(list)),
        Answer::Created(job) => Ok(text(job)),
        Answer::Done(_) => Ok(text(&())),
    })
}

fn whole(progress: ImportProgress) -> Result<String> {
    progress.details()?;
    Ok(text(&progress))
}

/// The server's whole answer, unchanged.
#[napi(catch_unwind)]
pub fn body(answer: &External<Answer>) -> Buffer {
    Buffer::from(answer.response().body.to_vec())
}
