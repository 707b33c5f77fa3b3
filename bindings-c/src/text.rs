//! Text in, text out.

use std::ffi::{CStr, CString, c_char};
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::OnceLock;

use milvus_import::Result;

use crate::boundary::{answer, invalid};

/// Text that the caller lends. NULL is none.
///
/// # Safety
/// NULL, or text that ends in a NUL and stays as it is for `'a`.
pub(crate) unsafe fn optional<'a>(text: *const c_char, name: &str) -> Result<Option<&'a str>> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: as this function asks for.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().map(Some).map_err(|_| invalid(format!("{name} is not UTF-8")))
}

/// Text that the caller lends and must not leave out.
///
/// # Safety
/// As for [`optional`].
pub(crate) unsafe fn required<'a>(text: *const c_char, name: &str) -> Result<&'a str> {
    // SAFETY: as this function asks for.
    let text = unsafe { optional(text, name) }?;
    text.ok_or_else(|| invalid(format!("{name} is NULL")))
}

/// An array that the caller lends. NULL is an empty one, and an error with a count.
///
/// # Safety
/// NULL, or `count` elements that stay as they are for `'a`.
pub(crate) unsafe fn array<'a, T>(start: *const T, count: usize, name: &str) -> Result<&'a [T]> {
    match (start.is_null(), count) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(invalid(format!("{name} is NULL, and its count is {count}"))),
        // SAFETY: as this function asks for.
        (false, _) => Ok(unsafe { std::slice::from_raw_parts(start, count) }),
    }
}

/// Text as C reads it, made when it is first asked for and kept as long as its object.
#[derive(Default)]
pub(crate) struct Text(OnceLock<CString>);

impl Text {
    pub(crate) fn of(&self, text: &str) -> *const c_char {
        self.0.get_or_init(|| c_text(text)).as_ptr()
    }

    pub(crate) fn of_optional(&self, text: Option<&str>) -> *const c_char {
        text.map_or(ptr::null(), |text| self.of(text))
    }
}

/// The text up to its first NUL, where it would end for C in any case.
pub(crate) fn c_text(text: &str) -> CString {
    CString::new(text.split('\0').next().unwrap_or_default()).unwrap_or_default()
}

/// Hands a number out where there is one.
pub(crate) fn number<T: Default>(out: Option<&mut MaybeUninit<T>>, value: impl FnOnce() -> Option<T>) -> bool {
    let value = answer(None, value);
    let is_there = value.is_some();
    if let Some(out) = out {
        out.write(value.unwrap_or_default());
    }
    is_there
}
