//! Following one job.

use std::sync::Arc;

use milvus_import::{Error, ErrorCode, Result};
use napi::bindgen_prelude::Env;
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::letter::Letter;
use crate::mailbox::Mailbox;

/// Every change of one job.
#[napi]
pub struct Watch(Arc<Mutex<Option<milvus_import::Watch>>>);

/// A letter that may be empty: `null`.
struct Maybe<T>(Option<T>);

impl<T: Into<Letter>> From<Maybe<T>> for Letter {
    fn from(Maybe(value): Maybe<T>) -> Self {
        value.map_or_else(|| ().into(), Into::into)
    }
}

impl Watch {
    pub(crate) fn new(watch: milvus_import::Watch) -> Self {
        Self(Arc::new(Mutex::new(Some(watch))))
    }
}

#[napi]
impl Watch {
    /// The next change; `null` after the last one. Nothing is lost when the call is cancelled.
    #[napi(catch_unwind)]
    pub fn next(&self, env: &Env, mail: &Mailbox) -> napi::Result<i64> {
        let watch = Arc::clone(&self.0);
        mail.start(env, async move {
            match watch.lock().await.as_mut() {
                Some(watch) => watch.next().await.transpose().map(Maybe),
                None => Ok(Maybe(None)),
            }
        })
    }

    /// How a wait ends once the watch has: with the last progress, or with why the import failed. Only once.
    #[napi(catch_unwind)]
    pub fn outcome(&self, env: &Env, mail: &Mailbox) -> napi::Result<i64> {
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
