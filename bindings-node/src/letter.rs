//! What a call's result is as JavaScript gets it: `null`, or an array and a handle on what it was read from.

use milvus_import::protocol::Response;
use milvus_import::{CreatedJob, ImportProgress, JobList};

use crate::answer::Answer;
use crate::rows::{Array, Arrays, text};

pub(crate) struct Letter {
    /// JSON. Rows are as `rows` makes them.
    pub(crate) text: String,
    pub(crate) answer: Option<Answer>,
}

impl From<ImportProgress> for Letter {
    fn from(progress: ImportProgress) -> Self {
        Self { text: text(&Array(&progress)), answer: Some(Answer::Progress(progress)) }
    }
}

impl From<JobList> for Letter {
    fn from(list: JobList) -> Self {
        let text = text(&(Arrays(&list.jobs), list.count, list.current_page, list.page_size));
        Self { text, answer: Some(Answer::List(list)) }
    }
}

impl From<CreatedJob> for Letter {
    fn from(job: CreatedJob) -> Self {
        Self { text: text(&(&job.job_id, &job.job_ids)), answer: Some(Answer::Created(job)) }
    }
}

impl From<Response> for Letter {
    fn from(response: Response) -> Self {
        Self { text: text(&()), answer: Some(Answer::Done(response)) }
    }
}

impl<T: Into<Self>> From<Option<T>> for Letter {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(|| Self { text: text(&()), answer: None }, Into::into)
    }
}
