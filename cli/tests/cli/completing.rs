//! TAB in real shells.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;

use crate::terminal::Terminal;

/// What is typed, and the words that the shell then runs the program with.
const TYPED: [(&str, &str); 7] = [
    ("prog\t", "progress"),
    ("wait --stall\t", "wait --stall-timeout"),
    ("--json wait --stall\t", "--json wait --stall-timeout"),
    ("wait 1 --api milvus-2\t", "wait 1 --api milvus-2.3"),
    ("wait 1 2 --coll\t", "wait 1 2 --collection"),
    ("start a.json --opt\t", "start a.json --option"),
    ("emulator --server milvus-3\t", "emulator --server milvus-3.0"),
];

/// A shell that has read `script`, and that shows the words which it would have run the program with.
fn shell(home: &Path, file: &str, script: &str, program: &str, args: &[&str]) -> Terminal {
    std::fs::create_dir_all(home.join(file).parent().unwrap()).unwrap();
    let folder = Path::new(env!("CARGO_BIN_EXE_milvus-import")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    std::fs::write(home.join(file), script).unwrap();
    // Only the first program of a session can have a terminal for its own, as shells want it.
    let mut command = Command::new("setsid");
    command.args(["--ctty", "--wait", program]).args(args).current_dir(home);
    command.env("HOME", home).env("ZDOTDIR", home).env("XDG_CONFIG_HOME", home).env("XDG_DATA_HOME", home);
    command.env("PATH", path).env("TERM", "dumb");
    let mut terminal = Terminal::start(command, 200);
    terminal.until("ready> ");
    terminal
}

fn completes(mut terminal: Terminal) {
    for (typed, ran) in TYPED {
        terminal.press(&format!("milvus-import {typed}\r"));
        terminal.until(&format!("ran<{}>", ran.replace(' ', "|")));
    }
}

#[test]
fn bash_completes_commands_options_and_values() {
    let home = tempfile::tempdir().unwrap();
    let script = "PS1='ready> '; source <(milvus-import completions bash)
        milvus-import() { local IFS='|'; echo \"ran<$*>\"; }";
    completes(shell(home.path(), "rc", script, "bash", &["--noprofile", "--rcfile", "rc", "-i"]));
}

#[test]
fn zsh_completes_commands_options_and_values() {
    let home = tempfile::tempdir().unwrap();
    let script = "PS1='ready> '; autoload -U compinit; compinit -u; source <(milvus-import completions zsh)
        milvus-import() { local IFS='|'; echo \"ran<$*>\"; }";
    completes(shell(home.path(), ".zshrc", script, "zsh", &["-i"]));
}

#[test]
fn fish_completes_commands_options_and_values() {
    let home = tempfile::tempdir().unwrap();
    let script = "function fish_prompt; echo -n 'ready> '; end; milvus-import completions fish | source
        function milvus-import; echo 'ran<'(string join '|' -- $argv)'>'; end";
    completes(shell(home.path(), "fish/config.fish", script, "fish", &["-i"]));
}
