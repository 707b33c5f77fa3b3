//! The typed model: one vocabulary over all API generations.

mod collection;
mod job;
mod operation;
mod options;
mod progress;
mod response;
mod state;
mod word;

pub use collection::{CollectionDescription, CollectionField, CollectionFunction, CollectionStruct};
pub use job::{CreatedJob, ImportJob, JobList, JobPages};
pub use operation::{Api, Operation};
pub use options::{BulkImport, CallOptions, DescribeCollection, ImportManyOptions, ListImportJobs, WaitOptions};
pub use progress::{FileProgress, ImportProgress};
pub use response::Response;
pub use state::{JobState, Phase};
pub use word::Word;

pub(crate) use progress::{Details, Percent};
