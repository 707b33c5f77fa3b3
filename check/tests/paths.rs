//! What is about paths, sizes and numbers of files, not about what is in them.
#![cfg(test)]

use std::io;
use std::sync::Arc;

use milvus_import::CollectionDescription;
use milvus_import_check::{File, Options, Report, Schema, Source};

fn check(lists: &[Vec<File>], options: &Options) -> Report {
    let saved = br#"{"collectionName":"docs","fields":[{"name":"id","type":"Int64","primaryKey":true}]}"#;
    milvus_import_check::check(&Schema::new(&CollectionDescription::from_json(saved).unwrap()).unwrap(), lists, options)
}

fn rules(report: &Report) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.rule.id).collect()
}

fn rows(path: &str) -> File {
    File { path: path.to_owned(), content: Ok(Arc::new(br#"[{"id":1}]"#.to_vec())) }
}

#[test]
fn paths_that_are_no_keys_of_a_bucket_are_told() {
    let keys = Options { are_keys: true, ..Options::default() };
    for path in
        ["/data/a.json", "C:\\data\\a.json", "s3://bucket/a.json", "file:a.json", "./a.json", "../a.json", "a\\b.json"]
    {
        assert_eq!(rules(&check(&[vec![rows(path)]], &keys)), ["path.form"], "{path}");
        assert!(rules(&check(&[vec![rows(path)]], &Options::default())).is_empty(), "{path}");
    }
    let clean = check(&[vec![rows("a/b.json")]], &keys);
    assert!(rules(&clean).is_empty());
    assert_eq!(clean.looked[0].to_string(), "1 row of a/b.json");
    assert_eq!(
        rules(&check(&[vec![File::local("/nowhere/a.json")]], &Options::default())),
        ["path.not_found", "path.form"]
    );
}

#[test]
fn what_is_no_file_is_told_and_never_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    std::fs::create_dir(&path).unwrap();
    let report = check(&[vec![File::local(path.to_str().unwrap())]], &Options::default());
    assert_eq!(rules(&report), ["path.unreadable"]);
    assert!(report.findings[0].message.contains("it is a folder"), "{}", report.findings[0].message);
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_writes_to_is_never_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert_eq!(rules(&check(&[vec![File::local(path.to_str().unwrap())]], &Options::default())), ["path.unreadable"]);
}

/// A file that only says how large it is.
struct Large;

impl Source for Large {
    fn size(&self) -> u64 {
        (16 << 30) + 1
    }

    fn read_at(&self, _: u64, buffer: &mut [u8]) -> io::Result<()> {
        buffer.fill(b' ');
        Ok(())
    }
}

#[test]
fn what_one_job_does_not_take_is_told() {
    let large = File { path: "a.parquet".to_owned(), content: Ok(Arc::new(Large)) };
    assert!(rules(&check(&[vec![large]], &Options::default())).contains(&"file.too_large"));
    let many: Vec<_> = (0..1025).map(|number| vec![rows(&format!("{number}.json"))]).collect();
    let report = check(&many, &Options::default());
    // Several jobs take them, so that it is no error.
    assert!(rules(&report) == ["import.too_many_files"] && report.ok());
    assert!(rules(&check(&many[..1024], &Options::default())).is_empty());
    assert_eq!(rules(&check(&[vec![rows("a.json")], vec![rows("a.json")]], &Options::default())), ["path.twice"]);
    assert_eq!(rules(&check(&[], &Options::default())), ["path.no_file"]);
}
