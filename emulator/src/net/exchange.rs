//! One request and its answer: recorded, and spoiled as asked.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;

use super::body;
use super::line::Peer;
use crate::fault::{Fault, FaultKind};
use crate::http::{self, Answer, Call, Chunked, Condition};
use crate::server::Server;
use crate::service::Service;
use crate::{control, fault, guard, lock, milvus_v2, servers};

/// No answer: the connection is to be closed.
#[derive(Debug, thiserror::Error)]
#[error("closed without an answer")]
pub(super) struct Closed;

pub(super) async fn exchange(
    request: Request<Body>,
    peer: Arc<Peer>,
    service: Arc<Service>,
    control: Router,
) -> Result<Response<Body>, Closed> {
    // The head is here; the body has as much time again.
    peer.arrived();
    let limit = service.config.request_limit;
    if control::is_control(request.uri().path()) {
        if !guard::is_from_here(request.uri(), request.headers()) {
            return Ok(control::forbidden());
        }
        let answer = tokio::time::timeout(limit, TowerToHyperService::new(control).call(request)).await;
        return answer.map_err(|_| Closed)?.map_err(|never| match never {});
    }
    let received = tokio::time::timeout(limit, Call::receive(request)).await.map_err(|_| Closed)?;
    let call = received.map_err(|_| Closed)?;
    lock(&service.requests).add(peer.number, &call);
    spoiled(&service, &peer, call).await
}

async fn spoiled(service: &Arc<Service>, peer: &Peer, mut call: Call) -> Result<Response<Body>, Closed> {
    let hit = fault::take(&mut lock(&service.faults), call.path());
    let answer = match hit.fault {
        None => sent(truth(service, &call).await),
        Some(Fault { kind: FaultKind::Truncate { bytes }, .. }) => truncated(truth(service, &call).await, bytes),
        Some(fault) => {
            call.condition = condition(&fault);
            if call.condition.is_some() {
                sent(truth(service, &call).await)
            } else {
                if fault.effect {
                    truth(service, &call).await;
                }
                let Some(answer) = foreign(&fault.kind) else {
                    tokio::time::sleep(hit.latency).await;
                    peer.reset.store(true, Ordering::Relaxed);
                    return Err(Closed);
                };
                answer
            }
        }
    };
    if hit.latency.is_zero() {
        return Ok(answer);
    }
    // The server's own time limit may be over before the answer comes; the work is done all the same.
    match service.config.server {
        Server::Milvus(version) if !version.is_management_port() => {
            let limit = milvus_v2::limit(service, version, &call).unwrap_or(hit.latency);
            tokio::time::sleep(hit.latency.min(limit)).await;
            Ok(if limit < hit.latency { milvus_v2::timed_out(version).map(Body::from) } else { answer })
        }
        _ => {
            tokio::time::sleep(hit.latency).await;
            Ok(answer)
        }
    }
}

/// An answer on its way, whole or in chunks.
fn sent(answer: Answer) -> Response<Body> {
    let is_chunked = answer.extensions().get::<Chunked>().is_some();
    answer.map(|body| if is_chunked { body::chunked(body) } else { body.into() })
}

/// What was canned for this request, or else the server's own answer.
async fn truth(service: &Arc<Service>, call: &Call) -> Answer {
    let canned = lock(&service.canned).pop_front();
    match canned {
        Some(answer) => answer,
        None => servers::answer(service, call).await,
    }
}

/// A fault that is inside the server.
fn condition(fault: &Fault) -> Option<Condition> {
    match fault.kind {
        FaultKind::Initializing => Some(Condition::Initializing),
        FaultKind::CoordinatorDown => Some(Condition::CoordinatorDown),
        FaultKind::Denied => Some(Condition::Denied),
        FaultKind::Timeout => Some(Condition::Timeout { effect: fault.effect }),
        FaultKind::Panic => Some(Condition::Panic),
        FaultKind::JobLimit => Some(Condition::JobLimit),
        _ => None,
    }
}

/// An answer that is not the server's; nothing for a reset.
fn foreign(kind: &FaultKind) -> Option<Response<Body>> {
    const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
                        <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
    let answer = match kind {
        FaultKind::Status { status, body, content_type } => {
            let status = StatusCode::from_u16(*status).ok().filter(|status| !status.is_informational());
            http::answer(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), content_type, body.clone())
        }
        FaultKind::Html => http::answer(StatusCode::BAD_GATEWAY, "text/html", PAGE.to_owned()),
        FaultKind::Redirect { location } => http::redirect(StatusCode::FOUND, location),
        FaultKind::Huge { bytes } => {
            let mut answer = Response::new(body::huge(*bytes));
            answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            return Some(answer);
        }
        _ => return None,
    };
    Some(answer.map(Body::from))
}

fn truncated(answer: Answer, bytes: Option<usize>) -> Response<Body> {
    let (mut head, body) = answer.into_parts();
    let kept = bytes.unwrap_or(body.len() / 2).min(body.len());
    head.headers.insert(header::CONTENT_LENGTH, body.len().into());
    Response::from_parts(head, body::cut_off(body.slice(..kept)))
}
