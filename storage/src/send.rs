//! Sends one file to an object store.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use md5::{Digest, Md5};
use milvus_import::{Error, ErrorCode, Result};
use milvus_import_check::{LocalFile, Source};
use object_store::multipart::PartId;
use object_store::path::Path as Key;
use object_store::{Attribute, Attributes, GetOptions, PutMultipartOptions, PutOptions, PutPayload};
use tokio::sync::Semaphore;

use crate::fault::{fault, is_forgotten};
use crate::place::{Objects, invalid};
use crate::state::{Begun, State};
use crate::upload::{PARTS, Progress, Uploaded, size};

/// Files up to this size are sent whole, and others in parts of it,
const PART: u64 = 8 << 20;
/// which are larger if there would be more of them than stores take.
const MOST_PARTS: u64 = 10_000;
/// The name under which the checksum is kept with the object.
const SHA256: &str = "sha256";

/// What the files of an upload share.
pub(crate) struct Sender<'a> {
    pub(crate) store: &'a dyn Objects,
    pub(crate) bucket: &'a str,
    pub(crate) state: &'a State,
    pub(crate) progress: &'a (dyn Fn(Progress<'_>) + Sync),
    /// As many parts as fit into memory.
    pub(crate) room: &'a Semaphore,
}

/// One file.
struct Job<'a> {
    file: &'a Path,
    path: String,
    key: Key,
    bytes: u64,
    part_bytes: u64,
    sha256: String,
}

impl Job<'_> {
    fn attributes(&self) -> Attributes {
        Attributes::from_iter([(Attribute::Metadata(SHA256.into()), self.sha256.clone())])
    }

    fn parts(&self) -> u64 {
        self.bytes.div_ceil(self.part_bytes)
    }

    /// Where a part starts, and how long it is.
    fn part(&self, index: u64) -> (u64, u64) {
        let start = index * self.part_bytes;
        (start, self.part_bytes.min(self.bytes.saturating_sub(start)))
    }
}

