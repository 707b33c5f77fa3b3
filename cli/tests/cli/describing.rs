//! `describe-collection`: a table for people, and the server's own words as a schema file.

use milvus_import::CollectionDescription;
use milvus_import_emulator::{Collection, Emulator};

use crate::support::{ask, run};

const BOOKS: &str = r#"{"collectionName":"books","enableDynamicField":true,
    "properties":[{"key":"timezone","value":"UTC"}],"fields":[
    {"name":"id","id":100,"type":"Int64","primaryKey":true,"autoId":true},
    {"name":"vec","id":101,"type":"FloatVector","params":[{"key":"dim","value":"8"}]},
    {"name":"text","id":102,"type":"VarChar","nullable":true,"params":[{"key":"max_length","value":"100"}]},
    {"name":"tags","id":103,"type":"Array","elementType":"VarChar",
        "params":[{"key":"max_length","value":"20"},{"key":"max_capacity","value":"16"}]},
    {"name":"sparse","id":104,"type":"SparseFloatVector","isFunctionOutput":true},
    {"name":"lang","id":105,"type":"VarChar","partitionKey":true,"defaultValue":{"Data":{"StringData":"en"}},
        "params":[{"key":"max_length","value":"8"}]}],
    "functions":[{"name":"bm25","type":1,"inputFieldNames":["text"],"outputFieldNames":["sparse"]}],
    "structFields":[{"name":"chunks","id":200,"fields":[
        {"name":"page","id":201,"type":"Array","elementType":"Int64","params":[{"key":"max_capacity","value":"4"}]}]}]}"#;

fn server(name: &str) -> Emulator {
    let books = Collection::from_described(BOOKS).unwrap();
    Emulator::builder().server(name.parse().unwrap()).collection(books).start_blocking().unwrap()
}

#[test]
fn a_collection_is_a_table_of_its_fields() {
    let ran = ask(&server("milvus-3.0"), &["describe-collection", "books"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let expected = r#"FIELD        TYPE                      NULL  DEFAULT  NOTES
id           Int64                     no    -        primary key, auto-id
vec          FloatVector(8)            no    -
text         VarChar(100)              yes   -
tags         Array(16) of VarChar(20)  no    -
sparse       SparseFloatVector         no    -        made by a function
lang         VarChar(8)                no    "en"     partition key
chunks.page  Array(4) of Int64         no    -
dynamic field: yes
function bm25: BM25 of text makes sparse
property timezone: UTC
"#;
    assert_eq!(ran.stdout, expected);
    let old = ask(&server("milvus-2.4"), &["describe-collection", "books"]).stdout;
    assert!(old.contains("\nvec     FloatVector(8)            -     -\n"), "{old}");
}

#[test]
fn json_is_a_schema_file() {
    let books = |server: &Emulator, args: &[&str]| {
        let ran = ask(server, &[&["describe-collection", "books", "--json"], args].concat());
        assert_eq!((ran.code, ran.stderr.as_str(), ran.stdout.lines().count()), (0, "", 1));
        ran.stdout
    };
    let server = server("milvus-2.6");
    let file = books(&server, &[]);
    let schema = CollectionDescription::from_json(file.as_bytes()).unwrap();
    assert_eq!((&*schema.collection_name, schema.fields.len()), ("books", 6));
    let again = Collection::from_described(&file).unwrap();
    assert_eq!(books(&Emulator::builder().collection(again).start_blocking().unwrap(), &["--db", "default"]), file);
}

#[test]
fn what_cannot_be_described_is_told() {
    let server = server("milvus-2.6");
    let ran = ask(&server, &["describe-collection", "films"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.error_line().contains("can't find collection[database=default][collection=films]"), "{ran:?}");
    let ran = ask(&server, &["describe-collection", "books", "--db", "films", "--json"]);
    assert_eq!((ran.code, &ran.json_error()["code"]), (3, &"NotFound".into()));
    let uri = ["--uri", "https://api.cloud.zilliz.com", "--cluster-id", "in03-1"];
    let ran = run(&[&["describe-collection", "books"][..], &uri].concat());
    assert!(ran.code == 5 && ran.error_line().contains("make a client with the cluster's own endpoint"), "{ran:?}");
}
