//! The tables themselves, for tests in other languages.

use milvus_import::Surface;

use crate::Face;

pub(crate) fn faces(surface: &Surface) -> Vec<Face> {
    let text = serde_json::to_string_pretty(surface).unwrap_or_default() + "\n";
    vec![Face { path: "surface/surface.json", text }]
}
