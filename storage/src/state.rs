//! What was sent so far, in a file beside: a line for each upload that was begun, each part, and each end.

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use milvus_import::{Error, ErrorCode, Result};
use serde::{Deserialize, Serialize};

/// One line.
#[derive(Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
enum Line {
    Begun { key: String, sha256: String, part_bytes: u64, upload: String },
    Part { key: String, upload: String, part: usize, id: String },
    Sent { key: String, sha256: String, etag: String },
}

/// An upload in parts that has not ended.
#[derive(Clone, Default)]
pub(crate) struct Begun {
    pub(crate) sha256: String,
    pub(crate) part_bytes: u64,
    pub(crate) upload: String,
    /// What the store said of each part that it has.
    pub(crate) parts: BTreeMap<usize, String>,
}

/// The file, or none: then nothing is kept.
pub(crate) struct State {
    file: Option<Mutex<File>>,
    begun: HashMap<String, Begun>,
    sent: HashMap<String, (String, String)>,
}

impl State {
    pub(crate) fn open(path: Option<&Path>) -> Result<Self> {
        let mut state = Self { file: None, begun: HashMap::new(), sent: HashMap::new() };
        let Some(path) = path else { return Ok(state) };
        let failed = |error: std::io::Error| unusable(format!("{} cannot be used: {error}", path.display()));
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(failed)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => unusable(format!("another run has {}: let it end", path.display())),
            TryLockError::Error(error) => failed(error),
        })?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        for (number, line) in text.lines().enumerate() {
            match serde_json::from_str(line) {
                Ok(line) => state.take(line),
                // A crash may have torn the last line: what it told of is done again.
                Err(_) if !text.ends_with('\n') && number + 1 == text.lines().count() => {}
                Err(_) => {
                    let text =
                        format!("line {} of {} is none of an upload: name another file", number + 1, path.display());
                    return Err(Error::new(ErrorCode::InvalidArgument, text));
                }
            }
        }
        if !text.is_empty() && !text.ends_with('\n') {
            let whole = text.rfind('\n').map_or(0, |end| end + 1);
            file.set_len(whole as u64).map_err(failed)?;
        }
        state.file = Some(Mutex::new(file));
        Ok(state)
    }

    fn take(&mut self, line: Line) {
        match line {
            Line::Begun { key, sha256, part_bytes, upload } => {
                self.begun.insert(key, Begun { sha256, part_bytes, upload, parts: BTreeMap::new() });
            }
            Line::Part { key, upload, part, id } => {
                if let Some(begun) = self.begun.get_mut(&key).filter(|begun| begun.upload == upload) {
                    begun.parts.insert(part, id);
                }
            }
            Line::Sent { key, sha256, etag } => {
                self.begun.remove(&key);
                self.sent.insert(key, (sha256, etag));
            }
        }
    }

    /// An upload of the same bytes in the same parts that an earlier run has begun.
    pub(crate) fn begun(&self, key: &str, sha256: &str, part_bytes: u64) -> Option<&Begun> {
        self.begun.get(key).filter(|begun| begun.sha256 == sha256 && begun.part_bytes == part_bytes)
    }

    /// An upload to the same place that an earlier run has begun, and that was not taken up or is forgotten.
    pub(crate) fn other(&self, key: &str) -> Option<&Begun> {
        self.begun.get(key)
    }

    /// Whether an earlier run sent these bytes, and the store has had this etag since.
    pub(crate) fn is_sent(&self, key: &str, sha256: &str, etag: &str) -> bool {
        self.sent.get(key).is_some_and(|(sent, tag)| sent == sha256 && tag == etag)
    }

    /// Whether a later run will know what this one sent.
    pub(crate) fn is_kept(&self) -> bool {
        self.file.is_some()
    }

    pub(crate) fn write_begun(&self, key: &str, begun: &Begun) -> Result<()> {
        let Begun { sha256, part_bytes, upload, .. } = begun.clone();
        self.write(&Line::Begun { key: key.to_owned(), sha256, part_bytes, upload })
    }

    pub(crate) fn write_part(&self, key: &str, upload: &str, part: usize, id: &str) -> Result<()> {
        self.write(&Line::Part { key: key.to_owned(), upload: upload.to_owned(), part, id: id.to_owned() })
    }

    pub(crate) fn write_sent(&self, key: &str, sha256: &str, etag: &str) -> Result<()> {
        self.write(&Line::Sent { key: key.to_owned(), sha256: sha256.to_owned(), etag: etag.to_owned() })
    }

    fn write(&self, line: &Line) -> Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let written = serde_json::to_vec(line).map_err(std::io::Error::from).and_then(|mut line| {
            line.push(b'\n');
            file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)
        });
        written.map_err(|error| unusable(format!("what was sent cannot be written down: {error}")))
    }
}

fn unusable(text: String) -> Error {
    Error::new(ErrorCode::LedgerUnusable, text)
}
