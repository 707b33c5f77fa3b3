//! A folder of this machine, which a Milvus with local storage reads.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use milvus_import_check as check;

const BLOCK: usize = 1 << 20;

/// The file at a path, which is a whole one.
pub(crate) fn file(path: &str) -> check::File {
    check::File::local(path)
}

/// Copies a file, unless the same bytes are there; whether it did. `sent` is told of the bytes.
///
/// What is not yet whole has another name, so that a server never reads half a file.
pub(crate) fn copy(from: &Path, to: &Path, sent: &mut dyn FnMut(u64) -> io::Result<()>) -> io::Result<bool> {
    if fs::metadata(to).is_ok_and(|there| there.is_file()) && same(from, to)? {
        return Ok(false);
    }
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder)?;
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = folder.join(name);
    let (mut source, mut target) = (File::open(from)?, File::create(&part)?);
    let mut block = vec![0; BLOCK];
    loop {
        let count = source.read(&mut block)?;
        if count == 0 {
            break;
        }
        target.write_all(block.get(..count).unwrap_or_default())?;
        sent(count as u64)?;
    }
    target.sync_all()?;
    fs::rename(&part, to)?;
    Ok(true)
}

fn same(one: &Path, other: &Path) -> io::Result<bool> {
    let (mut one, mut other) = (File::open(one)?, File::open(other)?);
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let (mut left, mut right) = (vec![0; BLOCK], vec![0; BLOCK]);
    loop {
        let count = one.read(&mut left)?;
        if count == 0 {
            return Ok(true);
        }
        let (left, right) = (left.get(..count), right.get_mut(..count).unwrap_or_default());
        other.read_exact(right)?;
        if left != Some(right) {
            return Ok(false);
        }
    }
}
