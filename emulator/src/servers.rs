//! Which protocol answers a call.

use std::sync::Arc;

use crate::http::{Answer, Call};
use crate::server::Server;
use crate::service::Service;
use crate::{milvus_2_3, milvus_v2, zilliz_v1, zilliz_v2};

/// What the server itself answers.
pub(crate) async fn answer(service: &Arc<Service>, call: &Call) -> Answer {
    match service.config.server {
        Server::Milvus(version) if version.is_management_port() => milvus_2_3::answer(service, call).await,
        Server::Milvus(version) => milvus_v2::answer(service, version, call).await,
        Server::ZillizV1 => zilliz_v1::answer(service, call).await,
        Server::ZillizV2 => zilliz_v2::answer(service, call).await,
    }
}
