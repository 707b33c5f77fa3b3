//! `completions`: a script that teaches a shell this command line.

use std::io::{self, Write};

use clap_complete::Shell;

use crate::failure::Failure;

pub(crate) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    // Made in memory, since the generator panics when stdout is closed.
    clap_complete::generate(shell, &mut crate::args::command(), "milvus-import", &mut script);
    // Its script for bash spells a name with a hyphen in two ways, and so finds nothing behind a command.
    let script = String::from_utf8_lossy(&script).replace("milvus__subcmd__import", "milvus__import");
    // That for zsh has it forget the command behind an argument that may be repeated, and so find no options there.
    let script = if shell == Shell::Zsh { script.replace("'*::", "'*:") } else { script };
    let mut stdout = io::stdout().lock();
    stdout.write_all(script.as_bytes())?;
    Ok(stdout.flush()?)
}
