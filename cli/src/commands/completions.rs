//! `completions`: a script that teaches a shell this command line.

use std::io::{self, Write};

use clap_complete::Shell;

use crate::failure::Failure;

pub(crate) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    // Made in memory, since the generator panics when stdout is closed.
    clap_complete::generate(shell, &mut crate::args::command(), "milvus-import", &mut script);
    let mut stdout = io::stdout().lock();
    stdout.write_all(&script)?;
    Ok(stdout.flush()?)
}
