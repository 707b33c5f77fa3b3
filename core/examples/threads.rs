//! Follows several jobs without async, a thread for each: `cargo run --example threads http://localhost:19530 JOB_ID…`.

use std::thread;

use milvus_import::{Client, WaitOptions};

fn main() -> milvus_import::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let client = Client::builder(arguments.next().unwrap_or_default()).build_blocking()?;
    thread::scope(|scope| {
        for job_id in arguments {
            // Threads may share a client: each call has a connection to itself.
            let client = &client;
            scope.spawn(move || match client.wait(&job_id, &WaitOptions::default(), |_| ()) {
                Ok(done) => println!("{job_id}: {}", done.state),
                Err(error) => println!("{job_id}: {error}"),
            });
        }
    });
    Ok(())
}
