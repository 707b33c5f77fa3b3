//! A follow as something to iterate over.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::{Event, Follow, WaitOptions};
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

type Looking = Pin<Box<dyn Future<Output = (Follow, Result<Event>)> + Send>>;

impl Watch {
    pub(crate) fn new(client: Client, job_id: &str, options: &WaitOptions) -> Self {
        Self { client: Some(client), follow: Some(Follow::new(job_id, options)), looking: None }
    }

    /// The job's next change, or `None` after its last one or after an error.
    ///
    /// Nothing is lost when the future is dropped before it is ready, and its request is closed then.
    pub async fn next(&mut self) -> Option<Result<ImportProgress>> {
        loop {
            match self.next_event().await? {
                Ok(Event::Progress(change)) => return Some(Ok(change)),
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// As [`next`](Self::next), and outages are told too while they are ridden out.
    ///
    /// ```no_run
    /// # async fn example(mut watch: milvus_import::Watch) -> milvus_import::Result<()> {
    /// use milvus_import::Event;
    ///
    /// while let Some(event) = watch.next_event().await {
    ///     match event? {
    ///         Event::Progress(progress) => println!("{} %", progress.progress),
    ///         Event::Outage(outage) => eprintln!("{outage}"),
    ///         _ => eprintln!("the server answers again"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn next_event(&mut self) -> Option<Result<Event>> {
        if self.looking.is_some() {
            return poll_fn(|cx| self.poll_event(cx)).await;
        }
        let (client, follow) = (self.client.as_ref()?, self.follow.as_mut()?);
        let event = follow.next_event(client).await;
        Some(self.told(event))
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

    fn told(&mut self, event: Result<Event>) -> Result<Event> {
        if Follow::is_end(&event) {
            self.client = None;
        }
        event
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event>>> {
        if self.looking.is_none() {
            let (Some(client), Some(mut follow)) = (self.client.clone(), self.follow.take()) else {
                return Poll::Ready(None);
            };
            self.looking = Some(Box::pin(async move {
                let event = follow.next_event(&client).await;
                (follow, event)
            }));
        }
        let Some(looking) = &mut self.looking else { return Poll::Ready(None) };
        let Poll::Ready((follow, event)) = looking.as_mut().poll(cx) else { return Poll::Pending };
        self.looking = None;
        self.follow = Some(follow);
        Poll::Ready(Some(self.told(event)))
    }
}

impl Stream for Watch {
    type Item = Result<ImportProgress>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            return Poll::Ready(match ready!(self.poll_event(cx)) {
                None => None,
                Some(Ok(Event::Progress(change))) => Some(Ok(change)),
                Some(Ok(_)) => continue,
                Some(Err(error)) => Some(Err(error)),
            });
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("client", &self.client).field("follow", &self.follow).finish_non_exhaustive()
    }
}
