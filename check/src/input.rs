//! A file's bytes from a place on, a piece at a time.

use std::io::{self, Read};

use crate::finding::{At, Findings};
use crate::report::WHOLE;
use crate::rules::paths;
use crate::source::{Reader, Source};
use crate::{Options, Rows};

/// How much is read of each end of a large file.
pub(crate) const END: u64 = 8 << 20;
/// How large a row may be.
pub(crate) const LARGEST_ROW: usize = 64 << 20;
const PIECE: usize = 64 << 10;

/// Reads a part of a file. An error ends it, and is told at the end.
pub(crate) struct Input<'a> {
    reader: Reader<'a>,
    buffer: Vec<u8>,
    used: usize,
    /// Where the buffer starts in the file.
    start: u64,
    error: Option<io::Error>,
}

impl<'a> Input<'a> {
    pub(crate) fn new(source: &'a dyn Source, start: u64, end: u64) -> Self {
        Self { reader: Reader::new(source, start, end), buffer: Vec::new(), used: 0, start, error: None }
    }

    /// Some bytes that were not consumed yet; none at the end.
    pub(crate) fn piece(&mut self) -> &[u8] {
        if self.used == self.buffer.len() && self.error.is_none() {
            self.start += self.used as u64;
            self.used = 0;
            self.buffer.resize(PIECE, 0);
            let count = self.reader.read(&mut self.buffer).unwrap_or_else(|error| {
                self.error = Some(error);
                0
            });
            self.buffer.truncate(count);
        }
        self.buffer.get(self.used..).unwrap_or_default()
    }

    pub(crate) fn consume(&mut self, count: usize) {
        self.used = (self.used + count).min(self.buffer.len());
    }

    /// Where the next byte is in the file.
    pub(crate) fn offset(&self) -> u64 {
        self.start + self.used as u64
    }

    /// The next byte, which stays.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        self.piece().first().copied()
    }

    /// Tells of an error of reading.
    pub(crate) fn finish(self, findings: &mut Findings) {
        if let Some(error) = self.error {
            findings.add(&paths::UNREADABLE, At::FILE, &error.to_string());
        }
    }
}

/// Whether all of a file is read.
pub(crate) fn is_whole(source: &dyn Source, options: &Options) -> bool {
    options.rows == Rows::All || source.size() <= WHOLE
}
