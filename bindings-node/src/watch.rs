//! Following one job.

use std::sync::Arc;

use milvus_import::{Error, ErrorCode};
use napi::bindgen_prelude::Env;
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::mailbox::Mailbox;

/// Every change of one job. None once JavaScript has ended it, or has asked for its outcome.
#[napi]
pub struct Watch(Arc<Mutex<Option<milvus_import::Watch>>>);

impl Watch {
    pub(crate) fn new(watch: milvus_import::Watch) -> Self {
        Self(Arc::new(Mutex::new(Some(watch))))
    }
}

#[napi]
impl Watch {
    /// The next change; `null` after the last one. Nothing is lost when the call is cancelled.
    #[napi(catch_unwind)]
    pub fn next(&self, env: &Env, mail: &Mailbox) -> i64 {
        let followed = Arc::clone(&self.0);
        mail.start(env, async move {
            match &mut *followed.lock().await {
                Some(watch) => watch.next().await.transpose(),
                None => Ok(None),
            }
        })
    }

    /// Whether nothing comes any more, so that nothing of the client is held. Not while a call is under way.
    #[napi(getter, catch_unwind)]
    pub fn has_ended(&self) -> bool {
        self.0.try_lock().is_ok_and(|watch| watch.as_ref().is_none_or(milvus_import::Watch::has_ended))
    }

    /// How a wait ends once the watch has: with the last progress, or with why the import failed. Only once.
    #[napi(catch_unwind)]
    pub fn outcome(&self, env: &Env, mail: &Mailbox) -> i64 {
        let followed = Arc::clone(&self.0);
        mail.start(env, async move {
            match followed.lock().await.take_if(|watch| watch.has_ended()) {
                Some(watch) => watch.outcome(),
                None => Err(Error::new(
                    ErrorCode::Internal,
                    "a followed job was asked for its outcome before its end, or twice",
                )),
            }
        })
    }

    /// Ends the watch: nothing of its client is held any more once a call under way has been cancelled.
    #[napi(catch_unwind)]
    pub fn end(&mut self) {
        self.0 = Arc::new(Mutex::new(None));
    }
}
