//! Collections with a schema: from a describe answer, and made by a client.

use milvus_import_emulator::Collection;
use serde_json::{Value, json};

use crate::client::{Connection, started};

const CREATE: &str = "/v2/vectordb/collections/create";

fn send(connection: &mut Connection, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let reply = connection.send(method, path, &[], &body.to_string()).unwrap();
    (reply.status, if reply.body.is_empty() { Value::Null } else { reply.json() })
}

fn declared(connection: &mut Connection) -> Value {
    connection.send("GET", "/_emulator/collections", &[], "").unwrap().json()
}

fn described() -> Value {
    json!({"collectionName": "docs", "autoId": false, "enableDynamicField": true, "load": "LoadStateNotLoad", "fields": [
        {"name": "id", "id": 100, "type": "Int64", "primaryKey": true, "autoId": false},
        {"name": "vec", "id": 101, "type": "FloatVector", "params": [{"key": "dim", "value": "4"}]},
        {"name": "tag", "id": 102, "type": "VarChar", "partitionKey": true, "params": [{"key": "max_length", "value": "9"}]},
        {"name": "n", "id": 103, "type": "Int64", "nullable": true, "defaultValue": {"Data": {"LongData": 5}}}]})
}

#[test]
fn a_described_collection_is_declared_with_its_schema() {
    let emulator = started("milvus-2.6");
    let mut connection = Connection::open(&emulator);
    let answer = json!({"code": 0, "data": described()});
    assert_eq!(send(&mut connection, "POST", "/_emulator/collections", &answer).0, 204);
    let known = declared(&mut connection);
    assert_eq!((&known[0]["collection_name"], &known[0]["db_name"]), (&json!("docs"), &json!("default")));
    assert_eq!(known[0]["partition_key"], json!(true));
    assert_eq!(known[0]["schema"]["fields"][3]["defaultValue"], json!({"Data": {"LongData": 5}}));
    // What it shows can be given back.
    assert_eq!(send(&mut connection, "POST", "/_emulator/collections", &known).0, 204);
    assert_eq!(declared(&mut connection), known);
}

#[test]
fn what_describes_no_collection_is_refused() {
    let emulator = started("milvus-2.6");
    let mut connection = Connection::open(&emulator);
    let mut no_dim = described();
    no_dim["fields"][1]["params"] = json!([]);
    let mut no_key = described();
    no_key["fields"][0]["primaryKey"] = json!(false);
    let mut no_type = described();
    no_type["fields"][0]["type"] = json!("Int65");
    for bad in [no_dim, no_key, no_type, json!({"data": {}})] {
        let reply = connection.send("POST", "/_emulator/collections", &[], &bad.to_string()).unwrap();
        assert_eq!(reply.status, 400, "{bad}");
        assert!(reply.text().starts_with("no description of a collection: "), "{}", reply.text());
        assert!(Collection::from_described(&bad.to_string()).is_err());
    }
}

#[test]
fn a_client_makes_a_collection_in_the_long_form_and_in_the_short_one() {
    let emulator = started("milvus-2.6");
    let mut connection = Connection::open(&emulator);
    let long = json!({"collectionName": "long", "schema": {"autoId": true, "enableDynamicField": false, "fields": [
        {"fieldName": "id", "dataType": "Int64", "isPrimary": true},
        {"fieldName": "text", "dataType": "VarChar", "elementTypeParams": {"max_length": "100", "enable_analyzer": true}},
        {"fieldName": "tags", "dataType": "Array", "elementDataType": "Int64", "elementTypeParams": {"max_capacity": 4}},
        {"fieldName": "n", "dataType": "Int32", "nullable": true, "defaultValue": 7},
        {"fieldName": "sparse", "dataType": "SparseFloatVector"}],
        "functions": [{"name": "f", "type": "BM25", "inputFieldNames": ["text"], "outputFieldNames": ["sparse"]}]}});
    assert_eq!(send(&mut connection, "POST", CREATE, &long), (200, json!({"code": 0, "data": {}})));
    let short = json!({"collectionName": "short", "dimension": 8, "idType": "VarChar"});
    assert_eq!(send(&mut connection, "POST", CREATE, &short), (200, json!({"code": 0, "data": {}})));
    let known = declared(&mut connection);
    let fields = &known[0]["schema"]["fields"];
    assert_eq!(fields[0]["autoId"], json!(true));
    assert_eq!(fields[2]["params"], json!([{"key": "max_capacity", "value": "4"}]));
    assert_eq!(fields[3]["defaultValue"], json!({"Data": {"IntData": 7}}));
    assert_eq!(fields[4]["isFunctionOutput"], json!(true));
    let fields = &known[1]["schema"]["fields"];
    assert_eq!((&fields[0]["name"], &fields[0]["type"]), (&json!("id"), &json!("VarChar")));
    assert_eq!(fields[1]["params"], json!([{"key": "dim", "value": "8"}]));
    assert_eq!(known[1]["schema"]["enableDynamicField"], json!(true));
}

