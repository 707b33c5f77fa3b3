//! The rules of `check`, as data.

use milvus_import::Surface;

use crate::Face;
use crate::data::pretty;

pub(crate) fn faces(_: &Surface) -> Vec<Face> {
    let rules: Vec<_> = milvus_import_check::rules().collect();
    vec![Face { path: "check/rules.json", text: pretty(&rules) }]
}
