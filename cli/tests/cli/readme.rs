//! What README.md shows is true: its console examples run and print what it says, numbers aside, and so does the demo.

use std::path::Path;
use std::process::Command;

use milvus_import_emulator::Emulator;

use crate::support::{VARIABLES, finish};

/// The commands of the console examples, each with the lines it is said to print.
fn examples(text: &str) -> Vec<(String, Vec<String>)> {
    let mut examples: Vec<(String, Vec<String>)> = Vec::new();
    let mut in_console = false;
    for line in text.lines() {
        match line.strip_prefix("```") {
            Some(language) => in_console = language == "console",
            None if !in_console => {}
            None => match (line.strip_prefix("$ "), examples.last_mut()) {
                (Some(command), _) => examples.push((command.to_owned(), Vec::new())),
                (None, Some((_, output))) => output.push(line.to_owned()),
                (None, None) => panic!("output without a command: {line}"),
            },
        }
    }
    examples
}

/// What a line says: times and rates differ from run to run, and with them the bar.
fn words(line: &str) -> Vec<&str> {
    let is_other = |c: char| c.is_ascii_digit() || c.is_whitespace() || ",:.[=>]|/-\\".contains(c);
    line.split(is_other).filter(|part| !part.is_empty()).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn the_console_examples_of_the_readme_run_as_they_say() {
    let emulator = Emulator::builder().speed(4.0).start_blocking().unwrap();
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let folder = Path::new(env!("CARGO_BIN_EXE_milvus-import")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let mut ran = 0;
    for (text, promised) in examples(&readme) {
        if !text.starts_with("milvus-import") {
            continue;
        }
        let mut command = Command::new("sh");
        command.args(["-c", &text]).env("PATH", &path);
        for variable in VARIABLES {
            command.env_remove(variable);
        }
        command.env("MILVUS_URI", emulator.uri()).env("TERM", "xterm");
        let (code, shown) = crate::terminal::Terminal::start(command, 80).finish();
        assert_eq!(code, 0, "{text}: {shown:?}");
        // Those that others took the place of included.
        let shown = console::strip_ansi_codes(&shown).replace('\r', "\n");
        let lines: Vec<_> = shown.lines().map(words).collect();
        for line in promised {
            assert!(lines.contains(&words(&line)), "{text}: no line like {line:?} in {shown}");
        }
        ran += 1;
    }
    assert!(ran >= 5, "only {ran} examples were found");
}

#[test]
fn the_readme_of_the_wheel_shows_the_same_examples() {
    let [all, of_the_wheel] = ["../README.md", "README.md"]
        .map(|name| examples(&std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()));
    let shown = of_the_wheel.iter().filter(|(command, _)| command.starts_with("milvus-import"));
    assert_eq!(shown.inspect(|example| assert!(all.contains(example), "{example:?}")).count(), 2);
}

#[test]
fn the_demo_of_the_makefile_runs_to_its_end() {
    let mut command = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/demo.sh"));
    command.arg(env!("CARGO_BIN_EXE_milvus-import"));
    let ran = finish(command);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("25,000 of 25,000 rows") && ran.stdout.contains("exit code 1"), "{ran:?}");
}
