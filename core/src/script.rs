//! A server in process for tests: it plays answers in order, on a clock that may jump.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::time::Instant;

use crate::client::{Answer, Exchange, Transport, Via};
use crate::protocol::{Request, Response};
use crate::{Client, Error, ErrorCode};

/// Plays answers in order, the last one for ever, and notes when each was asked for.
pub(crate) struct Script {
    answers: Mutex<VecDeque<Response>>,
    pub(crate) asked: Mutex<Vec<Instant>>,
}

impl Transport for Script {
    fn send<'a>(&'a self, _: &'a Request, _: Via, _: Instant) -> Answer<'a> {
        self.asked.lock().unwrap().push(Instant::now());
        let mut answers = self.answers.lock().unwrap();
        let next = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(async move {
            let response = next.ok_or_else(|| Error::new(ErrorCode::Internal, "no script"))?;
            Ok(Exchange { response, reused: true })
        })
    }
}

/// A client of such a server.
pub(crate) fn client(answers: &[Response]) -> (Client, Arc<Script>) {
    let script = Arc::new(Script { answers: Mutex::new(answers.to_vec().into()), asked: Mutex::default() });
    // Clocks that jump share no budget.
    let token = format!("token {}", fastrand::u64(..));
    let client = Client::builder("http://localhost:1").token(token).build().unwrap().with_transport(script.clone());
    (client, script)
}

pub(crate) fn answer(status: u16, body: &str) -> Response {
    Response { status, body: body.to_owned().into(), ..Response::default() }
}

pub(crate) fn busy(retry_after: &str) -> Response {
    let mut busy = answer(429, "slow down");
    busy.headers.insert("retry-after", retry_after.parse().unwrap());
    busy
}
