//! Jobs that were created a moment ago. Newer servers make a job after they have answered, and do not know it until then.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use super::transport::locked;

/// For how long "no such job" may mean "not yet".
const NEW: Duration = Duration::from_secs(10);
/// More are not created in that time; if they are, the oldest are forgotten.
const MOST: usize = 1024;

#[derive(Default)]
pub(crate) struct NewJobs(Mutex<VecDeque<(Instant, String)>>);

impl NewJobs {
    pub(super) fn remember(&self, job_id: &str) {
        let mut jobs = locked(&self.0);
        while jobs.len() == MOST || jobs.front().is_some_and(|(since, _)| since.elapsed() >= NEW) {
            jobs.pop_front();
        }
        jobs.push_back((Instant::now(), job_id.to_owned()));
    }

    pub(crate) fn contains(&self, job_id: &str) -> bool {
        locked(&self.0).iter().any(|(since, known)| known == job_id && since.elapsed() < NEW)
    }
}
