//! Which rows are looked at, and by how many threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use parquet::basic::Encoding;
use parquet::column::page::Page;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::ReaderProperties;
use parquet::file::reader::{Length, RowGroupReader};
use parquet::file::serialized_reader::SerializedRowGroupReader;

use super::arrow::{Arrow, Column, Leaf};
use super::cells::{BATCH, Batch};
use super::open::Chunks;
use super::values::Check;
use super::{sparse_struct, structs, told_nulls};
use crate::finding::{At, Findings};
use crate::guard::guarded;
use crate::report::{Context, Rows, WHOLE};
use crate::rules::parquet as rule;
use crate::schema::{Field, Struct};

/// How many rows at either end of a large file.
const ROWS_AT_AN_END: usize = 100;

/// A column whose values are looked at.
pub(super) enum Task<'a> {
    /// That of a field, or `$meta`.
    Field { column: &'a Column, field: Option<&'a Field> },
    /// That of structs.
    Struct { column: &'a Column, field: &'a Struct },
}

impl<'a> Task<'a> {
    fn column(&self) -> &'a Column {
        match self {
            Self::Field { column, .. } | Self::Struct { column, .. } => column,
        }
    }
}

/// A row group, and how many of its rows are looked at.
struct Part {
    group: usize,
    first_row: u64,
    rows: usize,
}

/// Looks at the rows, and returns how many there were.
pub(super) fn check(
    context: &Context<'_>,
    chunks: Chunks,
    metadata: &ParquetMetaData,
    tasks: &[Task<'_>],
    findings: &mut Findings,
) -> u64 {
    let whole = context.options.rows == Rows::All || chunks.len() <= WHOLE;
    let parts = parts(metadata, whole);
    if !whole {
        for task in tasks {
            if let Task::Field { column, field } = task
                && told_nulls(column, *field, metadata)
            {
                findings.add(&rule::NULL, At::field(&column.name), "");
            }
        }
    }
    let chunks = Arc::new(chunks);
    let properties = Arc::new(ReaderProperties::builder().build());
    let open = |group: usize| {
        SerializedRowGroupReader::new(
            Arc::clone(&chunks),
            metadata.row_group(group),
            metadata.page_index_for_row_group(group),
            Arc::clone(&properties),
        )
    };
    let next = AtomicUsize::new(0);
    let all = Mutex::new(findings);
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            // Neighbours are the columns of one group, which lie next to each other in the file.
            let (Some(part), Some(task)) =
                (parts.get(index / tasks.len().max(1)), tasks.get(index % tasks.len().max(1)))
            else {
                break;
            };
            let mut found = all.lock().unwrap_or_else(PoisonError::into_inner).beside();
            let looked = guarded(|| open(part.group).and_then(|group| look(context, &group, part, task, &mut found)));
            if let Err(error) = looked.map_err(ParquetError::General).flatten() {
                tell(&error, task.column(), &mut found);
            }
            all.lock().unwrap_or_else(PoisonError::into_inner).merge(found);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(parts.len() * tasks.len());
    if whole && threads > 1 && parts.iter().map(|part| part.rows).sum::<usize>() > 10_000 {
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            // This thread too: it may be the one that a source asks for signals.
            work();
        });
    } else {
        work();
    }
    // Without a column that can be read no row was looked at.
    if tasks.is_empty() { 0 } else { parts.iter().map(|part| part.rows as u64).sum() }
}

/// All groups, or the first rows of the first and of the last one.
fn parts(metadata: &ParquetMetaData, whole: bool) -> Vec<Part> {
    let mut first_row = 0;
    let mut parts: Vec<Part> = Vec::new();
    for (group, metadata) in metadata.row_groups().iter().enumerate() {
        let rows = u64::try_from(metadata.num_rows()).unwrap_or(0);
        parts.push(Part { group, first_row, rows: usize::try_from(rows).unwrap_or(usize::MAX) });
        first_row = first_row.saturating_add(rows);
    }
    parts.retain(|part| part.rows > 0);
    if !whole {
        let ends = [0, parts.len().saturating_sub(1)];
        let mut index = 0;
        parts.retain(|_| {
            index += 1;
            ends.contains(&(index - 1))
        });
        for part in &mut parts {
            part.rows = part.rows.min(ROWS_AT_AN_END);
        }
    }
    parts
}

fn look(
    context: &Context<'_>,
    group: &dyn RowGroupReader,
    part: &Part,
    task: &Task<'_>,
    findings: &mut Findings,
) -> Result<()> {
    match task {
        Task::Struct { column, field } => {
            structs::rows(field, column, |leaf, on| each(group, leaf, part, on), findings)
        }
        Task::Field { column, field } => match (&column.arrow, column.leaves.as_slice()) {
            (Arrow::Struct(_), _) => sparse_struct::rows(column, *field, group, part.first_row, part.rows, findings),
            (_, [leaf]) => {
                if column.arrow == Arrow::Bool {
                    encoding(group, leaf, column, findings)?;
                }
                let check = Check { name: &column.name, field: *field, arrow: &column.arrow, schema: context.schema };
                each(group, leaf, part, &mut |batch: &Batch| check.batch(leaf, batch, findings))
            }
            _ => Ok(()),
        },
    }
}

/// Reads the rows of a leaf, some at a time.
fn each(group: &dyn RowGroupReader, leaf: &Leaf, part: &Part, on: &mut dyn FnMut(&Batch)) -> Result<()> {
    let mut reader = group.get_column_reader(leaf.index)?;
    let mut done = 0;
    while done < part.rows {
        let batch = Batch::read(&mut reader, part.first_row + done as u64, BATCH.min(part.rows - done))?;
        if batch.rows == 0 {
            return Err(ParquetError::EOF(format!("{done} rows, and the footer tells of more")));
        }
        done += batch.rows;
        on(&batch);
    }
    Ok(())
}

/// Whether the first page has booleans in the encoding that came with pages of version 2.
fn encoding(group: &dyn RowGroupReader, leaf: &Leaf, column: &Column, findings: &mut Findings) -> Result<()> {
    let page = group.get_column_page_reader(leaf.index)?.get_next_page()?;
    let encoding = page.as_ref().map(Page::encoding);
    if encoding == Some(Encoding::RLE) {
        findings.add(&rule::RLE_BOOLEANS, At::field(&column.name), "");
    }
    Ok(())
}

fn tell(error: &ParquetError, column: &Column, findings: &mut Findings) {
    let text = error.to_string();
    let rule = if text.contains("CRC") { &rule::CHECKSUM } else { &rule::PAGE };
    findings.add(rule, At::field(&column.name), &text);
}
