//! A file's footer, and the bytes that the Parquet library asks for.

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::{ChunkReader, Length};

use crate::Source;

/// Hands a source to the Parquet library.
pub(super) struct Chunks(pub(super) Arc<dyn Source>);

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.size()
    }
}

/// A part of the source that is read from its start on.
pub(super) struct Part {
    source: Arc<dyn Source>,
    offset: u64,
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.source.size().saturating_sub(self.offset)).unwrap_or(usize::MAX);
        let count = buffer.len().min(left);
        self.source.read_at(self.offset, buffer.get_mut(..count).unwrap_or_default())?;
        self.offset += count as u64;
        Ok(count)
    }
}

impl ChunkReader for Chunks {
    type T = BufReader<Part>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::new(Part { source: Arc::clone(&self.0), offset: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        // A length that lies must not reserve memory for it.
        if start.checked_add(length as u64).is_none_or(|end| end > self.0.size()) {
            return Err(ParquetError::EOF(format!("{length} bytes from {start} on are beyond the end of the file")));
        }
        let mut bytes = vec![0; length];
        self.0.read_at(start, &mut bytes)?;
        Ok(bytes.into())
    }
}

/// Reads the footer, without the page indexes.
pub(super) fn footer(chunks: &Chunks) -> Result<ParquetMetaData> {
    let mut reader = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Skip);
    reader.try_parse(chunks)?;
    reader.finish()
}
