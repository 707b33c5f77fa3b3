//! What the tests that cross crates share.

pub mod face;
pub mod milvus;
pub mod replay;
pub mod vectors;
