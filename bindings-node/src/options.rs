//! From JavaScript's options to the core's. What a value may be is the core's to say. Times are milliseconds.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use milvus_import::{BulkImport, ClientBuilder, ListImportJobs, Result, WaitOptions};
use napi_derive::napi;

use crate::error::invalid;

/// What a client is made of. What is absent is left to the core. PEM files are given as their text.
#[napi(object)]
pub struct Settings {
    pub uri: Option<String>,
    pub token: Option<String>,
    pub api: Option<String>,
    pub db_name: Option<String>,
    pub cluster_id: Option<String>,
    pub project_id: Option<String>,
    pub region_id: Option<String>,
    pub timeout: Option<f64>,
    pub connect_timeout: Option<f64>,
    pub max_response_bytes: Option<f64>,
    pub retry_budget: Option<f64>,
    pub request_timeout: Option<f64>,
    pub proxy: Option<String>,
    pub headers: Option<Vec<Vec<String>>>,
    pub ca_cert: Option<String>,
    pub client_cert: Option<String>,
    pub client_key: Option<String>,
    pub insecure: Option<bool>,
    /// Of the drop-in: `user:password@` in the address is the token.
    pub credentials_in_uri: Option<bool>,
}

impl Settings {
    pub(crate) fn builder(self) -> Result<ClientBuilder> {
        macro_rules! set {
            ($builder:ident, $($name:ident = $value:expr,)*) => {
                $(if let Some(value) = $value { $builder = $builder.$name(value); })*
            };
        }
        let api = self.api.map(|name| name.parse::<milvus_import::Api>()).transpose();
        let mut builder = ClientBuilder::new();
        set! { builder,
            uri = self.uri,
            token = self.token,
            api = api?,
            db_name = self.db_name,
            cluster_id = self.cluster_id,
            project_id = self.project_id,
            region_id = self.region_id,
            timeout = limit("timeout", self.timeout, "for the usual one")?,
            connect_timeout = limit("connectTimeout", self.connect_timeout, "for the usual one")?,
            max_response_bytes = bytes("maxResponseBytes", self.max_response_bytes)?,
            retry_budget = budget("retryBudget", self.retry_budget, "to try once")?,
            request_timeout = seconds(self.request_timeout)?,
            proxy = self.proxy,
            ca_cert = self.ca_cert,
            insecure = self.insecure,
            credentials_in_uri = self.credentials_in_uri,
        }
        match (self.client_cert, self.client_key) {
            (Some(cert), key) => builder = builder.client_cert(cert, key.unwrap_or_default()),
            (None, Some(_)) => return Err(invalid("clientKey without clientCert: pass both")),
            (None, None) => {}
        }
        for header in self.headers.unwrap_or_default() {
            if let [name, value] = header.as_slice() {
                builder = builder.header(name, value);
            }
        }
        Ok(builder)
    }
}

/// A time after which something ends. None at all is said by leaving it out, never by zero.
fn limit(name: &str, value: Option<f64>, left_out: &str) -> Result<Option<Duration>> {
    let refuse = |value| {
        let value = shown(value);
        invalid(format!("{name} is {value}: use milliseconds above 0, or leave it out {left_out}"))
    };
    let read = |value| milliseconds(value).filter(|time| !time.is_zero()).ok_or_else(|| refuse(value));
    value.map(read).transpose()
}

/// A time to go on trying for, which may be none.
fn budget(name: &str, value: Option<f64>, zero: &str) -> Result<Option<Duration>> {
    let refuse = |value| {
        let value = shown(value);
        invalid(format!("{name} is {value}: use milliseconds from 0 ({zero}), or leave it out"))
    };
    value.map(|value| milliseconds(value).ok_or_else(|| refuse(value))).transpose()
}

