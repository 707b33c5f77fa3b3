//! One JSON object of an answer, read under every name that any API generation uses.
//!
//! The same reader serves the top level, `data`, each of `details` and each record of a list, because servers put the same
//! members at different depths. Which generation a body is from shows in its members, never in the URL.

use super::json::{Parsed, Reader};
use crate::model::{FileProgress, ImportJob, JobState, Percent};

/// The members of an object that mean something, as sent. `None`: absent, `null` or empty.
#[derive(Default)]
pub(super) struct Node<'a> {
    code: Option<i64>,
    error_code: Option<i64>,
    code_is_no_number: bool,
    pub(super) message: Option<String>,
    pub(super) data: Option<Box<Node<'a>>>,
    pub(super) job_id: Option<String>,
    pub(super) collection_name: Option<String>,
    pub(super) partition_name: Option<String>,
    pub(super) file_name: Option<String>,
    pub(super) job_type: Option<String>,
    pub(super) imported_rows: Option<i64>,
    pub(super) total_rows: Option<i64>,
    pub(super) file_size: Option<i64>,
    pub(super) reason: Option<String>,
    pub(super) create_time: Option<String>,
    pub(super) complete_time: Option<String>,
    pub(super) details: &'a [u8],
    /// `records` or `tasks`, also when `null`.
    pub(super) records: Option<&'a [u8]>,
    pub(super) count: Option<i64>,
    pub(super) current_page: Option<i64>,
    pub(super) page_size: Option<i64>,
    pub(super) shape: Shape,
    state: Option<String>,
    state_number: Option<i64>,
    progress: Option<f64>,
    ready: Option<f64>,
}

/// Which generation's members an object has.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shape {
    /// States by name, percentages of 100.
    #[default]
    V2,
    /// `readyPercentage`, no state (zilliz-v1).
    V1,
    /// A `status` object, state numbers, `infos` (milvus-2.3).
    Milvus23,
}

impl<'a> Node<'a> {
    /// Reads a whole body.
    pub(super) fn body(body: &'a [u8]) -> Parsed<Self> {
        let mut reader = Reader::new(body);
        let node = Self::read(&mut reader, 0)?;
        reader.end()?;
        Ok(node)
    }

    /// Reads the object that comes next. `level` bounds the recursion: objects matter in objects, but not deeper.
    fn read(reader: &mut Reader<'a>, level: u8) -> Parsed<Self> {
        let mut node = Self::default();
        reader.object(|reader, key| node.member(reader, key, level))?;
        Ok(node)
    }

