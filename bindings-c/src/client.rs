//! A client of one server.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr;
use std::time::Duration;

use milvus_import::blocking::Client;
use milvus_import::{Api, Result};

use crate::boundary::{answer, given, make};
use crate::error::mvi_error;
use crate::handle;
use crate::model::options::{self, Versioned, key_values, mvi_key_value};
use crate::status::mvi_status;
use crate::text::{Text, optional};

/// A client of one server, connected on first use. Any thread, several calls at once. A forked child may use its
/// parent's clients, and frees its copies as the parent frees its own.
pub struct mvi_client {
    pub(crate) client: Client,
    uri: Text,
    api: Text,
}

/// How a client is set up: fill it by `mvi_client_options_init`, then set what differs. It is read by `mvi_client_new` and not
/// kept. NULL takes the environment's value where one is named, else the default; times are milliseconds, and a negative
/// one is the default.
#[repr(C)]
pub struct mvi_client_options {
    /// `sizeof(mvi_client_options)`; set by init.
    pub struct_size: usize,
    /// The server: `http(s)://host[:port][/prefix]`. A bare host is https, unless it is loopback. Environment: `MILVUS_URI`.
    pub uri: *const c_char,
    /// `milvus-v2`, `zilliz-v2`, `zilliz-v1` or `milvus-2.3`. Default: told from the host and the ids.
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
    /// Certificate authorities (PEM text) to trust instead of the platform's.
    pub ca_cert: *const c_char,
    /// A certificate (PEM text, leaf first) for servers that ask for one, with `client_key`.
    pub client_cert: *const c_char,
    /// The private key (PEM text) of `client_cert`.
    pub client_key: *const c_char,
    /// For one request, from connecting to the last byte of the answer. Default: 20 s.
    pub timeout: i64,
    /// For making a connection, TLS included. Default: 10 s.
    pub connect_timeout: i64,
    /// For how long a call is tried again after passing faults; 0 never tries again. Default: 5 s.
    pub retry_budget: i64,
    /// The largest answer to read, in bytes; 0 is the default, 64 MiB.
    pub max_response_bytes: usize,
    /// Accepts any certificate. Whoever is on the way can then read the token: for tests only.
    pub insecure: bool,
}

impl Versioned for mvi_client_options {
    const DEFAULT: Self = Self {
        struct_size: size_of::<Self>(),
        uri: ptr::null(),
        api: ptr::null(),
        token: ptr::null(),
        db_name: ptr::null(),
        cluster_id: ptr::null(),
        project_id: ptr::null(),
        region_id: ptr::null(),
        proxy: ptr::null(),
        headers: ptr::null(),
        headers_count: 0,
        ca_cert: ptr::null(),
        client_cert: ptr::null(),
        client_key: ptr::null(),
        timeout: -1,
        connect_timeout: -1,
        retry_budget: -1,
        max_response_bytes: 0,
        insecure: false,
    };
}

/// Sets every option to its default.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_client_options_init(options: Option<&mut MaybeUninit<mvi_client_options>>) {
    options::init(options);
}

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
        let options = given(unsafe { options::read(options, "options") }?, "options")?;
        // SAFETY: the options' texts are as the header asks for.
        let client = unsafe { build(options) }?;
        Ok(mvi_client { client, uri: Text::default(), api: Text::default() })
    })
}

/// The server's address, without a trailing slash. It belongs to the client.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_client_uri(client: Option<&mvi_client>) -> *const c_char {
    answer(ptr::null(), || client.map_or(ptr::null(), |client| client.uri.of(client.client.uri())))
}

/// The API generation that the client speaks, by its name. It belongs to the client.
#[unsafe(no_mangle)]
pub extern "C" fn mvi_client_api(client: Option<&mvi_client>) -> *const c_char {
    answer(ptr::null(), || client.map_or(ptr::null(), |client| client.api.of(client.client.api().as_str())))
}

/// Closes a client's connections and frees it. NULL is allowed. No call of it may be going on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mvi_client_free(client: *mut mvi_client) {
    // SAFETY: as the header asks for.
    unsafe { handle::free(client) }
}

/// # Safety
/// Every text and array of the options is as the header asks for.
unsafe fn build(options: &mvi_client_options) -> Result<Client> {
    let mut builder = milvus_import::ClientBuilder::new().insecure(options.insecure);
    macro_rules! texts {
        ($($name:ident),+) => {$(
            // SAFETY: as this function asks for.
            if let Some(value) = unsafe { optional(options.$name, stringify!($name)) }? {
                builder = builder.$name(value);
            }
        )+};
    }
    macro_rules! times {
        ($($name:ident),+) => {$(
            if let Ok(value) = u64::try_from(options.$name) {
                builder = builder.$name(Duration::from_millis(value));
            }
        )+};
    }
    texts!(uri, token, db_name, cluster_id, project_id, region_id, proxy, ca_cert);
    times!(timeout, connect_timeout, retry_budget);
    // SAFETY: as this function asks for.
    if let Some(api) = unsafe { optional(options.api, "api") }? {
        builder = builder.api(api.parse::<Api>()?);
    }
    // SAFETY: as this function asks for.
    let certificate = unsafe { optional(options.client_cert, "client_cert") }?;
    // SAFETY: as this function asks for.
    let key = unsafe { optional(options.client_key, "client_key") }?;
    match (certificate, key) {
        (None, None) => {}
        (Some(certificate), Some(key)) => builder = builder.client_cert(certificate, key),
        _ => return Err(crate::boundary::invalid("client_cert and client_key go together: set both or none")),
    }
    // SAFETY: as this function asks for.
    for (name, value) in unsafe { key_values::<Vec<_>>(options.headers, options.headers_count, "headers") }? {
        builder = builder.header(name, value);
    }
    if options.max_response_bytes > 0 {
        builder = builder.max_response_bytes(options.max_response_bytes);
    }
    builder.build_blocking()
}
