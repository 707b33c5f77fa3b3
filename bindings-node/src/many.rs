//! Following many jobs.

use std::sync::Arc;

use milvus_import::{JobEvent, Result};
use napi::bindgen_prelude::Env;
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::mailbox::Mailbox;

/// Begins an import of many files.
type Open = Box<dyn FnOnce() -> Result<milvus_import::WatchMany> + Send>;

/// What is told of many jobs.
#[napi]
pub struct WatchMany(Arc<Mutex<Jobs>>);

/// With neither of both JavaScript has ended it.
#[derive(Default)]
struct Jobs {
    /// What the first question does: to open a ledger may take time, which is not to be the JavaScript thread's.
    open: Option<Open>,
    watch: Option<milvus_import::WatchMany>,
}

impl Jobs {
    async fn next(&mut self) -> Result<Option<JobEvent>> {
        if let Some(open) = self.open.take() {
            self.watch = Some(open()?);
        }
        match &mut self.watch {
            Some(watch) => watch.next().await.transpose(),
            None => Ok(None),
        }
    }
}

impl WatchMany {
    pub(crate) fn new(watch: milvus_import::WatchMany) -> Self {
        Self(Arc::new(Mutex::new(Jobs { open: None, watch: Some(watch) })))
    }

    pub(crate) fn opened_by(open: impl FnOnce() -> Result<milvus_import::WatchMany> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Jobs { open: Some(Box::new(open)), watch: None })))
    }
}

#[napi]
impl WatchMany {
    /// The next event; `null` after the last one. Nothing is lost when the call is cancelled.
    #[napi(catch_unwind)]
    pub fn next(&self, env: &Env, mail: &Mailbox) -> i64 {
        let jobs = Arc::clone(&self.0);
        mail.start(env, async move { jobs.lock().await.next().await })
    }

    /// Ends it: nothing of its client is held any more once a call under way has been cancelled.
    #[napi(catch_unwind)]
    pub fn end(&mut self) {
        self.0 = Arc::default();
    }
}
