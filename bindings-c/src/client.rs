//! A client of one server.

use std::ffi::{CStr, c_char};
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::{Arc, OnceLock};

use milvus_import::blocking::Client;
use milvus_import::{Api, CallOptions, Result, calls};

use crate::boundary::{answer, given, make};
use crate::error::mvi_error;
use crate::handle;
use crate::model::options::{key_values, mvi_key_value};
use crate::names::APIS;
use crate::sized::{self, budget, options, time};
use crate::status::mvi_status;
use crate::text::{Text, optional};

/// A client of one server, connected on first use. Any thread, several calls at once. A forked child may use its
/// parent's clients, and frees its copies as the parent frees its own.
pub struct mvi_client {
    pub(crate) client: Client,
    /// The same server's for `mvi_calls`, with connections of its own, from the first such call on.
    for_calls: Arc<OnceLock<calls::Client>>,
    options: CallOptions,
    uri: Text,
}

impl mvi_client {
    fn new(client: Client) -> Self {
        Self { client, for_calls: Arc::default(), options: CallOptions::default(), uri: Text::default() }
    }

    /// The same client, whose calls go by these options.
    fn with(&self, options: CallOptions) -> Result<Self> {
        let client = self.client.with_options(&options)?;
        Ok(Self { client, for_calls: Arc::clone(&self.for_calls), options, uri: Text::default() })
    }

    /// The client of a call that does not block.
    pub(crate) fn for_calls(&self) -> Result<milvus_import::Client> {
        self.for_calls.get_or_init(|| self.client.for_calls()).current().with_options(&self.options)
    }
}

/// How a client is set up. It is read by `mvi_client_new` and not kept. NULL takes the environment's value where one is named,
/// else the default, and an empty text is none; times are milliseconds but where a member says seconds, and 0 is the default.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct mvi_client_options {
    /// `sizeof(mvi_client_options)`.
    pub struct_size: usize,
    /// The server: `http(s)://host[:port][/prefix]`. A bare host is https, unless it is loopback. Environment: `MILVUS_URI`.
    pub uri: *const c_char,
    /// `milvus-v2`, `zilliz-v2`, `zilliz-v1` or `milvus-2.3`. Default: told from the host; where that does not tell, from the ids
    /// and from what the server answers.
    pub api: *const c_char,
    /// An API key, or `user:password`. Shown nowhere. Environment: `MILVUS_TOKEN`.
    pub token: *const c_char,
    /// The database. Environment: `MILVUS_DB`.
    pub db_name: *const c_char,
    /// Zilliz Cloud: the cluster. Environment: `ZILLIZ_CLUSTER_ID`.
    pub cluster_id: *const c_char,
    /// Zilliz Cloud: the project, with a region instead of a cluster.
    pub project_id: *const c_char,
    /// Zilliz Cloud: the region of the project.
    pub region_id: *const c_char,
    /// A proxy's URL; empty for none at all. Default: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the environment, but none for
    /// loopback.
    pub proxy: *const c_char,
    /// Headers to send with every request besides, for a gateway in front of the server. Their values are taken to be
    /// secrets, as the token is. What the client sets itself is refused, except for `user-agent`.
    pub headers: *const mvi_key_value,
    /// How many there are in `headers`.
    pub headers_count: usize,
    /// Certificates (PEM text) to trust instead of the platform's: authorities, or the server's own. One that holds none is
    /// refused, an empty text too.
    pub ca_cert: *const c_char,
    /// A certificate (PEM text, leaf first) for servers that ask for one.
    pub client_cert: *const c_char,
    /// The private key (PEM text) of `client_cert`; NULL where that text holds both.
    pub client_key: *const c_char,
    /// For one call, from connecting to the last byte of the answer, further attempts and the pauses between them included, unless
    /// `retry_budget` is longer: then for each attempt. 0: 20 s; negative: `MVI_INVALID_ARGUMENT`.
    pub timeout: i64,
    /// For making a connection, TLS included. 0: 10 s; negative: `MVI_INVALID_ARGUMENT`.
    pub connect_timeout: i64,
    /// For how long a call is tried again after passing faults. 0: 5 s, but no longer than `timeout`; negative: never.
    pub retry_budget: i64,
    /// The largest answer to read, in bytes. 0: 64 MiB.
    pub max_response_bytes: usize,
    /// Accepts any certificate. Whoever is on the way can then read the token: for tests only.
    pub insecure: bool,
    /// Takes the `user:password@` of `uri` as the token, whatever else is given as one; without this such a `uri` is refused. For
    /// programs that stand in for another client.
    pub credentials_in_uri: bool,
    /// Zero: room for members to come.
    pub reserved: [u8; 2],
    /// Milvus 2.5 and later: for how many seconds the server may work on a request, sent as the header `Request-Timeout`. 0: not sent,
    /// and the server takes 30 s. Not for 2.4, where one caller's value goes on to count for the others.
    pub request_timeout: u32,
}

