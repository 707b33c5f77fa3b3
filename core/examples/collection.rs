//! Follows all imports into a collection, with few requests: `cargo run --example collection http://localhost:19530 books`.

use std::process::ExitCode;

use milvus_import::{Client, JobEvent, WaitOptions};

#[tokio::main]
async fn main() -> milvus_import::Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let (Some(uri), Some(collection)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: collection URI COLLECTION");
        return Ok(ExitCode::from(2));
    };
    let client = Client::builder(uri).build()?;

    let mut watch = client.watch_collection(&collection, &WaitOptions::default());
    let mut failed = 0;
    while let Some(event) = watch.next().await {
        match event? {
            JobEvent::Progress(progress) => println!("{}: {} %", progress.job_id, progress.progress),
            JobEvent::Ended { job_id, outcome: Ok(done) } => println!("{job_id}: {}", done.state),
            JobEvent::Ended { job_id, outcome: Err(error) } => {
                println!("{job_id}: {error}");
                failed += 1;
            }
            JobEvent::Outage(outage) => println!("{outage}"),
            _ => println!("the server answers again"),
        }
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
