//! Where calls run: one runtime for the process, whatever number of JavaScript threads there are.

use std::sync::OnceLock;

use napi::{Error, Result};
use tokio::runtime::{Builder, Handle, Runtime};

/// The runtime's handle; started at the first call. It is never shut down: it ends with the process.
pub(crate) fn runtime() -> Result<&'static Handle> {
    static RUNTIME: OnceLock<std::io::Result<Runtime>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        // JavaScript is what calls wait for: more threads would only take its time.
        Builder::new_multi_thread().worker_threads(1).thread_name("milvus-import").enable_all().build()
    });
    runtime.as_ref().map(Runtime::handle).map_err(|error| Error::from_reason(format!("no runtime for calls: {error}")))
}
