//! Everything that all languages have, as data: the lists that their faces are written from, and are compared with.

use serde::Serialize;

use crate::model::{
    Api, BulkImport, CallOptions, CollectionDescription, CollectionField, CollectionFunction, CollectionStruct,
    CreatedJob, DescribeCollection, FileProgress, ImportJob, ImportProgress, JobList, JobState, ListImportJobs,
    Operation, Phase, WaitOptions,
};
use crate::options::{OptionSpec, Options};
use crate::record::{Field, Record};
use crate::{ClientBuilder, Error, ErrorCode, ImportManyOptions, JobEventKind};

/// What every language has; see [`surface`].
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Surface {
    /// The API generations.
    pub apis: Vec<Name>,
    /// The operations.
    pub operations: Vec<OperationSpec>,
    /// The states of a job.
    pub states: Vec<Name>,
    /// The phases of a job.
    pub phases: Vec<Name>,
    /// What is told of many jobs.
    pub job_events: Vec<Name>,
    /// The codes of errors.
    pub errors: Vec<CodeSpec>,
    /// What an error says besides its code and its message.
    pub facts: &'static [Field],
    /// What a caller may say.
    pub options: Vec<OptionsSpec>,
    /// What a caller is told.
    pub records: Vec<RecordSpec>,
}

/// A name, and what it means.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Name {
    /// The name, the same in every language.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
}

/// An operation.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct OperationSpec {
    /// The name, in Rust's case; other languages change the case alone.
    pub name: &'static str,
    /// Whether it only looks.
    pub is_read: bool,
    /// The options that it takes; an operation without takes the id of a job.
    pub takes: Option<&'static str>,
    /// The record that it gives; an operation without gives nothing but that it is done.
    pub gives: Option<&'static str>,
    /// What it does.
    pub about: &'static str,
}

/// An error code.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CodeSpec {
    /// The name, the same in every language.
    pub name: &'static str,
    /// The number, which is stable.
    pub number: i32,
    /// What it means.
    pub about: &'static str,
}

/// Options of one kind.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct OptionsSpec {
    /// The type's name in Rust.
    pub name: &'static str,
    /// What they are about.
    pub about: &'static str,
    /// The options, in order.
    pub options: &'static [OptionSpec],
}

/// A result.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RecordSpec {
    /// The type's name, the same in every language.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// The fields, in order.
    pub fields: &'static [Field],
}

/// Everything that all languages have.
///
/// ```
/// let surface = milvus_import::surface();
/// let client = surface.options.iter().find(|options| options.name == "ClientBuilder").unwrap();
/// assert_eq!(client.options[0].environment, Some("MILVUS_URI"));
/// ```
pub fn surface() -> Surface {
    Surface {
        apis: Api::ALL.iter().map(|api| Name { name: api.as_str(), about: api.about() }).collect(),
        operations: Operation::ALL.iter().map(|operation| of_operation(*operation)).collect(),
        states: JobState::ALL.iter().map(|state| Name { name: state.as_str(), about: state.about() }).collect(),
        phases: Phase::ALL.iter().map(|phase| Name { name: phase.as_str(), about: phase.about() }).collect(),
        job_events: JobEventKind::ALL.iter().map(|kind| Name { name: kind.as_str(), about: kind.about() }).collect(),
        errors: ErrorCode::ALL
            .iter()
            .map(|code| CodeSpec { name: code.as_str(), number: code.number(), about: code.about() })
            .collect(),
        facts: Error::FACTS,
        options: vec![
            of_options::<ClientBuilder>(),
            of_options::<CallOptions>(),
            of_options::<ListImportJobs>(),
            of_options::<BulkImport>(),
            of_options::<DescribeCollection>(),
            of_options::<WaitOptions>(),
            of_options::<ImportManyOptions>(),
        ],
        records: vec![
            of_record::<ImportProgress>(),
            of_record::<FileProgress>(),
            of_record::<ImportJob>(),
            of_record::<JobList>(),
            of_record::<CreatedJob>(),
            of_record::<CollectionDescription>(),
            of_record::<CollectionField>(),
            of_record::<CollectionStruct>(),
            of_record::<CollectionFunction>(),
        ],
    }
}

fn of_operation(operation: Operation) -> OperationSpec {
    let (takes, gives) = match operation {
        Operation::GetImportProgress | Operation::DescribeJob => (None, Some(ImportProgress::NAME)),
        Operation::ListImportJobs => (Some(ListImportJobs::NAME), Some(JobList::NAME)),
        Operation::BulkImport => (Some(BulkImport::NAME), Some(CreatedJob::NAME)),
        Operation::DescribeCollection => (Some(DescribeCollection::NAME), Some(CollectionDescription::NAME)),
        Operation::CommitImport | Operation::AbortImport => (None, None),
    };
    OperationSpec { name: operation.as_str(), is_read: operation.is_read(), takes, gives, about: operation.about() }
}

fn of_options<T: Options>() -> OptionsSpec {
    OptionsSpec { name: T::NAME, about: T::ABOUT, options: T::OPTIONS }
}

fn of_record<T: Record>() -> RecordSpec {
    RecordSpec { name: T::NAME, about: T::ABOUT, fields: T::FIELDS }
}
