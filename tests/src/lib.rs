//! What the tests that cross crates share.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

pub mod authority;
pub mod face;
mod filled;
pub mod http;
pub mod milvus;
pub mod mutual;
pub mod served;
pub mod vectors;

/// Compiles the Rust example of README.md.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
