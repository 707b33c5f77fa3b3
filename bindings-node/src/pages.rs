//! A list of jobs, page by page.

use std::sync::Arc;

use milvus_import::{Client, JobList, JobPages, ListImportJobs, Result};
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::border::{Outcome, outcome};
use crate::options::{Given, set_all};

/// A walk through the pages of a list. It holds nothing of a client: the one that makes a call is used.
#[napi]
pub struct Pages(pub(crate) Arc<Mutex<Walk>>);

pub(crate) struct Walk {
    pages: JobPages,
    /// What to ask for; none after the last page.
    next: Option<ListImportJobs>,
}

impl Walk {
    /// The next page; none after the last one. Where it fails, or is cancelled, it is still the next.
    pub(crate) async fn page(&mut self, client: &Client) -> Result<Option<JobList>> {
        let Some(asked) = &self.next else { return Ok(None) };
        let page = client.list_import_jobs(asked).await?;
        self.next = self.pages.next_page(&page, asked);
        Ok(Some(page))
    }
}

#[napi]
impl Pages {
    /// No constructor: those of JavaScript can only throw.
    #[napi(catch_unwind, ts_return_type = "Outcome<Pages>")]
    pub fn make(listed: Given) -> Outcome<Pages> {
        outcome(|| {
            let mut first = ListImportJobs::default();
            set_all(&mut first, listed)?;
            let walk = Walk { pages: JobPages::new(), next: Some(first) };
            Ok(Self(Arc::new(Mutex::new(walk))))
        })
    }
}
