//! The arrays of NumPy files held against their fields.

use super::Target;
use super::header::{Dtype, Header};
use super::rows::batch;
use crate::Source;
use crate::fields;
use crate::finding::{At, Findings};
use crate::input::{LARGEST_ROW, is_whole};
use crate::report::Context;
use crate::rules::{numpy as rule, paths, values};
use crate::schema::{Kind, Schema};
use crate::values::json_text;
use crate::values::numbers;

/// How many rows of each end of a large file are looked at.
const ENDS: u64 = 10_000;
const PIECE: u64 = 1 << 20;

/// Looks at a file's array; how many rows it has and how many were looked at, if the server reads any.
pub(super) fn check(
    context: &Context<'_>,
    target: Target<'_>,
    header: &Header,
    source: &dyn Source,
    findings: &mut Findings,
) -> Option<(u64, u64)> {
    let at = At::field(target.name());
    let dtype = fits(target, header, findings)?;
    if header.fortran && header.shape.iter().filter(|length| **length > 1).count() > 1 {
        findings.add(&rule::FORTRAN, at, "");
    }
    let rows = header.shape.first().copied().unwrap_or(0);
    if header.shape.contains(&0) {
        findings.add(&rule::NO_ROWS, at, "");
        return Some((0, 0));
    }
    let width = header.shape.iter().skip(1).fold(1, |width: u64, length| width.saturating_mul(*length));
    let row_size = dtype.size().saturating_mul(width);
    let there = source.size().saturating_sub(header.data);
    size(context.schema, target, rows, row_size, there, findings);
    if matches!((target.kind(), dtype), (Kind::FloatVector { .. }, Dtype::Double)) {
        findings.add(&rule::DOUBLE_ROUNDED, at, "");
    }
    if row_size > LARGEST_ROW as u64 {
        findings.add(&values::LARGE_ROW, at, "");
        return Some((rows, 0));
    }
    let whole_rows = rows.min(there / row_size);
    let values = Values { schema: context.schema, target, dtype, big_endian: header.big_endian };
    // All rows, or those of both ends.
    let skipped = if is_whole(source, context.options) { 0 } else { whole_rows.saturating_sub(2 * ENDS) };
    let half = (whole_rows - skipped) / 2;
    for part in [0..half, half + skipped..whole_rows] {
        if let Err(error) = values.read(source, header.data, row_size, part, findings) {
            findings.add(&paths::UNREADABLE, At::FILE, &error.to_string());
            break;
        }
    }
    Some((rows, whole_rows - skipped))
}

/// Whether an array's dtype and shape are those of its field.
fn fits(target: Target<'_>, header: &Header, findings: &mut Findings) -> Option<Dtype> {
    let at = At::field(target.name());
    let Some(dtype) = header.dtype.filter(|dtype| dtype.size() > 0) else {
        findings.add(&rule::DTYPE_UNKNOWN, at, &header.name);
        return None;
    };
    let is_float = matches!(dtype, Dtype::Float | Dtype::Double);
    let is_byte = dtype == Dtype::Byte;
    let (taken, wanted, dim) = match target.kind() {
        Kind::Bool => (dtype == Dtype::Bool, "b1", None),
        Kind::Int8 => (dtype == Dtype::Int8, "i1", None),
        Kind::Int16 => (dtype == Dtype::Int16, "i2", None),
        Kind::Int32 => (dtype == Dtype::Int32, "i4", None),
        Kind::Int64 => (dtype == Dtype::Int64, "i8", None),
        Kind::Float => (dtype == Dtype::Float, "f4", None),
        Kind::Double => (dtype == Dtype::Double, "f8", None),
        Kind::FloatVector { dim } => (is_float, "f4 or f8", Some(*dim)),
        Kind::BinaryVector { dim } => (is_byte, "u1", Some(dim / 8)),
        Kind::Float16Vector { dim } | Kind::BFloat16Vector { dim } => {
            if is_float {
                findings.add(&rule::HALF_AS_FLOAT, at, "");
            }
            (is_byte || is_float, "u1", Some(if is_byte { dim.saturating_mul(2) } else { *dim }))
        }
        Kind::Int8Vector { dim } => (dtype == Dtype::Int8, "i1", Some(*dim)),
        _ => (matches!(dtype, Dtype::Text(_) | Dtype::Bytes(_)), "U or S", None),
    };
    let dimensions = if dim.is_some() { 2 } else { 1 };
    let width = header.shape.get(1).copied();
    if !taken {
        findings.add(&rule::DTYPE, at, &format!("the dtype {wanted}, not {}", header.name));
    } else if header.shape.len() != dimensions {
        findings.add(&rule::SHAPE, at, &format!("{} and not {dimensions}", header.shape.len()));
    } else if dim != width {
        let (width, dim) = (width.unwrap_or_default(), dim.unwrap_or_default());
        findings.add(&rule::DIM, at, &format!("{width} elements, not of {dim}"));
    } else {
        return Some(dtype);
    }
    None
}

/// Compares a file's size with what its header says.
fn size(schema: &Schema, target: Target<'_>, rows: u64, row_size: u64, there: u64, findings: &mut Findings) {
    let at = At::field(target.name());
    let whole = rows.saturating_mul(row_size);
    if there > whole {
        findings.add(&rule::EXTRA_BYTES, at, "");
    }
    if there >= whole {
        return;
    }
    let what = format!("{} of its {rows} rows", there / row_size);
    // The end of the file at the end of a batch is none of the array to the server.
    let rule = match target.kind() {
        Kind::VarChar { .. } => &rule::TRUNCATED_TEXT,
        Kind::Json | Kind::Geometry => &rule::TRUNCATED,
        _ if there == 0 => &rule::NO_DATA,
        _ if there.is_multiple_of(row_size.saturating_mul(batch(schema))) => &rule::TRUNCATED_LOSES,
        _ => &rule::TRUNCATED,
    };
    findings.add(rule, at, &what);
}

