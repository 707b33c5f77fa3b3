//! Command lines that cannot be read, help, and completions.

use serde_json::json;

use crate::support::run;

#[test]
fn what_cannot_be_read_exits_2_and_is_one_object_as_json() {
    for args in [
        &["wait"][..],
        &["wait", "1", "--timeout", "nan"],
        &["wait", "1", "--timeout", "-5"],
        &["wait", "1", "--stall-timeout", "soon"],
        &["frobnicate"],
        &["progress", "1", "--api", "milvus-v9"],
        &["progress", "1", "--client-cert", "x.pem"],
        &["progress", "1", "--token", "a", "--token-file", "b"],
        &["start", "a.json"],
        &["start", "--collection", "c", "--option", "timeout"],
        &["emulator", "--server", "milvus-1.0"],
        &["emulator", "--speed", "inf"],
        &["completions", "abacus"],
        &["progress", "1"],
        &["describe-collection"],
        &["progress", "1", "--uri", "ftp://x"],
        &["progress", " \u{7}", "--uri", "http://localhost:1"],
        &["wait", "1", "--uri", "http://localhost:1", "--timeout", "0"],
        &["start", "--collection", "c", "a", "--option", "x=1", "--option", "x=2", "--uri", "http://localhost:1"],
        &["start", "--collection", "c", "--uri", "http://localhost:1"],
    ] {
        let ran = run(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?} {ran:?}");
        assert!(ran.stderr.starts_with("error: ") && !ran.stderr.contains("\n\n"), "{ran:?}");
        let ran = run(&[args, &["--json"]].concat());
        assert_eq!((ran.code, &ran.json_error()["code"]), (2, &json!("InvalidArgument")), "{args:?}");
    }
}

#[test]
fn help_has_examples_and_names_the_environment() {
    let top = run(&["--help"]);
    assert_eq!((top.code, top.stderr.as_str()), (0, ""));
    for part in ["Exit codes", "MILVUS_URI", "MILVUS_TOKEN", "MILVUS_DB", "ZILLIZ_CLUSTER_ID", "Examples:"] {
        assert!(top.stdout.contains(part), "{part}");
    }
    for command in [
        "progress",
        "wait",
        "list",
        "start",
        "commit",
        "abort",
        "describe",
        "describe-collection",
        "emulator",
        "demo",
        "completions",
    ] {
        let ran = run(&[command, "--help"]);
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.contains(&format!("  milvus-import {command}")), "{}", ran.stdout);
        assert!(top.stdout.contains(command));
    }
    assert!(!run(&["demo", "--help"]).stdout.contains("--uri"));
    assert_eq!(run(&["--version"]).stdout, concat!("milvus-import ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn without_a_command_help_goes_to_stderr() {
    let ran = run(&[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("Usage: milvus-import"));
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&["completions", shell]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        assert!(ran.stdout.contains("milvus-import") && ran.stdout.contains("stall-timeout"), "{shell}");
    }
}

#[test]
fn help_is_a_command_too() {
    assert_eq!(run(&["help"]).stdout, run(&["--help"]).stdout);
    assert_eq!(run(&["help", "wait"]).stdout, run(&["wait", "--help"]).stdout);
}

#[test]
fn a_usage_error_has_lines_and_proposes_no_write() {
    let ran = run(&["status", "1"]);
    let tip = ran.stderr.lines().nth(1).unwrap();
    assert!(tip.contains("tip:") && tip.contains("'progress'"), "{ran:?}");
    for (typed, meant) in [("watch", Some("'wait'")), ("lst", Some("'list'")), ("stat", None), ("comit", None)] {
        let ran = run(&[typed]);
        assert!(meant.map_or(!ran.stderr.contains("tip:"), |meant| ran.stderr.contains(meant)), "{ran:?}");
    }
    for args in [["list", "-o"], ["list", "--output"]] {
        assert!(run(&[&args[..], &["json"]].concat()).stderr.contains("write --json"));
    }
}

#[test]
fn errors_are_in_the_words_of_the_command_line() {
    for (args, words) in [
        (&["progress", "1"][..], "pass --uri such as"),
        (&["start", "--collection", "c", "--uri", "http://localhost:1"], "one set of NumPy files (--file-set)"),
        (&["list", "--uri", "http://localhost:1", "--request-timeout", "0"], "--request-timeout is 0"),
    ] {
        let ran = run(args);
        assert!(ran.error_line().contains(words), "{ran:?}");
    }
}
