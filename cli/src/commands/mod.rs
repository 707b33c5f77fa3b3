//! One file per command.

mod check;
mod completions;
mod decide;
mod demo;
mod demo_files;
mod describe_collection;
mod emulator;
mod explain;
mod list;
mod load;
mod progress;
mod start;
mod upload;
mod verify;
mod wait;

use crate::args::{Cli, Command};
use crate::failure::Failure;
use crate::output::Output;

/// Does what the command line says.
pub(crate) fn run(cli: &Cli, out: Output) -> Result<(), Failure> {
    let connection = &cli.global.connection;
    match &cli.command {
        Command::Progress(job) => progress::progress(connection, job, out),
        Command::Describe(job) => progress::describe(connection, job, out),
        Command::Wait(job) => wait::wait(connection, job, out),
        Command::List(list) => list::list(connection, list, out),
        Command::Start(start) => start::start(connection, start, out),
        Command::Check(check) => check::check_files(connection, check, out),
        Command::Upload(options) => upload::upload(options, out),
        Command::Load(options) => load::load(connection, options, out),
        Command::Commit(job) => decide::commit(connection, job, out),
        Command::Abort(abort) => decide::abort(connection, abort, out),
        Command::DescribeCollection(asked) => describe_collection::describe_collection(connection, asked, out),
        Command::Explain { reason } => explain::explain_text(reason, out),
        Command::Emulator(options) => emulator::emulator(options, out),
        Command::Demo => demo::demo(out),
        Command::Completions { shell } => completions::completions(*shell),
    }
}
