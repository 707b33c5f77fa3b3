//! milvus-import itself, through its public API.

use std::sync::Arc;

use milvus_import::{ClientBuilder, ImportProgress};
use tokio::runtime::Runtime;

use super::{TOKEN, Target};
use crate::Result;
use crate::answer::JOB_ID;
use crate::measure::Call;

/// The blocking client, which runs each call on a lane; one client for so many threads.
pub(crate) fn lanes(target: &Target, threads: usize) -> Result<Vec<Call>> {
    let client = builder(target).build_blocking()?;
    check(&client.get_import_progress(JOB_ID)?, target)?;
    let call = || -> Call {
        let client = client.clone();
        Box::new(move || Ok(client.get_import_progress(JOB_ID)?.raw().len()))
    };
    Ok((0..threads).map(|_| call()).collect())
}

/// The asynchronous client under `block_on` of one multi-thread runtime: what the lanes are there to beat.
pub(crate) fn multi_thread(target: &Target, threads: usize) -> Result<Vec<Call>> {
    let runtime = Arc::new(Runtime::new()?);
    let client = builder(target).build()?;
    check(&runtime.block_on(client.get_import_progress(JOB_ID))?, target)?;
    let call = || -> Call {
        let (runtime, client) = (Arc::clone(&runtime), client.clone());
        Box::new(move || Ok(runtime.block_on(client.get_import_progress(JOB_ID))?.raw().len()))
    };
    Ok((0..threads).map(|_| call()).collect())
}

fn builder(target: &Target) -> ClientBuilder {
    let builder = ClientBuilder::new().uri(target.url()).token(TOKEN);
    match &target.certificate {
        Some(certificate) => builder.ca_cert(certificate.as_str()),
        None => builder,
    }
}

/// Whether the whole answer was understood, details included: a fast wrong answer is no result.
fn check(progress: &ImportProgress, target: &Target) -> Result<()> {
    let right = progress.job_id == JOB_ID
        && progress.progress == 55
        && progress.total_rows == Some(100_000)
        && progress.details()?.len() == target.details;
    if right { Ok(()) } else { Err(format!("a wrong answer: {progress:?}").into()) }
}
