//! `upload`, and `check` of what is in a store: against a real S3 API.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use parquet::data_type::{FloatType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::interrupting::interrupt;
use crate::s3::{S3, SECRET};
use crate::support::{Ran, Running, command, finish};

const MEGABYTE: usize = 1 << 20;
/// Ids alone, so that a row is a number.
const SCHEMA: &str = r#"{"collectionName":"books","autoId":false,"enableDynamicField":false,
    "fields":[{"name":"id","type":"Int64","primaryKey":true,"autoId":false,"params":[]}]}"#;

fn stored(s3: &S3, args: &[&str]) -> Command {
    let mut command = command(args);
    s3.environment(&mut command);
    command
}

fn store(s3: &S3, args: &[&str]) -> Ran {
    finish(stored(s3, args))
}

/// Bytes that no two parts share.
fn write_bytes(path: &Path, count: usize) {
    let bytes: Vec<u8> =
        (0..=count / 8).flat_map(|n| (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes()).collect();
    fs::write(path, &bytes[..count]).unwrap();
}

/// Uncompressed ids in groups of so many rows: 8 bytes a row.
pub(crate) fn write_ids(path: &Path, groups: usize, rows: usize) {
    let schema = parse_message_type("message books { required int64 id; }").unwrap();
    let properties = WriterProperties::builder().set_dictionary_enabled(false).build();
    let mut writer =
        SerializedFileWriter::new(File::create(path).unwrap(), Arc::new(schema), Arc::new(properties)).unwrap();
    let mut ids = 0..;
    for _ in 0..groups {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&ids.by_ref().take(rows).collect::<Vec<i64>>(), None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
}

/// Vectors of four numbers.
pub(crate) fn write_vectors(path: &Path, rows: usize) {
    let schema = "message docs { required group vector (LIST) { repeated group list { required float element; } } }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let numbers: Vec<f32> =
        (0..4 * rows).map(|index| f32::from(u16::try_from(index % 1000).unwrap()) / 1000.0).collect();
    // The first number of a row opens its list (0), the others go on with it (1).
    let repeated: Vec<i16> = (0..numbers.len()).map(|index| i16::from(index % 4 != 0)).collect();
    let typed = column.typed::<FloatType>();
    typed.write_batch(&numbers, Some(&vec![1; numbers.len()]), Some(&repeated)).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
}

pub(crate) fn write_schema(folder: &Path) -> String {
    let path = folder.join("schema.json");
    fs::write(&path, SCHEMA).unwrap();
    path.display().to_string()
}

#[test]
fn what_is_there_with_the_same_bytes_is_not_sent_again() {
    let (s3, folder) = (S3::start(), tempfile::tempdir().unwrap());
    let names = ["small.parquet", "empty.json", "large.parquet", "with space.csv"];
    let files = names.map(|name| folder.path().join(name).display().to_string());
    for (file, count) in files.iter().zip([1000, 0, 20 * MEGABYTE, 10]) {
        write_bytes(Path::new(file), count);
    }
    let mut args = vec!["upload", "--storage", "s3://imports/root", "--prefix", "books"];
    args.extend(files.iter().map(String::as_str));
    let ran = store(&s3, &args);
    let paths = names.map(|name| format!("root/books/{name}\n")).concat();
    assert_eq!((ran.code, ran.stdout.as_str()), (0, paths.as_str()), "{ran:?}");
    assert_eq!(ran.stderr, "4 files sent, 20.97 MB\n");
    for (file, name) in files.iter().zip(names) {
        assert!(fs::read(file).unwrap() == fs::read(s3.object(&format!("root/books/{name}"))).unwrap(), "{name}");
    }

    s3.take_requests("");
    let again = store(&s3, &args);
    assert_eq!((again.code, again.stdout), (0, ran.stdout));
    assert_eq!(again.stderr, "0 files sent, 0 B; 4 were there\n");
    assert!(s3.take_requests("P").is_empty());

    // The same size, and other bytes.
    let mut bytes = fs::read(&files[2]).unwrap();
    bytes[MEGABYTE] ^= 1;
    fs::write(&files[2], &bytes).unwrap();
    args.push("--json");
    let sent: Vec<_> = store(&s3, &args).json_lines().iter().map(|line| line["sent"].as_u64()).collect();
    assert_eq!(sent, [None, None, Some(bytes.len() as u64), None]);
    assert!(bytes == fs::read(s3.object("root/books/large.parquet")).unwrap());
}

#[test]
fn parts_that_are_there_are_not_sent_again_after_a_kill() {
    let (s3, folder) = (S3::start(), tempfile::tempdir().unwrap());
    let (file, state) = (folder.path().join("large.parquet"), folder.path().join("state.jsonl"));
    write_bytes(&file, 12 * 8 * MEGABYTE - 5);
    let args = ["upload", "--storage", "s3://imports", "--state", state.to_str().unwrap(), file.to_str().unwrap()];
    s3.stand_still_after(3);
    let mut first = Running::start(stored(&s3, &args));
    // Eight go out at once, and each further one after one was written down.
    s3.wait_for_parts(11);
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    s3.go_on();
    s3.take_requests("");

    let second = store(&s3, &args);
    assert_eq!((second.code, second.stdout.as_str()), (0, "large.parquet\n"), "{second:?}");
    assert_eq!(second.stderr, "1 files sent, 75.50 MB\n");
    assert_eq!(s3.take_requests("PUT").len(), 9);
    assert!(fs::read(&file).unwrap() == fs::read(s3.object("large.parquet")).unwrap());
}

#[test]
fn ctrl_c_ends_an_upload_and_says_how_it_goes_on() {
    let (s3, folder) = (S3::start(), tempfile::tempdir().unwrap());
    let file = folder.path().join("large.parquet");
    write_bytes(&file, 20 * MEGABYTE);
    s3.stand_still_after(0);
    let running = Running::start(stored(&s3, &["upload", "--storage", "s3://imports", file.to_str().unwrap()]));
    s3.wait_for_parts(2);
    interrupt(&running.child);
    let ran = running.finish();
    let said = "the upload was interrupted; the same command goes on from here\n";
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (130, "", said));
}

#[test]
fn an_upload_that_the_store_has_forgotten_begins_again_and_that_is_said() {
    let (s3, folder) = (S3::start(), tempfile::tempdir().unwrap());
    let (file, state) = (folder.path().join("large.parquet"), folder.path().join("state.jsonl"));
    write_bytes(&file, 10 * 8 * MEGABYTE);
    let args = ["upload", "--storage", "s3://imports", "--state", state.to_str().unwrap(), file.to_str().unwrap()];
    s3.stand_still_after(1);
    let mut first = Running::start(stored(&s3, &args));
    s3.wait_for_parts(9);
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    s3.go_on();
    s3.forget_uploads();

    let second = store(&s3, &args);
    assert_eq!(second.code, 0, "{second:?}");
    let said = "the store has forgotten the parts of large.parquet: they are sent again\n1 files sent, 83.89 MB\n";
    assert_eq!(second.stderr, said);
    assert!(fs::read(&file).unwrap() == fs::read(s3.object("large.parquet")).unwrap());
}

#[test]
fn refusals_name_the_file_and_say_what_to_do() {
    let (s3, folder) = (S3::start(), tempfile::tempdir().unwrap());
    let file = folder.path().join("a.parquet");
    write_bytes(&file, 1000);
    let file = file.to_str().unwrap();
    let refused = |url: &str, variable: &str, value: &str| {
        let mut command = stored(&s3, &["upload", "--storage", url, file]);
        command.env(variable, value);
        let ran = finish(command);
        assert!(!ran.stderr.contains(SECRET) && ran.stdout.is_empty(), "{ran:?}");
        (ran.code, ran.error_line().to_owned())
    };
    for (url, variable, value, code, part) in [
        ("s3://no-such-bucket", "X", "", 3, "there is no bucket no-such-bucket"),
        (
            "s3://imports",
            "AWS_ACCESS_KEY_ID",
            "another",
            5,
            "the store does not know these keys: set AWS_ACCESS_KEY_ID",
        ),
        ("s3://imports", "AWS_SECRET_ACCESS_KEY", "another", 5, "the store does not know these keys"),
        (
            "s3://imports",
            "AWS_ENDPOINT_URL",
            "http://127.0.0.1:1",
            5,
            "the connection was refused: is the store running",
        ),
        (
            "s3://imports",
            "AWS_ENDPOINT_URL",
            "http://minio.invalid:9000",
            2,
            "plain HTTP is not allowed: set AWS_ALLOW_HTTP",
        ),
    ] {
        let (exit, line) = refused(url, variable, value);
        assert_eq!(exit, code, "{line}");
        assert!(line.contains(part) && line.contains(file) && line.contains("to a.parquet"), "{line}");
    }
    let (code, line) = refused("s3://key:secret@imports", "X", "");
    assert!(code == 2 && !line.contains("secret"), "{line}");
    let (code, line) = refused("imports", "X", "");
    assert!(code == 2 && line.contains("give s3://BUCKET/ROOT"), "{line}");

    let ran = store(&s3, &["upload", "--storage", "s3://imports", file, "other/a.parquet"]);
    assert_eq!((ran.code, ran.error_line().contains("would both become a.parquet")), (2, true), "{ran:?}");
    let ran = store(&s3, &["upload", "--storage", "s3://imports", "no/such.parquet"]);
    assert_eq!((ran.code, ran.error_line().contains("no/such.parquet cannot be sent")), (2, true), "{ran:?}");
}

#[test]
fn a_check_in_the_store_reads_what_it_looks_at_alone() {
    let (s3, folder) = (S3::start(), tempfile::tempdir().unwrap());
    let schema = write_schema(folder.path());
    write_ids(&s3.object("books.parquet"), 9, 1_100_000);
    assert!(fs::metadata(s3.object("books.parquet")).unwrap().len() > 79_000_000);
    let check = ["check", "--schema", &schema, "--storage", "s3://imports/root", "books.parquet"];
    let ran = store(&s3, &check);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    assert!(ran.stderr.contains(" of 9,900,000 rows of books.parquet: no finding"), "{ran:?}");
    let (requests, read) = (s3.take_requests("GET"), s3.take_read());
    assert!(requests.len() <= 10 && (1..=4 * MEGABYTE).contains(&read), "{read} bytes by {requests:?}");
}

#[test]
fn a_check_in_the_store_tells_what_is_not_there() {
    let (s3, folder) = (S3::start(), tempfile::tempdir().unwrap());
    let schema = write_schema(folder.path());
    write_ids(&s3.object("a.parquet"), 1, 10);
    let check = |url: &str| {
        store(&s3, &["check", "--schema", &schema, "--json", "--storage", url, "a.parquet", "b.parquet", "/a.parquet"])
    };
    let ran = check("s3://imports");
    let found: Vec<_> = ran.json_lines().iter().map(|line| format!("{}: {}", line["file"], line["rule"])).collect();
    let absent = |file| format!("\"{file}\": \"path.not_found\"");
    assert!(ran.code == 1 && found.contains(&absent("b.parquet")) && found.contains(&absent("/a.parquet")), "{ran:?}");
    assert!(!found.contains(&absent("a.parquet")), "{ran:?}");

    let error = check("s3://no-such-bucket").json_error();
    assert_eq!(error["code"], "NotFound", "{error}");
    assert!(error["message"].as_str().unwrap().contains("there is no bucket no-such-bucket"), "{error}");
}