    fn member(&mut self, reader: &mut Reader<'a>, key: &[u8], level: u8) -> Parsed<()> {
        match key {
            b"code" => self.read_code(reader)?,
            b"error_code" => self.error_code = reader.integer()?.filter(|code| *code != 0),
            b"message" => self.message = reader.text()?,
            b"data" if level == 0 => self.data = read_data(reader)?,
            b"status" if level < 2 => self.status(reader, level)?,
            b"state" => self.read_state(reader)?,
            b"jobId" | b"jobID" | b"id" => keep_first(&mut self.job_id, reader.text()?),
            b"collectionName" => self.collection_name = reader.text()?,
            b"fileName" => self.file_name = reader.text()?,
            b"type" => self.job_type = reader.text()?,
            b"progress" => self.progress = reader.number()?,
            b"readyPercentage" => {
                self.ready = reader.number()?;
                self.shape = Shape::V1;
            }
            b"importedRows" => self.imported_rows = reader.integer()?,
            b"row_count" => {
                self.imported_rows = reader.integer()?;
                self.shape = Shape::Milvus23;
            }
            b"totalRows" => self.total_rows = reader.integer()?,
            b"fileSize" => self.file_size = reader.integer()?,
            b"reason" | b"errorMessage" => keep_first(&mut self.reason, reader.text()?),
            b"createTime" | b"startTime" => keep_first(&mut self.create_time, reader.text()?),
            b"completeTime" | b"endTime" => keep_first(&mut self.complete_time, reader.text()?),
            b"details" => self.details = reader.raw()?,
            b"records" | b"tasks" => self.records = Some(reader.raw()?),
            b"count" => self.count = reader.integer()?,
            b"currentPage" => self.current_page = reader.integer()?,
            b"pageSize" => self.page_size = reader.integer()?,
            b"infos" => self.infos(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn read_code(&mut self, reader: &mut Reader<'a>) -> Parsed<()> {
        let starts_text = reader.peek()? == b'"';
        self.code = reader.integer()?;
        self.code_is_no_number = starts_text && self.code.is_none();
        Ok(())
    }

    /// A word (v2) or a number (milvus-2.3).
    fn read_state(&mut self, reader: &mut Reader<'a>) -> Parsed<()> {
        match reader.peek()? {
            b'"' => self.state = reader.text()?,
            _ => self.state_number = reader.integer()?,
        }
        Ok(())
    }

    /// milvus-2.3's own envelope, the envelope's code as the Go client's struct names it, or another name of `state`.
    fn status(&mut self, reader: &mut Reader<'a>, level: u8) -> Parsed<()> {
        if reader.peek()? == b'{' {
            let status = Node::read(reader, level + 1)?;
            self.shape = Shape::Milvus23;
            self.code = status.code.or(self.code);
            self.error_code = status.error_code;
            keep_first(&mut self.message, status.reason);
            return Ok(());
        }
        let Some(status) = reader.text()? else { return Ok(()) };
        match status.parse() {
            Ok(code) => self.code = self.code.or(Some(code)),
            Err(_) => keep_first(&mut self.state, Some(status)),
        }
        Ok(())
    }

    fn infos(&mut self, reader: &mut Reader<'a>) -> Parsed<()> {
        self.shape = Shape::Milvus23;
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
                    b"key" => key = reader.text()?,
                    b"value" => value = reader.text()?,
                    _ => reader.skip()?,
                }
                Ok(())
            })?;
            match key.as_deref() {
                Some("progress_percent") => self.progress = value.and_then(|value| value.parse().ok()),
                Some("failed_reason") => keep_first(&mut self.reason, value),
                Some("collection") => self.collection_name = value,
                Some("partition") => self.partition_name = value,
                Some("files") => self.file_name = value,
                _ => {}
            }
            Ok(())
        })
    }

    /// The server's code where the body has one.
    pub(super) fn server_code(&self) -> Option<i64> {
        self.code.filter(|code| *code != 0).or(self.error_code).or(self.code)
    }

    /// Whether the code is one of success. milvus-2.3 tells errors by `error_code`: its `code` 200 is one, of partitions.
    pub(super) fn is_accepted(&self) -> bool {
        self.error_code.is_none() && !self.code_is_no_number && matches!(self.code, None | Some(0 | 200))
    }

    /// Whether the object says anything about a job's progress.
    pub(super) fn has_progress(&self) -> bool {
        let says =
            self.state.is_some() || self.state_number.is_some() || self.progress.is_some() || self.ready.is_some();
        // milvus-2.3 leaves zero values out: a queued job has neither state nor percentage. A zilliz-v1 job may have
        // failed before it had any.
        says || self.shape == Shape::Milvus23 || (self.shape == Shape::V1 && self.reason.is_some())
    }

    /// Whether the object is a list of jobs. milvus-2.3 leaves an empty one out.
    pub(super) fn has_records(&self) -> bool {
        self.records.is_some() || self.shape == Shape::Milvus23
    }

    pub(super) fn percent(&self) -> Percent {
        match self.ready {
            Some(ready) => Percent::new(Some(ready), 1.0),
            None => Percent::new(self.progress, 100.0),
        }
    }

    /// The state, and how the server wrote it.
    pub(super) fn state(&self) -> (JobState, Option<String>) {
        match (&self.state, self.shape) {
            (Some(word), _) => (JobState::from_word(word), Some(word.clone())),
            (None, Shape::V1) => (self.state_of_ready(), None),
            (None, Shape::V2) => (JobState::Unknown, self.state_number.map(|number| number.to_string())),
            (None, Shape::Milvus23) => {
                let number = self.state_number;
                (JobState::from_milvus_2_3(number.unwrap_or(0)), number.map(|number| number.to_string()))
            }
        }
    }

    /// Whether milvus-2.3 has written the rows and is building indexes.
    pub(super) fn is_persisted(&self) -> bool {
        self.state_number == Some(5)
    }

    fn state_of_ready(&self) -> JobState {
        match self.ready {
            _ if self.reason.is_some() => JobState::Failed,
            Some(ready) if ready >= 1.0 => JobState::Completed,
            Some(ready) if ready > 0.0 => JobState::Importing,
            _ => JobState::Pending,
        }
    }

    pub(super) fn into_file(self) -> FileProgress {
        let (state, raw_state) = self.state();
        let percent = self.percent();
        FileProgress {
            file_name: self.file_name,
            state,
            raw_state,
            progress: percent.shown_or_default(state),
            raw_progress: percent.raw,
            imported_rows: self.imported_rows,
            total_rows: self.total_rows,
            file_size: self.file_size,
            reason: self.reason,
            create_time: self.create_time,
            complete_time: self.complete_time,
        }
    }

    /// A record of a list; one without an id names no job.
    pub(super) fn into_job(self) -> Option<ImportJob> {
        let (state, raw_state) = self.state();
        let percent = self.percent();
        Some(ImportJob {
            job_id: self.job_id?,
            collection_name: self.collection_name,
            state,
            raw_state,
            progress: percent.shown,
            raw_progress: percent.raw,
            reason: self.reason,
        })
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
pub(super) fn nodes<'a, T>(raw: &'a [u8], mut make: impl FnMut(Node<'a>) -> Option<T>) -> Parsed<Vec<T>> {
    let mut found = Vec::new();
    let mut reader = Reader::new(raw);
    if raw.first() != Some(&b'[') {
        return Ok(found);
    }
    reader.array(|reader| {
        if reader.peek()? != b'{' {
            return reader.skip();
        }
        found.extend(make(Node::read(reader, 1)?));
        Ok(())
    })?;
    Ok(found)
}

/// The first scalar of an array, as text: milvus-2.3 answers a create with `tasks: [id]`.
pub(super) fn first_scalar(raw: &[u8]) -> Parsed<Option<String>> {
    let mut first = None;
    if raw.first() == Some(&b'[') {
        Reader::new(raw).array(|reader| {
            let text = reader.text()?;
            keep_first(&mut first, text);
            Ok(())
        })?;
    }
    Ok(first)
}

fn keep_first(slot: &mut Option<String>, value: Option<String>) {
    if slot.is_none() {
        *slot = value;
    }
}
