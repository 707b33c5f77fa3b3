//! Python: against pymilvus and HTTP clients.

use super::race::{Race, about};
use super::start::{Above, Program, Start};
use super::{Figure, Promise};
use crate::server::DETAILS;

const DROP_IN: &str = "drop_in";
const CLIENT: &str = "milvus_import_client";
const ASYNC: &str = "milvus_import_async";
const PYMILVUS: &str = "pymilvus_function";
const HTTP: [&str; 3] = ["requests_session", "urllib3_pool", "httpx_client"];
const ASYNC_HTTP: [&str; 2] = ["aiohttp_session", "httpx_async"];
/// No peer of a promise: nobody's documentation says to poll a service with it.
const STANDARD_LIBRARY: &str = "http_client";
const OURS: [&str; 2] = [DROP_IN, CLIENT];

/// How calls are made at once.
#[derive(Clone, Copy, PartialEq)]
enum How {
    OneByOne,
    Threads,
    Tasks,
}

pub(super) fn races() -> Vec<Race> {
    let mut races = Vec::new();
    for how in [How::OneByOne, How::Threads, How::Tasks] {
        for secure in [false, true] {
            races.extend(DETAILS.map(|details| race(how, details, secure)));
        }
    }
    races
}

fn race(how: How, details: usize, secure: bool) -> Race {
    let threads = [&OURS[..], &[PYMILVUS], &HTTP, &[STANDARD_LIBRARY]].concat();
    let tasks = [&[ASYNC][..], &ASYNC_HTTP].concat();
    let (title, clients) = match how {
        How::OneByOne => ("one call after the other", [threads, tasks].concat()),
        How::Threads => ("64 threads at once", threads),
        How::Tasks => ("64 tasks at once", tasks),
    };
    Race {
        title: format!("{title}, {}", about(details, secure)),
        details,
        secure,
        at_once: if how == How::OneByOne { 1 } else { 64 },
        clients,
        peer: if how == How::Tasks { ASYNC_HTTP[0] } else { PYMILVUS },
        floor: Some("floor"),
        promises: promises(how, details, secure),
        in_smoke: matches!(
            (how, details, secure),
            (How::OneByOne | How::Threads, 1, false) | (How::OneByOne, 10_000, true) | (How::Tasks, 1, true)
        ),
    }
}

fn promises(how: How, details: usize, secure: bool) -> Vec<Promise> {
    let to_pymilvus = |least, figure| OURS.map(|ours| Promise::at_least(least, &[PYMILVUS], ours, figure));
    match (how, details, secure) {
        (How::Threads, 1, false) => to_pymilvus(30.0, Figure::Wall).into(),
        (How::Tasks, 1, false) => vec![
            Promise::at_least(3.0, &ASYNC_HTTP[..1], ASYNC, Figure::Wall),
            Promise::at_least(3.5, &ASYNC_HTTP[..1], ASYNC, Figure::Cpu),
        ],
        (How::OneByOne, 1, _) => {
            let peers = [&HTTP[..], &ASYNC_HTTP].concat();
            let to_peers = OURS.map(|ours| Promise::at_least(3.0, &peers, ours, Figure::Cpu));
            to_pymilvus(if secure { 280.0 } else { 12.0 }, Figure::Cpu).into_iter().chain(to_peers).collect()
        }
        (How::OneByOne, 10_000, false) => to_pymilvus(10.0, Figure::Cpu).into(),
        _ => Vec::new(),
    }
}

pub(super) fn starts() -> [Start; 2] {
    // Resident memory now, in kB. Not the peak, which a process inherits from the one that forked it.
    const MEMORY: &str =
        "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('VmRSS')][0])";
    let file = |name| Program { name, arguments: vec!["-I".to_owned(), format!("python/start/{name}.py")] };
    let import = |name, module: &str| Program {
        name,
        arguments: vec!["-I".to_owned(), "-c".to_owned(), format!("{module}\n{MEMORY}")],
    };
    [
        Start {
            title: "a cold process until it has its first answer",
            bare: Program {
                name: "bare interpreter",
                arguments: vec!["-I".to_owned(), "-c".to_owned(), "print()".to_owned()],
            },
            programs: [DROP_IN, CLIENT, "pymilvus", "requests", "urllib3", "httpx", "aiohttp"].map(file).into(),
            answers: true,
            peer: Some("pymilvus"),
            // How many times as long the peer takes, at least.
            at_least: OURS.map(|ours| (ours, 50.0)).into(),
            at_most: Vec::new(),
        },
        Start {
            title: "what an import adds to a bare interpreter",
            bare: import("bare interpreter", ""),
            programs: vec![
                import("milvus_import", "import milvus_import"),
                import("pymilvus.bulk_writer", "import pymilvus.bulk_writer"),
                import("requests", "import requests"),
                import("urllib3", "import urllib3"),
                import("httpx", "import httpx"),
                import("aiohttp", "import aiohttp"),
            ],
            answers: false,
            peer: None,
            at_least: Vec::new(),
            at_most: vec![("milvus_import", Above::Milliseconds(3.0)), ("milvus_import", Above::Megabytes(5.0))],
        },
    ]
}
