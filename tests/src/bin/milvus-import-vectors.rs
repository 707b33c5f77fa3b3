//! Serves the vectors to the runners of all languages: prints the server's address, and ends with its standard input.

use std::io::{self, Read as _};

use milvus_import_tests::served::Served;
use milvus_import_tests::vectors;

fn main() -> io::Result<()> {
    let served = Served::start(vectors::load().map_err(io::Error::other)?)?;
    println!("{}", served.uri());
    io::stdin().read_to_end(&mut Vec::new()).map(drop)
}
