//! What a job is doing: the state that servers name, and the phase behind it.

use crate::names::names;

names! {
    /// The state of a job or of one of its files.
    pub enum JobState {
        /// Waiting for its turn.
        Pending = "Pending",
        /// In flight. Servers also write `InProgress`.
        Importing = "Importing",
        /// Done but for a commit that someone has to ask for (Milvus 3.0, jobs with `auto_commit` `"false"`).
        Uncommitted = "Uncommitted",
        /// The commit is being carried out (Milvus 3.0).
        Committing = "Committing",
        /// The rows are in. A collection that was already loaded may need a refresh-load to search them.
        Completed = "Completed",
        /// Ended without success; `reason` says why, if the server did.
        Failed = "Failed",
        /// Being cancelled (Zilliz Cloud).
        Canceling = "Canceling",
        /// Cancelled (Zilliz Cloud).
        Canceled = "Canceled",
        /// A word that this version does not know; the job is taken to be in flight.
        Unknown = "Unknown",
    }
}

names! {
    /// What the server is doing, derived from state and percentage where the API has no word for it.
    pub enum Phase {
        /// Waiting for its turn.
        Queued = "queued",
        /// Pre-import: reading the files and counting rows.
        Reading = "reading",
        /// Writing the rows.
        Loading = "loading",
        /// Sorting segments. Milvus 2.4 does not, but the segments that it finishes last cannot be told from it, nor from
        /// index building.
        Sorting = "sorting",
        /// Building indexes. A job may stay at 80 % for long here, every file Completed.
        Indexing = "indexing",
        /// Waiting for, or carrying out, the commit.
        Committing = "committing",
        /// Completed.
        Done = "done",
        /// Failed or cancelled.
        Failed = "failed",
    }
}

impl JobState {
    /// Whether the job will not change any more.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Canceled)
    }

    /// The words that nearly every server writes, which need no copy.
    pub(crate) fn usual(word: &str) -> Option<(&'static str, Self)> {
        Some(match word {
            "Pending" => ("Pending", Self::Pending),
            "Importing" => ("Importing", Self::Importing),
            "InProgress" => ("InProgress", Self::Importing),
            "Completed" => ("Completed", Self::Completed),
            "Failed" => ("Failed", Self::Failed),
            _ => return None,
        })
    }

    /// Reads a server's word: without case, `_`, `-` and spaces, with or without the prefix `Import`.
    pub(crate) fn from_word(word: &str) -> Self {
        if let Some((_, state)) = Self::usual(word) {
            return state;
        }
        // Long enough for every known word; a longer one is unknown by that alone.
        let mut folded = [0_u8; 24];
        let mut length = 0;
        for byte in word.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')) {
            let Some(slot) = folded.get_mut(length) else { return Self::Unknown };
            *slot = byte.to_ascii_lowercase();
            length += 1;
        }
        let folded = folded.get(..length).unwrap_or_default();
        match folded.strip_prefix(b"import").filter(|rest| *rest != b"ing").unwrap_or(folded) {
            b"pending" | b"retry" => Self::Pending,
            b"importing" | b"inprogress" | b"running" => Self::Importing,
            b"uncommitted" => Self::Uncommitted,
            b"committing" => Self::Committing,
            b"completed" | b"successful" => Self::Completed,
            b"failed" => Self::Failed,
            b"canceling" => Self::Canceling,
            b"canceled" => Self::Canceled,
            _ => Self::Unknown,
        }
    }

    /// Reads a state number of Milvus 2.2 and 2.3.
    pub(crate) fn from_milvus_2_3(code: i64) -> Self {
        match code {
            0 => Self::Pending,
            2 | 5 => Self::Importing,
            6 => Self::Completed,
            1 | 7 => Self::Failed,
            _ => Self::Unknown,
        }
    }
}

impl Phase {
    /// The phase that Milvus 2.5 and later is in at a percentage.
    pub fn at(progress: u8) -> Self {
        match progress {
            0..40 => Self::Reading,
            40..70 => Self::Loading,
            70..80 => Self::Sorting,
            80..99 => Self::Indexing,
            _ => Self::Committing,
        }
    }

    /// The phase that the state tells by itself, else the given one.
    pub(crate) fn of_ended_or(state: JobState, in_flight: Self) -> Self {
        match state {
            JobState::Pending => Self::Queued,
            JobState::Uncommitted | JobState::Committing => Self::Committing,
            JobState::Completed => Self::Done,
            JobState::Failed | JobState::Canceled => Self::Failed,
            JobState::Importing | JobState::Canceling | JobState::Unknown => in_flight,
        }
    }
}
