//! Following many jobs at once, on the caller's thread.

use std::fmt;

use tokio::time::Instant;

use super::Client;
use crate::follow::{JobEvent, Jobs, Step};
use crate::import_many::Run;
use crate::model::{BulkImport, ImportManyOptions, Operation, WaitOptions};
use crate::{Error, Result};

impl Client {
    /// See [`crate::Client::watch_many`]; an iterator here.
    pub fn watch_many(&self, job_ids: impl IntoIterator<Item = impl AsRef<str>>, options: &WaitOptions) -> WatchMany {
        let mut watch = WatchMany {
            client: self.clone(),
            jobs: Jobs::new(self.settings.budget(), options, self.settings.retry_budget),
            has_ended: false,
        };
        for job_id in job_ids {
            watch.add(job_id.as_ref());
        }
        watch
    }

    /// See [`crate::Client::watch_collection`]; an iterator here.
    pub fn watch_collection(&self, collection_name: &str, options: &WaitOptions) -> WatchMany {
        let jobs = Jobs::of_collection(collection_name, self.settings.budget(), options, self.settings.retry_budget);
        WatchMany { client: self.clone(), jobs, has_ended: false }
    }

    /// See [`crate::Client::import_many`]; an iterator here.
    ///
    /// # Errors
    /// As there.
    pub fn import_many(
        &self,
        import: &BulkImport,
        options: &ImportManyOptions,
        wait: &WaitOptions,
    ) -> Result<WatchMany> {
        let settings = &self.settings;
        let run = Run::open(import, options, wait, settings.target(), settings.retry_budget)?;
        Ok(WatchMany { client: self.clone(), jobs: Jobs::of(settings.budget(), Box::new(run)), has_ended: false })
    }
}

/// Every change of many jobs, and the end of each: made by [`Client::watch_many`] and [`Client::watch_collection`].
pub struct WatchMany {
    client: Client,
    jobs: Jobs,
    has_ended: bool,
}

impl WatchMany {
    /// See [`crate::WatchMany::with_ended`].
    #[must_use]
    pub fn with_ended(self) -> Self {
        self.jobs.machine().set().with_ended();
        self
    }

    /// See [`crate::WatchMany::add`].
    pub fn add(&mut self, job_id: &str) {
        self.jobs.add(job_id, self.client.settings.new_jobs.contains(job_id));
    }

    /// See [`crate::WatchMany::remove`].
    pub fn remove(&mut self, job_id: &str) -> bool {
        self.jobs.machine().set().remove(job_id, Instant::now())
    }

    /// See [`crate::WatchMany::job_ids`].
    pub fn job_ids(&self) -> Vec<String> {
        self.jobs.machine().job_ids()
    }

    fn sleep_until(&self, at: Instant) -> Result<(), Error> {
        let is_stopped = self.client.stop.sleep_until(at.into_std());
        if is_stopped { Err(self.client.cancelled(Operation::GetImportProgress)) } else { Ok(()) }
    }

    fn wait_for_event(&self) -> Result<Option<Result<JobEvent>>> {
        loop {
            match self.jobs.step() {
                Step::Tell => return Ok(self.jobs.pop()),
                Step::Ended => return Ok(None),
                Step::Wait(at) => self.sleep_until(at)?,
                Step::Ask(question) => {
                    self.sleep_until(self.jobs.turn())?;
                    let jobs = &self.jobs;
                    let ask = async |client: &crate::Client| {
                        jobs.ask(client, &question).await;
                        Ok(())
                    };
                    self.client.run(Operation::GetImportProgress, ask)?;
                }
            }
        }
    }
}

impl Iterator for WatchMany {
    type Item = Result<JobEvent>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let event = self.wait_for_event();
        // Nothing comes after a call that was ended.
        self.has_ended = event.is_err();
        event.unwrap_or_else(|error| Some(Err(error)))
    }
}

impl fmt::Debug for WatchMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchMany").field("client", &self.client).finish_non_exhaustive()
    }
}
