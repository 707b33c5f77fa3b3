//! What has become of many imports, in one line.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use milvus_import::{Error, ErrorCode, JobEvent, JobState};

use crate::duration::clock;
use crate::text::{grouped, size};

pub(crate) struct Totals {
    since: Instant,
    running: HashMap<String, JobState>,
    by_state: HashMap<JobState, usize>,
    ended: usize,
    failed: usize,
    rows: i64,
    bytes: i64,
    /// None where only jobs are followed, whatever their files.
    files: Option<Files>,
}

/// Groups of files: a set of NumPy files counts as one.
struct Files {
    all: usize,
    of_job: HashMap<String, Vec<Vec<String>>>,
    imported: usize,
    before: usize,
    /// Those of a failed job may be in another one later, without the one that is bad.
    failed: HashSet<Vec<String>>,
}

/// Whether it is the import that failed: other errors leave it open.
fn is_failure(error: &Error) -> bool {
    matches!(error.code(), ErrorCode::ImportFailed | ErrorCode::Vanished | ErrorCode::InvalidArgument)
}

#[expect(clippy::cast_possible_wrap, reason = "nobody follows so many jobs")]
pub(crate) fn count(count: usize) -> String {
    grouped(count as i64)
}

impl Totals {
    pub(crate) fn new(files: Option<usize>) -> Self {
        let files =
            files.map(|all| Files { all, of_job: HashMap::new(), imported: 0, before: 0, failed: HashSet::new() });
        let (running, by_state) = (HashMap::new(), HashMap::new());
        Self { since: Instant::now(), running, by_state, ended: 0, failed: 0, rows: 0, bytes: 0, files }
    }

    pub(crate) fn take(&mut self, event: &JobEvent) {
        if let Some(files) = &mut self.files {
            files.take(event);
        }
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
                self.bytes += last.filter(|_| outcome.is_ok()).and_then(|last| last.file_size).unwrap_or(0);
                self.failed += usize::from(outcome.as_ref().err().is_some_and(is_failure));
            }
            _ => {}
        }
    }

    fn leave(&mut self, state: Option<JobState>) {
        if let Some(count) = state.and_then(|state| self.by_state.get_mut(&state)) {
            *count -= 1;
        }
    }

    /// Whether a job has failed, or files are not imported.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed > 0 || self.files.as_ref().is_some_and(|files| !files.failed.is_empty())
    }

    /// `12 of 20 files; 3 ended, 1 failed, 2 Importing, 1 Pending; 45,000 rows (1,500/s), 3.1 MB; 0:20 left`
    pub(crate) fn text(&self) -> String {
        let mut jobs = vec![format!("{} ended", count(self.ended))];
        if self.failed > 0 {
            jobs.push(format!("{} failed", count(self.failed)));
        }
        for state in JobState::ALL {
            if let Some(number) = self.by_state.get(state).filter(|number| **number > 0) {
                jobs.push(format!("{} {state}", count(*number)));
            }
        }
        let files = self.files.as_ref().map(|files| format!("{} of {} files; ", count(files.done()), count(files.all)));
        let (files, left) = (files.unwrap_or_default(), self.time_left().unwrap_or_default());
        format!("{files}{}; {}{left}", jobs.join(", "), self.amount())
    }

    /// `45,000 rows (1,500/s), 3.1 MB`
    fn amount(&self) -> String {
        let seconds = i64::try_from(self.since.elapsed().as_secs()).unwrap_or(i64::MAX);
        let rate = self.rows.checked_div(seconds).filter(|rate| *rate > 0);
        let rate = rate.map_or_else(String::new, |rate| format!(" ({}/s)", grouped(rate)));
        let bytes = if self.bytes > 0 { format!(", {}", size(self.bytes)) } else { String::new() };
        format!("{} rows{rate}{bytes}", grouped(self.rows))
    }

    /// The time that the rest takes if it goes on so.
    fn time_left(&self) -> Option<String> {
        let files = self.files.as_ref()?;
        let done = u32::try_from(files.done() - files.before).ok().filter(|done| *done > 0)?;
        let rest = u32::try_from(files.all.saturating_sub(files.done())).ok().filter(|rest| *rest > 0)?;
        Some(format!("; {} left", clock(self.since.elapsed() / done * rest)))
    }

    /// What is said when all is over.
    pub(crate) fn at_the_end(&self) -> String {
        let (ended, failed) = (count(self.ended), count(self.failed));
        match &self.files {
            None if self.failed > 0 => format!("{failed} of {ended} imports failed"),
            None => format!("{ended} imports are done: {} rows", grouped(self.rows)),
            Some(files) => {
                let imported = format!("{} of {} files are imported", count(files.imported), count(files.all));
                match files.before {
                    0 => format!("{imported}: {}", self.amount()),
                    before if before == files.imported => format!("{imported}, all of them before"),
                    before => format!("{imported}, {} of them before: {}", count(before), self.amount()),
                }
            }
        }
    }
}

