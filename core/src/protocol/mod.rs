//! The wire contract without the wire: what to send for an operation, and what an answer means.
//!
//! Nothing here opens a connection, reads a clock or needs a runtime, so a program with its own HTTP stack can use it as
//! it is. One file for each API generation says what its requests look like; answers are read by one reader, because
//! servers of one generation answer in the shape of another often enough.

mod answer;
mod collection;
mod details;
mod envelope;
mod failure;
mod json;
mod members;
mod memory;
mod milvus_2_3;
mod milvus_v2;
mod node;
mod order;
mod request;
mod rules;
mod scan;
mod task;
mod zilliz_v1;
mod zilliz_v2;

pub(crate) use answer::saved_description;
pub(crate) use envelope::wanted_by_proxy;
pub use failure::is_passing;
pub use request::{Method, Request};

pub use crate::model::{Api, Operation, Response};
use crate::model::{BulkImport, DescribeCollection, ListImportJobs};
use crate::{Call, Error, ErrorCode, Outcome, Result};

/// One server's dialect: its API generation and the ids that say whose jobs are meant.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Protocol {
    /// The API generation.
    pub api: Api,
    /// The database, sent as the `DB-Name` header and with new jobs.
    pub db_name: Option<String>,
    /// Zilliz Cloud: the cluster.
    pub cluster_id: Option<String>,
    /// Zilliz Cloud: the project, for on-demand projects instead of a cluster.
    pub project_id: Option<String>,
    /// Zilliz Cloud: the region of the project.
    pub region_id: Option<String>,
    /// The largest answer that the caller reads, in bytes; what is made of one may take three times as much. 64 MiB.
    pub max_response_bytes: usize,
}

impl Protocol {
    /// The dialect of one API generation, with no ids set.
    pub fn new(api: Api) -> Self {
        Self { api, db_name: None, cluster_id: None, project_id: None, region_id: None, max_response_bytes: 64 << 20 }
    }

    /// How many spellings the progress route has; releases differ in which of them they serve.
    pub fn spellings(&self) -> usize {
        match self.api {
            Api::MilvusV2 => milvus_v2::PROGRESS.len(),
            Api::ZillizV2 => zilliz_v2::PROGRESS.len(),
            Api::ZillizV1 | Api::Milvus23 => 1,
        }
    }

    /// The request of a call. `spelling`: which name of the progress route to use, counted from the likely one.
    ///
    /// # Errors
    /// `InvalidArgument` for what no server of this generation has a use for, and for what is missing: a cluster, a
    /// collection, something to import. `Unsupported` where this generation has no such operation.
    pub fn request(&self, call: &Call, spelling: usize) -> Result<Request> {
        match call {
            Call::GetImportProgress { job_id } => self.get_import_progress(checked(job_id)?, spelling),
            Call::ListImportJobs(options) => self.list_import_jobs(&members::named(options)),
            Call::BulkImport(import) => self.bulk_import(&members::without_empties(import)),
            Call::CommitImport { job_id } => self.end_job(call, "commit", checked(job_id)?),
            Call::AbortImport { job_id } => self.end_job(call, "abort", checked(job_id)?),
            Call::DescribeJob { job_id } => match self.api {
                Api::ZillizV2 => Ok(zilliz_v2::describe_job(checked(job_id)?)),
                _ => Err(self.unsupported(call, "Zilliz Cloud (zilliz-v2) has it")),
            },
            Call::DescribeCollection(options) => self.describe_collection(call, options),
        }
    }

    fn get_import_progress(&self, job_id: &str, spelling: usize) -> Result<Request> {
        match self.api {
            Api::MilvusV2 => {
                let route = milvus_v2::PROGRESS.get(spelling).unwrap_or(&milvus_v2::PROGRESS[0]);
                Ok(milvus_v2::job(self, route, job_id))
            }
            Api::ZillizV2 => zilliz_v2::get_import_progress(self, job_id, spelling),
            Api::ZillizV1 => zilliz_v1::get_import_progress(self, job_id),
            Api::Milvus23 => milvus_2_3::get_import_progress(job_id),
        }
    }

    fn list_import_jobs(&self, options: &ListImportJobs) -> Result<Request> {
        match self.api {
            Api::MilvusV2 => Ok(milvus_v2::list_import_jobs(self, options)),
            Api::ZillizV2 => zilliz_v2::list_import_jobs(self, options),
            Api::ZillizV1 => zilliz_v1::list_import_jobs(self, options),
            Api::Milvus23 => Ok(milvus_2_3::list_import_jobs(options)),
        }
    }

    fn bulk_import(&self, import: &BulkImport) -> Result<Request> {
        members::check(self.api, import)?;
        let request = match self.api {
            Api::MilvusV2 => milvus_v2::bulk_import(self, import),
            Api::ZillizV2 => zilliz_v2::bulk_import(self, import),
            Api::ZillizV1 => zilliz_v1::bulk_import(self, import),
            Api::Milvus23 => milvus_2_3::bulk_import(import),
        };
        request.map(|request| Request { secrets: secrets(import), ..request })
    }

    fn end_job(&self, call: &Call, route: &'static str, job_id: &str) -> Result<Request> {
        match self.api {
            Api::MilvusV2 => Ok(milvus_v2::job(self, route, job_id)),
            _ => Err(self.unsupported(call, "Milvus 3.0 (milvus-v2) has it")),
        }
    }

