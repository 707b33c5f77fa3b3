//! Programs that were compiled with an older or a newer header run with this library.

use std::fs;
use std::path::{Path, PathBuf};

use milvus_import_emulator::{Emulator, JobSpec};

use crate::programs::Mode;
use crate::support::{compile, path, run};

/// The last member that each structure had in an older header.
const OLDER: [(&str, &str); 9] = [
    ("mvi_client_options", "token"),
    ("mvi_bulk_import_options", "files_count"),
    ("mvi_list_import_jobs_options", "collection_name"),
    ("mvi_describe_collection_options", "collection_name"),
    ("mvi_wait_options", "timeout"),
    ("mvi_import_many_options", "jobs_in_flight"),
    ("mvi_request_options", "job_id"),
    ("mvi_http_answer", "headers_count"),
    ("mvi_file_values", "file_size"),
];

#[test]
fn a_program_compiled_with_an_older_header_runs() {
    let shortened = OLDER.iter().fold(header(), |header, (structure, last)| {
        edit(&header, structure, |members| {
            let end = members.find(&format!("{last};")).expect("the member is there") + last.len() + 1;
            format!("{}\n", &members[..end])
        })
    });
    runs("OLDER", &shortened);
}

#[test]
fn a_program_compiled_with_a_newer_header_runs_until_it_sets_what_is_new() {
    let grown = OLDER.iter().fold(header(), |header, (structure, _)| {
        edit(&header, structure, |members| format!("{members}    const char *from_the_future;\n"))
    });
    runs("NEWER", &grown);
}

#[test]
fn every_structure_with_a_size_is_tested() {
    let header = header();
    let sized: Vec<&str> = header
        .split("typedef struct ")
        .filter(|structure| structure.contains("size_t struct_size;"))
        .filter_map(|structure| structure.split([' ', '\n']).next())
        .collect();
    assert_eq!(sized.len(), 8, "{sized:?}");
    for structure in sized {
        assert!(OLDER.iter().any(|(tested, _)| *tested == structure), "{structure}");
    }
}

fn header() -> String {
    fs::read_to_string(path("include/milvus_import.h")).unwrap()
}

/// The header with other members in one structure.
fn edit(header: &str, structure: &str, members: impl FnOnce(&str) -> String) -> String {
    let (before, rest) = header.split_once(&format!("typedef struct {structure} {{\n")).expect(structure);
    let (old, after) = rest.split_once(&format!("}} {structure};")).expect(structure);
    format!("{before}typedef struct {structure} {{\n{}}} {structure};{after}", members(old))
}

fn runs(version: &str, header: &str) {
    let directory: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(version);
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join("milvus_import.h"), header).unwrap();
    let emulator = Emulator::builder().server("milvus-2.6".parse().unwrap()).speed(100.0).start_blocking().unwrap();
    let mut job = JobSpec::default();
    job.files.extend(job.files.clone());
    let job_id = emulator.add_job(job);
    for mode in Mode::ALL {
        // Before the directory of the installed header.
        let mut flags = vec![format!("-I{}", directory.display()), format!("-D{version}")];
        flags.extend(mode.flags().iter().map(|flag| (*flag).to_owned()));
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let program = compile("tests/c/versions.c", &format!("versions-{version}-{mode:?}"), &flags);
        let printed = run(mode.command(&program).args([emulator.uri(), job_id.clone()]));
        print!("{version}, {mode:?}: {printed}");
        assert!(printed.ends_with(", 0 failed\n"), "{printed}");
    }
}
