//! `upload`: puts files where the server reads them.

use std::collections::HashMap;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use milvus_import::{CancelToken, Error, ErrorCode, Result};
use milvus_import_storage::{Progress, Storage, Upload, UploadOptions, Uploaded};
use serde::Serialize;

use crate::args;
use crate::failure::Failure;
use crate::follow::draws_bars;
use crate::interrupt;
use crate::listed::listed;
use crate::output::{Output, say};
use crate::text::{clean, size};

/// One file, for scripts.
#[derive(Serialize)]
struct UploadedLine<'a> {
    file: &'a str,
    path: &'a str,
    bytes: u64,
    sent: Option<u64>,
}

pub(crate) fn upload(upload: &args::Upload, out: Output) -> Result<(), Failure> {
    let files = listed(&upload.files, "files")?;
    let storage = Storage::open(&upload.target.storage)?;
    let uploads = uploads(&files, upload.target.prefix.as_deref().unwrap_or_default())?;
    let options = UploadOptions { state: upload.state.clone(), cancel: Some(interrupt::token()) };
    let uploaded = send(&storage, &uploads, &options, out)?;
    for (file, Uploaded { path, bytes, sent }) in files.iter().zip(&uploaded) {
        let line = UploadedLine { file, path, bytes: *bytes, sent: *sent };
        out.result(&line, |line| vec![clean(line.path).into_owned()])?;
    }
    Ok(())
}

/// Where each file goes: below the prefix, by its name alone.
pub(super) fn uploads(files: &[String], prefix: &str) -> Result<Vec<Upload>> {
    let invalid = |text: String| Error::new(ErrorCode::InvalidArgument, text);
    let prefix = prefix.trim_matches('/');
    let mut taken = HashMap::new();
    let mut uploads = Vec::new();
    for file in files {
        let name = Path::new(file).file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| invalid(format!("{file:?} is no file to send: give its path")))?;
        let key = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
        if let Some(other) = taken.insert(key.clone(), file) {
            let text = format!("{other} and {file} would both become {key}: send one of them with another --prefix");
            return Err(invalid(text));
        }
        uploads.push(Upload { file: file.into(), key });
    }
    Ok(uploads)
}

/// Sends the files, with a bar on a terminal, and says what was sent.
pub(super) fn send(
    storage: &Storage,
    uploads: &[Upload],
    options: &UploadOptions,
    out: Output,
) -> Result<Vec<Uploaded>> {
    let bar = bar(uploads, out);
    let tell = |progress: Progress<'_>| match progress {
        Progress::Sent(bytes) => bar.inc(bytes),
        Progress::Present(_, bytes) => {
            // What was there says nothing about the speed.
            bar.inc(bytes);
            bar.reset_eta();
        }
        Progress::Again(path, bytes) => {
            bar.set_position(bar.position().saturating_sub(bytes));
            if !out.json && !out.quiet {
                let text = format!("the store has forgotten the parts of {}: they are sent again", clean(path));
                bar.suspend(|| say(&text));
            }
        }
    };
    let uploaded = storage.upload(uploads, options, &tell);
    bar.finish_and_clear();
    let uploaded = uploaded?;
    let sent = uploaded.iter().filter(|file| file.sent.is_some()).count();
    let bytes = uploaded.iter().filter_map(|file| file.sent).sum::<u64>();
    let there = uploaded.len() - sent;
    let there = if there == 0 { String::new() } else { format!("; {there} were there") };
    out.note(format_args!("{sent} files sent, {}{there}", size(i64::try_from(bytes).unwrap_or(i64::MAX))));
    Ok(uploaded)
}

/// `[=====>      ] 1.20 GB/4.00 GB  85.1 MB/s  ETA 32s`, where it can be drawn.
fn bar(uploads: &[Upload], out: Output) -> ProgressBar {
    if out.json || out.quiet || !draws_bars() {
        return ProgressBar::hidden();
    }
    let size = |upload: &Upload| std::fs::metadata(&upload.file).map_or(0, |file| file.len());
    let bar = ProgressBar::new(uploads.iter().map(size).sum());
    let style = ProgressStyle::with_template(
        "[{wide_bar}] {decimal_bytes}/{decimal_total_bytes}  {decimal_bytes_per_sec}  ETA {eta}",
    );
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
    bar
}

/// For `load`, which a token ends as a whole.
pub(super) fn options(state: Option<std::path::PathBuf>, cancel: &CancelToken) -> UploadOptions {
    UploadOptions { state, cancel: Some(cancel.clone()) }
}
