//! Files that are read: an import fails where the server's release would fail it, and has the rows that are in the file.

use std::path::Path;

use milvus_import_emulator::Emulator;
use serde_json::{Value, json};

use crate::client::{Connection, emulator};

/// An emulator with the files of `tests/check`, and a collection with fields `id`, `vec` and one that the test gives.
fn reading(server: &str, field: &Value) -> Emulator {
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/check/files");
    let emulator = emulator(server).storage(files).start_blocking().unwrap();
    let described = json!({"collectionName": "docs", "enableDynamicField": false, "fields": [
        {"name": "id", "type": "Int64", "primaryKey": true},
        {"name": "vec", "type": "FloatVector", "params": [{"key": "dim", "value": "4"}]},
        field]});
    let mut connection = Connection::open(&emulator);
    let reply = connection.send("POST", "/_emulator/collections", &[], &described.to_string()).unwrap();
    assert_eq!(reply.status, 204);
    emulator
}

fn text(max_length: &str) -> Value {
    json!({"name": "x", "type": "VarChar", "params": [{"key": "max_length", "value": max_length}]})
}

fn post(connection: &mut Connection, path: &str, body: &Value) -> Value {
    connection.send("POST", &format!("/v2/vectordb/jobs/import/{path}"), &[], &body.to_string()).unwrap().json()
}

/// What becomes of an import of these files.
fn imported(emulator: &Emulator, files: &Value, options: &Value) -> Value {
    let mut connection = Connection::open(emulator);
    let body = json!({"collectionName": "docs", "files": files, "options": options});
    let made = post(&mut connection, "create", &body);
    let id = made["data"]["jobId"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
    emulator.advance(std::time::Duration::from_secs(60));
    post(&mut connection, "get_progress", &json!({"jobId": id}))["data"].clone()
}

fn reason(emulator: &Emulator, file: &str) -> String {
    let ended = imported(emulator, &json!([[file]]), &json!({}));
    assert_eq!(ended["state"], "Failed", "{ended}");
    ended["reason"].as_str().unwrap().to_owned()
}

#[test]
fn a_good_file_is_imported_with_its_rows() {
    let emulator = reading("milvus-2.6.18", &text("20"));
    let files = json!([["json.good.VarChar.json"], ["csv.good.VarChar.csv"], ["parquet.good.VarChar.parquet"]]);
    let ended = imported(&emulator, &files, &json!({}));
    assert_eq!(
        (&ended["state"], &ended["importedRows"], &ended["totalRows"]),
        (&json!("Completed"), &json!(9), &json!(9))
    );
    let details = ended["details"].as_array().unwrap();
    let json = details.iter().find(|file| file["fileName"] == "[json.good.VarChar.json]").unwrap();
    assert_eq!((&json["totalRows"], &json["importedRows"]), (&json!(3), &json!(3)));
    let size =
        std::fs::metadata(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/check/files/json.good.VarChar.json"));
    assert_eq!(json["fileSize"], size.unwrap().len());
}

#[test]
fn releases_refuse_a_file_in_their_own_words() {
    let file = "json.missing.required.json";
    assert_eq!(
        reason(&reading("milvus-2.4.12", &text("20")), file),
        "value of field 'x' is missed: importing data failed"
    );
    assert_eq!(
        reason(&reading("milvus-2.6.18", &text("20")), file),
        "failed to parse row, error: value of field 'x' is missed: importing data failed: importing data failed"
    );
}

#[test]
fn what_one_release_refuses_another_may_take() {
    let optional =
        json!({"name": "x", "type": "VarChar", "nullable": true, "params": [{"key": "max_length", "value": "20"}]});
    let file = "csv.nullable.absent.csv";
    assert_eq!(reason(&reading("milvus-2.5.27", &optional), file), "value of field is missed: 'x'");
    let ended = imported(&reading("milvus-2.6.0", &optional), &json!([[file]]), &json!({}));
    assert_eq!((&ended["state"], &ended["importedRows"]), (&json!("Completed"), &json!(3)));
}

#[test]
fn paths_are_keys_of_the_bucket() {
    let emulator = reading("milvus-2.6.18", &text("20"));
    let good = "json.good.VarChar.json";
    for path in [format!("/{good}"), format!("./{good}"), format!("s3://bucket/{good}"), format!("../files/{good}")] {
        let expected = format!("read json file failed, path={path}: key not found[key={path}]");
        assert_eq!(reason(&emulator, &path), expected);
    }
}

#[test]
fn options_reach_the_reader() {
    let emulator = reading("milvus-2.6.18", &text("20"));
    let files = json!([["csv.sep.semicolon_option.csv"]]);
    assert_eq!(imported(&emulator, &files, &json!({}))["state"], "Failed");
    assert_eq!(imported(&emulator, &files, &json!({"sep": ";"}))["state"], "Completed");
}

#[test]
fn without_a_schema_or_a_storage_nothing_is_read() {
    let files = json!([["json.missing.required.json"]]);
    let known = reading("milvus-2.6.18", &text("20"));
    let mut connection = Connection::open(&known);
    connection.send("DELETE", "/_emulator/collections", &[], "").unwrap();
    assert_eq!(imported(&known, &files, &json!({}))["state"], "Completed");
    let bare = emulator("milvus-2.6.18").start_blocking().unwrap();
    assert_eq!(imported(&bare, &files, &json!({}))["state"], "Completed");
}
