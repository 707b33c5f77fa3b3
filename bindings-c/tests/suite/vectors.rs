//! Executes every conformance vector through the C interface: over a socket, and without a network where the case has no need
//! of one. Compares the JSON view and every accessor with what is expected.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use milvus_import_tests::http::Received;
use milvus_import_tests::served::{Served, judge};
use milvus_import_tests::vectors::{Case, Expected, load};
use serde_json::{Value, json};

use crate::programs::Mode;
use crate::support::compile;

#[test]
fn every_vector_passes() {
    run_all(Mode::Plain);
}

#[test]
fn every_vector_passes_under_valgrind() {
    run_all(Mode::Valgrind);
}

#[test]
fn every_vector_passes_with_sanitizers() {
    run_all(Mode::Sanitized);
}

fn run_all(mode: Mode) {
    let program = compile("tests/c/vectors.c", &format!("vectors-{mode:?}"), mode.flags());
    let mut runner = Runner::start(mode.command(&program));
    let cases = load().unwrap();
    // C text ends at its first NUL, so a job id that holds one cannot be said.
    let (cases, beyond): (Vec<Case>, Vec<Case>) =
        cases.into_iter().partition(|case| !case.call.job_id.as_deref().unwrap_or_default().contains('\0'));
    let mut failures = Vec::new();
    let mut passed = 0;
    let served = Served::start(cases.clone()).unwrap();
    for (number, case) in cases.iter().enumerate() {
        match over_a_socket(&mut runner, &served, number, case).and_then(|()| without_a_network(&mut runner, case)) {
            Ok(()) => passed += 1,
            Err(why) => failures.push(format!("{}\n    {}\n    {why}", case.name, case.why)),
        }
    }
    let beyond: Vec<&str> = beyond.iter().map(|case| case.name.as_str()).collect();
    println!("vectors: {passed} cases passed ({mode:?}, by calls and sans-IO); no C text can hold a NUL: {beyond:?}");
    assert!(beyond.len() <= 1, "{beyond:?}");
    runner.finish();
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
}

/// What the program wrote about one case. A name may come more than once.
type Outcome = Vec<(String, Vec<u8>)>;

struct Runner {
    program: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Runner {
    fn start(mut command: Command) -> Self {
        let mut program = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (program.stdin.take().unwrap(), BufReader::new(program.stdout.take().unwrap()));
        Self { program, input, output }
    }

    fn give(&mut self, name: &str, value: impl AsRef<[u8]>) {
        let value = value.as_ref();
        writeln!(self.input, "{name} {}", value.len()).unwrap();
        self.input.write_all(value).unwrap();
        self.input.write_all(b"\n").unwrap();
    }

    fn give_case(&mut self, case: &Case, uri: &str) {
        let client = json!({"api": case.client.api, "token": case.client.token, "db_name": case.client.db_name,
            "cluster_id": case.client.cluster_id, "project_id": case.client.project_id,
            "region_id": case.client.region_id, "request_timeout": case.client.request_timeout, "max_response_bytes": case.client.max_response_bytes});
        let call = &case.call;
        let call = json!({"operation": call.operation, "job_id": call.job_id,
            "collection_name": call.collection_name, "partition_name": call.partition_name, "files": call.files,
            "options": call.options, "object_url": call.object_url, "object_urls": call.object_urls,
            "access_key": call.access_key, "secret_key": call.secret_key, "session_token": call.session_token,
            "volume_name": call.volume_name, "data_paths": call.data_paths, "idempotency_key": call.idempotency_key,
            "page_size": call.page_size, "current_page": call.current_page, "call.db_name": call.db_name});
        self.give("uri", uri);
        for (name, value) in client.as_object().unwrap().iter().chain(call.as_object().unwrap()) {
            match value {
                Value::Null => {}
                Value::String(text) => self.give(name, text),
                Value::Array(groups) => self.give_groups(name, groups),
                Value::Object(options) => {
                    for (key, value) in options {
                        self.give("option.key", key);
                        self.give("option.value", value.as_str().unwrap());
                    }
                }
                number => self.give(name, number.to_string()),
            }
        }
    }

    fn give_groups(&mut self, name: &str, groups: &[Value]) {
        for group in groups {
            self.give(&format!("{name}.group"), "");
            for path in group.as_array().unwrap() {
                self.give(&format!("{name}.path"), path.as_str().unwrap());
            }
        }
    }

    fn run(&mut self, how: &str) -> Outcome {
        self.give("run", how);
        self.input.flush().unwrap();
        let mut outcome = Outcome::new();
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).unwrap();
            let (name, length) = line.trim_end().split_once(' ').expect("the program answers");
            let mut value = vec![0; length.parse::<usize>().unwrap() + 1];
            self.output.read_exact(&mut value).unwrap();
            value.pop();
            if name == "end" {
                return outcome;
            }
            outcome.push((name.to_owned(), value));
        }
    }

    fn finish(mut self) {
        drop(self.input);
        let mut summary = String::new();
        self.output.read_to_string(&mut summary).unwrap();
        assert!(self.program.wait().unwrap().success(), "{summary}");
    }
}

fn over_a_socket(runner: &mut Runner, served: &Served, number: usize, case: &Case) -> Result<(), String> {
    runner.give_case(case, &served.uri_of(number));
    let outcome = runner.run("call");
    served.verdict(number)?;
    compare(case, &outcome)
}

