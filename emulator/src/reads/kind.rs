//! What the names of the files of an import say about them.

use super::words::import;
use crate::go;
use crate::server::Version;

/// The format of a group of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Json,
    JsonLines,
    Csv,
    Parquet,
    Numpy,
}

/// One JSON, Parquet or CSV file, or a set of NumPy files. Extensions are taken in lower case only.
pub(crate) fn kind(version: Version, group: &[String]) -> Result<Kind, String> {
    let is_lines = |extension: &str| version.has_json_lines() && matches!(extension, ".jsonl" | ".ndjson");
    let Some((first, rest)) = group.split_first() else { return Err(import("no file to import")) };
    let extension = go::extension(first);
    let differs = |path: &&String| {
        let other = go::extension(path);
        other != extension && !(is_lines(other) && is_lines(extension))
    };
    if let Some(other) = rest.iter().find(differs) {
        return Err(import(format_args!("inconsistency in file types, ({first}) vs ({other})")));
    }
    let (kind, name) = match extension {
        ".npy" => return Ok(Kind::Numpy),
        ".json" => (Kind::Json, "JSON"),
        ".parquet" => (Kind::Parquet, "Parquet"),
        ".csv" if version.has_csv() => (Kind::Csv, "CSV"),
        lines if is_lines(lines) => (Kind::JsonLines, "JSON"),
        _ => {
            let word = if version.is_2_4() { "unexpect" } else { "unexpected" };
            return Err(import(format_args!("{word} file type, files=[{}]", group.join(" "))));
        }
    };
    if rest.is_empty() { Ok(kind) } else { Err(import(format_args!("for {name} import, accepts only one file"))) }
}
