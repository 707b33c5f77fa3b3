//! Lists the jobs of a server, page by page, as JSON: `cargo run --example list http://localhost:19530`.

use milvus_import::{Client, ListImportJobs};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder(std::env::args().nth(1).ok_or("usage: list URI")?).build()?;
    let mut pages = client.pages(&ListImportJobs::default());
    while let Some(page) = pages.next().await {
        for job in page?.jobs {
            println!("{}", serde_json::to_string(&job)?);
        }
    }
    Ok(())
}
