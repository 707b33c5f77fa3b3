//! What a call's result is as JavaScript gets it: `null`, or an array and a handle on what it was read from.

use milvus_import::protocol::Response;
use milvus_import::{CreatedJob, ImportProgress, JobList, ListImportJobs};
use serde::Serialize;

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

/// What to ask for to get the next page, as `listImportJobs` takes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Next {
    #[serde(skip_serializing_if = "Option::is_none")]
    collection_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_size: Option<u32>,
    current_page: Option<u32>,
}

impl From<(JobList, Option<ListImportJobs>)> for Letter {
    fn from((list, next): (JobList, Option<ListImportJobs>)) -> Self {
        let next = next.map(|ListImportJobs { collection_name, page_size, current_page }| Next {
            collection_name,
            page_size,
            current_page,
        });
        let text = text(&(Arrays(&list.jobs), list.count, list.current_page, list.page_size, next));
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

impl From<()> for Letter {
    fn from((): ()) -> Self {
        Self { text: "null".to_owned(), answer: None }
    }
}

impl<T: Into<Self>> From<Option<T>> for Letter {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(|| ().into(), Into::into)
    }
}
