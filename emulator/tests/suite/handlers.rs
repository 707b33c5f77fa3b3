//! Every request to the servers' own handlers in `tests/handlers`, replayed: the emulator of the release gives the same
//! answer.

use std::io::{BufReader, Write};
use std::net::TcpStream;

use milvus_import_emulator::{Collection, Emulator, FileSpec, JobSpec};
use serde::Deserialize;
use serde_json::Value;

use crate::client::{Reply, emulator, receive};

const ID: &str = "448761313698322011";

/// Names of cases whose answers differ, each with the reason. There are none.
const KNOWN_DIFFERENCES: [(&str, &str); 0] = [];

#[derive(Deserialize)]
struct Case {
    name: String,
    auth: bool,
    request: Request,
    response: Response,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: String,
}

#[derive(Deserialize)]
struct Response {
    status: u16,
    content_type: String,
    #[serde(default)]
    headers: std::collections::BTreeMap<String, String>,
    body: String,
}

/// The server that the cases were asked, by the emulator's own means.
fn scene(release: &str, auth: bool) -> Emulator {
    let mut builder = emulator(&format!("milvus-{release}")).collection(Collection::from("pk").with_partition_key());
    for collection in ["docs", "books", "c", "db2/docs2"] {
        builder = builder.collection(collection);
    }
    if auth {
        builder = builder.token("root:Milvus").user("test:Milvus").user("bob:Milvus=docs");
    }
    let emulator = builder.start_blocking().unwrap();
    let file = |name: &str| FileSpec { paths: vec![name.to_owned()], ..FileSpec::default() };
    emulator.add_job(JobSpec {
        job_id: Some(ID.to_owned()),
        collection_name: "docs".to_owned(),
        files: vec![file("a.parquet"), file("b.parquet")],
        progress: 100,
        ..JobSpec::default()
    });
    emulator
}

fn send(emulator: &Emulator, request: &Request) -> Reply {
    let (body, path) = (request.body.replace("<JID>", ID), request.path.replace("<JID>", ID));
    let mut text = format!("{} {path} HTTP/1.1\r\nHost: localhost\r\n", request.method);
    for (name, value) in &request.headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    // An empty body needs no length, and one in chunks must not have one.
    if !body.is_empty() && !request.headers.iter().any(|(name, _)| name == "Transfer-Encoding") {
        text.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
    }
    text.extend(["\r\n", &body]);
    let mut stream = TcpStream::connect(emulator.address()).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    receive(&mut BufReader::new(stream)).unwrap()
}

/// Whether a value is what was expected, placeholders filled in.
fn fits(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::String(expected), found) => match (expected.as_str(), found) {
            ("<TIME>", Value::String(time)) => time.len() == 20 && time.ends_with('Z'),
            ("<ID>", Value::String(id)) => id.parse::<u64>().is_ok(),
            ("<INT>", found) => found.is_u64(),
            ("<RECORDS>", found) => found.is_array(),
            (text, Value::String(found)) => fits_text(&text.replace("<JID>", ID), found),
            _ => false,
        },
        (Value::Array(expected), Value::Array(found)) => {
            // Files come in any order.
            let fits_one = |expected| found.iter().any(|found| fits(expected, found));
            expected.len() == found.len() && expected.iter().all(fits_one)
        }
        (Value::Object(expected), Value::Object(found)) => {
            let has = |(name, value): (&String, &Value)| found.get(name).is_some_and(|found| fits(value, found));
            expected.len() == found.len() && expected.iter().all(has)
        }
        (expected, found) => expected == found,
    }
}

/// A decoder's own words need not be the same, what the server says around them does.
fn fits_text(expected: &str, found: &str) -> bool {
    const DECODER: &str = "can only accept json format request, error: ";
    match (expected.strip_prefix(DECODER), found.strip_prefix(DECODER)) {
        (Some(expected), Some(found)) if !expected.ends_with(": invalid parameter") => !found.is_empty(),
        _ => expected == found,
    }
}

fn difference(release: &str, case: &Case, reply: &Reply) -> Option<String> {
    let expected = &case.response;
    let header = |name| reply.header(name).unwrap_or_default();
    let body = match serde_json::from_str(&expected.body) {
        Ok(body) => serde_json::from_slice(&reply.body).is_ok_and(|found| fits(&body, &found)),
        Err(_) => expected.body.as_bytes() == reply.body,
    };
    let is_same = reply.status == expected.status
        && header("content-type") == expected.content_type
        && header("location") == expected.headers.get("location").map_or("", String::as_str)
        && header("access-control-allow-origin") == "*"
        && (header("x-content-type-options") == "nosniff") == (release >= "2.6.18")
        && body;
    let found = format!("{} {} {}", reply.status, header("content-type"), String::from_utf8_lossy(&reply.body));
    let wanted = format!("{} {} {}", expected.status, expected.content_type, expected.body);
    (!is_same)
        .then(|| format!("{release}, {}: {}\n  expected {wanted}\n  found    {found}", case.name, case.request.body))
}

#[test]
fn the_emulator_answers_as_the_servers_handlers_do() {
    let mut differences = Vec::new();
    for (release, cases) in [
        ("2.4.12", include_str!("../handlers/2.4.12.json")),
        ("2.5.27", include_str!("../handlers/2.5.27.json")),
        ("2.6.18", include_str!("../handlers/2.6.18.json")),
        ("3.0.0", include_str!("../handlers/3.0.0.json")),
    ] {
        let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
        let (open, closed) = (scene(release, false), scene(release, true));
        let different = cases.iter().filter_map(|case| {
            let reply = send(if case.auth { &closed } else { &open }, &case.request);
            difference(release, case, &reply).map(|text| (case.name.as_str(), text))
        });
        let before = differences.len();
        differences.extend(different.map(|(name, text)| (name.to_owned(), text)));
        println!("{release}: {} of {} equal", cases.len() + before - differences.len(), cases.len());
    }
    differences.retain(|(name, _)| !KNOWN_DIFFERENCES.iter().any(|(known, _)| name == known));
    let texts: Vec<&str> = differences.iter().map(|(_, text)| text.as_str()).collect();
    assert!(texts.is_empty(), "{} differ\n{}", texts.len(), texts.join("\n"));
}
