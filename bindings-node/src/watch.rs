//! Following one job.

use std::sync::Arc;

use milvus_import::{Error, ErrorCode, Result};
use napi::bindgen_prelude::Env;
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::mailbox::Mailbox;

/// Every change of one job.
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
        let watch = Arc::clone(&self.0);
        mail.start(env, async move {
            match watch.lock().await.as_mut() {
                Some(watch) => watch.next().await.transpose(),
                None => Ok(None),
            }
        })
    }

    /// How a wait ends once the watch has: with the last progress, or with why the import failed. Only once.
    #[napi(catch_unwind)]
    pub fn outcome(&self, env: &Env, mail: &Mailbox) -> i64 {
        let watch = Arc::clone(&self.0);
        mail.start(env, async move {
            let ended: Result<_> =
                watch.lock().await.take().ok_or_else(|| {
                    Error::new(ErrorCode::Internal, "the outcome of a followed job was asked for twice")
                });
            ended?.outcome()
        })
    }
}