    fn describe_collection(&self, call: &Call, options: &DescribeCollection) -> Result<Request> {
        let DescribeCollection { collection_name, db_name } = options;
        if collection_name.is_empty() {
            return Err(Error::invalid("collection_name is empty: name the collection to describe"));
        }
        let db_name = db_name.as_deref().filter(|name| !name.is_empty()).or(self.db_name.as_deref());
        match self.api {
            Api::MilvusV2 => Ok(milvus_v2::describe_collection(db_name, collection_name)),
            Api::Milvus23 => Ok(milvus_2_3::describe_collection(db_name, collection_name)),
            Api::ZillizV2 | Api::ZillizV1 => Err(self.unsupported(
                call,
                "a collection is on its cluster, not on the control plane: make a client with the cluster's own endpoint, \
                 such as https://in03-….zillizcloud.com, as the uri and milvus-v2 as the api",
            )),
        }
    }

    fn unsupported(&self, call: &Call, who_has_it: &str) -> Error {
        Error::new(ErrorCode::Unsupported, format!("{} has no {}: {who_has_it}", self.api, call.operation()))
    }

    /// Reads the answer to a call.
    ///
    /// # Errors
    /// What the server reported, or `UnexpectedResponse` for an answer that is none.
    pub fn parse(&self, call: &Call, response: Response) -> Result<Outcome> {
        let limit = self.max_response_bytes;
        match call {
            Call::GetImportProgress { job_id } | Call::DescribeJob { job_id } => {
                answer::import_progress(job_id, response, limit).map(Outcome::Progress)
            }
            Call::ListImportJobs(_) => answer::job_list(response, limit).map(Outcome::Jobs),
            Call::BulkImport(_) => answer::created_job(response, limit).map(Outcome::Created),
            Call::DescribeCollection(_) => answer::collection(response, limit).map(Outcome::Collection),
            Call::CommitImport { .. } | Call::AbortImport { .. } => answer::done(response).map(Outcome::Done),
        }
    }
}

/// What no error text may show: the keys, and the signatures of URLs that were signed in advance.
fn secrets(import: &BulkImport) -> Vec<String> {
    let keys = [&import.access_key, &import.secret_key, &import.session_token].into_iter().flatten().cloned();
    let urls = import.object_url.iter().chain(import.object_urls.iter().flatten());
    keys.chain(urls.filter_map(|url| url.split_once('?')).map(|(_, signature)| signature.to_owned())).collect()
}

/// Far above what servers make: integers of 19 digits, UUIDs, `job-` and 20 letters.
const LONGEST_JOB_ID: usize = 256;

/// An id that a server may know.
fn checked(job_id: &str) -> Result<&str> {
    if job_id.is_empty() {
        return Err(Error::invalid("job_id is empty: pass the id that bulk_import returned"));
    }
    if job_id.chars().any(char::is_control) {
        return Err(Error::invalid("job_id holds control characters: pass the id that bulk_import returned"));
    }
    if job_id.len() > LONGEST_JOB_ID {
        let length = job_id.len();
        return Err(Error::invalid(format!(
            "job_id is {length} bytes long, and none is above {LONGEST_JOB_ID}: pass the id that bulk_import returned"
        )));
    }
    // In a path they name another route, percent-encoded or not: URLs are normalized on the way.
    if matches!(job_id, "." | "..") {
        return Err(Error::invalid("job_id is a part of a path: pass the id that bulk_import returned"));
    }
    Ok(job_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_job_id_is_a_path() {
        let describe = |job_id: &str| Call::DescribeJob { job_id: job_id.to_owned() };
        let mut zilliz = Protocol::new(Api::ZillizV2);
        zilliz.cluster_id = Some("c".to_owned());
        for job_id in ["...", "../x", "a/..", "%2e%2e", "%2E", "..\\x", "?a=1", "#x", ";", " ", "a b", "ü", "\u{202e}"]
        {
            let request = zilliz.request(&describe(job_id), 0).unwrap();
            let url = reqwest::Url::parse(&format!("https://h{}", request.path)).unwrap();
            let uri: http::Uri = format!("https://h{}", request.path).parse().unwrap();
            assert_eq!((url.path(), url.query()), (&*request.path, None), "{job_id}");
            assert_eq!(uri.path_and_query().unwrap().as_str(), request.path, "{job_id}");
            assert_eq!(url.path_segments().unwrap().count(), 3, "{job_id}");
        }
        for job_id in [".", ".."] {
            assert_eq!(
                zilliz.request(&describe(job_id), 0).unwrap_err().code(),
                ErrorCode::InvalidArgument,
                "{job_id}"
            );
        }
    }

    #[test]
    fn a_list_and_a_creates_ids_take_a_small_multiple_of_the_limit() {
        let mut protocol = Protocol::new(Api::MilvusV2);
        protocol.max_response_bytes = 1000;
        let answer = |member: &str, item: &str| {
            let body = format!(r#"{{"data":{{"{member}":[{}]}}}}"#, vec![item; 1000].join(",")).into();
            Response { status: 200, body, ..Response::default() }
        };
        let listing = Call::from(ListImportJobs::default());
        let list = protocol.parse(&listing, answer("records", r#"{"id":1}"#)).unwrap_err();
        let created = protocol.parse(&BulkImport::default().into(), answer("tasks", "1")).unwrap_err();
        for error in [list, created] {
            assert_eq!(error.code(), ErrorCode::ResponseTooLarge, "{error}");
        }
        let Ok(Outcome::Jobs(empty)) = protocol.parse(&listing, answer("records", "{}")) else { panic!("no list") };
        assert_eq!(empty.jobs.len(), 0);
    }
}
