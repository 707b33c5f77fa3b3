//! A follow as something to iterate over.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::{Follow, WaitOptions};
use crate::client::Client;
use crate::model::{ImportProgress, Operation};
use crate::{Error, ErrorCode, Result};

/// Every change of one job: made by [`Client::watch`]. Also a [`Stream`].
pub struct Watch {
    /// Let go of at the end, so that its connections can close.
    client: Option<Client>,
    /// Away while a look is under way that the stream began.
    follow: Option<Follow>,
    looking: Option<Looking>,
}

type Looking = Pin<Box<dyn Future<Output = (Follow, Result<ImportProgress>)> + Send>>;

impl Watch {
    pub(crate) fn new(client: Client, job_id: &str, options: &WaitOptions) -> Self {
        Self { client: Some(client), follow: Some(Follow::new(job_id, options)), looking: None }
    }

    /// The job's next change, or `None` after its last one or after an error.
    ///
    /// Nothing is lost when the future is dropped before it is ready, and its request is closed then.
    pub async fn next(&mut self) -> Option<Result<ImportProgress>> {
        if self.looking.is_some() {
            return poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await;
        }
        let (client, follow) = (self.client.as_ref()?, self.follow.as_mut()?);
        let change = follow.next_change(client).await;
        Some(self.told(change))
    }

    /// Whether the job's last change, or an error, has been returned: nothing will come after it.
    pub fn has_ended(&self) -> bool {
        self.client.is_none()
    }

    /// What a wait would return, once the watch has ended without an error: the last progress, or why the import failed.
    ///
    /// # Errors
    /// `ImportFailed`, with the last progress.
    pub fn outcome(self) -> Result<ImportProgress> {
        let under_way = || Error::new(ErrorCode::Internal, "a watch that is looking has no outcome yet");
        self.follow.ok_or_else(under_way)?.outcome()
    }

    /// The error of a watch that its caller has ended, with the job's last known progress, for languages that hand one on.
    pub fn cancelled(self) -> Option<Error> {
        let error = self.client?.cancelled(Operation::GetImportProgress);
        Some(self.follow?.told(error))
    }

    fn told(&mut self, change: Result<ImportProgress>) -> Result<ImportProgress> {
        if Follow::is_end(&change) {
            self.client = None;
        }
        change
    }
}

impl Stream for Watch {
    type Item = Result<ImportProgress>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.looking.is_none() {
            let (Some(client), Some(mut follow)) = (self.client.clone(), self.follow.take()) else {
                return Poll::Ready(None);
            };
            self.looking = Some(Box::pin(async move {
                let change = follow.next_change(&client).await;
                (follow, change)
            }));
        }
        let Some(looking) = &mut self.looking else { return Poll::Ready(None) };
        let Poll::Ready((follow, change)) = looking.as_mut().poll(cx) else { return Poll::Pending };
        self.looking = None;
        self.follow = Some(follow);
        Poll::Ready(Some(self.told(change)))
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("client", &self.client).field("follow", &self.follow).finish_non_exhaustive()
    }
}
