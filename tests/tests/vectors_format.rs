//! The conformance vectors keep to the format of `vectors/README.md`.

use std::collections::BTreeSet;

use milvus_import::{
    CollectionDescription, CollectionField, CollectionFunction, CollectionStruct, CreatedJob, Field, FieldKind,
    FileProgress, ImportJob, ImportProgress, JobList, Record,
};
use milvus_import_tests::vectors::{Case, load};
use serde_json::{Value, json};

const APIS: [&str; 4] = ["milvus-v2", "zilliz-v2", "zilliz-v1", "milvus-2.3"];
const CODES: &str = "InvalidArgument Unauthenticated PermissionDenied JobNotFound NotFound Busy Unavailable Timeout Redirected \
    UnexpectedResponse ResponseTooLarge ServerError Unsupported Connect";

#[test]
fn there_are_enough_cases_for_every_api() {
    let cases = load().unwrap();
    println!("vectors: {} cases", cases.len());
    assert!(cases.len() >= 150);
    for api in APIS {
        assert!(cases.iter().any(|case| case.client.api == api), "{api} has none");
    }
}

#[test]
fn names_are_unique_and_say_what_is_called() {
    let mut seen = BTreeSet::new();
    for case in load().unwrap() {
        assert!(seen.insert(case.name.clone()), "{} is there twice", case.name);
        let api = if case.client.api.is_empty() { "any" } else { &case.client.api };
        let prefix = format!("{api}/{}/", case.call.operation);
        assert!(case.name.len() > prefix.len() && case.name.starts_with(&prefix), "{} starts with {prefix}", case.name);
        assert!(case.file.starts_with(api), "{} is in {}", case.name, case.file.display());
        assert!(!case.why.is_empty() && !case.why.contains('\n'), "{}: why is one line", case.name);
    }
}

#[test]
fn every_case_has_one_outcome() {
    for case in load().unwrap() {
        match (&case.result, &case.error) {
            (Some(result), None) => {
                assert!(is_stated(&case, result), "{}: a member is missing, foreign or says nothing", case.name);
            }
            (None, Some(error)) => {
                assert!(CODES.split_whitespace().any(|code| code == error.code), "{}: {}", case.name, error.code);
                assert_eq!(error.http_status.is_some(), !case.exchanges.is_empty(), "{}: http_status", case.name);
            }
            _ => panic!("{}: exactly one of result and error", case.name),
        }
    }
}

#[test]
fn every_exchange_can_be_played() {
    for case in load().unwrap() {
        assert!(case.result.is_none() || !case.exchanges.is_empty(), "{}: a result comes from an answer", case.name);
        for exchange in &case.exchanges {
            let (request, response) = (&exchange.request, &exchange.response);
            assert!(["GET", "POST"].contains(&request.method.as_str()), "{}: method", case.name);
            assert!(request.path.starts_with('/') && !request.path.contains(' '), "{}: path", case.name);
            assert!((200..600).contains(&response.status), "{}: status", case.name);
            response.bytes().unwrap_or_else(|error| panic!("{}: {error}", case.name));
            let exact = response.json.as_ref().is_none_or(survives_a_double);
            assert!(exact, "{}: an integer above 2^53 belongs in body", case.name);
            let names = request.headers.keys().chain(&request.absent_headers).chain(response.headers.keys());
            for name in names {
                assert_eq!(*name, name.to_lowercase(), "{}: header names are in lower case", case.name);
            }
        }
    }
}

/// Whether a result has the members of its operation that are always there, none that is foreign, and none that says nothing:
/// what is absent is `null`, false or empty.
fn is_stated(case: &Case, result: &Value) -> bool {
    match case.call.operation.as_str() {
        "get_import_progress" | "describe_job" => {
            states::<ImportProgress>(result, Some("details")) && all::<FileProgress>(&result["details"])
        }
        "list_import_jobs" => states::<JobList>(result, None),
        "bulk_import" => states::<CreatedJob>(result, None),
        "describe_collection" => states::<CollectionDescription>(result, None),
        _ => result.is_null(),
    }
}

fn all<T: Record>(list: &Value) -> bool {
    list.is_null() || list.as_array().is_some_and(|members| members.iter().all(|member| states::<T>(member, None)))
}

fn states<T: Record>(object: &Value, more: Option<&str>) -> bool {
    let Some(members) = object.as_object() else { return false };
    let may_be_absent =
        |field: &Field| field.optional || matches!(field.kind, FieldKind::Flag | FieldKind::Jobs | FieldKind::Pairs);
    let is_good = |(name, value): (&String, &Value)| match T::FIELDS.iter().find(|field| field.name == name) {
        Some(field) => says_something(field, value) && is_stated_by_kind(field, value),
        None => more == Some(name) && *value != json!([]),
    };
    T::FIELDS.iter().all(|field| may_be_absent(field) || members.contains_key(field.name))
        && members.iter().all(is_good)
}

/// What may be absent is something else when it is there, be it empty.
fn says_something(field: &Field, value: &Value) -> bool {
    let is_nothing = *value == json!(false) || *value == json!([]) || *value == json!({});
    !value.is_null() && (field.optional || !is_nothing)
}

fn is_stated_by_kind(field: &Field, value: &Value) -> bool {
    match field.kind {
        FieldKind::Jobs => all::<ImportJob>(value),
        FieldKind::Fields => all::<CollectionField>(value),
        FieldKind::Structs => all::<CollectionStruct>(value),
        FieldKind::Functions => all::<CollectionFunction>(value),
        _ => true,
    }
}

/// Whether a language whose only number is a double reads the value exactly.
fn survives_a_double(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            !number.is_u64() && !number.is_i64() || number.as_i64().is_some_and(|n| n.abs() <= 1 << 53)
        }
        Value::Array(members) => members.iter().all(survives_a_double),
        Value::Object(members) => members.values().all(survives_a_double),
        _ => true,
    }
}
