//! Follows many imports to their ends: bars and a line of totals on a terminal, lines in a pipe, or JSON lines.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use milvus_import::blocking::WatchMany;
use milvus_import::{Error, ErrorCode, ImportProgress, JobEvent, JobEventKind, JobState, Outage, Result};
use milvus_import_check::explain_error;
use serde::Serialize;

use crate::bars::Bars;
use crate::connect::Session;
use crate::duration::clock;
use crate::failure::{Failure, IMPORT_FAILED};
use crate::follow::{OUTAGE_LINES, draws_bars, news, standing};
use crate::output::{Output, json_line, json_text, line, said, say};
use crate::text::clean;
use crate::totals::{Totals, count};

/// As many ids are named where jobs are left running.
const NAMED: usize = 20;

/// How many imports are followed.
#[derive(Default)]
pub(crate) struct Ask {
    /// Stop at the first that fails.
    pub(crate) fail_fast: bool,
    /// How many files are to be imported, where it is not just jobs that are followed.
    pub(crate) files: Option<usize>,
    /// Whether the same command goes on where this one ends.
    pub(crate) has_ledger: bool,
}

/// Follows jobs to their ends. Ok when all are Completed or await their commit.
pub(crate) fn follow_many(session: &Session, watch: WatchMany, ask: &Ask, out: Output) -> Result<(), Failure> {
    follow_many_with(session, watch, ask, out, &mut |_| {})
}

/// The same, and hands on what happens.
pub(crate) fn follow_many_with(
    session: &Session,
    watch: WatchMany,
    ask: &Ask,
    out: Output,
    seen: &mut dyn FnMut(&JobEvent),
) -> Result<(), Failure> {
    let mut teller = Teller::new(ask.files, out);
    let ended = run(session, watch, ask, &mut teller, seen);
    teller.close();
    ended?;
    if let Some(error) = teller.first_error.filter(|_| !teller.totals.has_failed()) {
        return Err(Failure::Shown(Failure::Error(error).exit_code()));
    }
    for (why, count) in &teller.explained {
        out.note(format_args!("why {count} failed: {why}"));
    }
    out.note(teller.totals.at_the_end());
    if teller.totals.has_failed() { Err(Failure::Shown(IMPORT_FAILED)) } else { Ok(()) }
}

fn run(
    session: &Session,
    mut watch: WatchMany,
    ask: &Ask,
    teller: &mut Teller,
    seen: &mut dyn FnMut(&JobEvent),
) -> Result<(), Failure> {
    while let Some(event) = watch.next() {
        match event {
            Ok(event) => {
                seen(&event);
                teller.tell(&event)?;
            }
            Err(error) if error.code() == ErrorCode::Cancelled => {
                let text = left_running(session, &watch, ask, "interrupted");
                return Err(Error::new(ErrorCode::Cancelled, text).into());
            }
            Err(error) => return Err(error.into()),
        }
        if ask.fail_fast && teller.totals.has_failed() {
            teller.close();
            say(&left_running(session, &watch, ask, "an import failed"));
            return Ok(());
        }
    }
    Ok(())
}

/// What goes on in the server, by name as far as there is room.
fn left_running(session: &Session, watch: &WatchMany, ask: &Ask, why: &str) -> String {
    let job_ids = watch.job_ids();
    let again = match ask {
        Ask { has_ledger: true, .. } => "; the same command goes on from here".to_owned(),
        Ask { files: Some(_), .. } => format!("; one more may just have been started: {}", session.hint("list", "")),
        _ => String::new(),
    };
    if job_ids.is_empty() {
        return format!("{why}; none of these imports is running{again}");
    }
    let named: Vec<_> = job_ids.iter().take(NAMED).map(|job_id| clean(job_id).into_owned()).collect();
    let more = job_ids.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(", and {} more", count(more)) };
    let hint = session.hint("wait", "");
    format!("{why}; these imports go on in the server: {}{more} ({hint} ID…){again}", named.join(" "))
}

/// Files, and what is said of them.
#[derive(Serialize)]
struct FilesLine<'a> {
    event: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_id: Option<&'a str>,
    files: &'a [Vec<String>],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Error>,
}

/// Tells of changes, ends and outages.
struct Teller {
    way: Way,
    out: Output,
    since: Instant,
    totals: Totals,
    outage_told: Option<Instant>,
    first_error: Option<Error>,
    /// What failed imports have in common, and how many.
    explained: BTreeMap<String, usize>,
}

enum Way {
    /// The last line of each job.
    Json(HashMap<String, String>),
    Bars(Bars),
    /// What the last line of each job said.
    Lines(HashMap<String, ImportProgress>),
    Quiet,
}

/// The end of a job of which there is no more to tell than why.
#[derive(Serialize)]
struct EndLine<'a> {
    job_id: &'a str,
    error: &'a Error,
}

impl Teller {
    fn new(files: Option<usize>, out: Output) -> Self {
        let way = match out {
            Output { json: true, .. } => Way::Json(HashMap::new()),
            Output { quiet: true, .. } => Way::Quiet,
            _ if draws_bars() => Way::Bars(Bars::new()),
            _ => Way::Lines(HashMap::new()),
        };
        let totals = Totals::new(files);
        Self {
            way,
            out,
            since: Instant::now(),
            totals,
            outage_told: None,
            first_error: None,
            explained: BTreeMap::new(),
        }
    }

    fn tell(&mut self, event: &JobEvent) -> Result<(), Failure> {
        self.totals.take(event);
        match event {
            JobEvent::Progress(progress) => self.change(progress)?,
            JobEvent::Ended { job_id, outcome } => self.end(job_id, outcome)?,
            JobEvent::Outage(outage) => self.outage(outage),
            JobEvent::Recovered => self.recovered(),
            event => self.files(event)?,
        }
        if let Way::Bars(bars) = &self.way {
            bars.totals(&self.totals);
        }
        Ok(())
    }

