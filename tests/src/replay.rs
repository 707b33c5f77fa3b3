//! A scripted HTTP/1.1 server on loopback: it plays canned answers in order and keeps the requests that it got.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long a peer may keep the server waiting for a part of its request.
const PATIENCE: Duration = Duration::from_secs(10);

/// An answer to play.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers besides `content-length` and `connection`.
    pub headers: BTreeMap<String, String>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

/// A request that came.
#[derive(Debug, Clone)]
pub struct Received {
    /// HTTP method.
    pub method: String,
    /// Path with its query, as sent.
    pub path: String,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

/// The running server. Every connection serves one request, so that a pool in the client cannot hide one.
#[derive(Debug)]
pub struct Replay {
    address: SocketAddr,
    finished: Arc<AtomicBool>,
    server: JoinHandle<io::Result<Vec<Received>>>,
}

impl Replay {
    /// Starts on a free port. A request beyond the last answer gets HTTP 500, and is kept too.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start(answers: Vec<Answer>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let finished = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&finished);
        let server = thread::spawn(move || serve(&listener, answers, &ends));
        Ok(Self { address, finished, server })
    }

    /// The server's address, `http://host:port`.
    pub fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops the server and returns what it received, in order.
    ///
    /// # Errors
    /// When a peer sent no complete HTTP request.
    pub fn finish(self) -> io::Result<Vec<Received>> {
        self.finished.store(true, Ordering::SeqCst);
        // Wakes the server from waiting for a connection; it may have ended by itself.
        drop(TcpStream::connect(self.address));
        self.server.join().unwrap_or_else(|_| Err(io::Error::other("the server panicked")))
    }
}

fn serve(listener: &TcpListener, answers: Vec<Answer>, finished: &AtomicBool) -> io::Result<Vec<Received>> {
    let mut answers = answers.into_iter();
    let mut received = Vec::new();
    loop {
        let (mut stream, _) = listener.accept()?;
        if finished.load(Ordering::SeqCst) {
            return Ok(received);
        }
        stream.set_read_timeout(Some(PATIENCE))?;
        received.push(read(&stream)?);
        let none_left = || Answer { status: 500, headers: BTreeMap::new(), body: b"no answer is left".to_vec() };
        // A client that refuses a large answer closes before it has it all.
        let _ = write(&mut stream, &answers.next().unwrap_or_else(none_left));
    }
}

pub(crate) fn read(stream: &TcpStream) -> io::Result<Received> {
    let mut reader = BufReader::new(stream);
    let start = line(&mut reader)?;
    let mut parts = start.split(' ').map(str::to_owned);
    let (method, path) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let mut headers = BTreeMap::new();
    loop {
        let header = line(&mut reader)?;
        let Some((name, value)) = header.split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(Ok(0), |length| length.parse()).map_err(io::Error::other)?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Received { method, path, headers, body })
}

/// One line of the head, without its end.
fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    match reader.read_line(&mut line)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line.trim_end_matches(['\r', '\n']).to_owned()),
    }
}

pub(crate) fn write(stream: &mut TcpStream, answer: &Answer) -> io::Result<()> {
    let mut bytes = format!("HTTP/1.1 {} Scripted\r\n", answer.status).into_bytes();
    for (name, value) in &answer.headers {
        write!(bytes, "{name}: {value}\r\n")?;
    }
    write!(bytes, "content-length: {}\r\nconnection: close\r\n\r\n", answer.body.len())?;
    bytes.extend_from_slice(&answer.body);
    stream.write_all(&bytes)
}
