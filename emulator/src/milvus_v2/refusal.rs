//! Errors as Milvus reports them: HTTP 200 with a code and a message.

use axum::http::StatusCode;
use serde_json::json;

use crate::http::{self, Answer};
use crate::server::Version;

#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: i64,
    message: String,
}

impl Refusal {
    pub(super) fn new(code: i64, message: impl Into<String>) -> Self {
        Self { status: StatusCode::OK, code, message: message.into() }
    }

    /// RBAC names the user and the database.
    pub(super) fn denied(user: &str, database: &str) -> Self {
        let message = format!(
            "rpc error: code = PermissionDenied desc = PrivilegeImport: permission deny to {user} in the `{database}` database"
        );
        Self { status: StatusCode::FORBIDDEN, ..Self::new(65535, message) }
    }

    /// A body that is no JSON, or has a member of another type.
    pub(super) fn not_json(error: &str) -> Self {
        Self::new(1801, format!("can only accept json format request, error: {error}"))
    }

    /// An import error: everything was 2100 once, and some of it got codes of its own.
    pub(super) fn import(message: &str) -> Self {
        Self::new(2100, format!("{message}: importing data failed"))
    }

    pub(super) fn unknown_job(version: Version, id: &str) -> Self {
        let code = if version.has_fine_codes() { 2101 } else { 2100 };
        Self { code, ..Self::import(&format!("import job does not exist, jobID={id}")) }
    }

    pub(super) fn too_many_jobs(version: Version) -> Self {
        let code = if version.has_fine_codes() { 2101 } else { 2100 };
        Self {
            code,
            ..Self::import(
                "The number of jobs has reached the limit, please try again later. If your request is set to only \
                 import a single file, please consider importing multiple files in one request for better efficiency.",
            )
        }
    }

    pub(super) fn bad_job_id(version: Version, id: &str) -> Self {
        let message =
            format!("parse job id failed, jobID={id}, err=strconv.ParseInt: parsing \"{id}\": invalid syntax");
        if version.has_fine_codes() {
            Self::new(1100, format!("{message}: invalid parameter"))
        } else {
            Self::import(&message)
        }
    }

    pub(super) fn unavailable() -> Self {
        Self::new(
            65535,
            "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: connection refused\"",
        )
    }

    pub(super) fn into_answer(self) -> Answer {
        http::json(self.status, &json!({"code": self.code, "message": self.message}))
    }
}