impl Sender<'_> {
    /// Sends a file to a path of the bucket, unless it is there.
    pub(crate) async fn send(&self, file: &Path, path: String) -> Result<Uploaded> {
        let bytes = size(file)?;
        let key = Key::parse(&path).map_err(|error| invalid(format!("{}: {error}", file.display())))?;
        let part_bytes = PART.max(bytes.div_ceil(MOST_PARTS));
        let sha256 =
            hash(file, ring::digest::Context::new(&ring::digest::SHA256), ring::digest::Context::update, |hash| {
                hex(hash.finish().as_ref())
            })
            .await?;
        let job = Job { file, path, key, bytes, part_bytes, sha256 };
        if self.is_there(&job).await? {
            (self.progress)(Progress::Present(&job.path, bytes));
            return Ok(Uploaded { path: job.path, bytes, sent: None });
        }
        let (sent, etag) =
            if bytes <= part_bytes { (bytes, self.send_whole(&job).await?) } else { self.send_in_parts(&job).await? };
        self.state.write_sent(&job.path, &job.sha256, &etag)?;
        Ok(Uploaded { path: job.path, bytes, sent: Some(sent) })
    }

    /// Whether the store has the same bytes: by the checksum that was kept with them, by the state, or by an MD5 as the
    /// etag.
    async fn is_there(&self, job: &Job<'_>) -> Result<bool> {
        let there = match self.store.get_opts(&job.key, GetOptions { head: true, ..GetOptions::default() }).await {
            Ok(there) => there,
            Err(object_store::Error::NotFound { .. }) => return Ok(false),
            // Who may write may not be allowed to look; and what else is wrong is told by the body of the answer to a
            // write.
            Err(object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. }) => {
                return Ok(false);
            }
            Err(error) => return Err(self.fault(job, &error)),
        };
        if there.meta.size != job.bytes {
            return Ok(false);
        }
        if let Some(kept) = there.attributes.get(&Attribute::Metadata(SHA256.into())) {
            return Ok(kept.as_ref() == job.sha256);
        }
        let etag = there.meta.e_tag.unwrap_or_default();
        if self.state.is_sent(&job.path, &job.sha256, &etag) {
            return Ok(true);
        }
        let etag = etag.trim_matches('"');
        if etag.len() != 32 || !etag.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(false);
        }
        let md5 = hash(job.file, Md5::new(), |hash, block| hash.update(block), |hash| hex(&hash.finalize())).await?;
        Ok(etag.eq_ignore_ascii_case(&md5))
    }

    async fn send_whole(&self, job: &Job<'_>) -> Result<String> {
        let _room = self.room.acquire().await;
        let payload = PutPayload::from(read(job.file, 0, job.bytes).await?);
        let options = PutOptions { attributes: job.attributes(), ..PutOptions::default() };
        let put = self.store.put_opts(&job.key, payload, options).await.map_err(|error| self.fault(job, &error))?;
        (self.progress)(Progress::Sent(job.bytes));
        Ok(put.e_tag.unwrap_or_default())
    }

    /// How many bytes were sent now, and the etag.
    async fn send_in_parts(&self, job: &Job<'_>) -> Result<(u64, String)> {
        if let Some(begun) = self.state.begun(&job.path, &job.sha256, job.part_bytes) {
            let there = begun.parts.keys().map(|part| job.part(*part as u64).1).sum();
            (self.progress)(Progress::Present(&job.path, there));
            match self.send_parts(job, begun).await {
                Ok(etag) => return Ok((job.bytes - there, etag)),
                Err(Failure::Store(error)) if is_forgotten(&error) => {
                    (self.progress)(Progress::Again(&job.path, there));
                }
                Err(failure) => return Err(self.failed(job, failure)),
            }
        }
        let begun = self.begin(job).await?;
        match self.send_parts(job, &begun).await {
            Ok(etag) => Ok((job.bytes, etag)),
            Err(failure) => {
                // Without a state nobody will go on with it, and the store would keep and charge for it.
                if !self.state.is_kept() {
                    let _ = self.store.abort_multipart(&job.key, &begun.upload).await;
                }
                Err(self.failed(job, failure))
            }
        }
    }

    async fn begin(&self, job: &Job<'_>) -> Result<Begun> {
        let options = PutMultipartOptions { attributes: job.attributes(), ..PutMultipartOptions::default() };
        if let Some(old) = self.state.other(&job.path) {
            // Of a file that has changed since: the store would keep its parts, and charge for them.
            let _ = self.store.abort_multipart(&job.key, &old.upload).await;
        }
        let upload = match self.store.create_multipart_opts(&job.key, options).await {
            // Azure: what was sent is known from the state alone.
            Err(object_store::Error::NotSupported { .. }) => self.store.create_multipart(&job.key).await,
            made => made,
        };
        let upload = upload.map_err(|error| self.fault(job, &error))?;
        let begun = Begun { sha256: job.sha256.clone(), part_bytes: job.part_bytes, upload, ..Begun::default() };
        self.state.write_begun(&job.path, &begun)?;
        Ok(begun)
    }

    async fn send_parts(&self, job: &Job<'_>, begun: &Begun) -> Result<String, Failure> {
        let sends = (0..job.parts()).map(|index| async move {
            let part = usize::try_from(index).unwrap_or(usize::MAX);
            if let Some(id) = begun.parts.get(&part) {
                return Ok(PartId { content_id: id.clone() });
            }
            let _room = self.room.acquire().await;
            let (start, length) = job.part(index);
            let payload = PutPayload::from(read(job.file, start, length).await?);
            let sent = self.store.put_part(&job.key, &begun.upload, part, payload).await?;
            self.state.write_part(&job.path, &begun.upload, part, &sent.content_id)?;
            (self.progress)(Progress::Sent(length));
            Ok::<_, Failure>(sent)
        });
        let parts = stream::iter(sends).buffered(PARTS).try_collect().await?;
        let put = self.store.complete_multipart(&job.key, &begun.upload, parts).await?;
        Ok(put.e_tag.unwrap_or_default())
    }

    fn fault(&self, job: &Job<'_>, error: &object_store::Error) -> Error {
        fault(&format!("sending {} to {}", job.file.display(), job.path), self.bucket, error)
    }

    fn failed(&self, job: &Job<'_>, failure: Failure) -> Error {
        match failure {
            Failure::Store(error) => self.fault(job, &error),
            Failure::Other(error) => error,
        }
    }
}

enum Failure {
    Store(object_store::Error),
    Other(Error),
}

impl From<object_store::Error> for Failure {
    fn from(error: object_store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

/// A part of a file.
async fn read(file: &Path, start: u64, length: u64) -> Result<Bytes> {
    apart(file, move |file| {
        let mut bytes = vec![0; usize::try_from(length).map_err(std::io::Error::other)?];
        LocalFile::open(&file)?.read_at(start, &mut bytes)?;
        Ok(bytes.into())
    })
    .await
}

/// A checksum of a file.
async fn hash<H: Send + 'static>(
    file: &Path,
    mut hash: H,
    update: fn(&mut H, &[u8]),
    finish: fn(H) -> String,
) -> Result<String> {
    apart(file, move |file| {
        let mut source = File::open(file)?;
        let mut block = vec![0; 1 << 20];
        loop {
            match source.read(&mut block)? {
                0 => return Ok(finish(hash)),
                count => update(&mut hash, block.get(..count).unwrap_or_default()),
            }
        }
    })
    .await
}

/// Reads a file on a thread that may wait for it.
async fn apart<T: Send + 'static>(
    file: &Path,
    read: impl FnOnce(PathBuf) -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let owned = file.to_owned();
    let done = tokio::task::spawn_blocking(move || read(owned)).await.map_err(std::io::Error::other).flatten();
    done.map_err(|error| Error::new(ErrorCode::InvalidArgument, format!("{} cannot be read: {error}", file.display())))
}

fn hex(bytes: &[u8]) -> String {
    let digits = b"0123456789abcdef".map(char::from);
    let digit = |value: u8| digits.get(usize::from(value)).copied().unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
