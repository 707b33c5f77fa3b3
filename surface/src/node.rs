//! The lists of Node.js's face.

use milvus_import::Surface;

use crate::Face;

pub(crate) fn faces(_: &Surface) -> Vec<Face> {
    Vec::new()
}
