//! The native part of the npm package `milvus-import`: calls, results and errors of the core. What users see, and all
//! that is JavaScript's own, is in `lib`; what servers are like is the core's.
//!
//! A call takes a few strings, returns its number at once, and ends in the [`mailbox`] of the JavaScript thread that
//! made it: as one text, and for a result a handle on the answer, from which more can be had when someone asks. Errors
//! are values; what a function throws all the same is a fault of ours.
#![expect(clippy::needless_pass_by_value, reason = "napi hands arguments over by value")]
#![expect(clippy::trivially_copy_pass_by_ref, reason = "napi hands its environment over by reference")]

mod answer;
mod border;
mod check;
mod client;
mod details;
mod error;
mod letter;
mod mailbox;
mod many;
mod options;
mod pages;
mod rows;
mod watch;
