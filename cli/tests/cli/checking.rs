//! `check` and `explain`: what is wrong, before and after.

use std::path::PathBuf;

use milvus_import_emulator::{Collection, Emulator};
use serde_json::json;

use crate::support::{ask, command, finish, run};

const SCHEMA: &str = r#"{"collectionName":"books","enableDynamicField":false,"fields":[
    {"name":"id","type":"Int64","primaryKey":true,"nullable":false},
    {"name":"vec","type":"FloatVector","nullable":false,"params":[{"key":"dim","value":"4"}]},
    {"name":"x","type":"VarChar","nullable":false,"params":[{"key":"max_length","value":"10"}]}],"functions":[]}"#;

fn case(name: &str) -> String {
    let files = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/check/files");
    files.join(name).to_str().unwrap().to_owned()
}

/// A folder with the schema as a file.
fn schema() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("schema.json");
    std::fs::write(&file, SCHEMA).unwrap();
    let name = file.to_str().unwrap().to_owned();
    (folder, name)
}

fn server() -> Emulator {
    Emulator::builder().collection(Collection::from_described(SCHEMA).unwrap()).start_blocking().unwrap()
}

#[test]
fn a_file_that_is_refused_exits_1_and_says_what_to_do() {
    let (_folder, schema) = schema();
    let file = case("parquet.text.over_bytes_not_chars.parquet");
    let ran = run(&["check", "--schema", &schema, &file]);
    assert_eq!(ran.code, 1);
    let error = ran.stdout.lines().next().unwrap();
    assert!(
        error.starts_with("error: ") && error.contains("max_length") && error.ends_with("[parquet.length]"),
        "{error}"
    );
    assert!(ran.stderr.contains("footer and 3 rows of"), "{}", ran.stderr);
}

#[test]
fn json_is_a_finding_a_line() {
    let (_folder, schema) = schema();
    let file = case("csv.vec.Float.wrong_dim.csv");
    let ran = run(&["check", "--schema", &schema, "--server", "2.6.18", "--json", &file]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    let lines = ran.json_lines();
    let error = lines.iter().find(|line| line["severity"] == "error").unwrap();
    assert_eq!((&error["file"], &error["field"]), (&json!(file), &json!("vec")));
    for member in ["rule", "row", "count", "message", "server_text", "since", "until"] {
        assert!(error.get(member).is_some(), "{member} in {error}");
    }
}

#[test]
fn no_finding_says_what_was_looked_at_and_exits_0() {
    let (_folder, schema) = schema();
    let folder = case("");
    let mut check = command(&["check", "--schema", &schema, "--server", "2.6.18", "parquet.compress.zstd.parquet"]);
    check.current_dir(&folder);
    let ran = finish(check);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert_eq!(ran.stderr, "footer and 3 rows of parquet.compress.zstd.parquet: no finding\n");
}

#[test]
fn releases_that_differ_are_told_apart() {
    let (_folder, schema) = schema();
    let file = case("parquet.writer.pandas_index.parquet");
    let severity = |release: &str| {
        let ran = run(&["check", "--schema", &schema, "--server", release, "--json", &file]);
        let lines = ran.json_lines();
        let unknown = lines.iter().find(|line| line["rule"] == "parquet.unknown_column").unwrap();
        (ran.code, unknown["severity"].as_str().unwrap().to_owned())
    };
    assert_eq!(severity("2.5.27"), (1, "error".to_owned()));
    assert_eq!(severity("2.6.18"), (0, "warning".to_owned()));
    let both = run(&["check", "--schema", &schema, &file]).stdout;
    assert!(both.contains("2.5.27: refused; 2.6.0, 2.6.18: loses data silently"), "{both}");
}

#[test]
fn the_schema_is_that_of_the_servers_collection() {
    let server = server();
    let (good, bad) = (case("json.good.VarChar.json"), case("json.vec.Float.wrong_dim.json"));
    assert_eq!(ask(&server, &["check", "--collection", "books", &good]).code, 0);
    let ran = ask(&server, &["check", "--collection", "books", &bad]);
    assert_eq!((ran.code, ran.stdout.contains("[value.missing]")), (1, true), "{ran:?}");
    assert_eq!(ask(&server, &["check", "--collection", "films", &good]).code, 3);
    let (_folder, schema) = schema();
    for (args, code, part) in [
        (&["check", "--schema", "nowhere.json", "a.json"][..], 2, "cannot read nowhere.json"),
        (&["check", "--schema", &schema, "--server", "1.9", "a.json"], 2, "is no release of Milvus"),
        (&["check", "a.json"], 2, "--collection"),
        (&["check", "--collection", "books", "a.json", "--uri", "http://127.0.0.1:1"], 5, "127.0.0.1:1"),
    ] {
        let ran = run(args);
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(ran.stderr.contains(part), "{ran:?}");
    }
    let ran = run(&["check", "--schema", &schema, "nowhere.parquet"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("the file is not there"), "{}", ran.stdout);
}

#[test]
fn start_checks_first_and_starts_nothing_that_would_fail() {
    let server = server();
    let (good, bad) = (case("json.good.VarChar.json"), case("json.vec.Float.wrong_dim.json"));
    let ran = ask(&server, &["start", "--collection", "books", "--check", &good, &bad]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.contains("error: ") && ran.stderr.ends_with("nothing was started\n"), "{}", ran.stderr);
    assert_eq!(ask(&server, &["list", "--json"]).stdout, "");
    assert_eq!(ask(&server, &["start", "--collection", "books", "--check", &good]).code, 0);
    assert_eq!(ask(&server, &["list", "--json"]).json_lines().len(), 1);
    let ran = ask(&server, &["start", "--collection", "books", "--check", "nowhere.json"]);
    assert!(ran.code == 0 && ran.stderr.contains("none was checked"), "{ran:?}");
}

#[test]
fn a_reason_is_explained() {
    let ran =
        run(&["explain", "the field 'pages' is not nullable but the file contains null value: importing data failed"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.contains("column 'pages' has a null") && ran.stdout.contains("nullable"), "{}", ran.stdout);
    let ran = run(&["explain", "80%", "--json"]);
    assert!(ran.json_lines()[0]["cause"].as_str().unwrap().contains("indexes"), "{}", ran.stdout);
    assert_eq!(run(&["explain", "who knows"]).code, 1);
}
