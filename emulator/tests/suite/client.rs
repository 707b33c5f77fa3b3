//! An HTTP client of a few lines: what an emulator's answers are must not depend on a library's opinion of them.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, UNIX_EPOCH};

use milvus_import_emulator::{Emulator, EmulatorBuilder};
use serde_json::Value;

/// The contract's examples are from this second, 2025-01-16T08:42:09Z.
pub(crate) const EPOCH: Duration = Duration::from_secs(1_737_016_929);

/// An emulator whose clock stands still at [`EPOCH`].
pub(crate) fn emulator(server: &str) -> EmulatorBuilder {
    Emulator::builder().server(server.parse().unwrap()).start_time(UNIX_EPOCH + EPOCH).speed(0.0)
}

pub(crate) fn started(server: &str) -> Emulator {
    emulator(server).start_blocking().unwrap()
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }
}

/// A connection that is kept from one request to the next.
pub(crate) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(crate) fn open(emulator: &Emulator) -> Self {
        Self(BufReader::new(TcpStream::connect(emulator.address()).unwrap()))
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> io::Result<Reply> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            request.extend([name, ": ", value, "\r\n"]);
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.0.get_mut().write_all(request.as_bytes())?;
        receive(&mut self.0)
    }

    /// What arrives until the server closes the connection.
    pub(crate) fn rest(&mut self) -> io::Result<Vec<u8>> {
        let mut rest = Vec::new();
        self.0.read_to_end(&mut rest).map(|_| rest)
    }
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if from.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

pub(crate) fn receive(from: &mut impl BufRead) -> io::Result<Reply> {
    let status = line(from)?.split(' ').nth(1).unwrap().parse().unwrap();
    let mut reply = Reply { status, headers: Vec::new(), body: Vec::new() };
    loop {
        let line = line(from)?;
        let Some((name, value)) = line.split_once(": ") else { break };
        reply.headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    if reply.header("transfer-encoding") == Some("chunked") {
        loop {
            let length = usize::from_str_radix(&line(from)?, 16).unwrap();
            let mut chunk = vec![0; length];
            from.read_exact(&mut chunk)?;
            line(from)?;
            if length == 0 {
                break;
            }
            reply.body.extend(chunk);
        }
    } else {
        let length: u64 = reply.header("content-length").unwrap_or("0").parse().unwrap();
        from.take(length).read_to_end(&mut reply.body)?;
        if u64::try_from(reply.body.len()).unwrap() < length {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, reply.text().to_owned()));
        }
    }
    Ok(reply)
}

pub(crate) fn call(emulator: &Emulator, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    Connection::open(emulator).send(method, path, headers, body).unwrap()
}

/// A milvus-v2 or zilliz-v2 call.
pub(crate) fn import(emulator: &Emulator, route: &str, body: &str) -> Value {
    call(emulator, "POST", &format!("/v2/vectordb/jobs/import/{route}"), &[], body).json()
}

pub(crate) fn progress(emulator: &Emulator, id: &str) -> Value {
    import(emulator, "get_progress", &format!(r#"{{"jobId":"{id}"}}"#))
}

pub(crate) fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}
