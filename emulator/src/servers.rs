//! Which protocol answers a call.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::json;

use crate::http::{self, Answer, Call};
use crate::server::Server;
use crate::service::Service;
use crate::{milvus_2_3, milvus_v2, zilliz_v1, zilliz_v2};

/// What the server itself answers.
pub(crate) async fn answer(service: &Arc<Service>, call: &Call) -> Answer {
    match service.config.server {
        Server::Milvus(version) if version.is_management_port() => milvus_2_3::answer(service, call).await,
        Server::Milvus(version) => milvus_v2::answer(service, version, call).await,
        Server::ZillizV1 | Server::ZillizV2 if service.is_too_fast(call) => too_fast(),
        Server::ZillizV1 => zilliz_v1::answer(service, call).await,
        Server::ZillizV2 => zilliz_v2::answer(service, call).await,
    }
}

/// Zilliz Cloud's limit of requests. What its body says, and whether it says for how long, is not documented.
fn too_fast() -> Answer {
    http::json(StatusCode::TOO_MANY_REQUESTS, &json!({"code": 429, "message": "Too many requests."}))
}
