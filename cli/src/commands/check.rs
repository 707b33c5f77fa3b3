//! `check`: what the server would refuse or lose, before anything is started.

use milvus_import::{BulkImport, CollectionDescription};
use milvus_import_check::{Absent, File, Finding, Options, Report, Schema, Severity, check, grouped};
use milvus_import_storage::Storage;

use crate::args::{self, Check, Connection};
use crate::connect::Session;
use crate::failure::{Failure, IMPORT_FAILED};
use crate::listed::listed;
use crate::output::{Output, json_line, line, say};
use crate::secret::read;
use crate::text::clean;

pub(crate) fn check_files(connection: &Connection, check: &Check, out: Output) -> Result<(), Failure> {
    let schema = schema(&check.schema, |name| Session::for_call(connection)?.client.describe_collection(name))?;
    let lists = names(&check.files, &check.file_set)?;
    let mut options = check.rules.options();
    let files = match &check.storage {
        None => lists.into_iter().map(|list| list.into_iter().map(File::local).collect()).collect(),
        Some(url) => {
            // A Milvus with local storage is told whole paths.
            options.are_keys = !url.starts_with("file:");
            stored(&Storage::open(url)?, &lists)?
        }
    };
    let report = self::check(&schema, &files, &options);
    show(&report, out)?;
    if report.ok() { Ok(()) } else { Err(Failure::Shown(IMPORT_FAILED)) }
}

/// The collection's schema, asked for or saved.
pub(super) fn schema(
    source: &args::SchemaSource,
    ask: impl FnOnce(&str) -> milvus_import::Result<CollectionDescription>,
) -> Result<Schema, Failure> {
    let description = match (&source.schema, &source.collection) {
        (Some(file), _) => CollectionDescription::from_json(&read(file)?)?,
        (None, collection) => ask(collection.as_deref().unwrap_or_default())?,
    };
    Ok(Schema::new(&description)?)
}

/// Checks the files of an import that are on this machine; an error ends the command before anything is started.
pub(crate) fn before_start(connection: &Connection, import: &BulkImport, out: Output) -> Result<(), Failure> {
    let session = Session::for_call(connection)?;
    let schema = Schema::new(&session.client.describe_collection(import.collection_name.as_str())?)?;
    let local = |list: &Vec<String>| -> Vec<File> { list.iter().map(File::local).collect() };
    let is_here = |list: &Vec<File>| list.iter().any(|file| !matches!(file.content, Err(Absent::NotFound)));
    let lists: Vec<_> = import.files.iter().map(local).filter(is_here).collect();
    if lists.is_empty() {
        out.note("none of the files is on this machine, so none was checked");
        return Ok(());
    }
    let option = |name: &str| import.options.get(name).cloned();
    let options = Options { sep: option("sep"), nullkey: option("nullkey"), are_keys: true, ..Options::default() };
    let report = check(&schema, &lists, &options);
    // stdout has the job's id as its first line.
    match out.json {
        true if !report.ok() => report.findings.iter().try_for_each(json_line)?,
        true => {}
        false => report.findings.iter().for_each(|finding| say(&text(finding))),
    }
    if report.ok() {
        return Ok(());
    }
    out.note("nothing was started");
    Err(Failure::Shown(IMPORT_FAILED))
}

/// The paths that were typed, in lists.
pub(super) fn names(files: &[String], sets: &[String]) -> milvus_import::Result<Vec<Vec<String>>> {
    let sets = sets.iter().map(|set| set.split(',').map(str::to_owned).collect()).collect();
    Ok(grouped(listed(files, "files")?, sets))
}

/// The same, looked up in the store.
fn stored(storage: &Storage, lists: &[Vec<String>]) -> milvus_import::Result<Vec<Vec<File>>> {
    let mut files = storage.files(&lists.concat())?.into_iter();
    Ok(lists.iter().map(|list| files.by_ref().take(list.len()).collect()).collect())
}

/// The findings, and for a person what was looked at.
pub(super) fn show(report: &Report, out: Output) -> Result<(), Failure> {
    if out.json {
        return report.findings.iter().try_for_each(json_line);
    }
    report.findings.iter().try_for_each(|finding| line(&text(finding)))?;
    for looked in &report.looked {
        let found = report.findings.iter().filter(|finding| finding.file == looked.file).count();
        let found = match found {
            0 => "no finding".to_owned(),
            1 => "1 finding".to_owned(),
            count => format!("{count} findings"),
        };
        out.note(format_args!("{}: {found}", clean(&looked.to_string())));
    }
    Ok(())
}

/// The line of a finding, its first word in colour.
fn text(finding: &Finding) -> String {
    let word = finding.severity.as_str();
    let name = console::style(word);
    let name = match finding.severity {
        Severity::Error => name.red().bold(),
        Severity::Warning => name.yellow().bold(),
        Severity::Note => name.cyan(),
    };
    let line = finding.to_string();
    format!("{name}{}", clean(line.strip_prefix(word).unwrap_or(&line)))
}
