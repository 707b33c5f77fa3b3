//! Runs the real Milvus 2.3.5 for the tests of other languages: prints one line of JSON with its addresses once it
//! answers, and stops it when standard input closes. Each further line of input names a collection of four dimensions to
//! make, and is answered with `ok`.

use std::io::{self, BufRead as _, Write as _};

use milvus_import_tests::milvus::{Error, Server};
use serde_json::json;

fn main() -> Result<(), Error> {
    let server = Server::start()?;
    let mut answers = io::stdout().lock();
    writeln!(answers, "{}", json!({"management_uri": server.management_uri(), "proxy_uri": server.proxy_uri()}))?;
    answers.flush()?;
    for collection in io::stdin().lock().lines() {
        server.create_collection(collection?.trim(), 4)?;
        writeln!(answers, "ok")?;
        answers.flush()?;
    }
    server.stop();
    Ok(())
}
