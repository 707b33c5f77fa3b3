//! Follows one import to its end, telling of each change: a bar on a terminal, lines in a pipe, or JSON lines.

use std::env;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use console::style;
use milvus_import::{Error, ErrorCode, Event, ImportProgress, JobState, Outage, Pace, Phase};

use crate::bar::{self, Bar};
use crate::connect::Session;
use crate::duration::clock;
use crate::failure::{Failure, IMPORT_FAILED};
use crate::output::{Details, Output, json_text, line, say};
use crate::text::clean;

/// In a pipe a percentage is told again once it has grown by so much,
const STEP: u8 = 5;
/// and not before so much time has passed.
const PAUSE: Duration = Duration::from_secs(1);
/// Lines tell of an outage at once, and then so often.
pub(crate) const OUTAGE_LINES: Duration = Duration::from_secs(30);

/// A loaded collection goes on serving what it had loaded.
pub(crate) const REFRESH: &str = "if the collection was loaded before, refresh it to search the new rows: \
    POST /v2/vectordb/collections/refresh_load, or refresh_load() of pymilvus";

/// Follows `job_id` to its end, and says what is left to do then.
pub(crate) fn follow_and_advise(session: &Session, job_id: &str, changes: bool, out: Output) -> Result<(), Failure> {
    if follow(session, job_id, changes, out)?.is_success() {
        out.note(REFRESH);
    }
    Ok(())
}

/// Follows `job_id`, telling of the `changes` on stdout or of the end alone; Ok when it is Completed or awaits its commit.
pub(crate) fn follow(session: &Session, job_id: &str, changes: bool, out: Output) -> Result<ImportProgress, Failure> {
    let mut teller = Teller::new(changes && !out.quiet, out);
    let mut told = Ok(());
    let mut watch = session.client.watch(job_id, &session.wait);
    let ended = loop {
        match watch.next_event() {
            None => break watch.outcome(),
            Some(Err(error)) => break Err(error),
            Some(Ok(event)) if told.is_ok() => told = teller.tell(&event),
            Some(Ok(_)) => {}
        }
        // Without a reader there is nothing to follow for.
        if told.is_err() {
            session.cancel.cancel();
        }
    };
    let last = ended.as_ref().map_or_else(Error::progress, Some);
    teller.close(last.filter(|last| ended.is_ok() || last.is_terminal()))?;
    told?;
    match ended {
        Ok(progress) => {
            if progress.state == JobState::Uncommitted {
                let [commit, abort] = ["commit", "abort"].map(|command| session.hint(command, job_id));
                out.note(format!("the rows await a decision: {commit}, or {abort}"));
            }
            Ok(progress)
        }
        // The last line of JSON has said it all: Failed or Canceled, and why.
        Err(error) if error.code() == ErrorCode::ImportFailed && out.json => Err(Failure::Shown(IMPORT_FAILED)),
        Err(error) => Err(said(error, &session.hint("wait", job_id)).into()),
    }
}

/// An interruption in this program's words.
fn said(error: Error, again: &str) -> Error {
    match error.code() {
        ErrorCode::Cancelled => {
            Error::new(error.code(), format!("interrupted; the import goes on in the server: {again}"))
        }
        _ => error,
    }
}

