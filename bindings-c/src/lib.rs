//! The C face of `milvus_import`: what `include/milvus_import.h` declares, and nothing that decides anything.
//!
//! The header is generated from these files by `tests/suite/header.rs`, their documentation included; its first page is
//! in `cbindgen.toml`. Entry points take handles as `Option<&T>`, so that NULL is a case and not a crash, and run inside
//! [`boundary`], so that no panic reaches the caller.
#![allow(non_camel_case_types, reason = "the names are C's")]

mod boundary;
mod handle;
mod sized;
mod text;

pub mod cancel_token;
pub mod client;
pub mod error;
pub mod model;
pub mod names;
pub mod operations;
pub mod protocol;
pub mod status;
pub mod version;
