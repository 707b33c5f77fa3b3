//! The request that the product sends, recorded from the product, so that every other client sends no less.

use std::net::TcpListener;
use std::thread;

use super::{Target, product};
use crate::wire::read_message;
use crate::{Result, answer};

/// The route that the product asks first, and every peer too.
pub(crate) const PATH: &str = "/v2/vectordb/jobs/import/get_progress";

/// The bytes of one call of the product.
pub(crate) fn recorded() -> Result<Vec<u8>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let target = Target { address: listener.local_addr()?.to_string(), certificate: None, details: 1 };
    let server = thread::spawn(move || -> Result<Vec<u8>> {
        let (mut stream, _) = listener.accept()?;
        let request = read_message(&mut stream, &mut [0; 16 << 10])?.to_vec();
        std::io::Write::write_all(&mut stream, &answer::http(&answer::body(1)))?;
        Ok(request)
    });
    // Making this client includes one checked call.
    drop(product::lanes(&target, 1)?);
    let request = server.join().map_err(|_| "the recording server panicked")??;
    if !request.starts_with(format!("POST {PATH} ").as_bytes()) {
        return Err("the product asks another route than the peers: update PATH".into());
    }
    Ok(request)
}
