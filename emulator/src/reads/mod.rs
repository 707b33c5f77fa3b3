//! Reads the files of an import as the servers do, and refuses what they refuse, in their words.
//!
//! Written from what the readers of five releases take, run for real, and from their source. `tests/check` has the cases.

mod columns;
mod csv;
mod decoder;
mod entity;
mod json;
mod kind;
mod limits;
mod npy;
mod numbers;
mod parquet;
mod records;
mod sparse;
mod storage;
#[cfg(test)]
mod tests;
mod timestamp;
mod value;
mod wkt;
mod words;

use std::collections::BTreeMap;

use crate::jobs::FileSpec;
use crate::schema::Schema;
use crate::server::Version;
use columns::Columns;
pub(crate) use kind::{Kind, kind};
pub(crate) use storage::Storage;
use words::{Era, import, not_aligned};

/// Larger files are refused.
const MAX_SIZE: u64 = 16 << 30;
/// A value of 10,000 levels is read, which takes more than a thread usually has.
const STACK: usize = 64 << 20;

/// What an import reads files for.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) version: Version,
    pub(crate) schema: Schema,
    pub(crate) storage: Storage,
    /// The options of the import.
    pub(crate) options: BTreeMap<String, String>,
}

/// What was found in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Rows {
    count: u64,
    /// Those that have a primary key.
    keys: u64,
}

impl Target {
    /// Reads every group of files; the error is the reason for which the job fails.
    pub(crate) fn read(self, groups: Vec<Vec<String>>) -> Result<Vec<FileSpec>, String> {
        let reader = move || groups.into_iter().map(|paths| self.group(paths)).collect();
        let thread = std::thread::Builder::new().name("import-reader".to_owned()).stack_size(STACK).spawn(reader);
        let thread = thread.map_err(|error| import(format_args!("cannot start a reader: {error}")))?;
        // What a reader stumbles over fails the job, and nothing else.
        thread.join().unwrap_or_else(|_| Err(import("the reader panicked")))
    }

    fn group(&self, paths: Vec<String>) -> Result<FileSpec, String> {
        let kind = kind(self.version, &paths)?;
        let columns = Columns { era: Era::of(self.version), schema: &self.schema };
        let mut file_size = 0;
        let rows = match (kind, paths.first()) {
            (_, None) => Rows::default(),
            (Kind::Numpy, _) => {
                let (rows, size) = npy::read(columns, &self.storage, &paths)?;
                file_size = size;
                rows
            }
            (kind, Some(path)) => {
                let (rows, size) = self.file(columns, kind, path)?;
                file_size = size;
                rows
            }
        };
        check_rows(columns, rows)?;
        Ok(FileSpec { paths, file_size, total_rows: rows.count })
    }

    fn file(&self, columns: Columns<'_>, kind: Kind, path: &str) -> Result<(Rows, u64), String> {
        let option = |key| self.options.get(key).map(String::as_str);
        let csv = match kind {
            Kind::Csv => Some(csv::Options::new(columns.era, option("sep"), option("nullkey"))?),
            _ => None,
        };
        let opened = self.storage.open(path).map_err(|error| match kind {
            Kind::Csv => unread(columns.era, "csv", path, &error),
            Kind::Json | Kind::JsonLines if columns.era > Era::V2_4 => unread(columns.era, "json", path, &error),
            _ => error,
        });
        let (file, size) = opened?;
        check_size(size)?;
        let rows = match (kind, csv) {
            (Kind::Csv, Some(options)) => csv::read(columns, &options, file)?,
            (Kind::Parquet, _) => parquet::read(columns, file, size)?,
            (Kind::JsonLines, _) => json::read_lines(columns, file)?,
            _ => json::read(columns, file)?,
        };
        Ok((rows, size))
    }
}

fn unread(era: Era, format: &str, path: &str, error: &str) -> String {
    if era >= Era::V2_6_18 {
        return format!("read {format} file failed, path={path}: {error}");
    }
    import(format_args!("read {format} file failed, path={path}, err={error}"))
}

fn check_size(size: u64) -> Result<(), String> {
    if size <= MAX_SIZE {
        return Ok(());
    }
    Err(import(format_args!(
        "The import file size has reached the maximum limit allowed for importing, fileSize={size}, maxSize={MAX_SIZE}"
    )))
}

/// Whether each field has as many rows.
fn check_rows(columns: Columns<'_>, rows: Rows) -> Result<(), String> {
    let Some(key) = columns.schema.primary_key() else { return Ok(()) };
    let is_short = rows.keys < rows.count && !(key.is_generated() && rows.keys == 0);
    if is_short {
        let other = columns.schema.fields.iter().find(|field| !field.primary_key);
        let other = other.map_or("", |field| field.name.as_str());
        return Err(not_aligned(other, rows.count, &key.name, rows.keys));
    }
    if columns.era == Era::V2_6 && !columns.schema.struct_fields.is_empty() && rows.count > 0 {
        return Err(not_aligned(&key.name, rows.count, "", 0));
    }
    Ok(())
}
