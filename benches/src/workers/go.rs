//! Go: against Milvus's own package bulkwriter. All clients understand the whole answer, its files included.

use super::race::{Race, about};
use super::{Figure, Promise};
use crate::server::DETAILS;

const UPSTREAM: &str = "upstream";
const OURS: [&str; 2] = ["drop_in", "client"];

pub(super) fn races() -> Vec<Race> {
    let mut races = Vec::new();
    for at_once in [1, 64] {
        for secure in [false, true] {
            for details in DETAILS {
                let how = if at_once == 1 { "one call after the other" } else { "64 goroutines" };
                races.push(Race {
                    title: format!("{how}, {}", about(details, secure)),
                    details,
                    secure,
                    at_once,
                    clients: [&[UPSTREAM], OURS.as_slice()].concat(),
                    peer: UPSTREAM,
                    floor: None,
                    promises: OURS.map(|ours| Promise::at_least(1.0, &[UPSTREAM], ours, Figure::Cpu)).into(),
                    in_smoke: matches!((at_once, details, secure), (1 | 64, 1, true) | (1, 1 | 10_000, false)),
                });
            }
        }
    }
    races
}
