//! The calls. Each returns its number; its letter comes to the mailbox.

use std::sync::{Mutex, PoisonError};

use milvus_import::{BulkImport, ClientBuilder, Result};
use napi::bindgen_prelude::Env;
use napi_derive::napi;

use crate::border::{Outcome, outcome};
use crate::mailbox::Mailbox;
use crate::options::{Follow, Import, Listed, Settings};
use crate::watch::Watch;

/// The client behind the class `Client` of `lib/client.ts`.
#[napi]
pub struct NativeClient {
    builder: ClientBuilder,
    uri: String,
    api: &'static str,
    client: Mutex<Option<milvus_import::Client>>,
}

impl NativeClient {
    fn client(&self) -> Result<milvus_import::Client> {
        let mut held = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = &*held {
            return Ok(client.clone());
        }
        let client = self.builder.clone().build()?;
        Ok(held.insert(client).clone())
    }
}

#[napi]
impl NativeClient {
    /// No constructor: those of JavaScript can only throw.
    #[napi(catch_unwind, ts_return_type = "Outcome<NativeClient>")]
    pub fn make(settings: Settings) -> Outcome<NativeClient> {
        outcome(|| {
            let builder = settings.builder()?;
            let client = builder.clone().build()?;
            let (uri, api) = (client.uri().to_owned(), client.api().as_str());
            Ok(Self { builder, uri, api, client: Mutex::new(Some(client)) })
        })
    }

    #[napi(getter, catch_unwind)]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    #[napi(getter, catch_unwind)]
    pub fn api(&self) -> &str {
        self.api
    }

    /// Lets the connections go; the next call makes new ones.
    #[napi(catch_unwind)]
    pub fn close(&self) {
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    #[napi(catch_unwind)]
    pub fn get_import_progress(&self, env: &Env, mail: &Mailbox, job_id: String) -> i64 {
        let client = self.client();
        mail.start(env, async move { client?.get_import_progress(&job_id).await })
    }

    #[napi(catch_unwind)]
    pub fn describe_job(&self, env: &Env, mail: &Mailbox, job_id: String) -> i64 {
        let client = self.client();
        mail.start(env, async move { client?.describe_job(&job_id).await })
    }

    /// One page, and what to ask for next.
    #[napi(catch_unwind)]
    pub fn list_import_jobs(&self, env: &Env, mail: &Mailbox, listed: Listed) -> i64 {
        let client = self.client();
        mail.start(env, async move {
            let (client, options) = (client?, listed.options()?);
            let page = client.list_import_jobs(&options).await?;
            let next = page.next_page(&options);
            Ok((page, next))
        })
    }

    #[napi(catch_unwind)]
    pub fn bulk_import(&self, env: &Env, mail: &Mailbox, wanted: Import) -> i64 {
        let (client, import) = (self.client(), BulkImport::from(wanted));
        mail.start(env, async move { client?.bulk_import(&import).await })
    }

    #[napi(catch_unwind)]
    pub fn commit_import(&self, env: &Env, mail: &Mailbox, job_id: String) -> i64 {
        let client = self.client();
        mail.start(env, async move { client?.commit_import(&job_id).await })
    }

    #[napi(catch_unwind)]
    pub fn abort_import(&self, env: &Env, mail: &Mailbox, job_id: String) -> i64 {
        let client = self.client();
        mail.start(env, async move { client?.abort_import(&job_id).await })
    }

    #[napi(catch_unwind, ts_return_type = "Outcome<Watch>")]
    pub fn watch(&self, job_id: String, follow: Follow) -> Outcome<Watch> {
        outcome(|| Ok(Watch::new(self.client()?.watch(&job_id, &follow.options()?))))
    }
}
