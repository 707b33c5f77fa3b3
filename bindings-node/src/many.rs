//! Following many jobs.

use std::sync::Arc;

use napi::bindgen_prelude::Env;
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::mailbox::Mailbox;

/// What is told of many jobs.
#[napi]
pub struct WatchMany {
    /// None once JavaScript has ended it.
    followed: Arc<Mutex<Option<milvus_import::WatchMany>>>,
}

impl WatchMany {
    pub(crate) fn new(watch: milvus_import::WatchMany) -> Self {
        Self { followed: Arc::new(Mutex::new(Some(watch))) }
    }
}

#[napi]
impl WatchMany {
    /// The next event; `null` after the last one. Nothing is lost when the call is cancelled.
    #[napi(catch_unwind)]
    pub fn next(&self, env: &Env, mail: &Mailbox) -> i64 {
        let followed = Arc::clone(&self.followed);
        mail.start(env, async move {
            match &mut *followed.lock().await {
                Some(watch) => watch.next().await.transpose(),
                None => Ok(None),
            }
        })
    }

    /// Ends it: nothing of its client is held any more once a call under way has been cancelled.
    #[napi(catch_unwind)]
    pub fn end(&mut self) {
        self.followed = Arc::new(Mutex::new(None));
    }
}
