//! Names with texts, as C reads them: by their place.

use std::collections::BTreeMap;
use std::ffi::{CString, c_char};
use std::ptr;

use crate::text::c_text;

/// What was set for a collection, a field or a function, sorted by name.
pub(super) struct Pairs(Vec<(CString, CString)>);

impl Pairs {
    pub(super) fn new(of: &BTreeMap<String, String>) -> Self {
        Self(of.iter().map(|(key, value)| (c_text(key), c_text(value))).collect())
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn key(&self, index: usize) -> *const c_char {
        self.0.get(index).map_or(ptr::null(), |(key, _)| key.as_ptr())
    }

    pub(super) fn value(&self, index: usize) -> *const c_char {
        self.0.get(index).map_or(ptr::null(), |(_, value)| value.as_ptr())
    }
}

/// The text at this place; NULL beyond the last one.
pub(super) fn at(texts: &[CString], index: usize) -> *const c_char {
    texts.get(index).map_or(ptr::null(), |text| text.as_ptr())
}
