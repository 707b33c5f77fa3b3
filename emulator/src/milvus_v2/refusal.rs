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

/// For import errors that are the server's own rather than the caller's, since they are told apart.
const SERVER_SIDE: i64 = 2101;

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

    pub(super) fn empty_body() -> Self {
        Self::new(1801, "can only accept json format request, the request body should be nil, however {} is valid")
    }

    pub(super) fn invalid(message: &str) -> Self {
        Self::new(1100, format!("{message}: invalid parameter"))
    }

    /// An import error that is the caller's.
    pub(super) fn import(message: &str) -> Self {
        Self::new(2100, format!("{message}: importing data failed"))
    }

    /// An import error of the caller's that is worded as one.
    pub(super) fn worded_import(message: String) -> Self {
        Self::new(2100, message)
    }

    /// An import error that is the server's own: the same as the caller's, until they were told apart.
    pub(super) fn on_server_side(version: Version, message: &str) -> Self {
        if version.has_fine_codes() {
            Self::new(SERVER_SIDE, format!("{message}: importing data failed on server side"))
        } else {
            Self::import(message)
        }
    }

    pub(super) fn unknown_job(version: Version, id: i64) -> Self {
        Self::on_server_side(version, &format!("import job does not exist, jobID={id}"))
    }

    pub(super) fn too_many_jobs(version: Version) -> Self {
        const MESSAGE: &str = "The number of jobs has reached the limit, please try again later. If your request is set to only import \
             a single file, please consider importing multiple files in one request for better efficiency.";
        if !version.broadcasts_imports() {
            return Self::import(MESSAGE);
        }
        if version.has_fine_codes() {
            return Self::on_server_side(
                version,
                &format!("failed to broadcast import: failed to validate import request: {MESSAGE}"),
            );
        }
        Self::new(
            65535,
            format!(
                "/milvus.proto.streaming.StreamingCoordBroadcastService/Broadcast; streaming error: code = \
                 STREAMING_CODE_UNKNOWN, cause = {MESSAGE}: importing data failed; rpc error: code = Unknown, desc = "
            ),
        )
    }

    /// The first releases' text has a format's placeholder in it.
    pub(super) fn bad_job_id(version: Version, complaint: &str) -> Self {
        if version.has_fine_codes() {
            Self::invalid(&format!("parse job id failed: {complaint}"))
        } else {
            Self::import(&format!("parse job id failed, err=%w{complaint}"))
        }
    }

    pub(super) fn not_ready(version: Version) -> Self {
        if version.has_fine_codes() {
            Self::new(1, "state code: Initializing: service not ready")
        } else {
            Self::new(1, "service not ready[standalone=1]: Initializing")
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
