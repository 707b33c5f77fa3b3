//! The short form in which servers list jobs.

use std::collections::HashSet;

use serde::{Deserialize, Serialize, Serializer};

use super::{JobState, ListImportJobs, Response, Word};
use crate::record::{self, Record, record};

record! {
    /// One job of a list.
    #[derive(Clone, Debug, PartialEq, Deserialize)]
    pub struct ImportJob {
        /// The job's id, as text.
        pub job_id: String,
        /// The collection that the rows go to.
        pub collection_name: Option<String>,
        /// The job's state.
        pub state: JobState,
        /// The state as the server wrote it.
        pub raw_state: Option<Word>,
        /// Percentage 0..=100; none where the list has none (Zilliz Cloud).
        pub progress: Option<u8>,
        /// The number as sent.
        pub raw_progress: Option<Word>,
        /// Why the job failed.
        pub reason: Option<String>,
    }
}

record! {
    /// One page of jobs. Milvus sends all jobs at once, in random order; Zilliz Cloud pages.
    ///
    /// An empty list is never proof that no job exists: Milvus answers so when its coordinator cannot be reached, and leaves
    /// out what the caller may not see.
    #[derive(Clone, Debug, Deserialize)]
    pub struct JobList {
        /// The jobs, in the server's order.
        pub jobs: Vec<ImportJob>,
        /// How many jobs there are on all pages.
        pub count: Option<i64>,
        /// The number of this page, from 1.
        pub current_page: Option<i64>,
        /// How many jobs a page holds.
        pub page_size: Option<i64>,
    } beside {
        #[serde(skip)]
        pub(crate) response: Response,
    }
}

impl JobList {
    /// What to ask for next, once `asked` gave this page; none after the last one, and where the server does not page.
    ///
    /// Counts by the page that was asked for, so that it ends on a server that always sends the same one; [`JobPages`] ends
    /// also where the count is never reached.
    pub fn next_page(&self, asked: &ListImportJobs) -> Option<ListImportJobs> {
        let count = self.count.filter(|_| !self.jobs.is_empty())?;
        let page = asked.current_page.unwrap_or(1);
        let page_size = self.page_size.or(asked.page_size.map(i64::from)).filter(|size| *size > 0);
        let seen = i64::from(page).saturating_mul(page_size.unwrap_or(i64::try_from(self.jobs.len()).ok()?));
        let next = page.checked_add(1).filter(|_| seen < count);
        next.map(|next| ListImportJobs { current_page: Some(next), ..asked.clone() })
    }

    /// The answer that this was read from.
    pub fn response(&self) -> &Response {
        &self.response
    }
}

/// Walks the pages of a list, and ends also where a server repeats itself: what [`JobList::next_page`] cannot tell from one
/// page, a `count` that is never reached or a page that comes again, shows in jobs that were all there before.
#[derive(Clone, Debug, Default)]
pub struct JobPages {
    seen: HashSet<String>,
}

impl JobPages {
    /// A walk that has seen nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What to ask for next, once `asked` gave `page`; none after the last page, and after one with nothing new.
    pub fn next_page(&mut self, page: &JobList, asked: &ListImportJobs) -> Option<ListImportJobs> {
        let known = self.seen.len();
        self.seen.extend(page.jobs.iter().map(|job| job.job_id.clone()));
        page.next_page(asked).filter(|_| self.seen.len() > known)
    }
}

record! {
    /// What `bulk_import` made: one job, on Milvus 2.1 perhaps several.
    #[derive(Clone, Debug, Deserialize)]
    pub struct CreatedJob {
        /// The job's id, as text: the first of `job_ids`.
        pub job_id: String,
        /// The ids of all jobs that the call made. More than one only on Milvus 2.1, which makes a job of each file.
        pub job_ids: Vec<String>,
    } beside {
        #[serde(skip)]
        pub(crate) response: Response,
    }
}

impl CreatedJob {
    /// The answer that this was read from.
    pub fn response(&self) -> &Response {
        &self.response
    }
}

macro_rules! as_fields {
    ($($type:ident),+) => { $(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                record::serialize(self, serializer)
            }
        }
    )+ };
}

as_fields!(ImportJob, JobList, CreatedJob);

impl PartialEq for JobList {
    /// Whether both say the same, whatever else their answers hold.
    fn eq(&self, other: &Self) -> bool {
        self.values().eq(other.values())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(jobs: usize, count: Option<i64>, page_size: Option<i64>) -> JobList {
        let job = ImportJob {
            job_id: "1".to_owned(),
            collection_name: None,
            state: JobState::Pending,
            raw_state: None,
            progress: None,
            raw_progress: None,
            reason: None,
        };
        JobList { jobs: vec![job; jobs], count, current_page: Some(1), page_size, response: Response::default() }
    }

    fn asked(current_page: Option<u32>) -> ListImportJobs {
        ListImportJobs { collection_name: Some("c".to_owned()), page_size: Some(10), current_page }
    }

    #[test]
    fn pages_go_on_until_the_count_was_seen() {
        assert_eq!(page(10, Some(21), Some(10)).next_page(&asked(None)), Some(asked(Some(2))));
        assert_eq!(page(10, Some(21), None).next_page(&asked(Some(2))), Some(asked(Some(3))));
        assert_eq!(page(1, Some(21), Some(10)).next_page(&asked(Some(3))), None);
        assert_eq!(page(10, Some(20), Some(10)).next_page(&asked(Some(2))), None);
    }

    #[test]
    fn a_walk_ends_when_a_page_brings_nothing_new_whatever_the_count_says() {
        let of = |ids: &[&str]| {
            let mut page = page(ids.len(), Some(i64::MAX), Some(2));
            page.jobs.iter_mut().zip(ids).for_each(|(job, id)| (*id).clone_into(&mut job.job_id));
            page
        };
        let mut pages = JobPages::new();
        assert_eq!(pages.next_page(&of(&["1", "2"]), &asked(None)), Some(asked(Some(2))));
        assert_eq!(pages.next_page(&of(&["2", "3"]), &asked(Some(2))), Some(asked(Some(3))));
        assert_eq!(pages.next_page(&of(&["3", "1"]), &asked(Some(3))), None);
        assert_eq!(pages.next_page(&page(1, Some(1), Some(2)), &asked(None)), None);
    }

    #[test]
    fn a_server_that_does_not_page_has_one_page_and_an_empty_one_is_the_last() {
        assert_eq!(page(10, None, None).next_page(&asked(None)), None);
        assert_eq!(page(0, Some(21), Some(10)).next_page(&asked(None)), None);
    }
}
