//! Command lines that cannot be read, help, and completions.

use serde_json::json;

use crate::support::run;

#[test]
fn what_cannot_be_read_is_one_line_and_exits_2() {
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
        &["progress", "1", "--uri", "ftp://x"],
        &["progress", " \u{7}", "--uri", "http://localhost:1"],
        &["wait", "1", "--uri", "http://localhost:1", "--timeout", "0"],
        &["start", "--collection", "c", "a", "--option", "x=1", "--option", "x=2", "--uri", "http://localhost:1"],
        &["start", "--collection", "c", "--uri", "http://localhost:1"],
    ] {
        let ran = run(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?} {ran:?}");
        ran.error_line();
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
    for command in
        ["progress", "wait", "list", "start", "commit", "abort", "describe", "emulator", "demo", "completions"]
    {
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
