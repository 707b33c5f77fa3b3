//! Collections are described on every server that the emulator plays.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use milvus_import::{Api, Client, CollectionDescription, DescribeCollection, ErrorCode, Result};
use milvus_import_emulator::{Collection, Emulator};
use tokio::runtime::Runtime;

const BOOKS: &str = r#"{"collectionName":"books","dbName":"sales","enableDynamicField":true,"fields":[
    {"name":"id","id":100,"type":"Int64","primaryKey":true,"autoId":true},
    {"name":"vec","id":101,"type":"FloatVector","params":[{"key":"dim","value":"8"}]},
    {"name":"n","id":102,"type":"Int64","nullable":true,"defaultValue":{"Data":{"LongData":9007199254740993}}}],
    "functions":[{"name":"f","type":1,"inputFieldNames":["a"],"outputFieldNames":["b"]}],
    "structFields":[{"name":"s","id":200,"fields":[{"name":"page","id":201,"type":"Int64"}]}]}"#;

fn start(server: &str) -> Emulator {
    let books = Collection::from_described(BOOKS).unwrap();
    Emulator::builder().server(server.parse().unwrap()).collection(books).start_blocking().unwrap()
}

/// The answer that both faces of the client get, whose `api` is not told.
fn describe(emulator: &Emulator, asked: &DescribeCollection) -> Result<CollectionDescription> {
    let builder = || Client::builder(emulator.uri()).cluster_id("in01-1");
    let client = builder().build().unwrap();
    let described = Runtime::new().unwrap().block_on(client.describe_collection(asked.clone()));
    let blocking = builder().build_blocking().unwrap().describe_collection(asked.clone());
    assert_eq!(blocking, described);
    described
}

fn of_sales(collection_name: &str) -> DescribeCollection {
    let mut asked = DescribeCollection::from(collection_name);
    asked.db_name = Some("sales".to_owned());
    asked
}

#[test]
fn a_description_has_what_the_release_says() {
    for (server, knows_null, structs) in [
        ("milvus-2.4.0", false, None),
        ("milvus-2.4", false, None),
        ("milvus-2.5", true, None),
        ("milvus-2.6", true, None),
        ("milvus-3.0", true, Some(1)),
    ] {
        let emulator = start(server);
        let books = describe(&emulator, &of_sales("books")).unwrap();
        let [id, vec, n] = &books.fields[..] else { panic!("{server}: {books:?}") };
        assert_eq!((id.primary_key, id.auto_id, books.auto_id, books.enable_dynamic_field), (true, true, true, true));
        assert_eq!(
            (&*vec.data_type, vec.dim, vec.nullable.is_some()),
            ("FloatVector", Some(8), knows_null),
            "{server}"
        );
        let default = knows_null.then_some("9007199254740993");
        assert_eq!((n.default_value.as_deref(), n.nullable), (default, knows_null.then_some(true)), "{server}");
        assert_eq!(books.functions.as_ref().map(Vec::len), knows_null.then_some(1), "{server}");
        assert_eq!(books.struct_fields.as_ref().map(Vec::len), structs, "{server}");
        assert_eq!(CollectionDescription::from_json(books.raw()).unwrap(), books);
        assert_eq!(CollectionDescription::from_json(books.data()).unwrap(), books);
        let unknown = describe(&emulator, &of_sales("films")).unwrap_err();
        assert_eq!((unknown.code(), unknown.server_code()), (ErrorCode::NotFound, Some(100)), "{server}");
    }
}

#[test]
fn who_has_no_collections_says_where_they_are() {
    let management_port = describe(&start("milvus-2.3"), &of_sales("books")).unwrap_err();
    assert_eq!(management_port.code(), ErrorCode::Unsupported);
    for (server, api) in [("milvus-2.3", Api::Milvus23), ("zilliz-v2", Api::ZillizV2), ("zilliz-v1", Api::ZillizV1)] {
        let emulator = start(server);
        let client = Client::builder(emulator.uri()).api(api).cluster_id("in01-1").build_blocking().unwrap();
        let error = client.describe_collection("books").unwrap_err();
        let part = if api == Api::Milvus23 { "19530" } else { "make a client with the cluster's own endpoint" };
        assert!(error.code() == ErrorCode::Unsupported && error.message().contains(part), "{error}");
    }
}
