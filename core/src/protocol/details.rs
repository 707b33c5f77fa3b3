//! The files of a job, from the text that an answer keeps of them.

use std::hash::{DefaultHasher, Hasher};

use super::json::{Parsed, Reader};
use super::memory::Memory;
use super::task::Task;
use super::{node, order};
use crate::model::{Details, FileProgress};
use crate::{Error, Result};

impl Details {
    /// The files, sorted by name. Parsed at the first call, and kept.
    pub(crate) fn files(&self) -> Result<&[FileProgress]> {
        self.parsed.get_or_init(|| parse(&self.raw, self.limit)).as_deref().map_err(Error::clone)
    }

    /// Whether both have the same members, in any order. Nothing is made of them for it.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        if self.raw.is_empty() || other.raw.is_empty() {
            return self.files().ok() == other.files().ok();
        }
        let print = |details: &Self| *details.fingerprint.get_or_init(|| fingerprint(&details.raw));
        self.raw == other.raw || print(self) == print(other)
    }

    /// The failure text of the first file, by name, that has one.
    pub(crate) fn first_reason(&self) -> Option<String> {
        let files = self.parsed.get().filter(|_| self.raw.is_empty());
        files.map_or_else(
            || first_reason(&self.raw),
            |files| files.as_ref().ok()?.iter().find_map(|file| file.reason.clone()),
        )
    }
}

/// The files of a job, sorted by name: servers send them in random order, and two polls should compare.
/// `limit`: the largest answer that the caller reads.
fn parse(raw: &[u8], limit: usize) -> Result<Vec<FileProgress>> {
    /// About what servers send for one file.
    const TEXT_OF_A_FILE: usize = 200;
    let mut memory = Memory::new(limit);
    let mut files = Vec::with_capacity(raw.len() / TEXT_OF_A_FILE);
    let each = node::objects(raw, |reader| {
        let file = Task::file(reader)?;
        memory.take(&file)?;
        files.push(file);
        Ok(())
    });
    // Without the start of the text: here nobody knows the secrets to take out of it.
    each.map_err(|_| memory.fault("details"))?;
    order::by_name(&mut files);
    Ok(files)
}

/// A number that two `details` share when they have the same members in any order.
fn fingerprint(raw: &[u8]) -> u64 {
    let hash = |text: &[u8]| {
        let mut hasher = DefaultHasher::new();
        hasher.write(text);
        hasher.finish()
    };
    let mut sum = 0_u64;
    let each = members(raw, |reader| {
        sum = sum.wrapping_add(hash(reader.raw()?));
        Ok(())
    });
    if each.is_ok() { sum } else { hash(raw) }
}

fn first_reason(raw: &[u8]) -> Option<String> {
    let mut first: Option<(Option<String>, String)> = None;
    let each = node::objects(raw, |reader| {
        let FileProgress { file_name, reason, .. } = Task::file(reader)?;
        let Some(reason) = reason else { return Ok(()) };
        if first.as_ref().is_none_or(|(name, _)| file_name < *name) {
            first = Some((file_name, reason));
        }
        Ok(())
    });
    each.ok()?;
    first.map(|(_, reason)| reason)
}

fn members<'a>(raw: &'a [u8], member: impl FnMut(&mut Reader<'a>) -> Parsed<()>) -> Parsed<()> {
    if raw.first() != Some(&b'[') {
        return Ok(());
    }
    Reader::new(raw)?.array(member)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorCode;

    const LIMIT: usize = 1000;

    #[test]
    fn files_take_a_small_multiple_of_the_limit_whatever_their_text() {
        for file in ["{}", r#"{"fileName":""}"#, r#"{"a":{"b":[1,2,3]}}"#] {
            let raw = format!("[{}]", vec![file; LIMIT].join(","));
            let error = parse(raw.as_bytes(), LIMIT).unwrap_err();
            assert_eq!(error.code(), ErrorCode::ResponseTooLarge, "{file}");
            assert!(error.message().contains("max_response_bytes"), "{error}");
        }
    }

    #[test]
    fn every_answer_within_the_limit_that_a_server_sends_is_read() {
        for file in [
            r#"{"completeTime":"","fileName":"[a]","fileSize":0,"importedRows":0,"progress":0,"state":"Pending","totalRows":0}"#,
            r#"{"fileName":"a","fileSize":1,"readyPercentage":0,"completeTime":null,"errorMessage":null}"#,
            r#"{"fileName":"a","fileSize":1,"state":"Pending","progress":0,"completeTime":"","reason":""}"#,
        ] {
            let raw = format!("[{}]", vec![file; LIMIT].join(","));
            assert_eq!(parse(raw.as_bytes(), raw.len()).unwrap().len(), LIMIT, "{file}");
        }
    }

    #[test]
    fn a_fingerprint_tells_members_and_not_their_order() {
        let print = |raw: &str| fingerprint(raw.as_bytes());
        assert_eq!(print(r#"[{"a":1},{"b":2},3]"#), print(r#"[3,{"b":2},{"a":1}]"#));
        for other in [r#"[{"a":1},{"b":3},3]"#, r#"[{"a":1},{"b":2}]"#, r#"[{"a":1},{"b":2},3,3]"#, "[", "[]"] {
            assert_ne!(print(r#"[{"a":1},{"b":2},3]"#), print(other), "{other}");
        }
        assert_eq!([print(""), print("null")], [print("[]"); 2]);
    }

    #[test]
    fn the_first_reason_is_that_of_the_first_name() {
        let raw = br#"[{"fileName":"b","reason":"2"},{"fileName":"a"},{"fileName":"ab","reason":"1"},{"fileName":"ab","reason":"3"}]"#;
        assert_eq!(first_reason(raw).as_deref(), Some("1"));
        assert_eq!(first_reason(br#"[{"fileName":"b"}]"#), None);
        assert_eq!(first_reason(br#"[{"reason":"b"},"#), None);
    }
}
