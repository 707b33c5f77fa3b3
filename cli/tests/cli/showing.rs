//! `demo`: everything at once.

use serde_json::json;

use crate::support::{command, finish, run};

#[test]
fn the_demo_imports_two_files_with_their_true_row_counts_and_fails_a_third() {
    // The caller's own servers have no part in it.
    let mut demo = command(&["demo"]);
    demo.env("MILVUS_URI", "http://localhost:1").env("MILVUS_DB", "sales").env("MILVUS_TOKEN", "a\nb");
    let ran = finish(demo);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("50,000 of 50,000 rows") && ran.stdout.contains("12,345 of 12,345 rows"), "{ran:?}");
    assert!(ran.error_line().contains("broken.parquet"), "{ran:?}");
}

#[test]
fn the_demo_as_json_is_the_imports_alone() {
    let ran = run(&["demo", "--json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let ended: Vec<_> = ran.json_lines().into_iter().filter(|line| line["terminal"] == json!(true)).collect();
    let states: Vec<_> = ended.iter().map(|job| (job["state"].clone(), job["imported_rows"].clone())).collect();
    let expected = [("Completed", 50_000), ("Completed", 12_345), ("Failed", 0)];
    assert_eq!(states, expected.map(|(state, rows)| (json!(state), json!(rows))));
}