#[test]
fn a_collection_is_made_again_only_as_it_is() {
    let emulator = started("milvus-2.6");
    let mut connection = Connection::open(&emulator);
    let short = |dimension: u32| json!({"collectionName": "docs", "dimension": dimension});
    assert_eq!(send(&mut connection, "POST", CREATE, &short(8)).1["code"], 0);
    assert_eq!(send(&mut connection, "POST", CREATE, &short(8)).1["code"], 0);
    assert_eq!(send(&mut connection, "POST", CREATE, &short(9)).1["code"], 1100);
    assert_eq!(send(&mut connection, "POST", CREATE, &short(0)).1["code"], 1100);
    assert_eq!(send(&mut connection, "POST", CREATE, &json!({"dimension": 8})).1["code"], 1802);
    let unknown = json!({"collectionName": "x", "schema": {"fields": [{"fieldName": "id", "dataType": "int"}]}});
    assert_eq!(send(&mut connection, "POST", CREATE, &unknown).1["code"], 1100);
}

/// What a server of this release says about the collection `docs`, declared with everything that a collection can have.
fn described_by(server: &str) -> Value {
    let emulator = started(server);
    let mut connection = Connection::open(&emulator);
    let mut all = described();
    all["fields"][3]["isFunctionOutput"] = json!(true);
    all["functions"] = json!([{"name": "f", "type": 1, "inputFieldNames": ["tag"], "outputFieldNames": ["n"]}]);
    all["structFields"] = json!([{"name": "s", "id": 200, "fields": [{"name": "a", "id": 201, "type": "Int64"}]}]);
    all["properties"] = json!([{"key": "timezone", "value": "UTC"}]);
    assert_eq!(send(&mut connection, "POST", "/_emulator/collections", &all).0, 204);
    send(&mut connection, "POST", DESCRIBE, &json!({"collectionName": "docs"})).1
}

const DESCRIBE: &str = "/v2/vectordb/collections/describe";

#[test]
fn each_release_describes_what_it_has_a_word_for() {
    for (server, code, functions, structs) in [
        ("milvus-2.4.0", 200, false, false),
        ("milvus-2.4", 0, false, false),
        ("milvus-2.5", 0, true, false),
        ("milvus-2.6", 0, true, false),
        ("milvus-3.0", 0, true, true),
    ] {
        let answer = described_by(server);
        let data = answer["data"].as_object().unwrap();
        assert_eq!((&answer["code"], &data["collectionName"]), (&json!(code), &json!("docs")), "{server}");
        assert_eq!((&data["autoId"], &data["enableDynamicField"]), (&json!(false), &json!(true)), "{server}");
        assert_eq!(data.contains_key("functions"), functions, "{server}");
        assert_eq!(data.contains_key("structFields"), structs, "{server}");
        let last = data["fields"][3].as_object().unwrap();
        for member in ["nullable", "defaultValue", "isFunctionOutput", "clusteringKey"] {
            assert_eq!(last.contains_key(member), functions, "{server} {member}");
        }
        let vector = &data["fields"][1];
        let (kind, params) = match code {
            200 => ("FloatVector(4)", Value::Null),
            _ => ("FloatVector", json!([{"key": "dim", "value": "4"}])),
        };
        assert_eq!((&vector["type"], &vector["params"]), (&json!(kind), &params), "{server}");
        assert_eq!(data.contains_key("properties"), code == 0, "{server}");
    }
}

#[test]
fn what_a_server_describes_makes_the_same_collection_again() {
    let answer = described_by("milvus-3.0");
    let again = started("milvus-3.0");
    let mut connection = Connection::open(&again);
    assert_eq!(send(&mut connection, "POST", "/_emulator/collections", &answer).0, 204);
    let docs = json!({"collectionName": "docs", "dbName": "default"});
    assert_eq!(send(&mut connection, "POST", DESCRIBE, &docs), (200, answer));
}

#[test]
fn a_collection_that_is_not_there_or_has_no_schema_is_unknown() {
    let emulator = started("milvus-2.6");
    let mut connection = Connection::open(&emulator);
    let text = "can't find collection[database=default][collection=docs]";
    let unknown = (200, json!({"code": 100, "message": text}));
    let docs = json!({"collectionName": "docs"});
    assert_eq!(send(&mut connection, "POST", DESCRIBE, &docs), unknown);
    assert_eq!(send(&mut connection, "POST", "/_emulator/collections", &json!("docs")).0, 204);
    assert_eq!(send(&mut connection, "POST", DESCRIBE, &docs), unknown);
    let elsewhere = json!({"collectionName": "docs", "dbName": "x"});
    let no_database = json!({"code": 800, "message": "database not found[database=x]"});
    assert_eq!(send(&mut connection, "POST", DESCRIBE, &elsewhere).1, no_database);
    assert_eq!(send(&mut connection, "POST", DESCRIBE, &json!({})).1["code"], 1802);
}