    fn change(&mut self, progress: &ImportProgress) -> Result<(), Failure> {
        // Its end is told once it is confirmed.
        let is_end = progress.is_terminal() || progress.state == JobState::Uncommitted;
        match &mut self.way {
            _ if is_end && !self.out.json => Ok(()),
            Way::Json(before) => {
                let summary = json_text(&progress.without_details())?;
                let is_news = before.insert(progress.job_id.clone(), summary.clone()).as_ref() != Some(&summary);
                if is_news && !self.out.quiet && !is_end { line(&summary) } else { Ok(()) }
            }
            Way::Bars(bars) => {
                bars.update(progress);
                Ok(())
            }
            Way::Lines(told) => {
                if !told.get(&progress.job_id).is_none_or(|before| news(before, progress)) {
                    return Ok(());
                }
                told.insert(progress.job_id.clone(), progress.clone());
                line(&format!("{} {}", clean(&progress.job_id), standing(progress, self.since, "")))
            }
            Way::Quiet => Ok(()),
        }
    }

    fn end(&mut self, job_id: &str, outcome: &Result<ImportProgress>) -> Result<(), Failure> {
        let last = outcome.as_ref().map_or_else(Error::progress, Some).filter(|last| {
            // An error that is not the import's own says more than where the job stood.
            outcome.is_ok() || last.is_terminal()
        });
        if let Err(error) = outcome {
            self.first_error.get_or_insert_with(|| error.clone());
            if let Some(why) = explain_error(error) {
                *self.explained.entry(clean(&why.to_string()).into_owned()).or_default() += 1;
            }
        }
        match (&mut self.way, last, outcome) {
            (Way::Json(before), Some(last), _) => {
                before.remove(job_id);
                self.out.job(last)
            }
            (Way::Json(before), None, Err(error)) => {
                before.remove(job_id);
                json_line(&EndLine { job_id, error })
            }
            (Way::Bars(bars), last, outcome) => {
                let failed = outcome.as_ref().err().map(|error| failure_line(job_id, last, error, self.since));
                bars.end(job_id, failed);
                Ok(())
            }
            (Way::Lines(told), last, outcome) => {
                told.remove(job_id);
                match (last, outcome) {
                    (Some(last), _) => line(&format!("{} {}", clean(job_id), standing(last, self.since, ""))),
                    (None, Err(error)) => line(&failure_line(job_id, None, error, self.since)),
                    (None, Ok(_)) => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// A job of files, files without one, or files that were imported before.
    fn files(&mut self, event: &JobEvent) -> Result<(), Failure> {
        let error = event.error();
        let is_failure = event.kind() == JobEventKind::NotImported;
        if let Some(error) = error.as_ref().filter(|_| is_failure) {
            self.first_error.get_or_insert_with(|| error.clone().into_owned());
        }
        let at = clock(self.since.elapsed());
        let (files, job_id) = (shown(event.files()), clean(event.job_id().unwrap_or_default()));
        let text = match (event.kind(), &error) {
            (JobEventKind::Created, _) => format!("{job_id} [{at}] {files}"),
            (JobEventKind::Skipped, _) => format!("{job_id} [{at}] imported before: {files}"),
            (JobEventKind::Searching, Some(error)) => {
                format!("[{at}] looking whether there is a job of {files}, for up to a minute: {}", said(error))
            }
            (_, Some(error)) => format!("[{at}] not imported: {files}: {}", said(error)),
            _ => return Ok(()),
        };
        match &mut self.way {
            Way::Json(_) if self.out.quiet && !is_failure => Ok(()),
            Way::Json(_) => {
                let (kind, error) = (event.kind(), error.as_deref());
                json_line(&FilesLine { event: kind.as_str(), job_id: event.job_id(), files: event.files(), error })
            }
            Way::Lines(_) => line(&text),
            Way::Bars(bars) if error.is_some() => {
                bars.keep(text);
                Ok(())
            }
            Way::Bars(_) | Way::Quiet => Ok(()),
        }
    }

    fn outage(&mut self, outage: &Outage) {
        if let Way::Bars(bars) = &self.way {
            return bars.outage(Some(outage));
        }
        if self.outage_told.is_none_or(|at| at.elapsed() >= OUTAGE_LINES) {
            self.outage_told = Some(Instant::now());
            self.aside(&clean(&outage.to_string()));
        }
    }

    fn recovered(&mut self) {
        self.outage_told = None;
        match &self.way {
            Way::Bars(bars) => bars.outage(None),
            _ => self.aside("the server answers again"),
        }
    }

    /// About the server, and no job: not among the lines of jobs.
    fn aside(&self, text: &str) {
        if !matches!(self.way, Way::Quiet) {
            say(&format!("[{}] {text}", clock(self.since.elapsed())));
        }
    }

    fn close(&self) {
        if let Way::Bars(bars) = &self.way {
            bars.clear();
        }
    }
}

/// `3 files, 1.parquet to 3.parquet`, or the name of the only one.
fn shown(files: &[Vec<String>]) -> String {
    let named = |group: &Vec<String>| clean(&group.join(",")).into_owned();
    match files {
        [first, .., last] => format!("{} files, {} to {}", count(files.len()), named(first), named(last)),
        files => files.iter().map(named).collect(),
    }
}

fn failure_line(job_id: &str, last: Option<&ImportProgress>, error: &Error, since: Instant) -> String {
    let what = last.map_or_else(
        || format!("[{}] {}", clock(since.elapsed()), clean(&error.to_string())),
        |last| standing(last, since, ""),
    );
    format!("{} {what}", clean(job_id))
}
