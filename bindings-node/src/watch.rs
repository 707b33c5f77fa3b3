//! Following one job.

use std::sync::Arc;

use milvus_import::{Error, ErrorCode, ImportProgress, Result};
use napi::bindgen_prelude::Env;
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::mailbox::Mailbox;

/// Every change of one job.
#[napi]
pub struct Watch(Arc<Mutex<Followed>>);

enum Followed {
    Going(milvus_import::Watch),
    /// The watch has let go of its client. How a wait ends, until someone has asked.
    Ended(Option<Result<ImportProgress>>),
}

impl Watch {
    pub(crate) fn new(watch: milvus_import::Watch) -> Self {
        Self(Arc::new(Mutex::new(Followed::Going(watch))))
    }
}

impl Followed {
    async fn next(&mut self) -> Result<Option<ImportProgress>> {
        let Self::Going(watch) = self else { return Ok(None) };
        let change = watch.next().await.transpose();
        if !matches!(&change, Ok(Some(progress)) if !progress.is_terminal())
            && let Self::Going(watch) = std::mem::replace(self, Self::Ended(None))
            && change.is_ok()
        {
            *self = Self::Ended(Some(watch.outcome()));
        }
        change
    }
}

#[napi]
impl Watch {
    /// The next change; `null` after the last one. Nothing is lost when the call is cancelled.
    #[napi(catch_unwind)]
    pub fn next(&self, env: &Env, mail: &Mailbox) -> i64 {
        let followed = Arc::clone(&self.0);
        mail.start(env, async move { followed.lock().await.next().await })
    }

    /// How a wait ends once the watch has: with the last progress, or with why the import failed. Only once.
    #[napi(catch_unwind)]
    pub fn outcome(&self, env: &Env, mail: &Mailbox) -> i64 {
        let followed = Arc::clone(&self.0);
        mail.start(env, async move {
            let outcome = match &mut *followed.lock().await {
                Followed::Ended(outcome) => outcome.take(),
                Followed::Going(_) => None,
            };
            outcome.unwrap_or_else(|| {
                Err(Error::new(
                    ErrorCode::Internal,
                    "a followed job was asked for its outcome before its end, or twice",
                ))
            })
        })
    }

    /// Ends the watch: nothing of its client is held any more once a call under way has been cancelled.
    #[napi(catch_unwind)]
    pub fn end(&mut self) {
        self.0 = Arc::new(Mutex::new(Followed::Ended(None)));
    }
}
