//! Looks host names up, each on a thread of its own.
//!
//! The resolvers of hyper and reqwest use the runtime's pool of threads, which panics where the system gives no thread (a
//! container's limit of processes), and whose end waits for a look-up that hangs.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::vec::IntoIter;

use hyper_util::client::legacy::connect::dns::Name;
use reqwest::dns::{Addrs, Resolve, Resolving};
use tokio::sync::{Semaphore, oneshot};
use tower_service::Service;

/// The system's resolver.
#[derive(Clone, Copy)]
pub(super) struct Lookup;

/// At most so many look-ups at a time; the others wait.
static TURNS: Semaphore = Semaphore::const_new(64);

async fn look_up(host: String) -> io::Result<IntoIter<SocketAddr>> {
    let turn = TURNS.acquire().await.map_err(io::Error::other)?;
    let (tell, told) = oneshot::channel();
    let work = move || {
        let found = (host.as_str(), 0).to_socket_addrs();
        drop(turn);
        // Nobody may wait for it any more.
        let _ = tell.send(found);
    };
    thread::Builder::new().name("milvus-import-dns".to_owned()).spawn(work).map_err(NoThread)?;
    told.await.map_err(io::Error::other)?
}

/// The system gave no thread.
#[derive(Debug)]
pub(super) struct NoThread(pub(super) io::Error);

impl std::fmt::Display for NoThread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no thread to look the host name up with: {}", self.0)
    }
}

impl std::error::Error for NoThread {}

impl From<NoThread> for io::Error {
    fn from(error: NoThread) -> Self {
        Self::other(error)
    }
}

impl Service<Name> for Lookup {
    type Response = IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, host: Name) -> Self::Future {
        Box::pin(look_up(host.as_str().to_owned()))
    }
}

impl Resolve for Lookup {
    fn resolve(&self, host: reqwest::dns::Name) -> Resolving {
        Box::pin(async move { Ok(Box::new(look_up(host.as_str().to_owned()).await?) as Addrs) })
    }
}
