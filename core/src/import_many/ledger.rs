//! The file that keeps what was done. Each line is on disk before the next step is taken.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::entry::{Entry, Past};
use crate::{Error, ErrorCode, Result};

/// Where lines are kept.
pub(super) trait Store: fmt::Debug + Send {
    /// Adds a line, and returns once it will be found after a crash.
    fn append(&mut self, line: &[u8]) -> io::Result<()>;
}

/// A ledger, or none: then nothing is kept.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    store: Option<Box<dyn Store>>,
    name: String,
}

impl Ledger {
    /// Opens or makes the file and reads what it says. A torn last line, of a crash, is cut off: what it told of had not been
    /// done yet, or is found out again.
    pub(super) fn open(path: &Path) -> Result<(Self, Past)> {
        let failed = |error: io::Error| unusable(format!("the ledger {} cannot be opened: {error}", path.display()));
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(failed)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => unusable(format!("another run has the ledger {}: let it end", path.display())),
            TryLockError::Error(error) => failed(error),
        })?;
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(Error::invalid(format!("the ledger {} is no ordinary file: name one", path.display())));
        }
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(failed)?;
        let (past, whole) = read(&text).map_err(|line| {
            Error::invalid(format!(
                "line {line} of {} is none of a ledger: name another file, or repair it",
                path.display()
            ))
        })?;
        if whole < text.len() {
            file.set_len(u64::try_from(whole).unwrap_or_default()).map_err(failed)?;
            file.seek(SeekFrom::End(0)).map_err(failed)?;
        }
        file.sync_all().map_err(failed)?;
        sync_folder_of(path);
        let name = path.display().to_string();
        Ok((Self { store: Some(Box::new(FileStore { file })), name }, past))
    }

    #[cfg(test)]
    pub(super) fn of(store: impl Store + 'static) -> Self {
        Self { store: Some(Box::new(store)), name: "test".to_owned() }
    }

    /// Writes an event down.
    pub(super) fn write(&mut self, entry: &Entry) -> Result<()> {
        let Some(store) = &mut self.store else { return Ok(()) };
        let line = serde_json::to_vec(entry).map_err(io::Error::from).and_then(|mut line| {
            line.push(b'\n');
            store.append(&line)
        });
        line.map_err(|error| unusable(format!("the ledger {} cannot be written: {error}", self.name)))
    }
}

/// What lines say, and how many bytes of them are whole lines; or the number of one that says nothing.
pub(super) fn read(text: &[u8]) -> Result<(Past, usize), usize> {
    let mut past = Past::default();
    let mut whole = 0;
    for (number, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if !line.ends_with(b"\n") {
            break;
        }
        let entry = serde_json::from_slice(line).map_err(|_| number + 1)?;
        if !past.take(entry) {
            return Err(number + 1);
        }
        whole += line.len();
    }
    Ok((past, whole))
}

fn unusable(text: String) -> Error {
    Error::new(ErrorCode::LedgerUnusable, text)
}

/// A new file is found after a crash only once its folder is on disk too. Not every system can do that, or needs it.
fn sync_folder_of(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or(PathBuf::from("."), Into::into);
    drop(File::open(folder).and_then(|folder| folder.sync_all()));
}

#[derive(Debug)]
struct FileStore {
    file: File,
}

impl Store for FileStore {
    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        self.file.write_all(line)?;
        self.file.sync_data()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import_many::entry::Fate;

    const BEGUN: &str = r#"{"event":"begun","version":1,"run":"r","server":"s","database":null,"collection":"c","partition":null,"atomic":false,"jobs_before":[],"time":""}"#;
    const STARTED: &str = r#"{"event":"started","part":1,"files":[["a"]],"time":"now"}"#;
    const CREATED: &str = r#"{"event":"created","part":1,"job_id":"7","time":""}"#;

    fn fate(lines: &[&str]) -> Fate {
        let (past, _) = read((lines.join("\n") + "\n").as_bytes()).unwrap();
        past.parts[&1].fate.clone()
    }

    #[test]
    fn the_last_word_about_a_part_counts() {
        assert_eq!(fate(&[BEGUN, STARTED]), Fate::Started("now".to_owned()));
        assert_eq!(fate(&[BEGUN, STARTED, CREATED]), Fate::Created);
        let ended = |state| format!(r#"{{"event":"ended","part":1,"state":"{state}","reason":"why","time":""}}"#);
        assert_eq!(fate(&[BEGUN, STARTED, CREATED, &ended("Completed")]), Fate::Completed);
        let failed = Fate::Failed { reason: "why".to_owned(), left_out: None };
        assert_eq!(fate(&[BEGUN, STARTED, CREATED, &ended("Failed")]), failed);
    }

    #[test]
    fn a_torn_line_is_cut_off_and_what_does_not_fit_is_refused() {
        let whole = format!("{BEGUN}\n{STARTED}\n");
        let (past, length) = read(format!("{whole}{}", &CREATED[..20]).as_bytes()).unwrap();
        assert_eq!((past.parts[&1].fate.clone(), length), (Fate::Started("now".to_owned()), whole.len()));
        // A line that is whole but for its end was not on disk when the next step was taken, which it was not.
        assert_eq!(read(format!("{whole}{CREATED}").as_bytes()).unwrap().1, whole.len());
        assert_eq!(read(b"").unwrap().1, 0);
        for wrong in
            [format!("{STARTED}\n"), format!("{BEGUN}\n{CREATED}\n"), format!("{BEGUN}\n{BEGUN}\n"), "{}\n".into()]
        {
            assert!(read(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
