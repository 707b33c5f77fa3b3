//! `demo`: real files, a real client, and an import service inside this program.

use std::fmt::Display;
use std::path::Path;

use milvus_import::{Api, BulkImport, ClientBuilder, Error, ErrorCode, WaitOptions};
use milvus_import_emulator::Emulator;

use super::demo_files;
use crate::connect::Session;
use crate::failure::Failure;
use crate::follow::follow;
use crate::interrupt;
use crate::output::{Output, line};
use crate::text::grouped;

const PARQUET_ROWS: usize = 50_000;
const JSON_ROWS: usize = 12_345;
const TOKEN: &str = "root:demo";
/// Fast enough to be over in seconds, slow enough to see the phases.
const SPEED: f64 = 8.0;

/// The parts that every import of the demo needs.
struct Stage {
    session: Session,
    out: Output,
}

pub(crate) fn demo(out: Output) -> Result<(), Failure> {
    let folder = tempfile::Builder::new().prefix("milvus-import-demo-").tempdir().map_err(local)?;
    let [parquet, json, broken] =
        ["books.parquet", "books.json", "broken.parquet"].map(|name| folder.path().join(name));
    demo_files::parquet(&parquet, PARQUET_ROWS).map_err(local)?;
    demo_files::json(&json, JSON_ROWS).map_err(local)?;
    demo_files::half(&parquet, &broken).map_err(local)?;
    let emulator = Emulator::builder().token(TOKEN).speed(SPEED).start_blocking().map_err(local)?;
    let cancel = interrupt::token();
    // Whatever the environment says is about the caller's servers, not about this one.
    let client = ClientBuilder::new().uri(emulator.uri()).api(Api::MilvusV2).token(TOKEN).db_name("default");
    let client = client.build_blocking()?.cancellable(&cancel);
    let session = Session { client, cancel, wait: WaitOptions::default(), typed: String::new() };
    let stage = Stage { session, out };
    stage.say(&format!(
        "Nothing leaves this machine: an import service inside this program listens at {}.",
        emulator.uri()
    ))?;
    stage.import("1. A Parquet file", &parquet, PARQUET_ROWS)?;
    stage.import("2. A JSON file", &json, JSON_ROWS)?;
    stage.fail("3. The first half of that Parquet file, which must fail", &broken)?;
    stage.say("That is all. Against your own server: milvus-import wait JOB_ID --uri http://localhost:19530")
}

impl Stage {
    fn import(&self, title: &str, file: &Path, rows: usize) -> Result<(), Failure> {
        self.say(&format!("{title} of {} rows.", grouped(i64::try_from(rows).unwrap_or(i64::MAX))))?;
        let job_id = self.start(file)?;
        let progress = follow(&self.session, &job_id, true, self.out).map_err(over)?;
        let counted = progress.imported_rows.and_then(|rows| usize::try_from(rows).ok());
        if counted == Some(rows) { Ok(()) } else { Err(wrong(&format!("{counted:?} rows were imported, not {rows}"))) }
    }

    fn fail(&self, title: &str, file: &Path) -> Result<(), Failure> {
        self.say(&format!("{title}."))?;
        let job_id = self.start(file)?;
        match follow(&self.session, &job_id, true, self.out).map_err(over) {
            Ok(_) => Err(wrong("half a file was imported")),
            Err(failure) if failure.exit_code() == crate::failure::IMPORT_FAILED => {
                self.out.failure(&failure);
                self.say("As it should: `milvus-import wait` would now exit with 1.")
            }
            Err(failure) => Err(failure),
        }
    }

    fn start(&self, file: &Path) -> Result<String, Failure> {
        let mut order = BulkImport::new("books");
        order.files = vec![vec![file.to_string_lossy().into_owned()]];
        Ok(self.session.client.bulk_import(&order).map_err(|error| over(error.into()))?.job_id)
    }

    /// Tells a person what is going on; a script gets the imports only.
    fn say(&self, text: &str) -> Result<(), Failure> {
        if self.out.json { Ok(()) } else { line(text) }
    }
}

/// The demo's server ends with it, so an interrupted import does not go on.
fn over(failure: Failure) -> Failure {
    match failure {
        Failure::Error(error) if error.code() == ErrorCode::Cancelled => Error::new(error.code(), "interrupted").into(),
        other => other,
    }
}

fn local(error: impl Display) -> Failure {
    Error::new(ErrorCode::Internal, format!("cannot set up the demo: {error}")).into()
}

fn wrong(what: &str) -> Failure {
    Error::new(ErrorCode::Internal, format!("the demo went wrong: {what}")).into()
}
