//! What a call's result is as JavaScript gets it: `null`, news of an outage, or an array and a handle on what it was read
//! from.

use milvus_import::{Error, Event, ImportProgress, JobEvent, JobList, Outcome};

use crate::answer::Answer;
use crate::error::Failure;
use crate::rows::{Array, text};

pub(crate) struct Letter {
    /// JSON. Rows are as `rows` makes them.
    pub(crate) text: String,
    pub(crate) answer: Option<Answer>,
}

impl From<Outcome> for Letter {
    fn from(outcome: Outcome) -> Self {
        let text = match &outcome {
            Outcome::Progress(progress) => text(&Array(progress)),
            Outcome::Jobs(list) => text(&Array(list)),
            Outcome::Created(job) => text(&Array(job)),
            Outcome::Collection(description) => text(&Array(description)),
            _ => text(&()),
        };
        Self { text, answer: Some(Answer(outcome)) }
    }
}

impl From<ImportProgress> for Letter {
    fn from(progress: ImportProgress) -> Self {
        Outcome::Progress(progress).into()
    }
}

impl From<Event> for Letter {
    fn from(event: Event) -> Self {
        let news = match event {
            Event::Progress(progress) => return progress.into(),
            Event::Outage(_) => "outage",
            _ => "recovered",
        };
        Self { text: text(&news), answer: None }
    }
}

impl From<JobEvent> for Letter {
    /// Its kind, job, files, progress and error. The handle is on its progress, or that of its error.
    fn from(event: JobEvent) -> Self {
        let (error, progress) = (event.error(), event.progress());
        let failure = error.as_deref().cloned().map(Failure::without_answer);
        let text = text(&(event.kind().as_str(), event.job_id(), event.files(), progress.map(Array), failure));
        let answer = progress.or_else(|| error.as_deref().and_then(Error::progress)).cloned();
        Self { text, answer: answer.map(|progress| Answer(Outcome::Progress(progress))) }
    }
}

impl From<JobList> for Letter {
    fn from(list: JobList) -> Self {
        Outcome::Jobs(list).into()
    }
}

impl<T: Into<Self>> From<Option<T>> for Letter {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(|| Self { text: text(&()), answer: None }, Into::into)
    }
}
