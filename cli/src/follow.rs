//! Follows one import to its end, telling of each change: a bar on a terminal, lines in a pipe, or JSON lines.

use std::io::{self, IsTerminal};
use std::time::Instant;

use milvus_import::blocking::Client;
use milvus_import::{CancelToken, Error, ErrorCode, ImportProgress, JobState, WaitOptions};

use crate::bar::{self, Bar};
use crate::duration::clock;
use crate::failure::{Failure, IMPORT_FAILED};
use crate::output::{Output, line};
use crate::pace::Pace;
use crate::text::clean;

/// Follows `job_id` to its end, and says what is left to do then.
pub(crate) fn follow_and_advise(
    client: &Client,
    cancel: &CancelToken,
    job_id: &str,
    options: &WaitOptions,
    out: Output,
) -> Result<(), Failure> {
    if follow(client, cancel, job_id, options, out)?.is_success() {
        // A loaded collection goes on serving what it had loaded.
        out.note(
            "if the collection was loaded before, refresh it to search the new rows: \
             POST /v2/vectordb/collections/refresh_load, or refresh_load() of pymilvus",
        );
    }
    Ok(())
}

/// Follows `job_id`; Ok when it is Completed or awaits its commit.
pub(crate) fn follow(
    client: &Client,
    cancel: &CancelToken,
    job_id: &str,
    options: &WaitOptions,
    out: Output,
) -> Result<ImportProgress, Failure> {
    let mut teller = Teller::new(out);
    let mut told = Ok(());
    let ended = client.wait(job_id, options, |progress| {
        if told.is_ok() {
            told = teller.tell(progress);
        }
        // Without a reader there is nothing to follow for.
        if told.is_err() {
            cancel.cancel();
        }
    });
    let last = ended.as_ref().map_or_else(Error::progress, Some);
    teller.close(last.filter(|last| ended.is_ok() || last.is_terminal()))?;
    told?;
    match ended {
        Ok(progress) => {
            if progress.state == JobState::Uncommitted {
                let id = clean(job_id);
                out.note(format!("the rows await a decision: milvus-import commit {id}, or abort {id}"));
            }
            Ok(progress)
        }
        // The last line of JSON has said it all: Failed or Canceled, and why.
        Err(error) if error.code() == ErrorCode::ImportFailed && out.json => Err(Failure::Shown(IMPORT_FAILED)),
        Err(error) => Err(said(error, job_id).into()),
    }
}

/// An interruption in this program's words.
fn said(error: Error, job_id: &str) -> Error {
    match error.code() {
        ErrorCode::Cancelled => {
            let id = clean(job_id);
            Error::new(error.code(), format!("interrupted; the import goes on in the server: milvus-import wait {id}"))
        }
        _ => error,
    }
}

/// Tells of changes in one of three ways.
enum Teller {
    Json(Output),
    Bar(Bar, Instant),
    Lines(Pace, Instant),
}

impl Teller {
    fn new(out: Output) -> Self {
        let now = Instant::now();
        if out.json {
            Self::Json(out)
        } else if io::stderr().is_terminal() {
            Self::Bar(Bar::new(), now)
        } else {
            Self::Lines(Pace::default(), now)
        }
    }

    fn tell(&mut self, progress: &ImportProgress) -> Result<(), Failure> {
        match self {
            Self::Json(out) => out.job(progress),
            Self::Bar(bar, _) => {
                bar.update(progress);
                Ok(())
            }
            Self::Lines(pace, since) => {
                let now = Instant::now();
                pace.observe(now, progress);
                line(&standing(progress, *since, &bar::speed(pace, now)))
            }
        }
    }

    /// Takes the bar away; where the job ended, a line stays for the record.
    fn close(&self, ended: Option<&ImportProgress>) -> Result<(), Failure> {
        let Self::Bar(bar, since) = self else { return Ok(()) };
        bar.clear();
        ended.map_or(Ok(()), |progress| line(&standing(progress, *since, "")))
    }
}

/// `[0:12] Importing   45 %  loading     45,000 of 100,000 rows`
fn standing(progress: &ImportProgress, since: Instant, speed: &str) -> String {
    let ImportProgress { state, progress: percent, phase, reason, .. } = progress;
    let rows = bar::rows(progress, " of ");
    let reason = reason.as_deref().map_or_else(String::new, |reason| format!("  {}", clean(reason)));
    let line = format!("[{}] {state:<10} {percent:>3} %  {phase:<10}  {rows}{speed}{reason}", clock(since.elapsed()));
    line.trim_end().to_owned()
}
