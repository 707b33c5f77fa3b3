//! The C library as C programs see it: installed, compiled against, linked and run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod examples;
mod header;
mod installing;
mod linking;
mod parity;
mod programs;
mod support;
mod tls;
mod vectors;
mod versions;
