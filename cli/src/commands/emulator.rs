//! `emulator`: an import service to test against.

use std::thread;
use std::time::Duration;

use milvus_import::{Error, ErrorCode};
use serde_json::json;

use crate::args;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::{Output, say};
use crate::text::clean;

/// How soon a request is logged and Ctrl-C is answered.
const TICK: Duration = Duration::from_millis(50);

pub(crate) fn emulator(options: &args::Emulator, out: Output) -> Result<(), Failure> {
    let mut builder =
        milvus_import_emulator::Emulator::builder().server(options.server).port(options.port).speed(options.speed);
    if let Some(token) = &options.token {
        builder = builder.token(token);
    }
    let stop = interrupt::token();
    let emulator = builder.start_blocking().map_err(|error| {
        let text = format!("cannot listen on port {}: {error}; use another --port, or 0 for a free one", options.port);
        Error::new(ErrorCode::Connect, text)
    })?;
    let server = options.server.to_string();
    out.result(&json!({"uri": emulator.uri(), "server": server}), |_| vec![emulator.uri()])?;
    out.note(format!("an emulated {server} listens; Ctrl-C ends it"));
    let mut logged = 0;
    while !stop.is_cancelled() {
        let requests = emulator.requests();
        for request in requests.iter().skip(logged) {
            say(&clean(&format!("{} {} {}", request.method, request.path, request.body)));
        }
        logged = requests.len();
        thread::sleep(TICK);
    }
    Ok(())
}
