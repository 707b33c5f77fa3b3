//! Says before the start what a bulk import of Milvus would refuse, lose or alter.
//!
//! Milvus looks at extensions and counts when a job is created; everything else fails minutes later, as a job, and some data
//! is lost without a word. [`check`] reads a collection's schema and the files, and says what each release does with them. It
//! knows no network: who calls it describes the collection and hands over the bytes. The rules are a table, [`rules()`],
//! measured with the import readers of five releases.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

mod csv;
mod explain;
mod fields;
mod finding;
mod guard;
mod input;
mod json;
mod numpy;
mod parquet;
mod reasons;
mod release;
mod report;
mod rules;
mod schema;
mod source;
mod values;

pub use explain::{Explanation, explain, explain_error, explain_job};
pub use finding::{Finding, Severity};
pub use release::{Release, Releases};
pub use report::{Absent, File, Looked, Options, Report, Rows, check, grouped, lists};
pub use rules::{Effect, Rule, rules};
pub use schema::Schema;
pub use source::{LocalFile, Source};
