//! What core has and the header does not is a failure here: operations, error codes, fields, options.

use std::collections::BTreeSet;
use std::fs;

use milvus_import::protocol::{Protocol, Response};
use milvus_import::{Api, ErrorCode, JobState, Operation, Phase};
use serde_json::{Value, json};

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

/// The public functions of a type, by the name of its block in a source file.
fn functions_of(source: &str, block: &str) -> BTreeSet<String> {
    let body = source.split(&format!("\nimpl {block} {{\n")).nth(1).unwrap().split("\n}\n").next().unwrap();
    let public = body.lines().filter_map(|line| {
        let line = line.strip_prefix("    pub ")?;
        line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn "))?.split(['(', '<']).next()
    });
    public.map(str::to_owned).collect()
}

#[test]
fn every_public_function_of_a_client_is_there() {
    let mut wanted = BTreeSet::new();
    for (file, block, prefix) in [
        ("client/mod.rs", "Client", ""),
        ("blocking/mod.rs", "Client", ""),
        ("follow/watch.rs", "Watch", "watcher_"),
        ("blocking/mod.rs", "Watch", "watcher_"),
        ("model/progress.rs", "ImportProgress", "progress_"),
    ] {
        let functions = functions_of(&core(file), block);
        assert!(!functions.is_empty(), "{block} in {file}");
        wanted.extend(functions.into_iter().map(|name| format!("{prefix}{name}")));
    }
    let functions = declared();
    for name in wanted {
        let here = match name.as_str() {
            "builder" => "client_new",
            "uri" => "client_uri",
            "api" => "client_api",
            // A call takes its token; a signal is heard by a handler that cancels one.
            "cancellable" | "interruptible" => "cancel_token_cancel",
            "with_request_timeout" => "client_with_request_timeout",
            "progress_without_details" => "progress_json_without_details",
            "protocol" => "request_spellings",
            "prepare" => "request_build",
            "read" => "response_parse",
            "progress_is_terminal" => "progress_terminal",
            "progress_is_success" => "progress_success",
            // Its body; its status and headers matter to drop-ins for HTTP libraries only.
            "progress_response" => "progress_raw",
            same => same,
        };
        assert!(functions.contains(&format!("mvi_{here}")), "{name}: mvi_{here}");
    }
}

#[test]
fn every_field_of_a_result_has_an_accessor() {
    let protocol = Protocol::new(Api::MilvusV2);
    let answer = |data: Value| Response {
        status: 200,
        body: json!({"code": 0, "data": data}).to_string().into_bytes().into(),
        ..Response::default()
    };
    let job =
        json!({"jobId": "1", "state": "Pending", "progress": 0, "details": [{"fileName": "a", "state": "Pending"}]});
    let progress = json!(protocol.parse_import_progress("1", answer(job.clone())).unwrap());
    let list = json!(protocol.parse_job_list(answer(json!({"records": [job]}))).unwrap());
    let created = json!(protocol.parse_created_job(answer(json!({"jobId": "1"}))).unwrap());
    let functions = declared();
    for (prefix, value) in [
        ("mvi_progress", &progress),
        ("mvi_file_progress", &progress["details"][0]),
        ("mvi_job_list", &list),
        ("mvi_import_job", &list["jobs"][0]),
        ("mvi_created_job", &created),
    ] {
        for (field, _) in value.as_object().unwrap() {
            assert!(functions.contains(&format!("{prefix}_{field}")), "{prefix}_{field}");
        }
    }
}

#[test]
fn every_question_of_an_error_has_an_accessor() {
    let functions = declared();
    let source = core("error.rs");
    let questions = source.split("impl Error {").nth(1).unwrap().split("impl fmt::Display").next().unwrap();
    let mut found = 0;
    for name in questions.lines().filter_map(|line| line.trim().strip_prefix("pub fn ")?.split_once("(&self)")) {
        assert!(functions.contains(&format!("mvi_error_{}", name.0)), "mvi_error_{}", name.0);
        found += 1;
    }
    assert!(found >= 11, "{found}");
}

#[test]
fn every_option_is_a_member() {
    let fields = |source: &str, structure: &str| -> BTreeSet<String> {
        let body =
            source.split(&format!("pub struct {structure} {{")).nth(1).unwrap().split("\n}").next().unwrap().to_owned();
        let public = body.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':'));
        public.map(|(name, _)| name.to_owned()).collect()
    };
    let setters: BTreeSet<String> = {
        let source = core("client/builder.rs");
        let listed = source.split("setters! {").nth(1).unwrap().split("\n    }").next().unwrap().to_owned();
        let listed = listed.lines().filter_map(|line| line.trim().split_once(": ")).map(|(name, _)| name.to_owned());
        let named = source.lines().filter_map(|line| line.strip_prefix("    pub fn ")?.split_once("(mut self, "));
        // One after the other there, all at once here.
        let named = named.map(|(name, _)| if name == "header" { "headers" } else { name }.to_owned());
        listed.filter(|name| !name.starts_with("///")).chain(named).collect()
    };
    assert!(setters.len() >= 16 && setters.contains("headers"), "{setters:?}");
    let header = header();
    for (structure, wanted) in [
        ("mvi_client_options", setters),
        ("mvi_bulk_import_options", fields(&core("model/options.rs"), "BulkImport")),
        ("mvi_list_import_jobs_options", fields(&core("model/options.rs"), "ListImportJobs")),
        ("mvi_wait_options", fields(&core("follow/mod.rs"), "WaitOptions")),
    ] {
        assert!(!wanted.is_empty(), "{structure}");
        let body = header.split(&format!("typedef struct {structure} {{")).nth(1).unwrap().split('}').next().unwrap();
        for name in wanted {
            assert!(body.contains(&format!(" {name};")) || body.contains(&format!("*{name};")), "{structure}.{name}");
        }
    }
}

fn core(file: &str) -> String {
    fs::read_to_string(path("../core/src").join(file)).unwrap()
}
