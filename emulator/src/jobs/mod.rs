//! Import jobs: what was asked for, what becomes of it, and where it stands at a given time.

mod course;
mod pace;
mod script;
mod spec;
mod store;
mod view;

pub(crate) use course::Course;
pub(crate) use pace::FileProgress;
pub use script::Script;
pub use spec::{FileSpec, JobInfo, JobPatch, JobSpec};
pub(crate) use store::{Order, Store};
pub(crate) use view::{Phase, View};

use std::time::Duration;

use course::{LOADING, READ_UNTIL, WHOLE};

/// A sum that stays in range, whatever sizes a test makes up.
fn total(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0, u64::saturating_add)
}

/// One import job.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) db: String,
    pub(crate) collection: String,
    pub(crate) partition: String,
    pub(crate) files: Vec<FileSpec>,
    pub(crate) script: Script,
    pub(crate) created: Duration,
    /// When it left for its run; later than `created` when it had to wait for another job, or for its files to be read.
    pub(crate) started: Duration,
    pub(crate) duration: Duration,
    /// Its files are still being counted, and it stays in the reading phase until they are.
    pub(crate) counting: bool,
    pub(crate) auto_commit: bool,
    pub(crate) committed: Option<Duration>,
    pub(crate) aborted: Option<Duration>,
    /// The key of the create call, and when it was used.
    pub(crate) idempotency_key: Option<String>,
}

impl Job {
    pub(crate) fn file_size(&self) -> u64 {
        total(self.files.iter().map(|file| file.file_size))
    }

    pub(crate) fn total_rows(&self) -> u64 {
        total(self.files.iter().map(|file| self.rows_of(file)))
    }

    pub(crate) fn rows_of(&self, file: &FileSpec) -> u64 {
        if self.script.zero_rows { 0 } else { file.total_rows }
    }

    /// Rows imported when loading has come so far.
    pub(crate) fn imported_rows(&self, view: &View) -> u64 {
        let rows = u128::from(self.total_rows()) * u128::from(view.loaded) / u128::from(LOADING);
        u64::try_from(rows).unwrap_or(u64::MAX)
    }

    /// The parts of the run that have passed, with no upper end.
    fn parts_run(&self, now: Duration) -> u64 {
        let ran = now.saturating_sub(self.started).as_nanos();
        let parts = (ran * u128::from(WHOLE)).checked_div(self.duration.as_nanos());
        parts.map_or(u64::MAX, |parts| u64::try_from(parts).unwrap_or(u64::MAX))
    }

    /// The time at which so many parts of the run have passed.
    fn time_of(&self, parts: u64) -> Duration {
        let nanos = self.duration.as_nanos() * u128::from(parts) / u128::from(WHOLE);
        self.started + Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// Moves the run so that so many parts of it have passed by now.
    fn set_parts(&mut self, parts: u64, now: Duration) {
        let run = self.time_of(parts).saturating_sub(self.started);
        self.started = now.saturating_sub(run);
    }

    /// The files have been counted, or could not be: the run goes on from the reading phase.
    pub(crate) fn counted(&mut self, outcome: Result<Vec<FileSpec>, String>, now: Duration) {
        self.counting = false;
        if self.parts_run(now) > READ_UNTIL {
            self.set_parts(READ_UNTIL, now);
        }
        match outcome {
            Ok(files) => self.files = files,
            Err(reason) => {
                self.script.fail_at = Some(25);
                self.script.reason = Some(reason);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_waits_in_its_reading_phase_until_its_files_are_counted() {
        let server = crate::server::Server::default();
        let mut store = Store::new(server, Duration::from_secs(20));
        let order = Order { files: vec![vec!["large.json".to_owned()]], ..Order::default() };
        let id = store.create(order, Duration::ZERO);
        let late = Duration::from_secs(1000);
        let percent = |store: &Store, now| store.find(&id, now).map(|(_, view)| (view.phase, view.percent));
        assert_eq!(percent(&store, late), Some((Phase::Reading, 40)));
        store.get_mut(&id).unwrap().counted(Ok(vec![FileSpec::default()]), late);
        assert_eq!(percent(&store, late), Some((Phase::Loading, 40)));
        assert_eq!(percent(&store, late + Duration::from_secs(12)), Some((Phase::Done, 100)));
    }
}
