//! The vectors behind one server: it plays each case below an address of its own and judges the requests, so that a runner
//! in any language only makes the calls and compares what they return.

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::http::{Answer, Received, read, write};
use crate::vectors::{Case, Request, Response};

/// How long a peer may keep the server waiting for a part of its request.
const PATIENCE: Duration = Duration::from_secs(10);

/// The running server; it ends with the process.
#[derive(Debug)]
pub struct Served {
    address: SocketAddr,
    cases: Arc<Vec<Played>>,
}

#[derive(Debug)]
struct Played {
    case: Case,
    received: Mutex<Vec<Received>>,
}

impl Served {
    /// Starts on a free port. Every connection serves one request, so that a pool in the client cannot hide one.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start(cases: Vec<Case>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let played = cases.into_iter().map(|case| Played { case, received: Mutex::default() });
        let cases: Arc<Vec<_>> = Arc::new(played.collect());
        let served = Arc::clone(&cases);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let cases = Arc::clone(&served);
                // A client that refuses a large answer closes before it has it all.
                thread::spawn(move || serve(stream, address, &cases).unwrap_or_default());
            }
        });
        Ok(Self { address, cases })
    }

    /// The server's address, `http://host:port`. Below it:
    ///
    /// * `GET /cases`: the cases as an array: `name`, `why`, `uri` (the case's own address, for the client), `client`, `call`,
    ///   and `result`, with every member, or `error`.
    /// * `GET /cases/N/verdict`, after the call: empty where just the right requests came, else what was wrong. The case can
    ///   be run again then.
    pub fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address of a case, for its client.
    pub fn uri_of(&self, case: usize) -> String {
        let prefix = self.cases.get(case).and_then(|played| played.case.client.path_prefix.clone());
        format!("{}/cases/{case}{}", self.uri(), prefix.unwrap_or_default())
    }

    /// What was wrong about the requests of a case since the last verdict.
    ///
    /// # Errors
    /// What was wrong.
    pub fn verdict(&self, case: usize) -> Result<(), String> {
        self.cases.get(case).ok_or("no such case").map_err(str::to_owned).and_then(Played::verdict)
    }
}

impl Played {
    fn received(&self) -> MutexGuard<'_, Vec<Received>> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a request. One beyond the last answer gets HTTP 500, and is kept too.
    fn answer(&self, request: Received) -> Result<Answer, String> {
        let mut received = self.received();
        received.push(request);
        let exchange = self.case.exchanges.get(received.len() - 1);
        let none_left = || Ok(text(500, "no answer is left".to_owned()));
        exchange.map_or_else(none_left, |exchange| answer(&exchange.response))
    }

    fn verdict(&self) -> Result<(), String> {
        judge(&self.case, &std::mem::take(&mut *self.received()))
    }
}

/// Whether these are just the requests of a case.
///
/// # Errors
/// What is wrong.
pub fn judge(case: &Case, received: &[Received]) -> Result<(), String> {
    let exchanges = &case.exchanges;
    let paths = || received.iter().map(|request| request.path.as_str()).collect::<Vec<_>>();
    check(received.len() == exchanges.len(), || {
        format!("{} requests instead of {}: {:?}", received.len(), exchanges.len(), paths())
    })?;
    exchanges.iter().zip(received).try_for_each(|(exchange, request)| compare(&exchange.request, request))
}

fn serve(mut stream: TcpStream, address: SocketAddr, cases: &[Played]) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = read(&stream)?;
    let of_case = request.path.strip_prefix("/cases/").map(|rest| {
        let end = rest.find('/').unwrap_or(rest.len());
        let (number, path) = rest.split_at(end);
        (number.parse().ok().and_then(|number: usize| cases.get(number)), path.to_owned())
    });
    let answer = match of_case {
        None if request.path == "/cases" => text(200, listed(cases, address).to_string()),
        Some((Some(played), path)) if path == "/verdict" => text(200, played.verdict().err().unwrap_or_default()),
        Some((Some(played), path)) => played.answer(Received { path, ..request }).unwrap_or_else(|why| text(500, why)),
        _ => text(404, "no such case".to_owned()),
    };
    write(&mut stream, &answer)
}

/// The cases as a runner needs them.
fn listed(cases: &[Played], address: SocketAddr) -> Value {
    let case = |(number, played): (usize, &Played)| {
        let Case { name, why, client, call, error, .. } = &played.case;
        let prefix = client.path_prefix.as_deref().unwrap_or_default();
        let mut shown = json!({
            "name": name,
            "why": why,
            "uri": format!("http://{address}/cases/{number}{prefix}"),
            "client": client,
            "call": call,
        });
        match played.case.full_result() {
            Some(result) => shown["result"] = result,
            None => shown["error"] = json!(error),
        }
        shown
    };
    cases.iter().enumerate().map(case).collect()
}

fn text(status: u16, body: String) -> Answer {
    Answer { status, headers: BTreeMap::new(), body: body.into_bytes() }
}

fn answer(response: &Response) -> Result<Answer, String> {
    let mut headers = BTreeMap::from([("content-type".to_owned(), "application/json".to_owned())]);
    headers.extend(response.headers.clone());
    Ok(Answer { status: response.status, headers, body: response.bytes()? })
}

fn compare(expected: &Request, got: &Received) -> Result<(), String> {
    let header = |name: &str| got.headers.get(name).map(String::as_str);
    let body = if got.body.is_empty() { None } else { serde_json::from_slice(&got.body).ok() };
    let text = String::from_utf8_lossy(&got.body);
    check(expected.method == got.method, || format!("method {}", got.method))?;
    check(expected.path == got.path, || format!("path {} instead of {}", got.path, expected.path))?;
    check(expected.json == body, || format!("body {text} instead of {:?}", expected.json))?;
    check(expected.json.is_some() || got.body.is_empty(), || format!("body {text} instead of none"))?;
    let product = header("user-agent").is_some_and(|agent| agent.starts_with("milvus-import/"));
    check(product, || format!("user-agent {:?}", header("user-agent")))?;
    check(header("accept") == Some("application/json"), || format!("accept {:?}", header("accept")))?;
    let content_type = expected.json.as_ref().map(|_| "application/json");
    check(header("content-type") == content_type, || format!("content-type {:?}", header("content-type")))?;
    for (name, value) in &expected.headers {
        check(header(name) == Some(value), || format!("{name}: {:?} instead of {value:?}", header(name)))?;
    }
    for name in &expected.absent_headers {
        check(header(name).is_none(), || format!("{name}: {:?} must not be there", header(name)))?;
    }
    Ok(())
}

fn check(good: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if good { Ok(()) } else { Err(what()) }
}
