//! The calls. Each returns its number; its letter comes to the mailbox. Any of them takes a `requestTimeout` of its own.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use milvus_import::{
    Api, BulkImport, CallOptions, Client, ClientBuilder, Options as _, Result, Unit, Value, WaitOptions,
};
use napi::bindgen_prelude::Env;
use napi_derive::napi;

use crate::border::{Outcome, outcome};
use crate::mailbox::Mailbox;
use crate::options::{Given, set_all};
use crate::pages::Pages;
use crate::watch::Watch;

/// The client behind the class `Client` of `lib/client.ts`.
#[napi]
pub struct NativeClient {
    builder: ClientBuilder,
    uri: String,
    held: Mutex<Held>,
}

struct Held {
    /// None once it was closed, until the next call.
    client: Option<Client>,
    /// What the last closed client spoke.
    api: Api,
}

impl NativeClient {
    fn client(&self, request_timeout: Option<f64>) -> Result<Client> {
        let mut options = CallOptions::default();
        if let Some(time) = request_timeout {
            options.set("requestTimeout", Value::Time(time, Unit::Milliseconds))?;
        }
        self.current()?.with_options(&options)
    }

    fn current(&self) -> Result<Client> {
        let mut held = self.held();
        if let Some(client) = &held.client {
            return Ok(client.clone());
        }
        let client = self.builder.clone().build()?;
        Ok(held.client.insert(client).clone())
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[napi]
impl NativeClient {
    /// No constructor: those of JavaScript can only throw.
    #[napi(catch_unwind, ts_return_type = "Outcome<NativeClient>")]
    pub fn make(settings: Given) -> Outcome<NativeClient> {
        outcome(|| {
            let mut builder = ClientBuilder::new();
            set_all(&mut builder, settings)?;
            let client = builder.clone().build()?;
            let uri = client.uri().to_owned();
            let held = Mutex::new(Held { api: client.api(), client: Some(client) });
            Ok(Self { builder, uri, held })
        })
    }

    #[napi(getter, catch_unwind)]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    #[napi(getter, catch_unwind)]
    pub fn api(&self) -> &str {
        let held = self.held();
        held.client.as_ref().map_or(held.api, Client::api).as_str()
    }

    /// Lets the connections go; the next call makes new ones.
    #[napi(catch_unwind)]
    pub fn close(&self) {
        let mut held = self.held();
        if let Some(client) = held.client.take() {
            held.api = client.api();
        }
    }

    #[napi(catch_unwind)]
    pub fn get_import_progress(&self, env: &Env, mail: &Mailbox, job_id: String, request_timeout: Option<f64>) -> i64 {
        let client = self.client(request_timeout);
        mail.start(env, async move { client?.get_import_progress(&job_id).await })
    }

    #[napi(catch_unwind)]
    pub fn describe_job(&self, env: &Env, mail: &Mailbox, job_id: String, request_timeout: Option<f64>) -> i64 {
        let client = self.client(request_timeout);
        mail.start(env, async move { client?.describe_job(&job_id).await })
    }

    /// The next page; `null` after the last one.
    #[napi(catch_unwind)]
    pub fn list_import_jobs(&self, env: &Env, mail: &Mailbox, pages: &Pages, request_timeout: Option<f64>) -> i64 {
        let (client, walk) = (self.client(request_timeout), Arc::clone(&pages.0));
        mail.start(env, async move { walk.lock().await.page(&client?).await })
    }

    #[napi(catch_unwind)]
    pub fn bulk_import(&self, env: &Env, mail: &Mailbox, wanted: Given, request_timeout: Option<f64>) -> i64 {
        let mut import = BulkImport::default();
        let client = set_all(&mut import, wanted).and_then(|()| self.client(request_timeout));
        mail.start(env, async move { client?.bulk_import(&import).await })
    }

    #[napi(catch_unwind)]
    pub fn commit_import(&self, env: &Env, mail: &Mailbox, job_id: String, request_timeout: Option<f64>) -> i64 {
        let client = self.client(request_timeout);
        mail.start(env, async move { client?.commit_import(&job_id).await })
    }

    #[napi(catch_unwind)]
    pub fn abort_import(&self, env: &Env, mail: &Mailbox, job_id: String, request_timeout: Option<f64>) -> i64 {
        let client = self.client(request_timeout);
        mail.start(env, async move { client?.abort_import(&job_id).await })
    }

    #[napi(catch_unwind, ts_return_type = "Outcome<Watch>")]
    pub fn watch(&self, job_id: String, follow: Given, request_timeout: Option<f64>) -> Outcome<Watch> {
        outcome(|| {
            let mut options = WaitOptions::default();
            set_all(&mut options, follow)?;
            Ok(Watch::new(self.client(request_timeout)?.watch(&job_id, &options)))
        })
    }
}
