//! Connections: accepting them, counting them, and breaking them on request.

mod body;
mod exchange;
mod line;
mod tls;

pub(crate) use tls::acceptor;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::service::Service;
use line::{Line, Peer};

/// Serves until it is dropped, and every connection with it.
pub(crate) async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, service: Arc<Service>, control: Router) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: let connections end.
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            continue;
        };
        let peer = Arc::new(Peer::new(service.count_connection()));
        let (service, control, tls) = (service.clone(), control.clone(), tls.clone());
        connections.spawn(async move {
            let line = Line::new(stream, peer.clone(), service.clone());
            match tls {
                None => converse(line, peer, service, control).await,
                Some(tls) => {
                    let accepted = tokio::time::timeout(service.config.request_limit, tls.accept(line)).await;
                    if let Ok(Ok(stream)) = accepted {
                        converse(stream, peer, service, control).await;
                    }
                }
            }
        });
    }
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Arc<Peer>,
    service: Arc<Service>,
    control: Router,
) {
    let handler = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
        exchange::exchange(request.map(Body::new), peer.clone(), service.clone(), control.clone())
    });
    // How a connection ends is the client's affair, or a fault that was asked for.
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), handler).await);
}
