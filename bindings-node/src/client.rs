//! The calls. Each returns its number; its letter comes to the mailbox. Any of them takes a `requestTimeout` of its own.

use std::sync::Arc;

use milvus_import::calls;
use milvus_import::{
    BulkImport, Call, CallOptions, Client, ClientBuilder, DescribeCollection, ImportManyOptions, Operation,
    Options as _, Result, Unit, Value, WaitOptions,
};
use napi::bindgen_prelude::Env;
use napi_derive::napi;

use crate::border::{Outcome, outcome};
use crate::error::invalid;
use crate::mailbox::Mailbox;
use crate::many::WatchMany;
use crate::options::{Given, set_all};
use crate::pages::Pages;
use crate::watch::Watch;

/// The client behind the class `Client` of `lib/client.ts`.
#[napi]
pub struct NativeClient(calls::Client);

impl NativeClient {
    /// The client of a call that may have a `requestTimeout` of its own.
    fn client(&self, request_timeout: Option<f64>) -> Result<Client> {
        let mut options = CallOptions::default();
        if let Some(time) = request_timeout {
            options.set("requestTimeout", Value::Time(time, Unit::Milliseconds))?;
        }
        self.0.current().with_options(&options)
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
            calls::Client::new(builder).map(Self)
        })
    }

    #[napi(getter, catch_unwind)]
    pub fn uri(&self) -> &str {
        self.0.uri()
    }

    #[napi(getter, catch_unwind)]
    pub fn api(&self) -> &str {
        self.0.api().as_str()
    }

    /// Lets the connections go; the next call makes new ones.
    #[napi(catch_unwind)]
    pub fn close(&self) {
        self.0.close();
    }

    /// An operation on one job, by its name.
    #[napi(catch_unwind)]
    pub fn on_job(
        &self,
        env: &Env,
        mail: &Mailbox,
        operation: String,
        job_id: String,
        request_timeout: Option<f64>,
    ) -> i64 {
        let (client, call) = (self.client(request_timeout), on_job(&operation, job_id));
        mail.start(env, async move { client?.call(&call?).await })
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
        mail.start(env, async move { client?.call(&import.into()).await })
    }

    #[napi(catch_unwind)]
    pub fn describe_collection(&self, env: &Env, mail: &Mailbox, asked: Given, request_timeout: Option<f64>) -> i64 {
        let mut options = DescribeCollection::default();
        let client = set_all(&mut options, asked).and_then(|()| self.client(request_timeout));
        mail.start(env, async move { client?.call(&options.into()).await })
    }

    #[napi(catch_unwind, ts_return_type = "Outcome<Watch>")]
    pub fn watch(&self, job_id: String, follow: Given, request_timeout: Option<f64>) -> Outcome<Watch> {
        outcome(|| {
            let mut options = WaitOptions::default();
            set_all(&mut options, follow)?;
            Ok(Watch::new(self.client(request_timeout)?.watch(&job_id, &options)))
        })
    }

    #[napi(catch_unwind, ts_return_type = "Outcome<WatchMany>")]
    pub fn watch_many(&self, job_ids: Vec<String>, follow: Given, request_timeout: Option<f64>) -> Outcome<WatchMany> {
        outcome(|| {
            let mut options = WaitOptions::default();
            set_all(&mut options, follow)?;
            Ok(WatchMany::new(self.client(request_timeout)?.watch_many(job_ids, &options)))
        })
    }

    #[napi(catch_unwind, ts_return_type = "Outcome<WatchMany>")]
    pub fn watch_collection(
        &self,
        collection_name: String,
        with_ended: bool,
        follow: Given,
        request_timeout: Option<f64>,
    ) -> Outcome<WatchMany> {
        outcome(|| {
            let mut options = WaitOptions::default();
            set_all(&mut options, follow)?;
            let watch = self.client(request_timeout)?.watch_collection(&collection_name, &options);
            Ok(WatchMany::new(if with_ended { watch.with_ended() } else { watch }))
        })
    }

    #[napi(catch_unwind, ts_return_type = "Outcome<WatchMany>")]
    pub fn import_many(
        &self,
        wanted: Given,
        many: Given,
        follow: Given,
        request_timeout: Option<f64>,
    ) -> Outcome<WatchMany> {
        outcome(|| {
            let (mut import, mut options, mut wait) =
                (BulkImport::default(), ImportManyOptions::default(), WaitOptions::default());
            set_all(&mut import, wanted)?;
            set_all(&mut options, many)?;
            set_all(&mut wait, follow)?;
            let client = self.client(request_timeout)?;
            Ok(WatchMany::opened_by(move || client.import_many(&import, &options, &wait)))
        })
    }
}

fn on_job(operation: &str, job_id: String) -> Result<Call> {
    let known = Operation::ALL.iter().copied().find(|known| known.as_str() == operation);
    Call::of_job(known.ok_or_else(|| invalid(format!("there is no operation {operation}")))?, job_id)
}
