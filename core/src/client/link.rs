//! A connection that makes progress only while somebody waits for an answer on it.
//!
//! hyper splits a connection in two: a handle for requests, and a future that does the work, usually a task of its own. Here
//! both are polled together: a task that wakes a task costs the runtime one more look at the network for every call.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::{Connection, SendRequest, handshake};
use hyper_rustls::MaybeHttpsStream;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::Instant;

type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// A kept-alive HTTP/1.1 connection.
pub(super) struct Link {
    requests: SendRequest<Full<Bytes>>,
    worker: Worker,
}

/// The half that reads and writes; `None` once the connection has ended.
struct Worker {
    connection: Option<Box<Connection<Stream, Full<Bytes>>>>,
    doorbell: Arc<Doorbell>,
}

impl Link {
    pub(super) async fn over(stream: Stream) -> hyper::Result<Self> {
        let (requests, connection) = handshake(stream).await?;
        let worker = Worker { connection: Some(Box::new(connection)), doorbell: Arc::default() };
        Ok(Self { requests, worker })
    }

    /// Sends a request and hands its answer to `read`, the body still to come. Ends at the deadline also while bytes flow.
    pub(super) async fn exchange<T, F: Future<Output = T>>(
        &mut self,
        request: http::Request<Full<Bytes>>,
        deadline: Instant,
        read: impl FnOnce(http::Response<Incoming>) -> F,
    ) -> Result<T, Broken> {
        let Self { requests, worker } = self;
        // Pinned where it is made: futures are large, and every call would move them about.
        let call = pin!(async move {
            requests.ready().await?;
            let answer = requests.send_request(request).await?;
            Ok(read(answer).await)
        });
        worker.drive(call, deadline).await.unwrap_or(Err(Broken::TimeIsUp))
    }
}

/// Why a connection gave no answer.
pub(super) enum Broken {
    /// It ended, or talked something else than HTTP.
    Lost(hyper::Error),
    /// The deadline came first.
    TimeIsUp,
}

impl From<hyper::Error> for Broken {
    fn from(error: hyper::Error) -> Self {
        Self::Lost(error)
    }
}

impl Worker {
    /// Works until the call is done; `None` once the deadline has passed. A timer around it is not enough: a server that
    /// sends without a pause keeps this busy, and timers are only looked at in between.
    fn drive<T>(
        &mut self,
        mut call: Pin<&mut impl Future<Output = T>>,
        deadline: Instant,
    ) -> impl Future<Output = Option<T>> {
        /// Far more than an answer in one piece needs.
        const ROUNDS: usize = 16;
        let waker = Waker::from(Arc::clone(&self.doorbell));
        poll_fn(move |task| {
            self.doorbell.answer_from_here(task.waker());
            let mut cx = Context::from_waker(&waker);
            let mut rounds = 0;
            while self.doorbell.has_rung() {
                // First, so that a connection which the server has closed is not written to.
                self.work(&mut cx);
                if let Poll::Ready(answer) = call.as_mut().poll(&mut cx) {
                    return Poll::Ready(Some(answer));
                }
                rounds += 1;
                if rounds > 1 && Instant::now() >= deadline {
                    return Poll::Ready(None);
                }
                if rounds == ROUNDS {
                    // Others have their turn: timers, Ctrl-C, a cancel.
                    task.waker().wake_by_ref();
                    break;
                }
            }
            self.doorbell.answer_by_waking();
            Poll::Pending
        })
    }

    fn work(&mut self, cx: &mut Context<'_>) {
        // How it ended shows at the handle for requests.
        let ended = self.connection.as_mut().is_some_and(|connection| Pin::new(connection).poll(cx).is_ready());
        if ended {
            self.connection = None;
        }
    }
}

/// What both halves wake. While they are being polled it only has them polled again; else it wakes the task around them.
#[derive(Default)]
struct Doorbell {
    rung: AtomicBool,
    answering: AtomicBool,
    task: Mutex<Option<Waker>>,
}

impl Doorbell {
    /// From now on rings are seen by [`Self::has_rung`], which says so at least once.
    fn answer_from_here(&self, task: &Waker) {
        let mut known = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.as_ref().is_some_and(|known| known.will_wake(task)) {
            *known = Some(task.clone());
        }
        self.answering.store(true, Ordering::SeqCst);
        self.rung.store(true, Ordering::SeqCst);
    }

    fn has_rung(&self) -> bool {
        self.rung.swap(false, Ordering::SeqCst)
    }

    fn answer_by_waking(&self) {
        self.answering.store(false, Ordering::SeqCst);
        // Another thread may have rung just before.
        if self.rung.load(Ordering::SeqCst) {
            self.wake_task();
        }
    }

    fn wake_task(&self) {
        if let Some(task) = &*self.task.lock().unwrap_or_else(PoisonError::into_inner) {
            task.wake_by_ref();
        }
    }
}

impl Wake for Doorbell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rung.store(true, Ordering::SeqCst);
        if !self.answering.load(Ordering::SeqCst) {
            self.wake_task();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use super::*;

    /// Drives a call that is never done and never pauses, as one is while a server sends without end. Whoever never gives
    /// way here never comes back, so that is told from another thread.
    fn driving(deadline: Duration, other: Option<Duration>) -> Option<&'static str> {
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            let ended = runtime.block_on(async {
                let mut worker = Worker { connection: None, doorbell: Arc::default() };
                let call = pin!(poll_fn(|cx| {
                    cx.waker().wake_by_ref();
                    Poll::<()>::Pending
                }));
                let driven = worker.drive(call, Instant::now() + deadline);
                tokio::select! {
                    ended = driven => if ended.is_none() { "deadline" } else { "answer" },
                    () = tokio::time::sleep(other.unwrap_or(Duration::MAX)) => "other",
                }
            });
            let _ = tell.send(ended);
        });
        told.recv_timeout(Duration::from_secs(30)).ok()
    }

    #[test]
    fn the_deadline_counts_while_bytes_flow() {
        assert_eq!(driving(Duration::from_millis(20), None), Some("deadline"));
    }

    #[test]
    fn others_have_their_turn_while_bytes_flow() {
        assert_eq!(driving(Duration::from_secs(3600), Some(Duration::from_millis(20))), Some("other"));
    }
}
