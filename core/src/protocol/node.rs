//! One JSON object of an answer: the top level, `data`, or a record of a list.
//!
//! The same reader serves all of them, because servers put the same members at different depths. Which generation a body
//! is from shows in its members, never in the URL.

use super::json::{Number, Parsed, Reader};
use super::task::{Shape, Task, keep_first};
use crate::model::ImportJob;

/// The members of an object that mean something, as sent. `None`: absent, `null` or empty.
#[derive(Default)]
pub(super) struct Node<'a> {
    code: Option<i64>,
    error_code: Option<i64>,
    code_is: CodeIs,
    pub(super) message: Option<String>,
    pub(super) data: Option<Box<Node<'a>>>,
    pub(super) job_id: Option<String>,
    pub(super) collection_name: Option<String>,
    pub(super) partition_name: Option<String>,
    pub(super) job_type: Option<String>,
    pub(super) task: Task,
    pub(super) details: &'a [u8],
    /// The object itself.
    pub(super) object: &'a [u8],
    /// Whether it has `fields`, as a collection has.
    pub(super) has_fields: bool,
    /// `records` or `tasks`, also when `null`.
    pub(super) records: Option<&'a [u8]>,
    pub(super) count: Option<i64>,
    pub(super) current_page: Option<i64>,
    pub(super) page_size: Option<i64>,
}

/// What stands where a code is expected.
#[derive(Clone, Copy, Default, PartialEq, PartialOrd, Eq, Ord)]
enum CodeIs {
    /// A 64-bit integer, or nothing.
    #[default]
    Integer,
    /// Text that is no integer: an error by name.
    Word,
    /// A fraction, a boolean, an array, an object, an integer of more than 64 bits.
    NoInteger,
}

impl<'a> Node<'a> {
    /// Reads a whole body.
    pub(super) fn body(body: &'a [u8]) -> Parsed<Self> {
        let mut reader = Reader::new(body)?;
        let node = Self::read(&mut reader, 0)?;
        reader.end()?;
        Ok(node)
    }

    /// Reads the object that comes next. `level` bounds the recursion: objects matter in objects, but not deeper.
    fn read(reader: &mut Reader<'a>, level: u8) -> Parsed<Self> {
        let mut node = Self::default();
        reader.peek()?;
        let start = reader.place();
        reader.object(|reader, key| node.member(reader, key, level))?;
        node.object = reader.since(start);
        Ok(node)
    }

    fn member(&mut self, reader: &mut Reader<'a>, key: &str, level: u8) -> Parsed<()> {
        match key {
            "code" => self.code = self.read_code(reader)?,
            "error_code" => self.error_code = self.read_code(reader)?.filter(|code| *code != 0),
            "message" => self.message = reader.text()?,
            "data" if level == 0 => self.data = read_data(reader)?,
            "status" if level < 2 => self.read_status(reader, level)?,
            "jobId" | "jobID" | "id" => keep_first(&mut self.job_id, reader.text()?),
            "collectionName" => self.collection_name = reader.text()?,
            "type" => self.job_type = reader.text()?,
            "details" => self.details = reader.raw()?,
            "fields" => {
                self.has_fields = reader.peek()? == b'[';
                reader.skip()?;
            }
            "records" | "tasks" => self.records = Some(reader.raw()?),
            "count" => self.count = reader.integer()?,
            "currentPage" => self.current_page = reader.integer()?,
            "pageSize" => self.page_size = reader.integer()?,
            "infos" => self.read_infos(reader)?,
            _ if self.task.member(reader, key)? => {}
            _ => reader.skip()?,
        }
        Ok(())
    }

    /// A code, quoted or not; `null` is none. Whatever else stands there is remembered, since it is no success.
    fn read_code(&mut self, reader: &mut Reader<'a>) -> Parsed<Option<i64>> {
        let first = reader.peek()?;
        let code = reader.integer()?;
        match first {
            _ if code.is_some() => {}
            b'n' => {}
            b'"' => self.code_is = CodeIs::Word,
            _ => self.code_is = CodeIs::NoInteger,
        }
        Ok(code)
    }

