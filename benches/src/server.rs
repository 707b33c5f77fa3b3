//! The server: a process of its own on a core of its own, one thread for each connection, ready-made answers.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::wire::read_message;
use crate::{Result, answer, machine, tls};

/// The sizes of answer that are served, in details.
pub(crate) const DETAILS: [usize; 3] = [1, 100, 10_000];

/// The server process. It ends with this value, or with its parent.
pub(crate) struct Server {
    process: Child,
    addresses: Vec<(usize, bool, String)>,
    /// The certificate (PEM) of its TLS addresses.
    pub(crate) certificate: String,
}

impl Server {
    /// Starts this program again as the server.
    pub(crate) fn start(core: usize) -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["serve", &core.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(process.stdout.take().ok_or("the server has no output")?).lines();
        let mut addresses = Vec::new();
        for details in DETAILS {
            for secure in [false, true] {
                addresses.push((details, secure, lines.next().ok_or("the server did not start")??));
            }
        }
        let mut certificate = String::new();
        while !certificate.contains("-----END") {
            certificate += &lines.next().ok_or("the server sent no certificate")??;
            certificate.push('\n');
        }
        Ok(Self { process, addresses, certificate })
    }

    /// `host:port` of the answer with so many details.
    pub(crate) fn address(&self, details: usize, secure: bool) -> Result<&str> {
        let found = self.addresses.iter().find(|(d, s, _)| (*d, *s) == (details, secure));
        Ok(found.map(|(_, _, address)| address.as_str()).ok_or("no such address")?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The server process's whole life: tells its addresses and certificate, and serves until its input is closed.
pub(crate) fn serve(core: usize) -> Result<()> {
    machine::pin(core)?;
    let (config, certificate) = tls::server()?;
    let mut out = io::stdout().lock();
    for details in DETAILS {
        let answer: Arc<[u8]> = answer::http(&answer::body(details)).into();
        for config in [None, Some(&config)] {
            let listener = TcpListener::bind("127.0.0.1:0")?;
            writeln!(out, "{}", listener.local_addr()?)?;
            let (answer, config) = (Arc::clone(&answer), config.cloned());
            thread::spawn(move || accept(&listener, &answer, config.as_ref()));
        }
    }
    writeln!(out, "{}", certificate.trim_end())?;
    out.flush()?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn accept(listener: &TcpListener, answer: &Arc<[u8]>, config: Option<&Arc<ServerConfig>>) {
    for stream in listener.incoming().flatten() {
        let (answer, config) = (Arc::clone(answer), config.cloned());
        // A client that goes away is no fault of the run: its own calls fail and say so.
        thread::spawn(move || talk(stream, &answer, config).is_ok());
    }
}

fn talk(stream: TcpStream, answer: &[u8], config: Option<Arc<ServerConfig>>) -> Result<()> {
    stream.set_nodelay(true)?;
    match config {
        None => reply(stream, answer),
        Some(config) => reply(StreamOwned::new(ServerConnection::new(config)?, stream), answer),
    }
}

fn reply(mut stream: impl Read + Write, answer: &[u8]) -> Result<()> {
    let mut buffer = vec![0; 16 << 10];
    while !read_message(&mut stream, &mut buffer)?.is_empty() {
        stream.write_all(answer)?;
    }
    Ok(())
}
