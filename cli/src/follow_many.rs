//! Follows many imports to their ends: bars and a line of totals on a terminal, lines in a pipe, or JSON lines.

use std::collections::HashMap;
use std::time::Instant;

use milvus_import::blocking::WatchMany;
use milvus_import::{Error, ErrorCode, ImportProgress, JobEvent, JobState, Outage, Result};
use serde::Serialize;

use crate::bars::Bars;
use crate::connect::Session;
use crate::duration::clock;
use crate::failure::{Failure, IMPORT_FAILED};
use crate::follow::{OUTAGE_LINES, draws_bars, news, standing};
use crate::output::{Output, json_line, json_text, line, say};
use crate::text::{clean, grouped};

/// As many ids are named where jobs are left running.
const NAMED: usize = 20;

/// Follows jobs to their ends. Ok when all are Completed or await their commit.
pub(crate) fn follow_many(session: &Session, watch: WatchMany, fail_fast: bool, out: Output) -> Result<(), Failure> {
    let mut teller = Teller::new(out);
    let ended = run(session, watch, fail_fast, &mut teller);
    let Totals { ended: count, failed, rows, .. } = teller.totals;
    teller.close();
    ended?;
    if let Some(error) = teller.first_error.filter(|_| failed == 0) {
        return Err(Failure::Shown(Failure::Error(error).exit_code()));
    }
    if failed > 0 {
        out.note(format!("{} of {} imports failed", grouped_count(failed), grouped_count(count)));
        return Err(Failure::Shown(IMPORT_FAILED));
    }
    out.note(format!("{} imports are done: {} rows", grouped_count(count), grouped(rows)));
    Ok(())
}

fn run(session: &Session, mut watch: WatchMany, fail_fast: bool, teller: &mut Teller) -> Result<(), Failure> {
    while let Some(event) = watch.next() {
        match event {
            Ok(event) => teller.tell(&event)?,
            Err(error) if error.code() == ErrorCode::Cancelled => {
                let text = left_running(session, &watch, "interrupted");
                return Err(Error::new(ErrorCode::Cancelled, text).into());
            }
            Err(error) => return Err(error.into()),
        }
        if fail_fast && teller.totals.failed > 0 && !watch.job_ids().is_empty() {
            teller.close();
            say(&left_running(session, &watch, "an import failed"));
            return Ok(());
        }
    }
    Ok(())
}

/// What goes on in the server, by name as far as there is room.
fn left_running(session: &Session, watch: &WatchMany, why: &str) -> String {
    let job_ids = watch.job_ids();
    let named: Vec<_> = job_ids.iter().take(NAMED).map(|job_id| clean(job_id).into_owned()).collect();
    let more = job_ids.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(", and {} more", grouped_count(more)) };
    let hint = session.hint("wait", "");
    format!("{why}; these imports go on in the server: {}{more} ({hint} ID…)", named.join(" "))
}

#[expect(clippy::cast_possible_wrap, reason = "nobody follows so many jobs")]
fn grouped_count(count: usize) -> String {
    grouped(count as i64)
}

/// What has become of the jobs.
#[derive(Default)]
pub(crate) struct Totals {
    running: HashMap<String, JobState>,
    by_state: HashMap<JobState, usize>,
    ended: usize,
    failed: usize,
    rows: i64,
}

impl Totals {
    fn take(&mut self, event: &JobEvent) {
        match event {
            JobEvent::Progress(progress) => {
                let before = self.running.insert(progress.job_id.clone(), progress.state);
                self.leave(before);
                *self.by_state.entry(progress.state).or_default() += 1;
            }
            JobEvent::Ended { job_id, outcome } => {
                let before = self.running.remove(job_id);
                self.leave(before);
                self.ended += 1;
                let last = outcome.as_ref().map_or_else(Error::progress, Some);
                self.rows += last.and_then(|last| last.imported_rows).unwrap_or(0);
                let is_failure = |error: &Error| matches!(error.code(), ErrorCode::ImportFailed | ErrorCode::Vanished);
                self.failed += usize::from(outcome.as_ref().is_err_and(is_failure));
            }
            _ => {}
        }
    }

    fn leave(&mut self, state: Option<JobState>) {
        if let Some(count) = state.and_then(|state| self.by_state.get_mut(&state)) {
            *count -= 1;
        }
    }

    /// `3 ended, 1 failed, 2 Importing, 1 Pending; 45,000 rows`
    pub(crate) fn text(&self) -> String {
        let mut parts = vec![format!("{} ended", grouped_count(self.ended))];
        if self.failed > 0 {
            parts.push(format!("{} failed", grouped_count(self.failed)));
        }
        for state in JobState::ALL {
            if let Some(count) = self.by_state.get(state).filter(|count| **count > 0) {
                parts.push(format!("{} {state}", grouped_count(*count)));
            }
        }
        format!("{}; {} rows", parts.join(", "), grouped(self.rows))
    }
}

/// Tells of changes, ends and outages.
struct Teller {
    way: Way,
    out: Output,
    since: Instant,
    totals: Totals,
    outage_told: Option<Instant>,
    first_error: Option<Error>,
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
    fn new(out: Output) -> Self {
        let way = match out {
            Output { json: true, .. } => Way::Json(HashMap::new()),
            Output { quiet: true, .. } => Way::Quiet,
            _ if draws_bars() => Way::Bars(Bars::new()),
            _ => Way::Lines(HashMap::new()),
        };
        let totals = Totals::default();
        Self { way, out, since: Instant::now(), totals, outage_told: None, first_error: None }
    }

    fn tell(&mut self, event: &JobEvent) -> Result<(), Failure> {
        self.totals.take(event);
        match event {
            JobEvent::Progress(progress) => self.change(progress)?,
            JobEvent::Ended { job_id, outcome } => self.end(job_id, outcome)?,
            JobEvent::Outage(outage) => self.outage(outage),
            _ => self.recovered(),
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

fn failure_line(job_id: &str, last: Option<&ImportProgress>, error: &Error, since: Instant) -> String {
    let what = last.map_or_else(
        || format!("[{}] {}", clock(since.elapsed()), clean(&error.to_string())),
        |last| standing(last, since, ""),
    );
    format!("{} {what}", clean(job_id))
}
