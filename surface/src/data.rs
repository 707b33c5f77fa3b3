//! The tables themselves, for tests in other languages.

use milvus_import::Surface;

use crate::Face;

pub(crate) fn faces(surface: &Surface) -> Vec<Face> {
    vec![Face { path: "surface/surface.json", text: pretty(surface) }]
}

pub(crate) fn pretty(table: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(table).unwrap_or_default() + "\n"
}