    /// milvus-2.3's own envelope, the envelope's code as the Go client's struct names it, or another name of `state`.
    fn read_status(&mut self, reader: &mut Reader<'a>, level: u8) -> Parsed<()> {
        match reader.peek()? {
            b'{' => {
                let status = Node::read(reader, level + 1)?;
                self.task.shape = Shape::Milvus23;
                self.code = status.code.or(self.code);
                self.code_is = self.code_is.max(status.code_is);
                self.error_code = status.error_code;
                keep_first(&mut self.message, status.task.reason);
            }
            b'"' => {
                let Some(status) = reader.text()? else { return Ok(()) };
                match status.parse() {
                    Ok(code) => self.code = self.code.or(Some(code)),
                    Err(_) => keep_first(&mut self.task.state, Some(status.into())),
                }
            }
            _ => {
                let code = self.read_code(reader)?;
                self.code = self.code.or(code);
            }
        }
        Ok(())
    }

    fn read_infos(&mut self, reader: &mut Reader<'a>) -> Parsed<()> {
        self.task.shape = Shape::Milvus23;
        if reader.peek()? != b'[' {
            return reader.skip();
        }
        reader.array(|reader| {
            let (mut key, mut value) = (None, None);
            if reader.peek()? != b'{' {
                return reader.skip();
            }
            reader.object(|reader, name| {
                match name {
                    "key" => key = reader.text()?,
                    "value" => value = reader.text()?,
                    _ => reader.skip()?,
                }
                Ok(())
            })?;
            match key.as_deref() {
                Some("progress_percent") => self.task.progress = value.as_deref().and_then(Number::read),
                Some("failed_reason") => keep_first(&mut self.task.reason, value),
                Some("collection") => self.collection_name = value,
                Some("partition") => self.partition_name = value,
                Some("files") => self.task.file_name = value,
                _ => {}
            }
            Ok(())
        })
    }

    /// The server's code where the body has one.
    pub(super) fn server_code(&self) -> Option<i64> {
        self.code.filter(|code| *code != 0).or(self.error_code).or(self.code)
    }

    /// The code alone: the numbers of milvus-2.3's `error_code` mean something else.
    pub(super) fn code(&self) -> Option<i64> {
        self.code
    }

    /// Whether the code is one of success. milvus-2.3 tells errors by `error_code`: its `code` 200 is one, of partitions.
    pub(super) fn is_accepted(&self) -> bool {
        self.error_code.is_none() && self.code_is == CodeIs::Integer && matches!(self.code, None | Some(0 | 200))
    }

    /// Whether a code is there that no server sends: neither an integer nor a word.
    pub(super) fn has_odd_code(&self) -> bool {
        self.code_is == CodeIs::NoInteger
    }

    /// Whether the object is a list of jobs. milvus-2.3 leaves an empty one out.
    pub(super) fn has_records(&self) -> bool {
        self.records.is_some() || self.task.shape == Shape::Milvus23
    }

    /// A record of a list; one without an id names no job.
    pub(super) fn job(reader: &mut Reader<'a>) -> Parsed<Option<ImportJob>> {
        let mut node = Self::read(reader, 1)?;
        let (state, raw_state) = node.task.take_state();
        let percent = node.task.take_percent();
        Ok(node.job_id.map(|job_id| ImportJob {
            job_id,
            collection_name: node.collection_name,
            state,
            raw_state,
            progress: percent.shown,
            raw_progress: percent.raw,
            reason: node.task.reason,
        }))
    }
}

/// `data`: an object, or an array of one.
fn read_data<'a>(reader: &mut Reader<'a>) -> Parsed<Option<Box<Node<'a>>>> {
    let mut data = None;
    match reader.peek()? {
        b'{' => data = Some(Box::new(Node::read(reader, 1)?)),
        b'[' => reader.array(|reader| match reader.peek()? {
            b'{' if data.is_none() => {
                data = Some(Box::new(Node::read(reader, 1)?));
                Ok(())
            }
            _ => reader.skip(),
        })?,
        _ => reader.skip()?,
    }
    Ok(data)
}

/// The objects of an array; `null`, no text at all and members that are no object give none.
pub(super) fn objects<'a>(raw: &'a [u8], mut object: impl FnMut(&mut Reader<'a>) -> Parsed<()>) -> Parsed<()> {
    if raw.first() != Some(&b'[') {
        return Ok(());
    }
    Reader::new(raw)?.array(|reader| if reader.peek()? == b'{' { object(reader) } else { reader.skip() })
}

/// The scalars of an array, as text; anything else in it, and what is no array, gives none.
pub(super) fn scalars(raw: &[u8], mut scalar: impl FnMut(String) -> Parsed<()>) -> Parsed<()> {
    if raw.first() != Some(&b'[') {
        return Ok(());
    }
    Reader::new(raw)?.array(|reader| reader.text()?.map_or(Ok(()), &mut scalar))
}
