//! A list of jobs, page by page.

use super::Client;
use crate::Result;
use crate::model::{JobList, JobPages, ListImportJobs};

/// The pages of a list of jobs: made by [`Client::pages`]. Ends after the last page, or after an error.
#[derive(Debug)]
pub struct Pages {
    client: Client,
    walk: JobPages,
    wanted: Option<ListImportJobs>,
}

impl Pages {
    pub(super) fn new(client: Client, first: ListImportJobs) -> Self {
        Self { client, walk: JobPages::new(), wanted: Some(first) }
    }
}

impl Iterator for Pages {
    type Item = Result<JobList>;

    fn next(&mut self) -> Option<Self::Item> {
        let asked = self.wanted.take()?;
        let page = self.client.list_import_jobs(&asked);
        self.wanted = page.as_ref().ok().and_then(|page| self.walk.next_page(page, &asked));
        Some(page)
    }
}
