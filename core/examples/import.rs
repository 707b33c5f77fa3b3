//! Starts an import and follows it to its end: `cargo run --example import http://localhost:19530 books books/1.parquet`.

use std::process::ExitCode;

use milvus_import::{BulkImport, Client, ErrorCode, WaitOptions};

#[tokio::main]
async fn main() -> milvus_import::Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let (Some(uri), Some(collection), Some(file)) = (arguments.next(), arguments.next(), arguments.next()) else {
        eprintln!("usage: import URI COLLECTION FILE");
        return Ok(ExitCode::from(2));
    };
    // The token is in MILVUS_TOKEN.
    let client = Client::builder(uri).build()?;

    let mut import = BulkImport::default();
    import.collection_name = collection;
    // One inner list is one JSON or Parquet file, or one set of NumPy files.
    import.files = vec![vec![file]];
    let job = client.bulk_import(&import).await?;
    println!("{}", job.job_id);

    let done = client
        .wait(&job.job_id, &WaitOptions::default(), |progress| {
            println!("{} % {}", progress.progress, progress.phase);
        })
        .await;
    match done {
        Ok(done) => println!("{} rows", done.imported_rows.unwrap_or(0)),
        Err(error) if error.code() == ErrorCode::ImportFailed => {
            eprintln!("{}", error.message());
            return Ok(ExitCode::FAILURE);
        }
        Err(error) => return Err(error),
    }
    Ok(ExitCode::SUCCESS)
}
