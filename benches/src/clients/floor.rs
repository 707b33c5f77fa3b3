//! The floor: a socket, the request's bytes out, the answer's bytes in, nothing understood.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::{ClientConnection, StreamOwned};

use super::Target;
use crate::measure::Call;
use crate::{Result, answer, tls};

/// A kept-alive connection; over TLS the same with rustls on the blocking socket.
pub(crate) fn floor(target: &Target, request: &[u8]) -> Result<Call> {
    let stream = TcpStream::connect(&target.address)?;
    stream.set_nodelay(true)?;
    if target.certificate.is_none() {
        return Ok(exchange(stream, target, request));
    }
    let config = Arc::new(tls::client(target.certificate.as_deref())?);
    let connection = ClientConnection::new(config, "127.0.0.1".try_into()?)?;
    Ok(exchange(StreamOwned::new(connection, stream), target, request))
}

fn exchange(mut stream: impl Read + Write + Send + 'static, target: &Target, request: &[u8]) -> Call {
    let body = answer::body(target.details);
    let mut buffer = vec![0; answer::http(&body).len()];
    let (request, body) = (request.to_vec(), body.len());
    Box::new(move || {
        stream.write_all(&request)?;
        stream.read_exact(&mut buffer)?;
        Ok(body)
    })
}
