//! libcurl with a handle that is kept between calls, as its documentation advises.

use std::time::Duration;

use curl::easy::{Easy2, Handler, List, WriteError};

use super::{PATH, TOKEN, Target};
use crate::Result;
use crate::answer::JOB_ID;
use crate::measure::Call;

#[derive(Default)]
struct Body(Vec<u8>);

impl Handler for Body {
    fn write(&mut self, data: &[u8]) -> Result<usize, WriteError> {
        self.0.extend_from_slice(data);
        Ok(data.len())
    }
}

/// One handle, for one thread.
pub(crate) fn libcurl(target: &Target) -> Result<Call> {
    let mut handle = Easy2::new(Body::default());
    handle.url(&format!("{}{PATH}", target.url()))?;
    handle.post(true)?;
    handle.post_fields_copy(format!(r#"{{"jobId":"{JOB_ID}"}}"#).as_bytes())?;
    handle.timeout(Duration::from_secs(20))?;
    handle.fail_on_error(true)?;
    let mut headers = List::new();
    headers.append("content-type: application/json")?;
    headers.append(&format!("authorization: Bearer {TOKEN}"))?;
    handle.http_headers(headers)?;
    if let Some(certificate) = &target.certificate {
        handle.ssl_cainfo_blob(certificate.as_bytes())?;
    }
    Ok(Box::new(move || {
        handle.get_mut().0.clear();
        handle.perform()?;
        Ok(handle.get_ref().0.len())
    }))
}
