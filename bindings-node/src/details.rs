//! The files of a job as a table of numbers and a list of texts. There may be thousands of files, and their JSON would take
//! JavaScript longer than all else: the same numbers, states and times over and over.

use milvus_import::{FieldKind, FieldValue, FileProgress, ImportProgress, Record, Result};
use napi::bindgen_prelude::Float64Array;
use napi_derive::napi;

use crate::rows::text;

/// The files of a progress, one after the other, each with as many cells as a file has fields.
#[napi(object, object_from_js = false)]
pub struct Table {
    /// A number, or NaN for none; for a text its place among the texts.
    pub cells: Float64Array,
    /// A JSON array. Its first member is null, and a text that a column repeats from file to file is there once.
    pub texts: String,
}

const COLUMNS: usize = FileProgress::FIELDS.len();

/// The texts so far, and for each column the last one with its place.
struct Texts<'a> {
    all: Vec<Option<&'a str>>,
    last: [(Option<&'a str>, f64); COLUMNS],
}

impl<'a> Texts<'a> {
    fn place(&mut self, column: usize, value: Option<&'a str>) -> f64 {
        let Some(last) = self.last.get_mut(column) else { return 0.0 };
        if last.0 != value {
            *last = (value, value.map_or(0.0, |_| places(self.all.len())));
            self.all.extend(value.map(Some));
        }
        last.1
    }
}

#[expect(clippy::cast_precision_loss, reason = "there is no memory for so many")]
fn places(count: usize) -> f64 {
    count as f64
}

/// A field as a number.
#[expect(clippy::cast_precision_loss, reason = "what JavaScript cannot hold is rounded, as from JSON")]
fn cell<'a>(column: usize, value: FieldValue<'a>, texts: &mut Texts<'a>) -> f64 {
    match value {
        FieldValue::Text(text) => texts.place(column, Some(text)),
        FieldValue::State(state) => texts.place(column, Some(state.as_str())),
        FieldValue::Integer(number) => number as f64,
        _ if FileProgress::FIELDS.get(column).is_some_and(|field| field.kind == FieldKind::Text) => {
            texts.place(column, None)
        }
        _ => f64::NAN,
    }
}

pub(crate) fn table(progress: &ImportProgress) -> Result<Table> {
    let files = progress.details()?;
    let mut texts = Texts { all: Vec::with_capacity(files.len() + 1), last: [(None, 0.0); COLUMNS] };
    texts.all.push(None);
    let mut cells = Vec::with_capacity(files.len() * COLUMNS);
    for file in files {
        cells.extend(file.values().enumerate().map(|(column, value)| cell(column, value, &mut texts)));
    }
    Ok(Table { cells: cells.into(), texts: text(&texts.all) })
}
