//! A TCP connection that can be reset, and that can close when it is idle for too long.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use crate::lock;
use crate::service::Service;

/// What is known about a client's connection outside of it.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) number: u64,
    /// Close with a reset instead of an orderly end.
    pub(crate) reset: AtomicBool,
    /// Since when the head of a request has been on its way.
    arriving: Mutex<Option<Instant>>,
}

impl Peer {
    /// A new connection, whose first request is on its way.
    pub(crate) fn new(number: u64) -> Self {
        Self { number, reset: AtomicBool::new(false), arriving: Mutex::new(Some(Instant::now())) }
    }

    /// The head of a request is here.
    pub(crate) fn arrived(&self) {
        *lock(&self.arriving) = None;
    }
}

pub(crate) struct Line {
    stream: TcpStream,
    peer: Arc<Peer>,
    service: Arc<Service>,
    /// When the last answer was written, unless a request has arrived since. A connection that never had an answer is not
    /// idle: its first request is on its way.
    idle_since: Option<Instant>,
    end: Pin<Box<Sleep>>,
}

impl Line {
    pub(crate) fn new(stream: TcpStream, peer: Arc<Peer>, service: Arc<Service>) -> Self {
        // Without this a small answer in two writes can wait for the client's acknowledgement.
        drop(stream.set_nodelay(true));
        let end = Box::pin(tokio::time::sleep_until(Instant::now()));
        Self { stream, peer, service, idle_since: None, end }
    }

    /// When a silent connection is to be closed: a request comes too slowly, or none comes for too long.
    fn end(&self) -> Option<Instant> {
        match (*lock(&self.peer.arriving), self.idle_since) {
            (Some(since), _) => since.checked_add(self.service.config.request_limit),
            (None, Some(since)) => (*lock(&self.service.idle_limit)).and_then(|limit| since.checked_add(limit)),
            (None, None) => None,
        }
    }

    /// Whether that time has come; if not, the task is woken when it has.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(end) = self.end() else { return Poll::Pending };
        self.end.as_mut().reset(end);
        self.end.as_mut().poll(cx)
    }

    /// An answer is on its way, and after it nothing is until the next request begins.
    fn answering(&mut self) {
        self.idle_since = Some(Instant::now());
        self.peer.arrived();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.peer.reset.load(Ordering::Relaxed) {
            drop(self.stream.set_zero_linger());
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if read.is_ready() {
            if self.idle_since.take().is_some() {
                *lock(&self.peer.arriving) = Some(Instant::now());
            }
            return read;
        }
        // The connection ends as if the client had closed it: nothing was read.
        self.poll_end(cx).map(Ok)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.answering();
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.answering();
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
