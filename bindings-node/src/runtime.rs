//! Where calls run: one runtime for the process, whatever number of JavaScript threads there are.

use std::panic::catch_unwind;
use std::sync::OnceLock;

use milvus_import::{Error, ErrorCode, Result};
use tokio::runtime::{Builder, Handle, Runtime};

/// The runtime's handle; started at the first call. It is never shut down: it ends with the process.
pub(crate) fn runtime() -> Result<&'static Handle> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime.handle());
    }
    // JavaScript is what calls wait for: more threads would only take its time.
    let build = || Builder::new_multi_thread().worker_threads(1).thread_name("milvus-import").enable_all().build();
    // Tokio panics where the system has no thread for it.
    match catch_unwind(build) {
        Ok(Ok(made)) => Ok(RUNTIME.get_or_init(|| made).handle()),
        Ok(Err(error)) => Err(Error::new(ErrorCode::Unavailable, format!("no runtime for calls: {error}"))),
        Err(_) => Err(Error::new(ErrorCode::Unavailable, "the system has no thread for calls: raise its limits")),
    }
}
