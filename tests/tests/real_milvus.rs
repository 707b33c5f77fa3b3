//! The library's four main calls against a real Milvus 2.3.5: the one check that what we believe about servers is true.
//!
//! One server serves one test, step by step: starting it is what takes time, and the last step looks at all jobs.

#![allow(clippy::unwrap_used, reason = "the steps are parts of a test")]

use std::path::Path;
use std::time::Duration;

use milvus_import::blocking::Client;
use milvus_import::{Api, BulkImport, ErrorCode, ImportProgress, JobState, ListImportJobs, WaitOptions};
use milvus_import_tests::milvus::{Server, write_rows, write_rows_with_ids};

const ROWS: usize = 200_000;
const COLLECTION: &str = "docs";

#[test]
fn imports_on_a_real_milvus() {
    let server = Server::start().unwrap();
    server.create_collection(COLLECTION, 4).unwrap();
    let client = Client::builder(server.management_uri()).api(Api::Milvus23).build_blocking().unwrap();
    let files = tempfile::tempdir().unwrap();

    a_new_server_lists_no_jobs(&client);
    the_port_of_the_api_describes_a_collection_and_the_management_port_does_not(&server, &client);
    let completed = good_rows_are_imported_and_counted(&client, files.path());
    let failed = bad_rows_fail_with_the_reason_of_the_server(&client, files.path());
    an_unknown_task_is_not_found(&client);
    the_list_has_every_job(&client, &completed, &failed);
}

fn a_new_server_lists_no_jobs(client: &Client) {
    let list = client.list_import_jobs(&ListImportJobs::default()).unwrap();
    assert!(list.jobs.is_empty(), "{list:?}");
}

fn the_port_of_the_api_describes_a_collection_and_the_management_port_does_not(server: &Server, client: &Client) {
    let described = |collection: &str| {
        // Which API that port has is not told.
        Client::builder(server.proxy_uri()).build_blocking().unwrap().describe_collection(collection)
    };
    let docs = described(COLLECTION).unwrap();
    let fields: Vec<_> = docs.fields.iter().map(|field| (&*field.name, &*field.data_type, field.dim)).collect();
    assert_eq!(fields, [("id", "Int64", None), ("vector", "FloatVector", Some(4))]);
    assert_eq!((&*docs.collection_name, docs.auto_id, docs.enable_dynamic_field), (COLLECTION, true, true));
    assert!(docs.fields.iter().all(|field| field.nullable.is_none()) && docs.functions.is_none());
    let unknown = described("films").unwrap_err();
    assert_eq!((unknown.code(), unknown.server_code()), (ErrorCode::NotFound, Some(100)), "{unknown}");
    let refused = client.describe_collection(COLLECTION).unwrap_err();
    assert!(refused.code() == ErrorCode::Unsupported && refused.message().contains("19530"), "{refused}");
}

fn good_rows_are_imported_and_counted(client: &Client, files: &Path) -> String {
    let file = files.join("rows.json");
    write_rows(&file, ROWS).unwrap();
    let job_id = import(client, &file);
    let mut changes = Vec::new();
    let last = client.wait(&job_id, &wait_options(), |change| changes.push(change.clone())).unwrap();

    assert_eq!((last.state, last.progress), (JobState::Completed, 100), "{last:?}");
    assert!(last.is_success());
    assert_eq!(last.imported_rows, Some(200_000));
    assert_eq!(last.collection_name.as_deref(), Some(COLLECTION));
    assert!(changes.last().is_some_and(ImportProgress::is_success), "the end is a change too");
    assert!(changes.iter().all(|change| change.job_id == job_id), "ids above 2^53 keep every digit");
    job_id
}

fn bad_rows_fail_with_the_reason_of_the_server(client: &Client, files: &Path) -> String {
    let file = files.join("bad.json");
    write_rows_with_ids(&file, 10).unwrap();
    let job_id = import(client, &file);
    let error = client.wait(&job_id, &wait_options(), |_| {}).unwrap_err();

    let reason = "the primary key 'id' is auto-generated, no need to provide: importing data failed";
    assert_eq!(error.code(), ErrorCode::ImportFailed, "{error}");
    assert!(error.message().contains(reason), "{error}");
    let last = error.progress().unwrap();
    assert_eq!((last.state, last.reason.as_deref()), (JobState::Failed, Some(reason)));
    job_id
}

fn an_unknown_task_is_not_found(client: &Client) {
    let asked = client.get_import_progress("1").unwrap_err();
    assert_eq!(asked.code(), ErrorCode::JobNotFound, "{asked}");
    let followed = client.wait("1", &wait_options(), |_| {}).unwrap_err();
    assert_eq!(followed.code(), ErrorCode::JobNotFound, "{followed}");
}

fn the_list_has_every_job(client: &Client, completed: &str, failed: &str) {
    let mut of_collection = ListImportJobs::default();
    of_collection.collection_name = Some(COLLECTION.to_owned());
    for options in [ListImportJobs::default(), of_collection] {
        let list = client.list_import_jobs(&options).unwrap();
        let mut jobs: Vec<_> = list.jobs.iter().map(|job| (job.job_id.as_str(), job.state)).collect();
        jobs.sort_by_key(|&(job_id, _)| job_id);
        // Ids grow with time, so the jobs are in the order of their making.
        assert_eq!(jobs, [(completed, JobState::Completed), (failed, JobState::Failed)]);
    }
}

/// Imports one file. The server reads it from its own disk, so the path must be absolute.
fn import(client: &Client, file: &Path) -> String {
    let mut import = BulkImport::new(COLLECTION);
    import.files = vec![vec![file.to_str().unwrap().to_owned()]];
    client.bulk_import(&import).unwrap().job_id
}

/// An import of this size takes about 2 seconds; the limit only keeps a test on a busy machine from hanging.
fn wait_options() -> WaitOptions {
    let mut options = WaitOptions::default();
    options.timeout = Some(Duration::from_secs(120));
    options
}
