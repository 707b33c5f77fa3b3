//! How many rows the files of a set have.

use crate::finding::{At, Findings};
use crate::rules::numpy as rule;
use crate::schema::{Kind, Schema};

/// The server's buffer, 16 MiB unless it is configured.
const BUFFER: u64 = 16 << 20;

/// A file's rows.
pub(super) struct Counted<'a> {
    pub(super) field: &'a str,
    pub(super) rows: u64,
}

/// Compares the numbers of rows as the server does: a batch after the other.
pub(super) fn compare(files: &[Counted<'_>], schema: &Schema, findings: &mut Findings) {
    let Some(shortest) = files.iter().min_by_key(|file| file.rows) else { return };
    let Some(longest) = files.iter().max_by_key(|file| file.rows) else { return };
    // A file without rows was told; it ends all.
    if shortest.rows == longest.rows || shortest.rows == 0 {
        return;
    }
    let what = format!("{} of '{}' and {} of '{}'", longest.rows, longest.field, shortest.rows, shortest.field);
    let at_the_end = shortest.rows.is_multiple_of(batch(schema));
    findings.add(if at_the_end { &rule::ROWS_LOST } else { &rule::ROWS }, At::field(shortest.field), &what);
}

/// How many rows the server reads at once.
pub(super) fn batch(schema: &Schema) -> u64 {
    let size: u64 = schema.fields.iter().map(|field| size(&field.kind)).fold(0, u64::saturating_add);
    // The dynamic field counts as text of 512 bytes.
    let size = size.saturating_add(if schema.dynamic { 512 } else { 0 }).max(1);
    if size.saturating_mul(1000) <= BUFFER { 1000 } else { (BUFFER / size).max(1) }
}

/// The server's guess of a value's size.
fn size(kind: &Kind) -> u64 {
    match kind {
        Kind::Bool | Kind::Int8 => 1,
        Kind::Int16 => 2,
        Kind::Int32 | Kind::Float => 4,
        Kind::Int64 | Kind::Double => 8,
        Kind::VarChar { max_length } => *max_length,
        Kind::Json | Kind::Array { .. } => 512,
        Kind::FloatVector { dim } => dim.saturating_mul(4),
        Kind::BinaryVector { dim } => dim / 8,
        Kind::Float16Vector { dim } | Kind::BFloat16Vector { dim } => dim.saturating_mul(2),
        Kind::Int8Vector { dim } => *dim,
        Kind::SparseFloatVector => 1200,
        _ => 0,
    }
}
