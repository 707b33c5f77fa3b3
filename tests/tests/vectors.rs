//! Executes every conformance vector through the public API, over a socket.

use std::time::Duration;

use milvus_import::blocking::Client;
use milvus_import::{BulkImport, DescribeCollection, Error, ListImportJobs};
use milvus_import_tests::served::Served;
use milvus_import_tests::vectors::{self, Call, Case, Expected, load};
use serde_json::{Value, json};

#[test]
fn every_vector_passes() {
    let cases = load().unwrap();
    let served = Served::start(cases.clone()).unwrap();
    let failures: Vec<String> = (0..)
        .zip(&cases)
        .filter_map(|(number, case)| {
            run(&served, number, case).err().map(|why| format!("{}\n    {}\n    {why}", case.name, case.why))
        })
        .collect();
    println!("vectors: {} cases passed", cases.len() - failures.len());
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
}

fn run(served: &Served, number: usize, case: &Case) -> Result<(), String> {
    let outcome = client(&case.client, served.uri_of(number)).and_then(|client| call(&client, &case.call));
    served.verdict(number).map_err(|why| format!("{why}; {outcome:?}"))?;
    match (outcome, case.full_result(), &case.error) {
        (Ok(result), Some(expected), None) if same(&result, &expected) => Ok(()),
        (Ok(result), Some(expected), None) => Err(differences(&result, &expected)),
        (Err(error), None, Some(expected)) => compare_error(&error, expected),
        (outcome, ..) => Err(format!("returned {outcome:?}")),
    }
}

fn client(options: &vectors::Client, uri: String) -> milvus_import::Result<Client> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    // What is empty is not set, and not taken from the environment of whoever runs this either.
    let mut builder = Client::builder(uri)
        .token(text(&options.token))
        .db_name(text(&options.db_name))
        .cluster_id(text(&options.cluster_id))
        .project_id(text(&options.project_id))
        .region_id(text(&options.region_id))
        .timeout(Duration::from_secs(10))
        .retry_budget(Duration::ZERO);
    if !options.api.is_empty() {
        builder = builder.api(options.api.parse::<milvus_import::Api>()?);
    }
    if let Some(seconds) = options.request_timeout {
        builder = builder.request_timeout(seconds);
    }
    if let Some(limit) = options.max_response_bytes {
        builder = builder.max_response_bytes(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    builder.build_blocking()
}

fn call(client: &Client, call: &Call) -> milvus_import::Result<Value> {
    let job_id = call.job_id.as_deref().unwrap_or_default();
    match call.operation.as_str() {
        "get_import_progress" => client.get_import_progress(job_id).map(|progress| json!(progress)),
        "describe_job" => client.describe_job(job_id).map(|progress| json!(progress)),
        "commit_import" => client.commit_import(job_id).map(|_| Value::Null),
        "abort_import" => client.abort_import(job_id).map(|_| Value::Null),
        "list_import_jobs" => client.list_import_jobs(&list_options(call)).map(|list| json!(list)),
        "bulk_import" => client.bulk_import(&import_options(call)).map(|job| json!(job)),
        "describe_collection" => {
            client.describe_collection(description_options(call)).map(|description| json!(description))
        }
        unknown => Ok(json!(format!("the runner does not know {unknown}"))),
    }
}

fn list_options(call: &Call) -> ListImportJobs {
    let mut options = ListImportJobs::default();
    options.collection_name.clone_from(&call.collection_name);
    (options.page_size, options.current_page) = (call.page_size, call.current_page);
    options
}

fn description_options(call: &Call) -> DescribeCollection {
    let mut options = DescribeCollection::from(call.collection_name.as_deref().unwrap_or_default());
    options.db_name.clone_from(&call.db_name);
    options
}

fn import_options(call: &Call) -> BulkImport {
    let call = call.clone();
    let mut import = BulkImport::default();
    import.collection_name = call.collection_name.unwrap_or_default();
    import.partition_name = call.partition_name;
    import.files = call.files.unwrap_or_default();
    import.options = call.options.unwrap_or_default();
    import.object_url = call.object_url;
    import.object_urls = call.object_urls.unwrap_or_default();
    import.access_key = call.access_key;
    import.secret_key = call.secret_key;
    import.session_token = call.session_token;
    import.volume_name = call.volume_name;
    import.data_paths = call.data_paths.unwrap_or_default();
    import.idempotency_key = call.idempotency_key;
    import
}

fn compare_error(got: &Error, expected: &Expected) -> Result<(), String> {
    let all =
        |what: &str| format!("{what} of {got:?}, server message {:?}, instead of {expected:?}", got.server_message());
    check(got.code().as_str() == expected.code, || all("code"))?;
    check(got.http_status() == expected.http_status, || all("http_status"))?;
    let server_code = expected.server_code.as_ref();
    check(server_code.is_none_or(|code| *code == json!(got.server_code())), || all("server_code"))?;
    let server_message = expected.server_message.as_ref();
    check(server_message.is_none_or(|text| *text == json!(got.server_message())), || all("server_message"))?;
    let part = expected.message_contains.as_deref().unwrap_or_default();
    check(got.message().contains(part), || all("message"))?;
    let start = expected.body_start.as_deref().unwrap_or_default();
    check(got.body_start().unwrap_or_default().starts_with(start), || all("body_start"))?;
    check(expected.retryable.is_none_or(|retryable| retryable == got.retryable()), || all("retryable"))
}

fn check(good: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if good { Ok(()) } else { Err(what()) }
}

/// Equality with numbers compared by value.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => a == b,
            _ => a.as_f64() == b.as_f64(),
        },
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// The members that differ, for a reader.
fn differences(got: &Value, expected: &Value) -> String {
    let (Some(got), Some(expected)) = (got.as_object(), expected.as_object()) else {
        return format!("returned {got} instead of {expected}");
    };
    let differing = expected.iter().filter(|(name, value)| !got.get(*name).is_some_and(|got| same(got, value)));
    let shown =
        differing.map(|(name, value)| format!("{name}: {} instead of {value}", got.get(name).unwrap_or(&Value::Null)));
    shown.collect::<Vec<_>>().join("; ")
}
