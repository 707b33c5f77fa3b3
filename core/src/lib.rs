//! One client for every bulk-import job API of Milvus and Zilliz Cloud.
//!
//! A job imports millions of vectors and runs for minutes to hours. This crate hands a job id in and the truth about the job
//! out: one typed model over four API generations, and a [`Client::wait`] that always ends.
//!
//! ```no_run
//! # async fn example() -> milvus_import::Result<()> {
//! use milvus_import::{Client, WaitOptions};
//!
//! let client = Client::builder("http://localhost:19530").token("root:Milvus").build()?;
//! let done = client.wait("448761313698322011", &WaitOptions::default(), |progress| {
//!     println!("{} % {}", progress.progress, progress.phase);
//! }).await?;
//! println!("{:?} rows", done.imported_rows);
//! # Ok(()) }
//! ```
//!
//! * [`Client`] is asynchronous, [`blocking::Client`] has the same calls for ordinary threads.
//! * [`calls`] is the engine under hosts with an event loop of their own.
//! * [`Codec`] and [`protocol`] build requests and reads answers without any I/O, for programs with their own HTTP stack.
//! * Every failure is an [`Error`] with one [`ErrorCode`], the server's own code and message, and whether a retry can help.

pub mod blocking;
mod call;
pub mod calls;
mod client;
mod error;
mod follow;
mod import_many;
mod later;
mod model;
mod names;
mod options;
pub mod protocol;
mod record;
#[cfg(test)]
mod script;
mod surface;

pub use blocking::CancelToken;
pub use call::{Call, Outcome};
pub use client::{Client, ClientBuilder, Codec, CodecRequest, Pages};
pub use error::{Error, ErrorCode, Result};
pub use follow::{Event, JobEvent, JobEventKind, Outage, Pace, Watch, WatchMany};
pub use model::{
    Api, BulkImport, CallOptions, CollectionDescription, CollectionField, CollectionFunction, CollectionStruct,
    CreatedJob, DescribeCollection, FileProgress, ImportJob, ImportManyOptions, ImportProgress, JobList, JobPages,
    JobState, ListImportJobs, Operation, Phase, WaitOptions, Word,
};
pub use options::{OptionKind, OptionSpec, Options, Unit, Value};
pub use record::{Field, FieldKind, FieldValue, Record};
pub use surface::{CodeSpec, Name, OperationSpec, OptionsSpec, RecordSpec, Surface, surface};
