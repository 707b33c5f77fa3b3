//! Parquet files.

mod arrow;
mod cells;
mod columns;
mod open;
mod original;
mod rows;
mod sparse_struct;
mod structs;
mod types;
mod values;

use std::sync::Arc;

use parquet::basic::{Compression, Encoding};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};
use parquet::file::statistics::Statistics;

use self::arrow::Column;
use crate::Source;
use crate::finding::{At, Findings};
use crate::guard::guarded;
use crate::report::{Context, Looked};
use crate::rules::parquet as rule;
use crate::schema::Field;

/// Checks one file.
pub(crate) fn check(context: &Context<'_>, path: &str, source: &Arc<dyn Source>, findings: &mut Findings) -> Looked {
    let mut looked = Looked { file: path.to_owned(), parts: "footer", seen: 0, rows: None };
    let chunks = open::Chunks(Arc::clone(source));
    let metadata = match guarded(|| open::footer(&chunks)).map_err(ParquetError::General).flatten() {
        Ok(metadata) => metadata,
        Err(error) => {
            findings.add(&rule::FOOTER, At::FILE, &error.to_string());
            return looked;
        }
    };
    let file = metadata.file_metadata();
    let rows = u64::try_from(file.num_rows()).unwrap_or(0);
    looked.rows = Some(rows);
    let original = original::original(file);
    if original.as_deref().is_some_and(original::has_view) {
        findings.add(&rule::VIEWS, At::FILE, "");
    }
    let columns = arrow::columns(file.schema(), original.as_deref());
    let known = columns::known(context.schema, &columns, findings);
    let mut tasks = Vec::new();
    let mut can_be_read = |column: &Column, findings: &mut Findings| {
        let is_ours = cfg!(feature = "brotli") || !is_in_brotli(column, &metadata);
        if !is_ours {
            looked.parts = "footer, nothing in brotli,";
        }
        can_be_read(column, &metadata, findings) && is_ours
    };
    for (column, field) in &known {
        let taken = match field {
            Some(field) => types::check(field, &column.arrow, findings),
            None => types::check_meta(&column.name, &column.arrow, findings),
        };
        if taken && can_be_read(column, findings) {
            tasks.push(rows::Task::Field { column, field: *field });
        }
    }
    for field in &context.schema.structs {
        if let Some(column) = structs::check(field, &columns, findings)
            && can_be_read(column, findings)
        {
            tasks.push(rows::Task::Struct { column, field });
        }
    }
    if rows == 0 {
        findings.add(&rule::ZERO_ROWS, At::FILE, "");
    }
    let seen = rows::check(context, chunks, &metadata, &tasks, findings);
    looked.seen = if tasks.is_empty() { 0 } else { seen };
    looked
}

/// Whether a part of a column is compressed by brotli, which only builds with that feature read.
fn is_in_brotli(column: &Column, metadata: &ParquetMetaData) -> bool {
    let mut chunks = metadata.row_groups().iter().flat_map(|group| chunks_of(column, group));
    chunks.any(|chunk| matches!(chunk.compression(), Compression::BROTLI(_)))
}

/// Whether the pages of a column can be read, by the server and so by us.
fn can_be_read(column: &Column, metadata: &ParquetMetaData, findings: &mut Findings) -> bool {
    let at = At::field(&column.name);
    let chunks = || metadata.row_groups().iter().flat_map(|group| chunks_of(column, group));
    let codec = chunks()
        .map(ColumnChunkMetaData::compression)
        .find(|codec| matches!(codec, Compression::LZO | Compression::LZ4 | Compression::LZ4_RAW));
    if let Some(codec) = codec {
        findings.add(&rule::CODEC, at, &format!("{codec:?}"));
    }
    let split = chunks().any(|chunk| chunk.encodings().any(|encoding| encoding == Encoding::BYTE_STREAM_SPLIT));
    if split {
        findings.add(&rule::ENCODING, at, "");
    }
    codec.is_none() && !split
}

fn chunks_of<'a>(column: &'a Column, group: &'a RowGroupMetaData) -> impl Iterator<Item = &'a ColumnChunkMetaData> {
    column.leaves.iter().filter_map(|leaf| group.columns().get(leaf.index))
}

/// Nulls that the statistics of row groups tell of, whose rows were not looked at.
fn told_nulls(column: &Column, field: Option<&Field>, metadata: &ParquetMetaData) -> bool {
    let [leaf] = column.leaves.as_slice() else { return false };
    let is_scalar = leaf.lists.is_empty();
    let required = field.is_some_and(|field| !field.is_optional());
    let nulls = |group: &RowGroupMetaData| {
        let statistics = group.columns().get(leaf.index).and_then(|chunk| chunk.statistics());
        statistics.and_then(Statistics::null_count_opt).is_some_and(|count| count > 0)
    };
    is_scalar && required && metadata.row_groups().iter().any(nulls)
}
