//! Follows one import to its end, telling of each change: a bar on a terminal, lines in a pipe, or JSON lines.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use milvus_import::blocking::Client;
use milvus_import::{CancelToken, Error, ErrorCode, Event, ImportProgress, JobState, Outage, WaitOptions};

use crate::bar::{self, Bar};
use crate::duration::clock;
use crate::failure::{Failure, IMPORT_FAILED};
use crate::output::{Output, line, say};
use crate::pace::Pace;
use crate::text::clean;

/// Lines tell of an outage at once, and then so often.
const OUTAGE_LINES: Duration = Duration::from_secs(30);

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
    let mut watch = client.watch(job_id, options);
    let ended = loop {
        match watch.next_event() {
            None => break watch.outcome(),
            Some(Err(error)) => break Err(error),
            Some(Ok(event)) if told.is_ok() => told = teller.tell(&event),
            Some(Ok(_)) => {}
        }
        // Without a reader there is nothing to follow for.
        if told.is_err() {
            cancel.cancel();
        }
    };
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
struct Teller {
    way: Way,
    since: Instant,
    /// When a line last told of an outage that goes on.
    outage_told: Option<Instant>,
}

enum Way {
    Json(Output),
    Bar(Bar),
    Lines(Pace),
}

impl Teller {
    fn new(out: Output) -> Self {
        let way = if out.json {
            Way::Json(out)
        } else if io::stderr().is_terminal() {
            Way::Bar(Bar::new())
        } else {
            Way::Lines(Pace::default())
        };
        Self { way, since: Instant::now(), outage_told: None }
    }

    fn tell(&mut self, event: &Event) -> Result<(), Failure> {
        match event {
            Event::Progress(progress) => self.change(progress),
            Event::Outage(outage) => self.outage(outage),
            _ => self.recovered(),
        }
    }

    fn change(&mut self, progress: &ImportProgress) -> Result<(), Failure> {
        match &mut self.way {
            Way::Json(out) => out.job(progress),
            Way::Bar(bar) => {
                bar.update(progress);
                Ok(())
            }
            Way::Lines(pace) => {
                let now = Instant::now();
                pace.observe(now, progress);
                line(&standing(progress, self.since, &bar::speed(pace, now)))
            }
        }
    }

    fn outage(&mut self, outage: &Outage) -> Result<(), Failure> {
        if let Way::Bar(bar) = &self.way {
            bar.outage(outage);
            return Ok(());
        }
        if self.outage_told.is_some_and(|at| at.elapsed() < OUTAGE_LINES) {
            return Ok(());
        }
        self.outage_told = Some(Instant::now());
        self.aside(&clean(&outage.to_string()))
    }

    fn recovered(&mut self) -> Result<(), Failure> {
        self.outage_told = None;
        match &self.way {
            Way::Bar(bar) => {
                bar.recovered();
                Ok(())
            }
            _ => self.aside("the server answers again"),
        }
    }

    /// A line between those of the job. Whoever reads JSON finds only jobs on stdout.
    fn aside(&self, text: &str) -> Result<(), Failure> {
        if let Way::Json(_) = self.way {
            say(text);
            return Ok(());
        }
        line(&format!("[{}] {text}", clock(self.since.elapsed())))
    }

    /// Takes the bar away; where the job ended, a line stays for the record.
    fn close(&self, ended: Option<&ImportProgress>) -> Result<(), Failure> {
        let Way::Bar(bar) = &self.way else { return Ok(()) };
        bar.clear();
        ended.map_or(Ok(()), |progress| line(&standing(progress, self.since, "")))
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
