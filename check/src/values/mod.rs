//! What texts and numbers mean to the server, for the checks of all formats.

pub(crate) mod geometry;
pub(crate) mod json_raw;
pub(crate) mod json_scan;
pub(crate) mod json_text;
pub(crate) mod numbers;
pub(crate) mod sparse;
pub(crate) mod timestamp;
