//! reqwest as its documentation shows it, under `block_on` of one multi-thread runtime.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;

use super::{PATH, TOKEN, Target};
use crate::answer::JOB_ID;
use crate::measure::Call;
use crate::{Result, tls};

/// One client for so many threads, with the timeout that the product has.
pub(crate) fn reqwest(target: &Target, threads: usize) -> Result<Vec<Call>> {
    // Named outright, because the crate is built here without a default TLS provider.
    let tls = tls::client(target.certificate.as_deref())?;
    let builder = reqwest::Client::builder().timeout(Duration::from_secs(20)).tls_backend_preconfigured(tls);
    let client = builder.build()?;
    let runtime = Arc::new(Runtime::new()?);
    let url = format!("{}{PATH}", target.url());
    let call = || -> Call {
        let (client, runtime, url) = (client.clone(), Arc::clone(&runtime), url.clone());
        Box::new(move || {
            let answer = runtime.block_on(async {
                let request = client.post(&url).bearer_auth(TOKEN).header("content-type", "application/json");
                request.body(format!(r#"{{"jobId":"{JOB_ID}"}}"#)).send().await?.error_for_status()?.bytes().await
            });
            Ok(answer?.len())
        })
    };
    Ok((0..threads).map(|_| call()).collect())
}
