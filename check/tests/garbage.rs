//! Files that are damaged in random ways: findings or none, and never a panic.
#![cfg(test)]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use milvus_import::CollectionDescription;
use milvus_import_check::{File, Options, Schema, check};

/// How often each file is damaged.
const TIMES: usize = 20;

const SCHEMA: &str = r#"{"collectionName":"docs","enableDynamicField":true,"fields":[
    {"name":"id","type":"Int64","primaryKey":true},
    {"name":"vec","type":"FloatVector","params":[{"key":"dim","value":"4"}]},
    {"name":"v","type":"SparseFloatVector"},
    {"name":"x","type":"VarChar","nullable":true,"params":[{"key":"max_length","value":"20"}]}],
    "structFields":[{"name":"st","fields":[
        {"name":"a","type":"Array","elementType":"Int64"},
        {"name":"v","type":"ArrayOfVector","elementType":"FloatVector","params":[{"key":"dim","value":"2"}]}]}]}"#;

#[test]
fn damaged_files_make_no_panic() {
    let schema = Schema::new(&CollectionDescription::from_json(SCHEMA.as_bytes()).unwrap()).unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    let (mut checked, mut found) = (0, 0);
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/check/files")) {
        let bytes = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for _ in 0..TIMES {
            let damaged = damaged(&bytes, &mut random);
            let file = File { path: name.clone(), content: Ok(Arc::new(damaged.clone())) };
            let report = catch_unwind(AssertUnwindSafe(|| check(&schema, &[vec![file]], &Options::default())));
            let Ok(report) = report else {
                let kept = std::env::temp_dir().join(&name);
                fs::write(&kept, damaged).unwrap();
                panic!("a panic over {}", kept.display());
            };
            checked += 1;
            found += usize::from(!report.findings.is_empty());
        }
    }
    assert!(checked > 10_000 && found > checked / 2, "{found} of {checked} damaged files have findings");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all.sort();
    all
}

/// The bytes with some changed, cut off, doubled or put elsewhere.
fn damaged(bytes: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    for _ in 0..random.usize(1..4) {
        if damaged.is_empty() {
            damaged.push(random.u8(..));
        }
        let (a, b) = (random.usize(..damaged.len()), random.usize(..damaged.len()));
        let (start, end) = (a.min(b), a.max(b).min(a.min(b) + 64));
        match random.u8(..6) {
            0 => damaged.truncate(start),
            1 => damaged[start] ^= 1 << random.u8(..8),
            2 => damaged[start] = [0, 0xff, b'"', b'[', b'{', b'\n', b',', 0x80][random.usize(..8)],
            3 => drop(damaged.drain(start..end)),
            4 => {
                let part = damaged[start..end].to_vec();
                damaged.splice(start..start, part);
            }
            _ => damaged[start..end].fill(random.u8(..)),
        }
    }
    damaged
}
