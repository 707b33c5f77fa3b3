//! The files of a job as a table of numbers and a list of texts. There may be thousands of files, and their JSON would take
//! JavaScript longer than all else: the same numbers, states and times over and over.

use std::borrow::Cow;

use milvus_import::{FileProgress, ImportProgress, JobState, Result};
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

/// The texts so far, and for each column the last one with its place.
struct Texts<'a> {
    all: Vec<Option<&'a str>>,
    last: [(Option<&'a str>, f64); NAMES.len()],
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
trait Cell {
    fn cell<'a>(&'a self, column: usize, texts: &mut Texts<'a>) -> f64;
}

impl Cell for Option<String> {
    fn cell<'a>(&'a self, column: usize, texts: &mut Texts<'a>) -> f64 {
        texts.place(column, self.as_deref())
    }
}

impl Cell for Option<Cow<'static, str>> {
    fn cell<'a>(&'a self, column: usize, texts: &mut Texts<'a>) -> f64 {
        texts.place(column, self.as_deref())
    }
}

impl Cell for JobState {
    fn cell<'a>(&'a self, column: usize, texts: &mut Texts<'a>) -> f64 {
        texts.place(column, Some(self.as_str()))
    }
}

impl Cell for u8 {
    fn cell<'a>(&'a self, _: usize, _: &mut Texts<'a>) -> f64 {
        f64::from(*self)
    }
}

impl Cell for Option<i64> {
    #[expect(clippy::cast_precision_loss, reason = "what JavaScript cannot hold is rounded, as from JSON")]
    fn cell<'a>(&'a self, _: usize, _: &mut Texts<'a>) -> f64 {
        self.map_or(f64::NAN, |number| number as f64)
    }
}

macro_rules! columns {
    ($($field:ident),+ $(,)?) => {
        /// The fields of a file, in the order of their cells.
        pub(crate) const NAMES: &[&str] = &[$(stringify!($field)),+];

        fn row<'a>(file: &'a FileProgress, texts: &mut Texts<'a>) -> [f64; NAMES.len()] {
            let mut column = 0..;
            [$(file.$field.cell(column.next().unwrap_or_default(), texts)),+]
        }
    };
}

columns! {
    file_name, state, raw_state, progress, raw_progress, imported_rows, total_rows, file_size, reason, create_time,
    complete_time,
}

pub(crate) fn table(progress: &ImportProgress) -> Result<Table> {
    let files = progress.details()?;
    let mut texts = Texts { all: Vec::with_capacity(files.len() + 1), last: [(None, 0.0); NAMES.len()] };
    texts.all.push(None);
    let mut cells = Vec::with_capacity(files.len() * NAMES.len());
    for file in files {
        cells.extend(row(file, &mut texts));
    }
    Ok(Table { cells: cells.into(), texts: text(&texts.all) })
}