/// How values are looked at.
struct Values<'a> {
    schema: &'a Schema,
    target: Target<'a>,
    dtype: Dtype,
    big_endian: bool,
}

impl Values<'_> {
    fn read(
        &self,
        source: &dyn Source,
        data: u64,
        row_size: u64,
        rows: std::ops::Range<u64>,
        findings: &mut Findings,
    ) -> std::io::Result<()> {
        // Whole numbers and bytes of vectors are right whatever they are.
        let is_open = matches!(self.dtype, Dtype::Float | Dtype::Double | Dtype::Text(_) | Dtype::Bytes(_));
        let mut row = rows.start;
        while is_open && row < rows.end {
            let count = (PIECE / row_size).clamp(1, rows.end - row);
            let mut bytes = vec![0; usize::try_from(count * row_size).unwrap_or_default()];
            source.read_at(data + row * row_size, &mut bytes)?;
            for (index, value) in bytes.chunks_exact(usize::try_from(row_size).unwrap_or(1).max(1)).enumerate() {
                self.row(value, At::cell(self.target.name(), row + index as u64), findings);
            }
            row += count;
        }
        Ok(())
    }

    fn row(&self, bytes: &[u8], at: At<'_>, findings: &mut Findings) {
        match self.dtype {
            Dtype::Float => {
                for number in bytes.as_chunks::<4>().0 {
                    let number =
                        if self.big_endian { f32::from_be_bytes(*number) } else { f32::from_le_bytes(*number) };
                    self.number(f64::from(number), at, findings);
                }
            }
            Dtype::Double => {
                for number in bytes.as_chunks::<8>().0 {
                    let number =
                        if self.big_endian { f64::from_be_bytes(*number) } else { f64::from_le_bytes(*number) };
                    self.number(number, at, findings);
                }
            }
            Dtype::Text(_) => {
                let text = self.decoded(bytes, at, findings);
                if let Kind::VarChar { max_length } = self.target.kind() {
                    fields::length(text.len(), *max_length, &values::LENGTH, at, findings);
                }
                self.text(&text, at, findings);
            }
            Dtype::Bytes(_) => self.bytes(bytes, at, findings),
            _ => {}
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the server rounds so too")]
    fn number(&self, number: f64, at: At<'_>, findings: &mut Findings) {
        let float = number as f32;
        let (rule, bad) = match self.target.kind() {
            Kind::FloatVector { .. } if self.dtype == Dtype::Float => (&rule::NAN_ENDS, !number.is_finite()),
            Kind::FloatVector { .. } if number.is_finite() => (&rule::DOUBLE_OVERFLOW, !float.is_finite()),
            Kind::Float16Vector { .. } if number.is_finite() => {
                (&values::HALF_OVERFLOW, numbers::half_overflows(float))
            }
            Kind::BFloat16Vector { .. } if number.is_finite() => (&values::HALF_OVERFLOW, !float.is_finite()),
            kind if kind.is_vector() => (&rule::NOT_FINITE, !number.is_finite()),
            _ => (&rule::NAN_STORED, !number.is_finite()),
        };
        if bad {
            findings.add(rule, at, &number.to_string());
        }
    }

    /// The text of characters of four bytes each, without those that are zero.
    fn decoded(&self, bytes: &[u8], at: At<'_>, findings: &mut Findings) -> String {
        let mut text = String::new();
        let (mut ended, mut inside) = (false, false);
        for unit in bytes.as_chunks::<4>().0 {
            let unit = if self.big_endian { u32::from_be_bytes(*unit) } else { u32::from_le_bytes(*unit) };
            if unit == 0 {
                ended = true;
                continue;
            }
            inside |= ended;
            text.push(char::from_u32(unit).unwrap_or_else(|| {
                findings.add(&rule::REPLACED, at, "");
                char::REPLACEMENT_CHARACTER
            }));
        }
        if inside {
            findings.add(&rule::NUL_REMOVED, at, "");
        }
        text
    }

    fn bytes(&self, bytes: &[u8], at: At<'_>, findings: &mut Findings) {
        let end = bytes.iter().position(|byte| *byte == 0);
        if end == Some(0) {
            findings.add(&rule::EMPTY_BYTES, at, "");
        }
        let text = bytes.get(..end.filter(|end| *end > 0).unwrap_or(bytes.len())).unwrap_or_default();
        let Ok(valid) = std::str::from_utf8(text) else {
            findings.add(&rule::UTF8, at, "");
            return;
        };
        if let Kind::VarChar { max_length } = self.target.kind() {
            fields::length(text.len(), *max_length, &rule::BYTES_LENGTH, at, findings);
        }
        self.text(valid, at, findings);
    }

    fn text(&self, text: &str, at: At<'_>, findings: &mut Findings) {
        if *self.target.kind() != Kind::Json {
            fields::text(self.target.kind(), text, self.schema, at, findings);
            return;
        }
        match (self.target, json_text::kind(text.as_bytes())) {
            (_, None) => findings.add(&rule::JSON_TEXT, at, &fields::shown(text)),
            (Target::Meta, Some(json_text::Kind::Other)) => findings.add(&rule::META_TEXT, at, &fields::shown(text)),
            _ => {}
        }
    }
}
