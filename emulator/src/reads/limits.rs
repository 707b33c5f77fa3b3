//! What values have to keep to, whatever file they come from.

use super::value::print_float;
use super::words::{Era, invalid};
use crate::schema::Field;

type Checked = Result<(), String>;

/// Bytes of a text. A type without a longest text has none.
pub(super) fn length(era: Era, field: &Field, bytes: usize) -> Checked {
    let Some(max) = field.max_length().filter(|max| bytes > *max) else { return Ok(()) };
    if era == Era::V2_4 {
        return Err(format!("value length {bytes} exceeds max_length {max}"));
    }
    Err(invalid(era, format_args!("value length({bytes}) for field {} exceeds max_length({max})", field.name)))
}

/// Elements of an array.
pub(super) fn capacity(era: Era, field: &Field, elements: usize) -> Checked {
    let Some(max) = field.max_capacity().filter(|max| elements > *max) else { return Ok(()) };
    if era == Era::V2_4 {
        return Err(format!("array capacity {elements} exceeds max_capacity {max}"));
    }
    Err(invalid(era, format_args!("array capacity({elements}) for field {} exceeds max_capacity({max})", field.name)))
}

/// A text's bytes, which 2.4 takes as they are.
pub(super) fn utf8(era: Era, field: &Field, bytes: &[u8]) -> Checked {
    if era == Era::V2_4 || std::str::from_utf8(bytes).is_ok() {
        return Ok(());
    }
    let name = &field.name;
    if era < Era::V2_6_18 {
        // The reason reaches the client as text, and so each bad byte as U+FFFD.
        return Err(format!("field {name} contains invalid UTF-8 data, value={}", String::from_utf8_lossy(bytes)));
    }
    let mut shown = String::new();
    for chunk in bytes.utf8_chunks() {
        shown.push_str(chunk.valid());
        shown.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    Err(invalid(era, format_args!("field '{name}' contains invalid UTF-8 data, value={shown}")))
}

/// Text as a field of text takes it.
pub(super) fn text(era: Era, field: &Field, bytes: &[u8]) -> Checked {
    utf8(era, field, bytes)?;
    length(era, field, bytes.len())
}

/// A number that is one.
pub(super) fn finite(era: Era, number: f64) -> Checked {
    if number.is_finite() {
        return Ok(());
    }
    Err(invalid(era, format_args!("value '{}' is not a number or infinity", print_float(number))))
}

/// The numbers of a float16 vector, which may be too large to be ones.
pub(super) fn float16(era: Era, numbers: impl IntoIterator<Item = f64>) -> Checked {
    /// What is rounded to infinity from here on.
    const TOO_LARGE: f64 = 65_520.0;
    if numbers.into_iter().all(|number| number.abs() < TOO_LARGE) {
        return Ok(());
    }
    Err(invalid(era, "float16 vector contain nan or infinity value."))
}
/// The numbers of a bfloat16 vector, which have the range of a float.
pub(super) fn bfloat16(era: Era, numbers: impl IntoIterator<Item = f64>) -> Checked {
    if numbers.into_iter().all(f64::is_finite) {
        return Ok(());
    }
    Err(invalid(era, "bfloat16 vector contain nan or infinity value."))
}