/// Whether stderr is a terminal that can draw over a line.
pub(crate) fn draws_bars() -> bool {
    io::stderr().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether a change is worth a line, whenever that was.
pub(crate) fn news(before: &ImportProgress, now: &ImportProgress) -> bool {
    (before.state, before.phase, &before.reason) != (now.state, now.phase, &now.reason)
        || before.progress.abs_diff(now.progress) >= STEP
}

/// Tells of changes and outages.
struct Teller {
    way: Way,
    /// When a line last told of an outage that goes on.
    outage_told: Option<Instant>,
}

/// One of several ways.
enum Way {
    /// The last line, and whether all are wanted.
    Json(String, bool, Output),
    Bar(Bar, Instant),
    Lines(Lines, bool),
    Quiet,
}

impl Teller {
    fn new(changes: bool, out: Output) -> Self {
        let way = if out.json {
            Way::Json(String::new(), changes, out)
        } else if out.quiet {
            Way::Quiet
        } else if draws_bars() {
            Way::Bar(Bar::new(), Instant::now())
        } else {
            Way::Lines(Lines { pace: Pace::default(), since: Instant::now(), told: None }, changes)
        };
        Self { way, outage_told: None }
    }

    fn tell(&mut self, event: &Event) -> Result<(), Failure> {
        match event {
            Event::Progress(progress) => self.change(progress),
            Event::Outage(outage) => self.outage(outage),
            _ => self.recovered(),
        }
    }

    fn change(&mut self, progress: &ImportProgress) -> Result<(), Failure> {
        let last = progress.is_terminal() || progress.state == JobState::Uncommitted;
        match &mut self.way {
            Way::Json(before, changes, out) => {
                if last || (*changes && out.details == Details::All) {
                    return out.job(progress);
                }
                // What changed may be in the files alone.
                let summary = json_text(&progress.without_details())?;
                if !*changes || summary == *before {
                    return Ok(());
                }
                *before = summary;
                line(before)
            }
            Way::Bar(bar, _) => {
                bar.update(progress);
                Ok(())
            }
            Way::Lines(lines, changes) => lines.tell(progress, last, *changes),
            Way::Quiet => Ok(()),
        }
    }

    fn outage(&mut self, outage: &Outage) -> Result<(), Failure> {
        if let Way::Bar(bar, _) = &self.way {
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
        if let Way::Bar(bar, _) = &self.way {
            bar.recovered();
            return Ok(());
        }
        self.aside("the server answers again")
    }

    /// A line between those of the job; on stderr where stdout is for a program.
    fn aside(&self, text: &str) -> Result<(), Failure> {
        match &self.way {
            Way::Lines(lines, true) => line(&format!("[{}] {text}", clock(lines.since.elapsed()))),
            Way::Json(..) | Way::Lines(..) => {
                say(text);
                Ok(())
            }
            Way::Bar(..) | Way::Quiet => Ok(()),
        }
    }

    /// Takes the bar away; where the job ended, a line stays for the record.
    fn close(&self, ended: Option<&ImportProgress>) -> Result<(), Failure> {
        let Way::Bar(bar, since) = &self.way else { return Ok(()) };
        bar.clear();
        ended.map_or(Ok(()), |progress| line(&standing(progress, *since, "")))
    }
}

/// Lines for a log: not every change is one.
struct Lines {
    pace: Pace,
    since: Instant,
    told: Option<Told>,
}

/// What the last line said, and when.
struct Told {
    at: Instant,
    progress: u8,
    standing: (JobState, Phase, Option<String>),
}

impl Lines {
    fn tell(&mut self, progress: &ImportProgress, last: bool, changes: bool) -> Result<(), Failure> {
        let now = Instant::now();
        self.pace.observe(now, progress);
        let standing = (progress.state, progress.phase, progress.reason.clone());
        let news = self.told.as_ref().is_none_or(|told| {
            told.standing != standing
                || (told.progress.abs_diff(progress.progress) >= STEP && now.duration_since(told.at) >= PAUSE)
        });
        if !(last || changes && news) {
            return Ok(());
        }
        self.told = Some(Told { at: now, progress: progress.progress, standing });
        line(&self::standing(progress, self.since, &bar::speed(&self.pace, now)))
    }
}

/// `[0:12] Importing   45 %  loading     45,000 of 100,000 rows`
pub(crate) fn standing(progress: &ImportProgress, since: Instant, speed: &str) -> String {
    let ImportProgress { state, progress: percent, phase, reason, .. } = progress;
    let rows = bar::rows(progress, " of ");
    let reason = reason.as_deref().map_or_else(String::new, |reason| format!("  {}", clean(reason)));
    let state = style(format!("{state:<10}"));
    let state = match progress.state {
        JobState::Completed => state.green(),
        JobState::Failed | JobState::Canceled => state.red(),
        JobState::Uncommitted => state.yellow(),
        _ => state,
    };
    let line = format!("[{}] {state} {percent:>3} %  {phase:<10}  {rows}{speed}{reason}", clock(since.elapsed()));
    line.trim_end().to_owned()
}