fn without_a_network(runner: &mut Runner, case: &Case) -> Result<(), String> {
    const NOWHERE: &str = "http://127.0.0.1:1";
    // Who brings the network brings its limits, and says which API the server speaks.
    if case.client.max_response_bytes.is_some() || case.client.api.is_empty() {
        return Ok(());
    }
    for (number, exchange) in case.exchanges.iter().enumerate() {
        runner.give(&format!("answer.{number}.status"), exchange.response.status.to_string());
        for (name, value) in &exchange.response.headers {
            runner.give(&format!("answer.{number}.key"), name);
            runner.give(&format!("answer.{number}.value"), value);
        }
        runner.give(&format!("answer.{number}.body"), exchange.response.bytes()?);
    }
    let prefix = case.client.path_prefix.as_deref().unwrap_or_default();
    runner.give_case(case, &format!("{NOWHERE}{prefix}"));
    let outcome = runner.run("sans-io");
    let mut received: Vec<Received> = Vec::new();
    for (name, value) in &outcome {
        let text = || String::from_utf8_lossy(value).into_owned();
        let Some(part) = name.strip_prefix("request.") else { continue };
        if part == "method" {
            received.push(Received { method: text(), path: String::new(), headers: BTreeMap::new(), body: Vec::new() });
        }
        let request = received.last_mut().ok_or("a request begins with its method")?;
        match part {
            "url" => text().strip_prefix(NOWHERE).ok_or("another server")?.clone_into(&mut request.path),
            "header" => drop(request.headers.insert(text(), String::new())),
            // A header's value comes right behind its name.
            "value" => *request.headers.values_mut().find(|value| value.is_empty()).ok_or("no name")? = text(),
            "body" => request.body.clone_from(value),
            _ => {}
        }
    }
    judge(case, &received)?;
    compare(case, &outcome)
}

fn compare(case: &Case, outcome: &Outcome) -> Result<(), String> {
    let got: BTreeMap<&str, &[u8]> = outcome.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect();
    let text = |name: &str| got.get(name).map(|value| String::from_utf8_lossy(value).into_owned());
    match (&case.full_result(), &case.error) {
        (Some(expected), None) => {
            check(text("status").as_deref() == Some("Ok"), || format!("{:?}: {:?}", text("status"), text("message")))?;
            let json = text("json").map_or(Value::Null, |json| serde_json::from_str(&json).unwrap());
            check(same(&json, expected), || format!("JSON {json} instead of {expected}"))?;
            compare_fields("", expected, &text)
        }
        (None, Some(expected)) => compare_error(expected, &text),
        _ => Err("a case has a result or an error".to_owned()),
    }
}

/// Compares what the accessors returned with the members of the expected result.
fn compare_fields(prefix: &str, expected: &Value, text: &dyn Fn(&str) -> Option<String>) -> Result<(), String> {
    for (name, value) in expected.as_object().into_iter().flatten() {
        compare_field(&format!("{prefix}{name}"), value, text)?;
    }
    Ok(())
}

fn compare_field(name: &str, value: &Value, text: &dyn Fn(&str) -> Option<String>) -> Result<(), String> {
    let got = text(name);
    let good = match value {
        Value::Object(_) => return compare_fields(&format!("{name}."), value, text),
        Value::Array(elements) => {
            for (number, element) in elements.iter().enumerate() {
                compare_field(&format!("{name}.{number}"), element, text)?;
            }
            text(&format!("{name}.count")) == Some(elements.len().to_string())
        }
        // C text ends at a NUL.
        Value::String(value) => got.as_deref() == value.split('\0').next(),
        Value::Number(value) => got.as_ref().is_some_and(|got| got.parse().ok() == value.as_i64()),
        Value::Bool(value) => got == Some(value.to_string()),
        Value::Null => got.is_none(),
    };
    check(good, || format!("{name}: {got:?} instead of {value}"))
}

fn compare_error(expected: &Expected, text: &dyn Fn(&str) -> Option<String>) -> Result<(), String> {
    let all = |name: &str| format!("{name}: {:?}, of {:?}, instead of {expected:?}", text(name), text("message"));
    let optional = |name: &str, value: &Option<Value>| {
        let shown = value.as_ref().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        value.is_none() || text(name) == shown.filter(|_| *value != Some(Value::Null))
    };
    check(text("status") == Some(expected.code.clone()), || all("status"))?;
    check(text("code") == Some(expected.code.clone()), || all("code"))?;
    let status = expected.http_status.map(|status| status.to_string());
    check(text("http_status") == status, || all("http_status"))?;
    check(optional("server_code", &expected.server_code), || all("server_code"))?;
    check(optional("server_message", &expected.server_message), || all("server_message"))?;
    let part = expected.message_contains.as_deref().unwrap_or_default();
    check(text("message").unwrap_or_default().contains(part), || all("message"))?;
    let start = expected.body_start.as_deref().unwrap_or_default();
    check(text("body_start").unwrap_or_default().starts_with(start), || all("body_start"))?;
    let retryable = expected.retryable.map(|retryable| retryable.to_string());
    check(retryable.is_none() || text("retryable") == retryable, || all("retryable"))
}

fn check(good: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if good { Ok(()) } else { Err(what()) }
}

/// Equality with numbers compared by value.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}
