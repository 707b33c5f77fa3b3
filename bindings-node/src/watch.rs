//! Following one job.

use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use milvus_import::{Error, ErrorCode, Event};
use napi::bindgen_prelude::Env;
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::error::Failure;
use crate::mailbox::Mailbox;

/// Every change of one job.
#[napi]
pub struct Watch {
    /// None once JavaScript has ended it, or has asked for its outcome.
    followed: Arc<Mutex<Option<milvus_import::Watch>>>,
    /// The error of the latest outage.
    outage: Arc<StdMutex<Option<Error>>>,
}

impl Watch {
    pub(crate) fn new(watch: milvus_import::Watch) -> Self {
        Self { followed: Arc::new(Mutex::new(Some(watch))), outage: Arc::default() }
    }
}

#[napi]
impl Watch {
    /// The next change, or `"outage"` or `"recovered"`; `null` after the last one. Nothing is lost when the call is cancelled.
    #[napi(catch_unwind)]
    pub fn next(&self, env: &Env, mail: &Mailbox) -> i64 {
        let (followed, latest) = (Arc::clone(&self.followed), Arc::clone(&self.outage));
        mail.start(env, async move {
            let mut followed = followed.lock().await;
            let Some(watch) = &mut *followed else { return Ok(None) };
            let event = watch.next_event().await.transpose();
            if let Ok(Some(Event::Outage(outage))) = &event {
                *latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(outage.to_error());
            }
            event
        })
    }

    /// The error of the latest outage.
    #[napi(catch_unwind)]
    pub fn outage(&self) -> Option<Failure> {
        self.outage.lock().unwrap_or_else(PoisonError::into_inner).clone().map(Failure::from)
    }

    /// Whether nothing comes any more, so that nothing of the client is held. Not while a call is under way.
    #[napi(getter, catch_unwind)]
    pub fn has_ended(&self) -> bool {
        self.followed.try_lock().is_ok_and(|watch| watch.as_ref().is_none_or(milvus_import::Watch::has_ended))
    }

    /// How a wait ends once the watch has: with the last progress, or with why the import failed. Only once.
    #[napi(catch_unwind)]
    pub fn outcome(&self, env: &Env, mail: &Mailbox) -> i64 {
        let followed = Arc::clone(&self.followed);
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
        self.followed = Arc::new(Mutex::new(None));
    }
}
