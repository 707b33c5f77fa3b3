//! The calls, one file each, named as in every language.

pub mod abort_import;
pub mod bulk_import;
pub mod calls;
pub mod commit_import;
pub mod describe_collection;
pub mod describe_job;
pub mod get_import_progress;
pub mod import_many;
pub mod job_pages;
pub mod list_import_jobs;
pub mod outage;
pub mod wait;
pub mod watch;
pub mod watch_many;
