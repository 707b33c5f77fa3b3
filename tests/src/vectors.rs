//! The conformance vectors as types, and their loader. The format is described in `vectors/README.md`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// One case: a call, the traffic it makes, and what it returns.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Unique, `<api>/<operation>/<what>`.
    pub name: String,
    /// The rule or quirk, and where it comes from.
    pub why: String,
    /// Options of the client.
    pub client: Client,
    /// The operation and its arguments.
    pub call: Call,
    /// Requests that must come, in order, and the answers to them; empty when the call is refused before it sends.
    pub exchanges: Vec<Exchange>,
    /// The normalized result. `Some(Value::Null)` for an operation that returns nothing.
    #[serde(default, deserialize_with = "present")]
    pub result: Option<Value>,
    /// The error, instead of a result.
    pub error: Option<Expected>,
    /// The file the case is from, relative to the vectors' directory.
    #[serde(skip)]
    pub file: PathBuf,
}

/// Options of the client. The server's address is the runner's affair.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// API generation: `milvus-v2`, `zilliz-v2`, `zilliz-v1` or `milvus-2.3`.
    pub api: String,
    /// API key or `user:password`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Database of every call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub db_name: Option<String>,
    /// Zilliz Cloud cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_id: Option<String>,
    /// Zilliz Cloud project, with `region_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// Zilliz Cloud region, with `project_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region_id: Option<String>,
    /// Seconds of the `Request-Timeout` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_timeout: Option<u32>,
    /// Largest body that is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_response_bytes: Option<u64>,
    /// Appended to the server's address, with or without a slash at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
}

/// The operation and its arguments; what was not given is `None`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Name of the operation, as in Rust.
    pub operation: String,
    /// Of every operation on one job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<String>,
    /// `bulk_import`, `list_import_jobs`, `describe_collection`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection_name: Option<String>,
    /// `describe_collection`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub db_name: Option<String>,
    /// `bulk_import`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_name: Option<String>,
    /// `bulk_import`: one inner list for each file, or each set of `NumPy` files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<Vec<String>>>,
    /// `bulk_import`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<BTreeMap<String, String>>,
    /// `bulk_import` on Zilliz Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_url: Option<String>,
    /// `bulk_import` on Zilliz Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_urls: Option<Vec<Vec<String>>>,
    /// `bulk_import` on Zilliz Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key: Option<String>,
    /// `bulk_import` on Zilliz Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_key: Option<String>,
    /// `bulk_import` on Zilliz Cloud: the body's `token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_token: Option<String>,
    /// `bulk_import` on Zilliz Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_name: Option<String>,
    /// `bulk_import` on Zilliz Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_paths: Option<Vec<Vec<String>>>,
    /// `bulk_import` on Milvus: the `Idempotency-Key` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// `list_import_jobs` on Zilliz Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// `list_import_jobs` on Zilliz Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_page: Option<u32>,
}

/// One request and the answer to it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// What must arrive.
    pub request: Request,
    /// What is played.
    pub response: Response,
}

/// A request that must arrive.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// HTTP method.
    pub method: String,
    /// Path with its query, exactly.
    pub path: String,
    /// Headers that must be there, with exactly this value; names in lower case.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Headers that must not be there; names in lower case.
    #[serde(default)]
    pub absent_headers: Vec<String>,
    /// The body as a value; without it the body must be empty.
    #[serde(default, deserialize_with = "present")]
    pub json: Option<Value>,
}

/// A canned answer. Its body is exactly one of `json`, `body`, `body_base64`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers; names in lower case.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body as a value; `Some(Value::Null)` is the body `null`.
    #[serde(default, deserialize_with = "present")]
    pub json: Option<Value>,
    /// The body as text.
    pub body: Option<String>,
    /// The body as base64, where it is no UTF-8.
    pub body_base64: Option<String>,
}

/// An error that must be returned. A member that is `None` is not compared.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Error code by its name in Rust.
    pub code: String,
    /// HTTP status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// The server's own code; `Some(Value::Null)`: none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub server_code: Option<Value>,
    /// The server's own message; `Some(Value::Null)`: none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub server_message: Option<Value>,
    /// Part of the error's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_contains: Option<String>,
    /// Beginning of the body that the error shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_start: Option<String>,
    /// Whether a retry can help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retryable: Option<bool>,
}

impl Response {
    /// The body's bytes.
    ///
    /// # Errors
    /// When the body is given in more than one way or in none, or is no base64.
    pub fn bytes(&self) -> Result<Vec<u8>, String> {
        match (&self.json, &self.body, &self.body_base64) {
            (Some(value), None, None) => Ok(value.to_string().into_bytes()),
            (None, Some(text), None) => Ok(text.clone().into_bytes()),
            (None, None, Some(text)) => STANDARD.decode(text).map_err(|error| error.to_string()),
            _ => Err("a response has exactly one of json, body, body_base64".to_owned()),
        }
    }
}

/// Loads the cases of every file, in the order of their paths.
///
/// # Errors
/// When a file cannot be read or is not of the format; the text names it.
pub fn load() -> Result<Vec<Case>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut cases = Vec::new();
    for path in json_files(&root)? {
        let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(&path).map_err(|error| named(&error))?;
        let mut loaded: Vec<Case> = serde_json::from_str(&text).map_err(|error| named(&error))?;
        for case in &mut loaded {
            path.strip_prefix(&root).unwrap_or(&path).clone_into(&mut case.file);
        }
        cases.append(&mut loaded);
    }
    Ok(cases)
}

/// Every `*.json` below a directory, sorted.
fn json_files(root: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        let named = |error: std::io::Error| format!("{}: {error}", directory.display());
        for entry in fs::read_dir(&directory).map_err(named)? {
            let path = entry.map_err(named)?.path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Keeps a member that is `null` apart from one that is absent.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
