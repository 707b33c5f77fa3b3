//! The values of one leaf, some rows at a time.

use std::ops::Range;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::Result;

use super::arrow::Leaf;

/// How many rows are in memory at once, for each column that is read.
pub(super) const BATCH: usize = 1024;

/// The values that are there, without nulls.
pub(super) enum Values {
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    /// Booleans, and those of types that no field takes: there is nothing to look at.
    Other,
}

/// Some rows of a leaf, with the levels that say where nulls and lists are.
pub(super) struct Batch {
    /// The first row's place in the file.
    pub(super) first_row: u64,
    pub(super) rows: usize,
    definition: Vec<i16>,
    repetition: Vec<i16>,
    pub(super) values: Values,
}

/// A list in a row.
#[derive(Clone)]
pub(super) struct List {
    pub(super) row: u64,
    pub(super) null: bool,
    /// How many elements it has, nulls included.
    pub(super) length: usize,
    /// Where its values are among those of the batch.
    pub(super) values: Range<usize>,
}

impl Batch {
    /// Reads up to so many rows.
    pub(super) fn read(reader: &mut ColumnReader, first_row: u64, rows: usize) -> Result<Self> {
        match reader {
            ColumnReader::Int32ColumnReader(reader) => read(reader, first_row, rows, Values::Int32),
            ColumnReader::Int64ColumnReader(reader) => read(reader, first_row, rows, Values::Int64),
            ColumnReader::FloatColumnReader(reader) => read(reader, first_row, rows, Values::Float),
            ColumnReader::DoubleColumnReader(reader) => read(reader, first_row, rows, Values::Double),
            ColumnReader::ByteArrayColumnReader(reader) => read(reader, first_row, rows, Values::Bytes),
            ColumnReader::BoolColumnReader(reader) => read(reader, first_row, rows, |_| Values::Other),
            ColumnReader::Int96ColumnReader(reader) => read(reader, first_row, rows, |_| Values::Other),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => read(reader, first_row, rows, |_| Values::Other),
        }
    }

    /// Each row of a leaf that is in no list, with the place of its value; `None` for null.
    pub(super) fn scalars(&self, leaf: &Leaf) -> impl Iterator<Item = (u64, Option<usize>)> {
        let mut next = 0;
        (0..self.rows).map(move |index| {
            let present = self.definition.get(index).is_none_or(|level| *level >= leaf.value);
            let value = present.then_some(next);
            next += usize::from(present);
            (self.first_row + index as u64, value)
        })
    }

    /// The lists at a depth of 1 (those of the rows) or 2 (those in them).
    pub(super) fn lists(&self, leaf: &Leaf, depth: usize) -> Vec<List> {
        let Some(element) = depth.checked_sub(1).and_then(|depth| leaf.lists.get(depth)).copied() else {
            return Vec::new();
        };
        // The next list inside tells whether an element is a value or only the start of one.
        let value = leaf.lists.get(depth).map_or(leaf.value, |inner| inner - 1);
        let mut lists: Vec<List> = Vec::with_capacity(self.rows);
        let (mut row, mut values) = (self.first_row, 0);
        let depth = i16::try_from(depth).unwrap_or(i16::MAX);
        for (index, level) in self.definition.iter().enumerate() {
            let repeats = self.repetition.get(index).copied().unwrap_or(0);
            if repeats == 0 && index > 0 {
                row += 1;
            }
            if repeats < depth {
                // At a depth of 2 a row without any inner list is none.
                if depth == 1 || *level >= leaf.lists.first().copied().unwrap_or(0) {
                    lists.push(List { row, null: *level < element - 1, length: 0, values: values..values });
                }
            }
            let counts = repeats <= depth && *level >= element;
            if let Some(list) = lists.last_mut().filter(|_| counts) {
                list.length += 1;
                if *level >= value {
                    list.values.end += 1;
                }
            }
            if *level >= value && counts {
                values += 1;
            }
        }
        lists
    }
}

fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    first_row: u64,
    rows: usize,
    wrap: impl FnOnce(Vec<T::T>) -> Values,
) -> Result<Batch> {
    let (mut definition, mut repetition, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let (rows, ..) = reader.read_records(rows, Some(&mut definition), Some(&mut repetition), &mut values)?;
    Ok(Batch { first_row, rows, definition, repetition, values: wrap(values) })
}
