//! The emulator over a socket, compared with the contract's literal answers.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, and clippy.toml's exemption does not reach a test's helper functions"
)]

mod client;
mod control;
mod create;
mod errors;
mod faults;
mod files;
mod guard;
mod handlers;
mod lifecycle;
mod many;
mod milvus_2_3;
mod quirks;
mod reads;
mod routes;
mod schemas;
mod scripts;
mod tls;
mod zilliz_v1;
mod zilliz_v2;
