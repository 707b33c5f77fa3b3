//! How the fields of a result are read. The functions that do are written from the core's tables.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::ptr;

use crate::boundary::answer;
use crate::text::{Text, number};

/// A result of C's, over the core's.
pub(super) trait Fields {
    type Core;

    fn core(&self) -> Option<&Self::Core>;

    /// Its texts as C reads them, in their order.
    fn texts(&self) -> &[Text];
}

/// The text at this place of the result's texts; NULL where there is none.
pub(super) fn text<T: Fields>(
    result: Option<&T>,
    place: usize,
    field: impl FnOnce(&T::Core) -> Option<&str>,
) -> *const c_char {
    answer(ptr::null(), || {
        let kept = result.and_then(|result| Some((result.texts().get(place)?, field(result.core()?)?)));
        kept.map_or(ptr::null(), |(kept, text)| kept.of(text))
    })
}

/// A value that every result has; `otherwise` for NULL.
pub(super) fn value<T: Fields, V: Copy>(result: Option<&T>, otherwise: V, field: impl FnOnce(&T::Core) -> V) -> V {
    answer(otherwise, || result.and_then(T::core).map_or(otherwise, field))
}

/// A number that may be missing.
pub(super) fn optional<T: Fields, V: Default>(
    result: Option<&T>,
    out: Option<&mut MaybeUninit<V>>,
    field: impl FnOnce(&T::Core) -> Option<V>,
) -> bool {
    number(out, || result.and_then(T::core).and_then(field))
}
