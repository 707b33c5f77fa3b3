//! What core has and the header does not is a failure here: operations, fields, facts of errors, options. The constants
//! are written from the core's own tables.

use std::fs;

use milvus_import::{
    BulkImport, ClientBuilder, CollectionDescription, CollectionField, CollectionFunction, CollectionStruct,
    CreatedJob, DescribeCollection, Error, FileProgress, ImportJob, ImportManyOptions, ImportProgress, JobList,
    ListImportJobs, Operation, OptionSpec, Options, Record, WaitOptions,
};

use crate::support::{declared, path};

#[test]
fn every_operation_is_there() {
    let functions = declared();
    let objects = fs::read_to_string(path("include/milvus_import.hpp")).unwrap();
    for operation in Operation::ALL {
        assert!(functions.contains(&format!("mvi_{operation}")), "{operation}");
        assert!(objects.contains(&format!(" {operation}(")), "{operation} in C++");
    }
}

/// The names of fields and options as one set.
fn names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let names: Vec<_> = names.collect();
    assert!(!names.is_empty());
    names
}

fn fields<T: Record>() -> Vec<&'static str> {
    names(T::FIELDS.iter().map(|field| field.name))
}

#[test]
fn every_field_of_a_result_has_an_accessor() {
    let functions = declared();
    for (prefix, fields) in [
        ("mvi_progress", fields::<ImportProgress>()),
        ("mvi_progress", vec!["details", "raw"]),
        ("mvi_file_progress", fields::<FileProgress>()),
        ("mvi_job_list", fields::<JobList>()),
        ("mvi_import_job", fields::<ImportJob>()),
        ("mvi_created_job", fields::<CreatedJob>()),
        ("mvi_collection", fields::<CollectionDescription>()),
        ("mvi_collection", vec!["raw"]),
        ("mvi_field", fields::<CollectionField>()),
        ("mvi_struct", fields::<CollectionStruct>()),
        ("mvi_function", fields::<CollectionFunction>()),
        ("mvi_error", names(Error::FACTS.iter().map(|fact| fact.name))),
    ] {
        for field in fields {
            assert!(functions.contains(&format!("{prefix}_{field}")), "{prefix}_{field}");
        }
    }
}

#[test]
fn every_option_is_a_member() {
    let header = fs::read_to_string(path("include/milvus_import.h")).unwrap();
    let options = |options: &'static [OptionSpec]| names(options.iter().map(|option| option.name));
    for (structure, wanted) in [
        ("mvi_client_options", options(ClientBuilder::OPTIONS)),
        ("mvi_bulk_import_options", options(BulkImport::OPTIONS)),
        ("mvi_list_import_jobs_options", options(ListImportJobs::OPTIONS)),
        ("mvi_describe_collection_options", options(DescribeCollection::OPTIONS)),
        ("mvi_wait_options", options(WaitOptions::OPTIONS)),
        ("mvi_import_many_options", options(ImportManyOptions::OPTIONS)),
    ] {
        let body = header.split(&format!("typedef struct {structure} {{")).nth(1).unwrap().split('}').next().unwrap();
        for name in wanted {
            assert!(body.contains(&format!(" {name};")) || body.contains(&format!("*{name};")), "{structure}.{name}");
        }
    }
}
