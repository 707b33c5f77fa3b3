//! Node.js: against Milvus's SDK and HTTP clients.

use super::race::{Race, about};
use super::start::{Above, Program, Start};
use super::{Figure, Promise};
use crate::server::DETAILS;

const CLIENT: &str = "milvus_import";
const DROP_IN: &str = "drop_in";
const OURS: [&str; 2] = [CLIENT, DROP_IN];
const SDK: &str = "sdk";
const NODE_HTTP: &str = "node_http";
const WITH_DETAILS: &str = "milvus_import_details";
/// No client: `JSON.parse` of bytes that are there already.
const PARSE: &str = "json_parse";

pub(super) fn races() -> Vec<Race> {
    let mut races = Vec::new();
    for at_once in [1, 64] {
        for secure in [false, true] {
            races.extend(DETAILS.map(|details| race(at_once, details, secure)));
        }
    }
    races
}

fn race(at_once: u32, details: usize, secure: bool) -> Race {
    let how = if at_once == 1 { "one call after the other" } else { "64 calls at once" };
    let mut clients = [&OURS[..], &[SDK, "fetch", NODE_HTTP]].concat();
    if (at_once, details) == (1, 10_000) {
        clients.extend([WITH_DETAILS, PARSE]);
    }
    Race {
        title: format!("{how}, {}", about(details, secure)),
        details,
        secure,
        at_once,
        clients,
        peer: SDK,
        floor: Some("floor"),
        promises: promises(at_once, details, secure),
        in_smoke: matches!((at_once, details, secure), (_, 1, false) | (1, 10_000, true)),
    }
}

fn promises(at_once: u32, details: usize, secure: bool) -> Vec<Promise> {
    match (at_once, details, secure) {
        (1, 1, _) => OURS
            .iter()
            .flat_map(|ours| {
                [Promise::at_least(5.0, &[SDK], ours, Figure::Cpu), Promise::at_most(1.0, ours, NODE_HTTP)]
            })
            .collect(),
        (1, 10_000, false) => {
            vec![Promise::at_most(0.5, CLIENT, PARSE), Promise::at_most(1.2, WITH_DETAILS, PARSE)]
        }
        (64, 1, false) => OURS.map(|ours| Promise::at_least(18.0, &[SDK], ours, Figure::Wall)).into(),
        _ => Vec::new(),
    }
}

pub(super) fn starts() -> [Start; 2] {
    let file = |name| Program { name, arguments: vec![format!("node/start/{name}.cjs")] };
    let bare = || Program { name: "bare node", arguments: vec!["-e".to_owned(), "console.log()".to_owned()] };
    [
        Start {
            title: "a process until it has loaded a module",
            bare: bare(),
            programs: ["require_ours", "import_ours", "require_sdk", "require_http"].map(file).into(),
            answers: false,
            peer: None,
            at_least: Vec::new(),
            at_most: vec![("require_ours", Above::Milliseconds(15.0))],
        },
        Start {
            title: "a process until it has its first answer",
            bare: bare(),
            programs: [CLIENT, DROP_IN, SDK, "fetch"].map(file).into(),
            answers: true,
            peer: Some(SDK),
            at_least: Vec::new(),
            at_most: Vec::new(),
        },
    ]
}
