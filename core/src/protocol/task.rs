//! What a job and each of its files have in common, read under every name that any API generation uses.

use std::mem;

use super::json::{Number, Parsed, Reader};
use crate::model::{FileProgress, JobState, Percent, Phase, Word};

/// The members of a job or of one of its files, as sent. `None`: absent, `null` or empty.
#[derive(Default)]
pub(super) struct Task {
    pub(super) file_name: Option<String>,
    pub(super) imported_rows: Option<i64>,
    pub(super) total_rows: Option<i64>,
    pub(super) file_size: Option<i64>,
    pub(super) reason: Option<String>,
    pub(super) create_time: Option<String>,
    pub(super) complete_time: Option<String>,
    pub(super) state: Option<Word>,
    pub(super) progress: Option<Number>,
    pub(super) shape: Shape,
    state_number: Option<i64>,
    ready: Option<Number>,
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

impl Task {
    /// Reads one file of a job's `details`.
    pub(super) fn file(reader: &mut Reader<'_>) -> Parsed<FileProgress> {
        let mut file = Self::default();
        reader.object(|reader, key| if file.member(reader, key)? { Ok(()) } else { reader.skip() })?;
        Ok(file.into_file())
    }

    /// Takes a member's value if it is one of these; otherwise the value is still to be read.
    pub(super) fn member(&mut self, reader: &mut Reader<'_>, key: &str) -> Parsed<bool> {
        match key {
            "state" | "status" => self.read_state(reader)?,
            "fileName" => self.file_name = reader.text()?,
            "progress" => self.progress = reader.number()?,
            "readyPercentage" => {
                self.ready = reader.number()?;
                self.shape = Shape::V1;
            }
            "importedRows" => self.imported_rows = reader.integer()?,
            "row_count" => {
                self.imported_rows = reader.integer()?;
                self.shape = Shape::Milvus23;
            }
            "totalRows" => self.total_rows = reader.integer()?,
            "fileSize" => self.file_size = reader.integer()?,
            "reason" | "errorMessage" => keep_first(&mut self.reason, reader.text()?),
            "createTime" | "startTime" => keep_first(&mut self.create_time, reader.text()?),
            "completeTime" | "endTime" => keep_first(&mut self.complete_time, reader.text()?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A word (v2) or a number (milvus-2.3).
    fn read_state(&mut self, reader: &mut Reader<'_>) -> Parsed<()> {
        match reader.peek()? {
            b'"' => keep_first(&mut self.state, reader.word()?),
            _ => self.state_number = reader.integer()?,
        }
        Ok(())
    }

    /// Whether it says anything about progress.
    pub(super) fn has_progress(&self) -> bool {
        let says =
            self.state.is_some() || self.state_number.is_some() || self.progress.is_some() || self.ready.is_some();
        // milvus-2.3 leaves zero values out: a queued job has neither state nor percentage. A zilliz-v1 job may have
        // failed before it had any.
        says || self.shape == Shape::Milvus23 || (self.shape == Shape::V1 && self.reason.is_some())
    }

    /// The percentage, whose spelling is taken.
    pub(super) fn take_percent(&mut self) -> Percent {
        let (number, whole) = match &mut self.ready {
            Some(ready) => (Some(ready), 1.0),
            None => (self.progress.as_mut(), 100.0),
        };
        number
            .map_or_else(Percent::default, |number| Percent::new(number.value, mem::take(&mut number.spelling), whole))
    }

    /// The state, and how the server wrote it.
    pub(super) fn take_state(&mut self) -> (JobState, Option<Word>) {
        let number = || self.state_number.map(|number| number.to_string().into());
        match (self.state.take(), self.shape) {
            (Some(word), _) => (JobState::from_word(&word), Some(word)),
            (None, Shape::V1) => (self.state_of_ready(), None),
            (None, Shape::V2) => (JobState::Unknown, number()),
            (None, Shape::Milvus23) => (JobState::from_milvus_2_3(self.state_number.unwrap_or(0)), number()),
        }
    }

    /// What the server is doing. `has_files`: whether the answer has details.
    pub(super) fn phase(&self, state: JobState, progress: u8, has_files: bool) -> Phase {
        /// milvus-2.3: the rows are written, and indexes are being built.
        const PERSISTED: i64 = 5;
        match self.shape {
            Shape::V2 => Phase::of_ended_or(state, self.phase_in_flight(progress, has_files)),
            Shape::Milvus23 if self.state_number == Some(PERSISTED) => Phase::of_ended_or(state, Phase::Indexing),
            Shape::V1 | Shape::Milvus23 => Phase::of_ended_or(state, Phase::Loading),
        }
    }

    /// The phase of Milvus 2.4 and later, by its percentage and rows.
    fn phase_in_flight(&self, progress: u8, has_files: bool) -> Phase {
        let rows = self.imported_rows.zip(self.total_rows);
        match progress {
            // Servers compute garbage only while they build indexes.
            _ if self.progress.as_ref().is_some_and(|percent| percent.value < 0.0) => Phase::Indexing,
            // All files have been read, and the rows are still to be counted.
            40 if !has_files && rows == Some((0, 0)) => Phase::Reading,
            70.. if rows.is_some_and(|(imported, total)| is_loading_on_2_4(progress, imported, total)) => {
                Phase::Loading
            }
            _ => Phase::at(progress),
        }
    }

    fn state_of_ready(&self) -> JobState {
        match self.ready.as_ref().map(|ready| ready.value) {
            _ if self.reason.is_some() => JobState::Failed,
            Some(ready) if ready >= 1.0 => JobState::Completed,
            Some(ready) if ready > 0.0 => JobState::Importing,
            _ => JobState::Pending,
        }
    }

    fn into_file(mut self) -> FileProgress {
        let (state, raw_state) = self.take_state();
        let percent = self.take_percent();
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
}

/// Whether rows are still being written, as only Milvus 2.4 does above 70 %: there half of the last 60 % are rows and half
/// segments, and nothing is sorted or indexed. Later releases have all rows at 70 %. They may count fewer again when old
/// segments are removed during a long index building, but then the percentage is above what 2.4 would show for the rows.
/// Once all rows are written, 2.4's last segments cannot be told from sorting and indexing.
fn is_loading_on_2_4(progress: u8, imported: i64, total: i64) -> bool {
    let at_most = 70 * i128::from(total) + 30 * i128::from(imported);
    imported < total && i128::from(progress) * i128::from(total) <= at_most
}

pub(super) fn keep_first<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}
