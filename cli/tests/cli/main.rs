//! The real binary against the emulator: what it prints, and the exit code it ends with.
#![cfg(test)]

mod checking;
mod completing;
mod deciding;
mod describing;
mod emulator;
mod errors;
mod following;
mod interrupting;
mod listing;
mod loading;
mod looking;
mod many;
mod many_files;
mod readme;
mod s3;
mod scarcity;
mod showing;
mod starting;
mod storing;
mod support;
#[cfg(target_os = "linux")]
mod terminal;
mod usage;
