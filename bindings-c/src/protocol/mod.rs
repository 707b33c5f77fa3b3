//! The calls without the network, for programs with their own HTTP stack.

pub mod request;
pub mod response;
