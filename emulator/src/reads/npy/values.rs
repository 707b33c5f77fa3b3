//! The values of a NumPy file, read a batch at a time.

use std::io::Read;

use super::header::{Element, Header, TextWidth};
use crate::reads::columns::META;
use crate::reads::words::{Era, import};
use crate::reads::{entity, limits, wkt};
use crate::schema::{DataType, Field};

/// What is read at once of a large batch.
const CHUNK: usize = 1 << 16;

pub(super) struct Values<'a, R> {
    era: Era,
    field: &'a Field,
    header: Header,
    file: R,
    /// Elements not read yet.
    left: u64,
}

/// What a batch comes to.
pub(super) enum Batch {
    Rows(u64),
    /// There is nothing more, or nothing that the server would read.
    End,
}

impl<'a, R: Read> Values<'a, R> {
    pub(super) fn new(era: Era, field: &'a Field, header: Header, file: R) -> Self {
        Self { era, field, left: header.elements(), header, file }
    }

    /// Elements of a row.
    fn width(&self) -> u64 {
        if self.field.data_type.is_dense_vector() { self.header.shape.get(1).copied().unwrap_or(1).max(1) } else { 1 }
    }

    pub(super) fn next(&mut self, rows: u64) -> Result<Batch, String> {
        let count = rows.saturating_mul(self.width()).min(self.left);
        if count == 0 {
            return Ok(Batch::End);
        }
        let ended = match self.field.data_type {
            DataType::VarChar | DataType::Json | DataType::Geometry => {
                self.texts(count)?;
                false
            }
            _ => self.numbers(count)?,
        };
        self.left -= count;
        Ok(if ended { Batch::End } else { Batch::Rows(count / self.width()) })
    }

    /// Reads so many elements; true where the reading ends.
    fn numbers(&mut self, count: u64) -> Result<bool, String> {
        let (element, size) = match self.header.element() {
            Element::Of(kind @ DataType::Int16) => (kind, 2),
            Element::Of(kind @ (DataType::Int32 | DataType::Float)) => (kind, 4),
            Element::Of(kind @ (DataType::Int64 | DataType::Double)) => (kind, 8),
            Element::Of(kind) => (kind, 1),
            Element::Unknown => return Ok(true),
        };
        let mut left = count.saturating_mul(size);
        let mut chunk = Vec::new();
        let mut is_bad = None;
        let mut has_any = false;
        while left > 0 {
            chunk.clear();
            let wanted = left.min(CHUNK as u64);
            (&mut self.file).take(wanted).read_to_end(&mut chunk).map_err(|error| error.to_string())?;
            left -= wanted;
            if chunk.len() as u64 != wanted {
                // A file that ends between batches has no more; one that ends within one is cut off.
                return if has_any || !chunk.is_empty() { Err("unexpected EOF".to_owned()) } else { Ok(true) };
            }
            has_any = true;
            if is_bad.is_none() {
                is_bad = self.check_numbers(element, &chunk).err();
            }
        }
        match is_bad {
            None => Ok(false),
            // Until 2.5 such a vector ends the reading without a word.
            Some(_) if element == DataType::Float && self.era <= Era::V2_5 => Ok(true),
            Some(complaint) => Err(complaint),
        }
    }

    /// Whether the numbers of vectors are numbers; those of scalars are not looked at.
    fn check_numbers(&self, element: DataType, chunk: &[u8]) -> Result<(), String> {
        let era = self.era;
        let big = self.header.is_big_endian();
        let floats: Vec<f64> = match element {
            DataType::Float => chunk
                .as_chunks::<4>()
                .0
                .iter()
                .map(|bytes| f64::from(if big { f32::from_be_bytes(*bytes) } else { f32::from_le_bytes(*bytes) }))
                .collect(),
            DataType::Double => chunk
                .as_chunks::<8>()
                .0
                .iter()
                .map(|bytes| if big { f64::from_be_bytes(*bytes) } else { f64::from_le_bytes(*bytes) })
                .collect(),
            _ => return Ok(()),
        };
        match self.field.data_type {
            DataType::FloatVector => floats.into_iter().try_for_each(|number| limits::finite(era, number)),
            DataType::Float16Vector => limits::float16(era, floats),
            DataType::BFloat16Vector => limits::bfloat16(era, floats),
            _ => Ok(()),
        }
    }

    fn texts(&mut self, count: u64) -> Result<(), String> {
        let width = self.header.text_width();
        let width = width.filter(|width| *width != TextWidth::Bytes(0) && *width != TextWidth::Characters(0));
        let Some(width) = width else {
            let dtype = &self.header.dtype;
            let error = import(format_args!("dtype '{dtype}' of numpy file is not varchar data type"));
            let text = format_args!("failed to get max length 0 of varchar from numpy file header, error: {error}");
            return Err(import(text));
        };
        let mut bytes = Vec::new();
        for _ in 0..count {
            bytes.clear();
            let size = match width {
                TextWidth::Bytes(size) => size,
                TextWidth::Characters(count) => count.saturating_mul(4),
            };
            (&mut self.file).take(size).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
            let text = match width {
                TextWidth::Bytes(_) => {
                    let end = bytes.iter().position(|byte| *byte == 0).filter(|end| *end > 0);
                    bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default().to_vec()
                }
                TextWidth::Characters(_) => decode(&bytes, self.header.is_big_endian()).into_bytes(),
            };
            self.check_text(&text, width)?;
        }
        Ok(())
    }

    fn check_text(&self, text: &[u8], width: TextWidth) -> Result<(), String> {
        let (era, field) = (self.era, self.field);
        match width {
            TextWidth::Bytes(_) => limits::utf8(era, field, text)?,
            TextWidth::Characters(_) if field.data_type == DataType::VarChar => limits::length(era, field, text.len())?,
            TextWidth::Characters(_) => {}
        }
        match field.data_type {
            DataType::Json => {
                let shown = String::from_utf8_lossy(text);
                let complain = |what: &str, complaint: String| {
                    let name = &field.name;
                    import(format_args!("failed to parse value '{shown}' for {what} '{name}', error: {complaint}"))
                };
                entity::json(era, text).map_err(|complaint| complain("JSON field", complaint))?;
                if field.name == META {
                    let checked = entity::json_object(era, text);
                    checked.map_err(|complaint| complain("dynamic JSON field", complaint))?;
                }
                Ok(())
            }
            DataType::Geometry => {
                wkt::check(&String::from_utf8_lossy(text)).map_err(|no_geometry| no_geometry.to_string())
            }
            _ => Ok(()),
        }
    }
}

/// Characters of four bytes; NULs are left out.
fn decode(bytes: &[u8], big: bool) -> String {
    let numbers = bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|bytes| if big { u32::from_be_bytes(*bytes) } else { u32::from_le_bytes(*bytes) });
    let character = |number| char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
    numbers.filter(|number| *number != 0).map(character).collect()
}
