//! The checked-in header is the one that the sources make. `MVI_WRITE_HEADER=1` writes it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The sources in the order in which the header shows them.
const SOURCES: [&str; 35] = [
    "version",
    "names",
    "status",
    "error",
    "client",
    "cancel_token",
    "model/state",
    "model/progress",
    "model/file_progress",
    "model/file_values",
    "model/job",
    "model/job_list",
    "model/job_event",
    "model/created_job",
    "model/collection",
    "model/field",
    "model/structure",
    "model/function",
    "model/options",
    "operations/outage",
    "operations/get_import_progress",
    "operations/list_import_jobs",
    "operations/job_pages",
    "operations/bulk_import",
    "operations/commit_import",
    "operations/abort_import",
    "operations/describe_job",
    "operations/describe_collection",
    "operations/wait",
    "operations/watch",
    "operations/watch_many",
    "operations/import_many",
    "protocol/request",
    "protocol/response",
    "operations/calls",
];

#[test]
fn the_header_is_what_the_sources_make() {
    let made = generate();
    let path = root().join("include/milvus_import.h");
    if std::env::var_os("MVI_WRITE_HEADER").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let checked_in = fs::read_to_string(&path).unwrap_or_default();
    let first = made.lines().zip(checked_in.lines()).find(|(made, checked_in)| made != checked_in);
    assert!(made == checked_in, "write the header anew with MVI_WRITE_HEADER=1; first difference: {first:?}");
}

#[test]
fn every_function_of_the_sources_is_in_the_header() {
    let mut sources = String::new();
    read_all(&root().join("src"), &mut sources);
    let in_sources: BTreeSet<&str> = sources
        .split("extern \"C\" fn ")
        .skip(1)
        .filter_map(|rest| rest.split('(').next())
        .filter(|name| name.starts_with("mvi_"))
        .collect();
    assert!(in_sources.len() > 90, "{} functions", in_sources.len());
    assert_eq!(in_sources.iter().map(ToString::to_string).collect::<BTreeSet<_>>(), super::support::declared());
}

/// `printf` takes no NULL: whoever reads of an accessor reads there whether it may give one.
#[test]
fn every_pointer_that_a_function_returns_is_never_null_or_says_when_it_is() {
    const WHEN: [&str; 6] = ["never NULL", "Never NULL", "NULL when ", "NULL where ", "NULL beyond ", "else NULL"];
    let header = fs::read_to_string(root().join("include/milvus_import.h")).unwrap();
    let declarations = header.split_once("extern \"C\" {").unwrap().1.split("/**\n").skip(1);
    let mut silent = Vec::new();
    let mut told = 0;
    for (about, function) in declarations.filter_map(|declaration| declaration.split_once(" */\n")) {
        // Broken lines are one sentence.
        let about = about.split_whitespace().filter(|word| *word != "*").collect::<Vec<_>>().join(" ");
        let Some((returned, _)) = function.split_once("mvi_").filter(|(returned, _)| returned.contains('*')) else {
            continue;
        };
        if WHEN.iter().any(|when| about.contains(when)) {
            told += 1;
        } else {
            silent.push(function);
        }
        assert!(returned.starts_with("const "), "{function}");
    }
    assert!(silent.is_empty(), "{silent:#?}");
    assert!(told > 40, "{told}");
}

/// Whatever a function does, a panic in it must not unwind into C.
#[test]
fn every_function_of_the_sources_is_inside_the_boundary() {
    const GUARDS: [&str; 8] =
        [" call(", " make(", " answer(", " number(", "    text(", "    value(", "    optional(", " handle::free("];
    let mut sources = String::new();
    read_all(&root().join("src"), &mut sources);
    let mut outside = BTreeSet::new();
    for function in sources.split("extern \"C\" fn ").skip(1).filter(|rest| rest.starts_with("mvi_")) {
        let name = function.split('(').next().unwrap_or_default();
        let body = function.split_once("{\n").and_then(|(_, rest)| rest.split_once("\n}\n")).expect(name).0;
        if !GUARDS.iter().any(|guard| body.contains(guard)) {
            outside.insert(name);
        }
    }
    // They return constants.
    assert_eq!(outside, BTreeSet::from(["mvi_version", "mvi_abi_version"]));
}

fn generate() -> String {
    let mut config = cbindgen::Config::from_file(root().join("cbindgen.toml")).unwrap();
    let [major, minor, patch] =
        [env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"), env!("CARGO_PKG_VERSION_PATCH")];
    config.after_includes = Some(format!(
        "\n#define MVI_VERSION_MAJOR {major}\n#define MVI_VERSION_MINOR {minor}\n#define MVI_VERSION_PATCH {patch}"
    ));
    let mut builder = cbindgen::Builder::new().with_config(config);
    for source in SOURCES {
        builder = builder.with_src(root().join(format!("src/{source}.rs")));
    }
    let mut header = Vec::new();
    builder.generate().unwrap().write(&mut header);
    String::from_utf8(header).unwrap()
}

fn read_all(directory: &Path, all: &mut String) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, all);
        } else {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