/// The time that a server may take, which it counts in seconds. That none is no time is the core's to say.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked first")]
pub(crate) fn seconds(value: Option<f64>) -> Result<Option<u32>> {
    let read = |value: f64| match value / 1000.0 {
        seconds if (0.0..=f64::from(u32::MAX)).contains(&seconds) && seconds.fract() == 0.0 => Ok(seconds as u32),
        _ => Err(invalid(format!(
            "requestTimeout is {}: servers count whole seconds, so use milliseconds such as 30000",
            shown(value)
        ))),
    };
    value.map(read).transpose()
}

/// None for what is no time: negative, not a number, or without end.
fn milliseconds(value: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(value / 1000.0).ok()
}

/// A number as JavaScript writes it, which Rust does not do at the ends.
fn shown(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let is_written_out = value == 0.0 || (1e-6..1e21).contains(&value.abs());
    if is_written_out { value.to_string() } else { format!("{value:e}") }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked, and saturating beyond")]
fn bytes(name: &str, value: Option<f64>) -> Result<Option<usize>> {
    let read = |value: f64| match value {
        value if value >= 0.0 && value.fract() == 0.0 => Ok(value as usize),
        value => Err(invalid(format!("{name} is {}: use a whole number of bytes", shown(value)))),
    };
    value.map(read).transpose()
}

/// What `bulkImport` is asked for.
#[napi(object)]
pub struct Import {
    pub collection_name: String,
    pub partition_name: Option<String>,
    pub files: Vec<Vec<String>>,
    pub options: HashMap<String, String>,
    pub object_url: Option<String>,
    pub object_urls: Vec<Vec<String>>,
    pub access_key: Option<String>,
    pub secret_key: Option<String>,
    pub session_token: Option<String>,
    pub volume_name: Option<String>,
    pub data_paths: Vec<Vec<String>>,
    pub idempotency_key: Option<String>,
}

impl From<Import> for BulkImport {
    fn from(import: Import) -> Self {
        Self {
            collection_name: import.collection_name,
            partition_name: import.partition_name,
            files: import.files,
            options: import.options.into_iter().collect::<BTreeMap<_, _>>(),
            object_url: import.object_url,
            object_urls: import.object_urls,
            access_key: import.access_key,
            secret_key: import.secret_key,
            session_token: import.session_token,
            volume_name: import.volume_name,
            data_paths: import.data_paths,
            idempotency_key: import.idempotency_key,
        }
    }
}

/// Which jobs to list.
#[napi(object)]
pub struct Listed {
    pub collection_name: Option<String>,
    pub page_size: Option<f64>,
    pub current_page: Option<f64>,
}

impl Listed {
    pub(crate) fn options(self) -> Result<ListImportJobs> {
        Ok(ListImportJobs {
            collection_name: self.collection_name,
            page_size: count("pageSize", self.page_size)?,
            current_page: count("currentPage", self.current_page)?,
        })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked first")]
fn count(name: &str, value: Option<f64>) -> Result<Option<u32>> {
    let read = |value: f64| match value {
        value if (0.0..=f64::from(u32::MAX)).contains(&value) && value.fract() == 0.0 => Ok(value as u32),
        value => Err(invalid(format!("{name} is {}: use a whole number, not negative", shown(value)))),
    };
    value.map(read).transpose()
}

/// How long to follow a job.
#[napi(object)]
pub struct Follow {
    pub timeout: Option<f64>,
    pub stall_timeout: Option<f64>,
    pub fault_budget: Option<f64>,
}

impl Follow {
    pub(crate) fn options(self) -> Result<WaitOptions> {
        let default = WaitOptions::default();
        Ok(WaitOptions {
            timeout: limit("timeout", self.timeout, "to wait for as long as it takes")?,
            stall_timeout: limit("stallTimeout", self.stall_timeout, "to wait however long nothing changes")?,
            fault_budget: budget("faultBudget", self.fault_budget, "to end at the first fault")?
                .unwrap_or(default.fault_budget),
        })
    }
}
