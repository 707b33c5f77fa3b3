//! Many files into one collection: as jobs of modest size, a window of them at once, with a ledger that survives a crash.

mod atomic;
mod entry;
mod ledger;
mod names;
mod plan;
mod resume;
mod run;
mod search;
#[cfg(test)]
mod simulation;
mod window;

use std::time::Duration;

use tokio::time::Instant;

use self::entry::Past;
use self::ledger::Ledger;
use self::plan::Plan;
pub(crate) use self::run::{Run, Target};
use crate::Result;
use crate::follow::{Set, check};
use crate::model::{BulkImport, ImportManyOptions, WaitOptions};

impl Run {
    /// Opens the ledger, if there is one. Nothing is sent yet.
    pub(crate) fn open(
        import: &BulkImport,
        options: &ImportManyOptions,
        wait: &WaitOptions,
        target: Target,
        retry_budget: Duration,
    ) -> Result<Self> {
        check(wait)?;
        let (plan, groups) = Plan::new(import, options)?;
        let (ledger, past) = match &options.ledger {
            Some(path) => Ledger::open(path)?,
            None => (Ledger::default(), Past::default()),
        };
        let mut run = Self::new(plan, ledger, target, Set::new(wait, retry_budget));
        run.resume(past, groups, Instant::now())?;
        Ok(run)
    }
}

/// For how many seconds Milvus may work on the create of a job of so many groups, where its own 30 s may be too short: it
/// looks each file up.
pub(crate) fn seconds_for(groups: usize) -> Option<u32> {
    const USUAL: usize = 64;
    let more = groups.checked_sub(USUAL).filter(|more| *more > 0)?;
    u32::try_from(30 + more / 8).ok()
}
