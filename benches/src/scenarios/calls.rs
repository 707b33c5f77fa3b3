//! Calls over the network: how far is the job?

use super::Scenario;
use crate::clients::{self, Target};
use crate::measure::{Call, Contender, Race};
use crate::options::Options;
use crate::report::Report;
use crate::server::Server;
use crate::{Result, answer};

const LANE: &str = "milvus-import, blocking lane";
const MULTI_THREAD: &str = "milvus-import, multi-thread block_on";
const REQWEST: &str = "reqwest, multi-thread block_on";
#[cfg(feature = "libcurl")]
const LIBCURL: &str = "libcurl, reused handle";

/// One call after the other on one thread.
pub(super) fn one_by_one(server: &Server, details: usize, secure: bool) -> Scenario<'_> {
    let calls = match details {
        1 => 2000,
        100 => 1000,
        _ => 60,
    };
    let title = format!("blocking call, details: {details}, {}", if secure { "TLS" } else { "plain" });
    Scenario::new(title.clone(), move |options| {
        let report = compare(&target(server, details, secure)?, 1, calls, options)?;
        Ok(if details == 1 {
            report.promise(LANE, 2.2, format!("{title}: CPU against a raw socket's"))
        } else {
            report
        })
    })
}

/// So many threads at once, each with one call after the other.
pub(super) fn at_once(server: &Server, threads: usize) -> Scenario<'_> {
    let title = format!("blocking calls of {threads} threads at once, details: 1, plain");
    Scenario::new(title, move |options| compare(&target(server, 1, false)?, threads, 40, options))
}

fn target(server: &Server, details: usize, secure: bool) -> Result<Target> {
    let certificate = secure.then(|| server.certificate.clone());
    Ok(Target { address: server.address(details, secure)?.to_owned(), certificate, details })
}

fn compare(target: &Target, threads: usize, calls: usize, options: &Options) -> Result<Report> {
    let request = clients::recorded()?;
    let floor = Contender::new("floor: raw socket", each(threads, || clients::floor(target, &request))?);
    let mut contenders = vec![
        Contender::new(LANE, clients::lanes(target, threads)?),
        Contender::new(MULTI_THREAD, clients::multi_thread(target, threads)?),
        Contender::new(REQWEST, clients::reqwest(target, threads)?),
    ];
    let peer = libcurl(target, threads, &mut contenders)?.unwrap_or(REQWEST);
    let race = Race { floor, contenders, peer, expect: answer::body(target.details).len() };
    Ok(Report::new(peer, race.run(options.plan(calls))?))
}

/// Adds libcurl where it is built in and speaks what the target speaks, and says under which name.
#[cfg(feature = "libcurl")]
fn libcurl(target: &Target, threads: usize, contenders: &mut Vec<Contender>) -> Result<Option<&'static str>> {
    if target.certificate.is_some() && !cfg!(feature = "libcurl-tls") {
        return Ok(None);
    }
    contenders.push(Contender::new(LIBCURL, each(threads, || clients::libcurl(target))?));
    Ok(Some(LIBCURL))
}

#[cfg(not(feature = "libcurl"))]
#[expect(clippy::unnecessary_wraps, reason = "the signature of its twin")]
fn libcurl(_: &Target, _: usize, _: &mut Vec<Contender>) -> Result<Option<&'static str>> {
    Ok(None)
}

fn each(threads: usize, make: impl Fn() -> Result<Call>) -> Result<Vec<Call>> {
    (0..threads).map(|_| make()).collect()
}