impl Files {
    fn take(&mut self, event: &JobEvent) {
        match event {
            JobEvent::Created { job_id, files } => {
                self.failed.retain(|group| !files.contains(group));
                self.of_job.insert(job_id.clone(), files.clone());
            }
            JobEvent::Ended { job_id, outcome } => {
                let files = self.of_job.remove(job_id).unwrap_or_default();
                match outcome {
                    Ok(_) => self.imported += files.len(),
                    Err(error) if is_failure(error) => self.failed.extend(files),
                    Err(_) => {}
                }
            }
            JobEvent::Skipped { files, .. } => {
                self.imported += files.len();
                self.before += files.len();
            }
            JobEvent::NotImported { files, error } if is_failure(error) => self.failed.extend(files.iter().cloned()),
            _ => {}
        }
    }

    fn done(&self) -> usize {
        (self.imported + self.failed.len()).min(self.all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> Vec<Vec<String>> {
        names.iter().map(|&name| vec![name.to_owned()]).collect()
    }

    fn created(job_id: &str, names: &[&str]) -> JobEvent {
        JobEvent::Created { job_id: job_id.to_owned(), files: files(names) }
    }

    fn progress(job_id: &str, state: &str) -> milvus_import::ImportProgress {
        let json = serde_json::json!({"job_id": job_id, "state": state, "phase": "loading", "imported_rows": 1500, "file_size": 2_000_000});
        serde_json::from_value(json).unwrap()
    }

    fn ended(job_id: &str, outcome: Result<&str, ErrorCode>) -> JobEvent {
        let outcome = outcome.map(|state| progress(job_id, state)).map_err(|code| Error::new(code, "a fault"));
        JobEvent::Ended { job_id: job_id.to_owned(), outcome }
    }

    #[test]
    fn files_are_counted_once_whichever_job_they_end_up_in() {
        let mut totals = Totals::new(Some(5));
        totals.take(&JobEvent::Skipped { job_id: "1".to_owned(), files: files(&["a"]) });
        totals.take(&created("2", &["b", "c", "d"]));
        totals.take(&JobEvent::Progress(progress("2", "Importing")));
        assert_eq!(totals.text(), "1 of 5 files; 0 ended, 1 Importing; 0 rows");
        totals.take(&ended("2", Err(ErrorCode::ImportFailed)));
        assert!(totals.has_failed());
        // Without the bad one the others are in another job.
        totals.take(&created("3", &["b", "d"]));
        totals.take(&ended("3", Ok("Completed")));
        let text = totals.text();
        assert!(text.starts_with("4 of 5 files; 2 ended, 1 failed; 1,500 rows"), "{text}");
        assert!(text.contains(", 2.00 MB; 0:00 left"), "{text}");
        assert_eq!(totals.at_the_end(), "3 of 5 files are imported, 1 of them before: 1,500 rows, 2.00 MB");
    }

    #[test]
    fn what_goes_on_in_the_server_has_not_failed() {
        let mut totals = Totals::new(Some(2));
        totals.take(&created("1", &["a"]));
        totals.take(&ended("1", Err(ErrorCode::Timeout)));
        totals.take(&JobEvent::NotImported {
            files: files(&["b"]),
            error: Error::new(ErrorCode::Timeout, "the time is up"),
        });
        assert!(!totals.has_failed());
        assert_eq!(totals.at_the_end(), "0 of 2 files are imported: 0 rows");
    }
}
