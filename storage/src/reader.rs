//! Reads parts of an object.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use milvus_import_check::Source;
use object_store::ObjectStoreExt;
use object_store::path::Path;

use crate::fault::fault;
use crate::place::Objects;
use crate::runtime;

/// The least that is asked for at once: small reads that follow each other, as those of page headers do, share it.
const LEAST: u64 = 64 << 10;
/// The most that is asked for beyond what is wanted, when reads follow each other.
const MOST: u64 = 4 << 20;
/// What is kept of the parts that were read last.
const KEPT: usize = 16;

/// An object of a store, read by range requests.
pub(crate) struct Reader {
    pub(crate) store: Arc<dyn Objects>,
    pub(crate) bucket: String,
    pub(crate) path: Path,
    pub(crate) size: u64,
    pub(crate) cache: Mutex<Cache>,
}

/// The parts that were read last, the latest first.
#[derive(Default)]
pub(crate) struct Cache {
    parts: VecDeque<(u64, Bytes)>,
    /// Where the last request ended, and how much it asked for.
    last: (u64, u64),
}

impl Cache {
    fn find(&mut self, wanted: &Range<u64>) -> Option<Bytes> {
        let holds = |(start, bytes): &(u64, Bytes)| *start <= wanted.start && wanted.end <= start + bytes.len() as u64;
        let index = self.parts.iter().position(holds)?;
        let part = self.parts.remove(index)?;
        self.parts.push_front(part.clone());
        let start = usize::try_from(wanted.start - part.0).ok()?;
        let length = usize::try_from(wanted.end - wanted.start).ok()?;
        Some(part.1.slice(start..start + length))
    }

    /// What to ask for: more than is wanted, and twice as much as before where reads go on from the last.
    fn ask(&self, wanted: &Range<u64>, size: u64) -> Range<u64> {
        let goes_on =
            (self.last.0.saturating_sub(self.last.1)..=self.last.0).contains(&wanted.start) && self.last.1 > 0;
        let ahead = if goes_on { (self.last.1 * 2).clamp(LEAST, MOST) } else { LEAST };
        let start = wanted.start - wanted.start % LEAST;
        // The end of a file is where its footer is: what stands before it is asked for too.
        let start = if wanted.end + LEAST > size { start.min(size.saturating_sub(LEAST)) } else { start };
        start..wanted.end.max(start.saturating_add(ahead)).min(size)
    }
}

impl Source for Reader {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        if buffer.is_empty() {
            return Ok(());
        }
        let end = offset.checked_add(buffer.len() as u64).filter(|end| *end <= self.size);
        let wanted = offset..end.ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = cache.find(&wanted) {
            buffer.copy_from_slice(&bytes);
            return Ok(());
        }
        let asked = cache.ask(&wanted, self.size);
        let got = runtime()?
            .block_on(self.store.get_range(&self.path, asked.clone()))
            .map_err(|error| io::Error::other(fault(&format!("reading {}", self.path), &self.bucket, &error)))?;
        let start = usize::try_from(wanted.start - asked.start).map_err(io::Error::other)?;
        let bytes = got.get(start..start + buffer.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        buffer.copy_from_slice(bytes);
        cache.last = (asked.end, asked.end - asked.start);
        if got.len() as u64 <= MOST {
            cache.parts.push_front((asked.start, got));
            cache.parts.truncate(KEPT);
        }
        Ok(())
    }
}
