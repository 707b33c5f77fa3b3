//! Files that are there are counted.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use milvus_import_emulator::Emulator;
use parquet::data_type::Int64Type;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};

use crate::client::{emulator, import, progress, started};

fn write(dir: &tempfile::TempDir, name: &str, content: &[u8]) -> String {
    let path = dir.path().join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn write_parquet(path: &Path, rows: i64) {
    let schema = Arc::new(parse_message_type("message schema { REQUIRED INT64 id; }").unwrap());
    let file = std::fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(WriterProperties::builder().build())).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&(0..rows).collect::<Vec<_>>(), None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
}

fn imported(emulator: &Emulator, files: &Value) -> Value {
    let body = json!({"collectionName": "c", "files": files}).to_string();
    let created = import(emulator, "create", &body);
    let id = created["data"]["jobId"].as_str().unwrap_or_else(|| panic!("{created}"));
    emulator.advance(Duration::from_secs(20));
    progress(emulator, id)["data"].take()
}

#[test]
fn rows_and_sizes_are_the_true_ones() {
    let (dir, emulator) = (tempfile::tempdir().unwrap(), started("milvus-2.6"));
    let rows = write(&dir, "rows.json", br#"{"rows":[{"a":1},{"a":2},{"a":3}]}"#);
    let array = write(&dir, "array.json", br#"[{"a":1},{"a":2}]"#);
    let lines = write(&dir, "lines.json", b"{\"a\":1}\n{\"a\":2}\n");
    let csv = write(&dir, "rows.csv", b"a,b\n1,2\n");
    let parquet = dir.path().join("rows.parquet");
    write_parquet(&parquet, 1234);
    let size = std::fs::metadata(&parquet).unwrap().len();
    for (file, rows, size) in [
        (rows.as_str(), 3, 34),
        (array.as_str(), 2, 17),
        (lines.as_str(), 2, 16),
        (csv.as_str(), 1, 8),
        (parquet.to_str().unwrap(), 1234, size),
    ] {
        let data = imported(&emulator, &json!([[file]]));
        assert_eq!(data["state"], "Completed", "{data}");
        assert_eq!((data["totalRows"].as_u64(), data["fileSize"].as_u64()), (Some(rows), Some(size)), "{file}");
    }
    let data = imported(&emulator, &json!([[array], ["not-there.parquet"]]));
    assert_eq!((&data["importedRows"], &data["fileSize"]), (&json!(100_002), &json!(3_279_934)));
}

#[test]
fn a_set_of_numpy_files_is_one_file_of_as_many_rows() {
    let (dir, emulator) = (tempfile::tempdir().unwrap(), started("milvus-2.6"));
    let npy = |name: &str, shape: &str| {
        let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n");
        let mut content = b"\x93NUMPY\x01\x00".to_vec();
        content.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
        content.extend(header.as_bytes());
        write(&dir, name, &content)
    };
    let (id, vector, short) = (npy("id.npy", "(7,)"), npy("vector.npy", "(7, 4)"), npy("short.npy", "(6,)"));
    let data = imported(&emulator, &json!([[id, vector]]));
    assert_eq!((&data["totalRows"], data["details"].as_array().unwrap().len()), (&json!(7), 1));
    assert_eq!(data["details"][0]["fileName"], format!("[{id} {vector}]"));
    let data = imported(&emulator, &json!([[id, short]]));
    assert_eq!(data["state"], "Failed");
    assert!(data["reason"].as_str().unwrap().contains("differ"), "{data}");
}

#[test]
fn a_file_that_cannot_be_read_fails_its_job() {
    let (dir, emulator) = (tempfile::tempdir().unwrap(), started("milvus-2.6"));
    let broken = [
        write(&dir, "broken.json", br#"{"rows":[{"a":1},{"a":"#),
        write(&dir, "empty.json", b""),
        write(&dir, "text.parquet", b"this is no parquet file"),
        write(&dir, "text.npy", b"this is no array"),
    ];
    std::fs::create_dir(dir.path().join("folder.json")).unwrap();
    let folder = dir.path().join("folder.json").to_str().unwrap().to_owned();
    for file in broken.iter().chain([&folder]) {
        let data = imported(&emulator, &json!([[file]]));
        assert_eq!((&data["state"], &data["progress"], &data["details"]), (&json!("Failed"), &json!(0), &json!([])));
        assert!(data["reason"].as_str().unwrap().contains(file.as_str()), "{data}");
    }
}

#[test]
fn a_file_that_is_not_there_may_be_an_error() {
    let emulator = emulator("milvus-2.6").require_files(true).start_blocking().unwrap();
    let data = imported(&emulator, &json!([["not-there.json"]]));
    assert_eq!(data["state"], "Failed");
    assert!(data["reason"].as_str().unwrap().contains("not-there.json"), "{data}");
}

#[test]
fn no_rows_in_the_files_are_no_rows_in_the_job() {
    let (dir, emulator) = (tempfile::tempdir().unwrap(), started("milvus-2.6"));
    let file = write(&dir, "none.json", br#"{"rows":[]}"#);
    let data = imported(&emulator, &json!([[file]]));
    assert_eq!(
        (&data["state"], &data["completeTime"], &data["totalRows"]),
        (&json!("Completed"), &json!(""), &json!(0))
    );
}
