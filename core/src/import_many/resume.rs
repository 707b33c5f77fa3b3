//! Going on where a ledger ends.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use tokio::time::Instant;

use super::entry::{Begun, Fate, Past, PastPart, VERSION, age};
use super::plan::{Group, names_of};
use super::run::{Part, Run};
use crate::follow::JobEvent;
use crate::{Error, ErrorCode, Result};

/// Servers forget a finished job after 3 hours (48 from Milvus 2.6.24 and 3.0.2 on).
const REMEMBERED: Duration = Duration::from_secs(3 * 3600);
/// Servers know an idempotency key for about 24 hours.
const KEY_KNOWN: Duration = Duration::from_secs(20 * 3600);

impl Run {
    /// Takes up what the ledger says; of `groups`, what is asked for now, the rest waits to be started.
    pub(super) fn resume(&mut self, past: Past, groups: Vec<Group>, now: Instant) -> Result<()> {
        if let Some(begun) = past.begun {
            self.check_begun(&begun)?;
            self.key = begun.run;
            self.before = begun.jobs_before.map(|job_ids| job_ids.into_iter().collect());
            self.begun = true;
        }
        // Signed URLs are not kept: what was given now has them.
        let mut given: HashMap<Group, Group> = groups.iter().map(|group| (names_of(group), group.clone())).collect();
        let mut known: HashMap<String, Group> = HashMap::new();
        let mut failed: BTreeMap<usize, (Vec<Group>, Error)> = BTreeMap::new();
        let mut open: Vec<Group> = Vec::new();
        let mut fails_all = false;
        let last = last_parts(&past.parts);
        for (number, part) in past.parts {
            for group in &part.files {
                known.extend(group.iter().map(|name| (name.clone(), group.clone())));
            }
            let is_last = |group: &Group| last.get(group) == Some(&number);
            let full = |group: Group| given.get(&group).cloned().unwrap_or(group);
            self.next_part = number + 1;
            if let Fate::Failed { reason, left_out } = part.fate {
                let (bad, good): (Vec<_>, Vec<_>) = part
                    .files
                    .into_iter()
                    .filter(is_last)
                    .partition(|group| left_out.as_ref().is_none_or(|bad| bad == group));
                // A file that was left out fails no more than itself.
                fails_all |= left_out.is_none() && !bad.is_empty() && !self.plan.options.retry_failed;
                open.extend(good.into_iter().map(full));
                let error = Error::new(
                    ErrorCode::ImportFailed,
                    format!("{reason} (in an earlier run; retry_failed starts it again)"),
                );
                failed.insert(number, (bad.into_iter().map(full).collect(), error));
            } else {
                let files = part.files.into_iter().map(full).collect();
                self.resume_part(number, PastPart { files, ..part }, now);
            }
        }
        for (files, error) in failed.into_values().filter(|(files, _)| !files.is_empty()) {
            if self.plan.options.retry_failed {
                open.extend(files);
            } else {
                self.tell(JobEvent::NotImported { files, error });
            }
        }
        for group in groups {
            let names = names_of(&group);
            match names.iter().find_map(|name| known.get(name)) {
                None => open.push(given.remove(&names).unwrap_or(group)),
                Some(before) if *before == names => {}
                Some(before) => {
                    let text = format!("the ledger has {} in one list: give the same lists again", before.join(", "));
                    return Err(Error::invalid(text));
                }
            }
        }
        self.resume_decision(past.committing, past.aborting, &open)?;
        self.waiting.extend(open);
        if fails_all {
            // The run before may have ended before it wrote that all are aborted.
            self.fail_all_of_atomic();
        }
        Ok(())
    }

    fn check_begun(&self, begun: &Begun) -> Result<()> {
        if begun.version != VERSION {
            return Err(Error::invalid(format!(
                "the ledger is of another version ({}): use the milvus-import that wrote it, or another file",
                begun.version
            )));
        }
        let shown = |text: Option<&str>| text.map_or_else(|| "none".to_owned(), str::to_owned);
        for (what, before, now) in [
            ("server", Some(&*begun.server), Some(&*self.target.server)),
            ("database", begun.database.as_deref(), self.target.database.as_deref()),
            ("collection", Some(&*begun.collection), Some(self.plan.collection_name())),
            ("partition", begun.partition.as_deref(), self.plan.partition_name()),
        ] {
            if before != now {
                let (before, now) = (shown(before), shown(now));
                let text =
                    format!("the ledger is of another {what}: {before}, not {now}; use another file for this one");
                return Err(Error::invalid(text));
            }
        }
        if begun.atomic != self.plan.options.atomic {
            return Err(Error::invalid("the ledger's import is atomic or not as it was begun: say the same again"));
        }
        Ok(())
    }

    fn resume_part(&mut self, number: usize, part: PastPart, now: Instant) {
        let PastPart { files, job_id, fate } = part;
        if fate == Fate::Completed {
            let job_id = job_id.unwrap_or_default();
            self.by_job.insert(job_id.clone(), number);
            return self.tell(JobEvent::Skipped { job_id, files });
        }
        self.parts.insert(number, Part { files, job_id: None });
        match (fate, job_id) {
            (Fate::Started(time), _) => {
                let is_within = |limit| age(&time).is_some_and(|age| age < limit);
                if self.plan.options.has_idempotency && is_within(KEY_KNOWN) {
                    self.again.push_back(number);
                } else {
                    let can_be_absent = self.before.is_some() && is_within(REMEMBERED);
                    self.unclear.push_back((number, can_be_absent));
                }
            }
            (Fate::Uncommitted, Some(job_id)) => {
                self.follow(number, job_id.clone(), false, now);
                self.set.remove(&job_id, now);
                self.decision.park(number);
            }
            (_, Some(job_id)) => self.follow(number, job_id, false, now),
            (_, None) => {}
        }
    }

    fn resume_decision(&mut self, committing: bool, aborting: bool, open: &[Group]) -> Result<()> {
        if !(committing || aborting) {
            return Ok(());
        }
        if !open.is_empty() {
            let what = if committing { "committed" } else { "aborted" };
            return Err(Error::invalid(format!(
                "the ledger's atomic import is {what}: use another ledger for more files"
            )));
        }
        self.decision.resume(committing, self.parts_with_jobs().into_iter());
        Ok(())
    }
}

/// The last part that each group is in.
fn last_parts(parts: &BTreeMap<usize, PastPart>) -> HashMap<Group, usize> {
    parts.iter().flat_map(|(number, part)| part.files.iter().map(|group| (group.clone(), *number))).collect()
}