options!(mvi_client_options ends with request_timeout: u32);

/// Makes a client. Nothing is sent yet: a wrong address or token shows at the first call. `MVI_INVALID_ARGUMENT` for options that
/// cannot work, such as a certificate that is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_client_new(
    options: *const mvi_client_options,
    client: Option<&mut MaybeUninit<*mut mvi_client>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(client, error, "client", || {
        // SAFETY: as the header asks for.
        let options = given(unsafe { sized::read(options, "options") }?, "options")?;
        // SAFETY: the options' texts are as the header asks for.
        let client = unsafe { build(&options) }?;
        Ok(mvi_client::new(client))
    })
}

/// Makes another client of the same server, whose calls send this `Request-Timeout`, in seconds; see the option. It costs next to
/// nothing, so one may be made for a single call: connections, and what is known of the server, are shared. Each is freed by
/// itself, in any order. `MVI_INVALID_ARGUMENT` for 0, which every Milvus would answer at once with HTTP 408.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_client_with_request_timeout(
    client: Option<&mvi_client>,
    seconds: u32,
    other: Option<&mut MaybeUninit<*mut mvi_client>>,
    error: Option<&mut MaybeUninit<*mut mvi_error>>,
) -> mvi_status {
    make(other, error, "other", || {
        let mut options = CallOptions::default();
        options.request_timeout = Some(seconds);
        given(client, "client")?.with(options)
    })
}

/// The server's address, without a trailing slash. Never NULL. It belongs to the client.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_client_uri(client: Option<&mvi_client>) -> *const c_char {
    answer(ptr::null(), || client.map_or(ptr::null(), |client| client.uri.of(client.client.uri())))
}

/// The API generation that the client speaks, by its name: the one that was set, or has answered, or else the likely one. Never
/// NULL. Static: never freed.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_client_api(client: Option<&mvi_client>) -> *const c_char {
    answer(ptr::null(), || client.map_or(ptr::null(), |client| name(client.client.api()).as_ptr()))
}

fn name(api: Api) -> &'static CStr {
    APIS.iter().find(|name| name.to_bytes() == api.as_str().as_bytes()).map_or(c"", |name| *name)
}

/// Frees a client, and closes the connections that it shares with no other. NULL is allowed. No call of it may be going on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_client_free(client: *mut mvi_client) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(client) }
}

/// # Safety
/// Every text and array of the options is as the header asks for.
unsafe fn build(options: &mvi_client_options) -> Result<Client> {
    if options.reserved != [0; 2] {
        return Err(sized::newer("options"));
    }
    let mut builder =
        milvus_import::ClientBuilder::new().insecure(options.insecure).credentials_in_uri(options.credentials_in_uri);
    macro_rules! texts {
        ($($name:ident),+) => {$(
            // SAFETY: as this function asks for.
            if let Some(value) = unsafe { optional(options.$name, stringify!($name)) }? {
                builder = builder.$name(value);
            }
        )+};
    }
    macro_rules! times {
        ($($name:ident: $read:ident),+) => {$(
            if let Some(value) = $read(options.$name, stringify!($name))? {
                builder = builder.$name(value);
            }
        )+};
    }
    texts!(uri, token, db_name, cluster_id, project_id, region_id, proxy, ca_cert, client_cert, client_key);
    times!(timeout: time, connect_timeout: time, retry_budget: budget);
    // SAFETY: as this function asks for.
    if let Some(api) = unsafe { optional(options.api, "api") }?.filter(|api| !api.is_empty()) {
        builder = builder.api(api.parse::<Api>()?);
    }
    // SAFETY: as this function asks for.
    for (name, value) in unsafe { key_values::<Vec<_>>(options.headers, options.headers_count, "headers") }? {
        builder = builder.header(name, value);
    }
    if options.max_response_bytes > 0 {
        builder = builder.max_response_bytes(options.max_response_bytes);
    }
    if options.request_timeout > 0 {
        builder = builder.request_timeout(options.request_timeout);
    }
    builder.build_blocking()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_api_has_its_name() {
        for api in Api::ALL {
            assert_eq!(name(*api).to_str(), Ok(api.as_str()));
        }
    }
}
