//! How the servers word a refusal, and which release a reader is of.

use crate::server::Version;

/// The releases whose readers differ, as far as it was seen; a release between two of them reads like the earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Era {
    V2_4,
    V2_5,
    V2_6,
    V2_6_18,
    V3_0,
}

impl Era {
    pub(crate) fn of(version: Version) -> Self {
        if version.has_commit() {
            Self::V3_0
        } else if version.has_json_lines() {
            Self::V2_6_18
        } else if version.broadcasts_imports() {
            Self::V2_6
        } else if version.has_csv() {
            Self::V2_5
        } else {
            Self::V2_4
        }
    }
}

/// An error of an import.
pub(super) fn import(text: impl std::fmt::Display) -> String {
    format!("{text}: importing data failed")
}

/// An error about a value, which later releases class as a wrong parameter.
pub(super) fn invalid(era: Era, text: impl std::fmt::Display) -> String {
    if era >= Era::V2_6_18 { format!("{text}: invalid parameter") } else { text.to_string() }
}

/// An error of the parsers of rows, which 2.5 does not class.
pub(super) fn row(era: Era, text: impl std::fmt::Display) -> String {
    if era == Era::V2_5 { text.to_string() } else { import(text) }
}

/// What becomes of it where a row is read: 2.4 hands it on as it is.
pub(super) fn in_row(era: Era, complaint: String) -> String {
    if era == Era::V2_4 { complaint } else { import(format_args!("failed to parse row, error: {complaint}")) }
}

/// Fields that do not have as many rows.
pub(super) fn not_aligned(field: &str, rows: u64, other: &str, other_rows: u64) -> String {
    import(format_args!(
        "imported rows are not aligned, field '{field}' with '{rows}' rows, field '{other}' with '{other_rows}' rows"
    ))
}

/// A field of geometries that the files do not have: they are read, and then the import of the rows fails.
pub(super) fn unfillable(era: Era) -> String {
    let text = "nexpected data type: 24, cannot be filled with default value";
    if era >= Era::V2_6_18 { format!("u{text}: service internal error") } else { format!("U{text}") }
}
