//! What core has and the header does not is a failure here: operations, error codes, fields, options.

use std::fs;

use milvus_import::{
    BulkImport, ClientBuilder, CreatedJob, Error, ErrorCode, FileProgress, ImportJob, ImportProgress, JobList,
    JobState, ListImportJobs, Operation, OptionSpec, Options, Phase, Record, WaitOptions,
};

use crate::support::{declared, path};

fn header() -> String {
    fs::read_to_string(path("include/milvus_import.h")).unwrap()
}

/// `JobNotFound` as `JOB_NOT_FOUND`.
fn screaming(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_uppercase());
    }
    text
}

fn must_hold(wanted: impl IntoIterator<Item = String>) {
    let header = header();
    let missing: Vec<String> = wanted.into_iter().filter(|text| !header.contains(text.as_str())).collect();
    assert!(missing.is_empty(), "not in the header: {missing:?}");
}

#[test]
fn every_error_code_has_its_number() {
    must_hold(ErrorCode::ALL.iter().map(|code| format!("MVI_{} = {},", screaming(code.as_str()), code.number())));
    let statuses =
        header().split("enum mvi_status\n").nth(1).unwrap().split("};").next().unwrap().matches(" = ").count();
    assert_eq!(statuses, ErrorCode::ALL.len() + 1, "and MVI_OK");
}

#[test]
fn every_state_and_phase_is_there() {
    must_hold(JobState::ALL.iter().map(|state| format!("MVI_JOB_STATE_{} = ", screaming(state.as_str()))));
    must_hold(Phase::ALL.iter().map(|phase| format!("MVI_PHASE_{} = ", phase.as_str().to_uppercase())));
}

#[test]
fn every_operation_is_there() {
    let functions = declared();
    for operation in Operation::ALL {
        assert!(functions.contains(&format!("mvi_{operation}")), "{operation}");
    }
    must_hold(Operation::ALL.iter().map(|name| format!("MVI_OPERATION_{} = ", name.as_str().to_uppercase())));
}

/// The names of fields and options as one set.
fn names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let names: Vec<_> = names.collect();
    assert!(!names.is_empty());
    names
}

fn fields<T: Record>() -> Vec<&'static str> {
    names(T::FIELDS.iter().map(|field| field.name))
}

#[test]
fn every_field_of_a_result_has_an_accessor() {
    let functions = declared();
    for (prefix, fields) in [
        ("mvi_progress", fields::<ImportProgress>()),
        ("mvi_progress", vec!["details", "raw"]),
        ("mvi_file_progress", fields::<FileProgress>()),
        ("mvi_job_list", fields::<JobList>()),
        ("mvi_import_job", fields::<ImportJob>()),
        ("mvi_created_job", fields::<CreatedJob>()),
        ("mvi_error", names(Error::FACTS.iter().map(|fact| fact.name))),
    ] {
        for field in fields {
            assert!(functions.contains(&format!("{prefix}_{field}")), "{prefix}_{field}");
        }
    }
}

#[test]
fn every_option_is_a_member() {
    let header = header();
    let options = |options: &'static [OptionSpec]| names(options.iter().map(|option| option.name));
    for (structure, wanted) in [
        ("mvi_client_options", options(ClientBuilder::OPTIONS)),
        ("mvi_bulk_import_options", options(BulkImport::OPTIONS)),
        ("mvi_list_import_jobs_options", options(ListImportJobs::OPTIONS)),
        ("mvi_wait_options", options(WaitOptions::OPTIONS)),
    ] {
        let body = header.split(&format!("typedef struct {structure} {{")).nth(1).unwrap().split('}').next().unwrap();
        for name in wanted {
            assert!(body.contains(&format!(" {name};")) || body.contains(&format!("*{name};")), "{structure}.{name}");
        }
    }
}
