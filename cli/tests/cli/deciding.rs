//! `abort` at a terminal.
#![cfg(target_os = "linux")]

use milvus_import_emulator::JobSpec;

use crate::support::{command, job, stopped};
use crate::terminal::Terminal;

#[test]
fn abort_asks_on_a_terminal() {
    let server = stopped().server("milvus-3.0".parse().unwrap()).start_blocking().unwrap();
    for (options, answer, aborted) in
        [(&[][..], Some("\r"), false), (&[], Some("no\r"), false), (&["--yes"], None, true), (&[], Some("y\r"), true)]
    {
        let id = server.add_job(JobSpec { auto_commit: false, ..job(100) });
        server.clear_requests();
        let mut terminal = Terminal::start(command(&[&["abort", &id, "--uri", &server.uri()], options].concat()), 80);
        if let Some(answer) = answer {
            terminal.until("[y/N] ");
            terminal.press(answer);
        }
        let (code, shown) = terminal.finish();
        assert_eq!((code == 0, server.requests().is_empty()), (aborted, !aborted), "{shown}");
    }
}
