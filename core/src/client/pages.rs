//! A list of jobs, page by page.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::Client;
use crate::Result;
use crate::model::{JobList, JobPages, ListImportJobs};

/// The pages of a list of jobs: made by [`Client::pages`]. Also a [`Stream`].
pub struct Pages {
    client: Client,
    walk: JobPages,
    /// None after the last page, and after an error.
    wanted: Option<ListImportJobs>,
    asking: Option<Asking>,
}

type Asking = Pin<Box<dyn Future<Output = Result<JobList>> + Send>>;

impl Pages {
    pub(super) fn new(client: Client, first: ListImportJobs) -> Self {
        Self { client, walk: JobPages::new(), wanted: Some(first), asking: None }
    }

    /// The next page, or `None` after the last one or after an error.
    ///
    /// Nothing is lost when the future is dropped before it is ready: the next one goes on with the same request.
    pub async fn next(&mut self) -> Option<Result<JobList>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for Pages {
    type Item = Result<JobList>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { client, walk, wanted, asking } = &mut *self;
        let Some(asked) = wanted else { return Poll::Ready(None) };
        let page = ready!(
            asking
                .get_or_insert_with(|| {
                    let (client, asked) = (client.clone(), asked.clone());
                    Box::pin(async move { client.list_import_jobs(&asked).await })
                })
                .as_mut()
                .poll(cx)
        );
        *asking = None;
        *wanted = page.as_ref().ok().and_then(|page| walk.next_page(page, asked));
        Poll::Ready(Some(page))
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("client", &self.client).field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorCode;
    use crate::script::{answer, client};

    fn page(number: u32, job_id: &str) -> crate::protocol::Response {
        let jobs = format!(r#"[{{"jobId":"{job_id}","state":"Completed"}}]"#);
        let data = format!(r#"{{"count":3,"currentPage":{number},"pageSize":1,"records":{jobs}}}"#);
        answer(200, &format!(r#"{{"code":0,"data":{data}}}"#))
    }

    #[tokio::test]
    async fn pages_follow_each_other_and_end() {
        let (client, script) = client(&[page(1, "a"), page(2, "b"), page(3, "c")]);
        let mut pages = client.pages(&ListImportJobs::default());
        let mut ids = Vec::new();
        while let Some(page) = pages.next().await {
            ids.extend(page.unwrap().jobs.into_iter().map(|job| job.job_id));
        }
        assert_eq!(ids, ["a", "b", "c"]);
        assert!(pages.next().await.is_none());
        assert_eq!(script.asked.lock().unwrap().len(), 3);
    }

    #[tokio::test]
    async fn pages_end_after_an_error() {
        let (client, _) = client(&[page(1, "a"), answer(200, r#"{"code":100,"message":"no such collection"}"#)]);
        let mut pages = client.pages(&ListImportJobs::default());
        assert_eq!(pages.next().await.unwrap().unwrap().jobs.len(), 1);
        assert_eq!(pages.next().await.unwrap().unwrap_err().code(), ErrorCode::NotFound);
        assert!(pages.next().await.is_none());
    }
}
