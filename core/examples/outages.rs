//! Follows a job through outages of the server, and says so: `cargo run --example outages http://localhost:19530 JOB_ID`.

use std::time::Duration;

use milvus_import::{Client, Event, WaitOptions};

#[tokio::main]
async fn main() -> milvus_import::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(uri), Some(job_id)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: outages URI JOB_ID");
        return Ok(());
    };
    let client = Client::builder(uri).build()?;

    let mut options = WaitOptions::default();
    // Give up an hour after the start, and ten minutes after the server's last good answer.
    options.timeout = Some(Duration::from_secs(60 * 60));
    options.fault_budget = Some(Duration::from_secs(10 * 60));
    let mut watch = client.watch(&job_id, &options);
    while let Some(event) = watch.next_event().await {
        match event? {
            Event::Progress(progress) => println!("{} % {}", progress.progress, progress.phase),
            Event::Outage(outage) => println!("{outage}"),
            _ => println!("the server answers again"),
        }
    }
    let done = watch.outcome()?;
    println!("{}", done.state);
    Ok(())
}
