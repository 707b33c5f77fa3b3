//! From options to a client.

use std::time::Duration;

use milvus_import::blocking::Client;
use milvus_import::{CancelToken, ClientBuilder, Result, WaitOptions};

use crate::args::Connection;
use crate::interrupt;
use crate::secret::{read, secret};
use crate::text::{clean, quoted};

/// A client that Ctrl-C interrupts, and what is needed beside it.
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) cancel: CancelToken,
    pub(crate) wait: WaitOptions,
    pub(crate) typed: String,
}

impl Session {
    /// A command for the same server, to be pasted.
    pub(crate) fn hint(&self, command: &str, job_id: &str) -> String {
        let job_id = Some(quoted(&clean(job_id))).filter(|_| !job_id.is_empty()).map(|id| format!(" {id}"));
        format!("milvus-import {command}{}{}", job_id.unwrap_or_default(), self.typed)
    }
}

impl Session {
    /// For calls that are answered at once: `--timeout` is how long the answer may take.
    pub(crate) fn for_call(connection: &Connection) -> Result<Self> {
        let mut builder = builder(connection)?;
        if let Some(timeout) = connection.timeout {
            builder =
                builder.timeout(timeout).connect_timeout(timeout).retry_budget(connection.retry.unwrap_or(timeout));
        }
        Self::new(builder, connection)
    }

    /// For following an import: `--timeout` is how long the import may take, and so the most that one answer may.
    pub(crate) fn for_wait(connection: &Connection) -> Result<Self> {
        let mut builder = builder(connection)?;
        if let Some(timeout) = connection.timeout {
            let most = |usual: u64| Duration::from_secs(usual).min(timeout);
            builder =
                builder.timeout(most(20)).connect_timeout(most(10)).retry_budget(connection.retry.unwrap_or(most(5)));
        }
        Self::new(builder, connection)
    }

    fn new(builder: ClientBuilder, connection: &Connection) -> Result<Self> {
        let cancel = interrupt::token();
        let client = builder.build_blocking()?.cancellable(&cancel);
        let Connection { timeout, stall_timeout, retry, .. } = *connection;
        let mut wait = WaitOptions::default();
        (wait.timeout, wait.stall_timeout, wait.fault_budget) = (timeout, stall_timeout, retry);
        Ok(Self { client, cancel, wait, typed: connection.typed() })
    }
}

/// Everything but the time limits. What is not given is left to the library, which asks the environment.
fn builder(connection: &Connection) -> Result<ClientBuilder> {
    let mut builder = ClientBuilder::new().insecure(connection.insecure);
    if let Some(uri) = &connection.uri {
        builder = builder.uri(uri);
    }
    if let Some(token) = secret(connection.token.as_deref(), connection.token_file.as_deref())? {
        builder = builder.token(token);
    }
    if let Some(db) = &connection.db {
        builder = builder.db_name(db);
    }
    if let Some(api) = connection.api {
        builder = builder.api(api);
    }
    if let Some(id) = &connection.cluster_id {
        builder = builder.cluster_id(id);
    }
    if let Some(id) = &connection.project_id {
        builder = builder.project_id(id);
    }
    if let Some(id) = &connection.region_id {
        builder = builder.region_id(id);
    }
    if let Some(seconds) = connection.request_timeout {
        builder = builder.request_timeout(seconds);
    }
    if let Some(retry) = connection.retry {
        builder = builder.retry_budget(retry);
    }
    if let Some(file) = &connection.ca_cert {
        builder = builder.ca_cert(read(file)?);
    }
    if let Some(file) = &connection.client_cert {
        builder = builder.client_cert(read(file)?);
    }
    if let Some(file) = &connection.client_key {
        builder = builder.client_key(read(file)?);
    }
    if let Some(proxy) = &connection.proxy {
        builder = builder.proxy(proxy);
    }
    Ok(builder)
}
