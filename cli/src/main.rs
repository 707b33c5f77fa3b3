//! `milvus-import`: starts and follows bulk imports from the terminal.
//!
//! All knowledge of servers is in the library; this crate turns options into calls, and answers into lines and an exit code.

mod args;
mod bar;
mod bars;
mod commands;
mod connect;
mod duration;
mod failure;
mod follow;
mod follow_many;
mod interrupt;
mod listed;
mod output;
mod secret;
mod text;
mod totals;
mod usage;

use std::process::ExitCode;

use clap::FromArgMatches;

use crate::args::{Cli, Color};
use crate::output::Output;

fn main() -> ExitCode {
    let parsed = args::command().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(usage::refuse(error)),
    };
    if cli.global.color != Color::Auto {
        console::set_colors_enabled(cli.global.color == Color::Always);
        console::set_colors_enabled_stderr(cli.global.color == Color::Always);
    }
    let out = Output::new(&cli.global);
    match commands::run(&cli, out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            out.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}
