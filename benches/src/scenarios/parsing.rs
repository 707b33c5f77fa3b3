//! Reading answers, without the network where it says so.

use std::hint::black_box;

use milvus_import::ImportProgress;
use milvus_import::protocol::{Api, Operation, Protocol, Response};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::Scenario;
use crate::answer::{self, JOB_ID};
use crate::clients::{self, Target};
use crate::measure::{Call, Contender, Race};
use crate::report::Report;
use crate::server::Server;

/// What serde makes of an answer when every field of every file is wanted.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsed, never read")]
struct Detail {
    complete_time: String,
    file_name: String,
    file_size: i64,
    imported_rows: i64,
    progress: i64,
    reason: Option<String>,
    state: String,
    total_rows: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsed, never read")]
struct Data {
    collection_name: String,
    complete_time: String,
    create_time: String,
    details: Vec<Detail>,
    file_size: i64,
    imported_rows: i64,
    job_id: String,
    progress: i64,
    reason: Option<String>,
    state: String,
    total_rows: i64,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "parsed, never read")]
struct Envelope {
    code: i64,
    data: Data,
}

/// A job of 10,000 files: its summary, and all of it.
pub(super) fn many_files(server: &Server) -> Scenario<'_> {
    const POLL: &str = "poll over a lane, summary read";
    const DETAILS: &str = "parse, details read";
    const FILES: usize = 10_000;
    Scenario::new(format!("parsing a job of {FILES} files"), |options| {
        let body = answer::body(FILES);
        let expect = body.len();
        let target = Target { address: server.address(FILES, false)?.to_owned(), certificate: None, details: FILES };
        let contenders = vec![
            Contender::new(POLL, clients::lanes(&target, 1)?),
            Contender::new("parse, summary read", vec![parse(body.clone(), 0)]),
            Contender::new(DETAILS, vec![parse(body.clone(), FILES)]),
        ];
        let floor = Contender::new("floor: serde_json, all typed", vec![serde_json::<Envelope>(body)]);
        let rows = Race { floor, contenders, peer: POLL, expect }.run(options.plan(20))?;
        Ok(Report::new(POLL, rows)
            .promise(
                POLL,
                0.25,
                format!("{FILES} files: polling and reading the summary, against parsing all with serde_json"),
            )
            .promise(DETAILS, 1.0, format!("{FILES} files: reading the details too, against the same")))
    })
}

/// 5 MB that nobody asked for, easy to skip and hard to skip.
pub(super) fn unknown_fields() -> [Scenario<'static>; 2] {
    const BYTES: usize = 5_000_000;
    const PARSE: &str = "parse, summary read";
    [("integers", answer::with_integers as fn(usize) -> Vec<u8>), ("objects", answer::with_objects)].map(
        |(what, make)| {
            Scenario::new(format!("parsing 5 MB of unknown {what}"), move |options| {
                let body = make(BYTES);
                let expect = body.len();
                let contenders = vec![Contender::new(PARSE, vec![parse(body.clone(), 0)])];
                let floor = Contender::new("floor: serde_json, IgnoredAny", vec![serde_json::<IgnoredAny>(body)]);
                let rows = Race { floor, contenders, peer: PARSE, expect }.run(options.plan(10))?;
                Ok(Report::new(PARSE, rows).promise(
                    PARSE,
                    1.5,
                    format!("5 MB of unknown {what}: against skipping with serde_json"),
                ))
            })
        },
    )
}

fn serde_json<T: DeserializeOwned>(body: Vec<u8>) -> Call {
    Box::new(move || {
        black_box(serde_json::from_slice::<T>(&body)?);
        Ok(body.len())
    })
}

/// The product's parser; `files`: how many details to read after the summary, none for 0.
fn parse(body: Vec<u8>, files: usize) -> Call {
    let protocol = Protocol::new(Api::MilvusV2);
    let response = Response::new(200, body);
    Box::new(move || {
        let call = milvus_import::Call::of_job(Operation::GetImportProgress, JOB_ID)?;
        let progress = ImportProgress::try_from(protocol.parse(&call, response.clone())?)?;
        let right = progress.total_rows == Some(100_000) && (files == 0 || progress.details()?.len() == files);
        if right { Ok(response.body.len()) } else { Err(format!("a wrong answer: {progress:?}").into()) }
    })
}
