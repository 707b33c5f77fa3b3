//! Counts the rows of files that are there, and invents those of files that are not.

mod csv;
mod json;
mod npy;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::jobs::FileSpec;

/// Counts every group of files; the error is the reason for which the job fails.
pub(crate) fn count(groups: &[Vec<String>], require: bool) -> Result<Vec<FileSpec>, String> {
    groups.iter().map(|paths| count_group(paths, require)).collect()
}

/// One file, or a set of NumPy files, which hold the same rows column by column.
fn count_group(paths: &[String], require: bool) -> Result<FileSpec, String> {
    let mut group: Option<FileSpec> = None;
    for path in paths {
        let Some((size, rows)) = count_file(path, require)? else { continue };
        let known = group.get_or_insert(FileSpec { paths: paths.to_vec(), file_size: 0, total_rows: rows });
        if known.total_rows != rows {
            return Err(format!(
                "rows of the files of a set differ: {} and {rows} in '{path}': importing data failed",
                known.total_rows
            ));
        }
        known.file_size += size;
    }
    Ok(group.unwrap_or_else(|| FileSpec { paths: paths.to_vec(), ..FileSpec::default() }))
}

/// A file's bytes and rows; nothing when it is not there and need not be.
fn count_file(path: &str, require: bool) -> Result<Option<(u64, u64)>, String> {
    let failed = |error: &dyn std::fmt::Display| {
        format!("failed to read the file '{path}', error: {error}: importing data failed")
    };
    let size = match std::fs::metadata(path) {
        Ok(found) if found.is_file() => found.len(),
        Ok(_) => return Err(failed(&"not a regular file")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !require => return Ok(None),
        Err(error) => return Err(failed(&error)),
    };
    let file = File::open(path).map_err(|error| failed(&error))?;
    let rows = match extension(path) {
        "parquet" => parquet(&file),
        "npy" => npy::rows(BufReader::new(file)),
        "csv" => csv::rows(BufReader::new(file)),
        _ => json::rows(BufReader::with_capacity(1 << 16, file)),
    };
    rows.map(|rows| Some((size, rows))).map_err(|error| failed(&error))
}

/// The extension in the case the path has it, without the dot; `""` for none.
pub(crate) fn extension(path: &str) -> &str {
    Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}

/// The footer has the count: no row is read.
fn parquet(file: &File) -> Result<u64, String> {
    let footer = parquet::file::metadata::ParquetMetaDataReader::new().parse_and_finish(file);
    let rows = footer.map_err(|error| error.to_string())?.file_metadata().num_rows();
    u64::try_from(rows).map_err(|_| format!("a row count of {rows}"))
}
