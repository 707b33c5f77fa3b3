//! The C library: against libcurl with a kept handle, and cJSON. With `files` a call also reads the name and the rows of every
//! file; otherwise it reads the job's id, state and percentage, which milvus-import does without parsing the rest.

use super::Promise;
use super::race::{Race, about};
use crate::server::DETAILS;

pub(super) fn races() -> Vec<Race> {
    let mut races = Vec::new();
    for details in DETAILS {
        for secure in [false, true] {
            for (files, ours, peer) in
                [("", "milvus_import", "libcurl"), (", files", "milvus_import_files", "libcurl_files")]
            {
                races.push(Race {
                    title: format!("{}{files}", about(details, secure)),
                    details,
                    secure,
                    at_once: 1,
                    clients: vec![ours, peer],
                    peer,
                    floor: None,
                    promises: vec![Promise::at_most(1.0, ours, peer)],
                    in_smoke: true,
                });
            }
        }
    }
    races
}
