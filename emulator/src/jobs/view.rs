//! Where a job stands at a given time: a pure function of the job, the server's course and the clock.

use std::time::Duration;

use super::Job;
use super::course::{COMMIT_AT, Course, LOADED_AT, LOADING, QUEUED_UNTIL, READ_UNTIL, SORTED_AT, WHOLE};

/// What the server is doing for a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Queued,
    Reading,
    Loading,
    Sorting,
    Indexing,
    /// Everything is imported and a human has to commit it.
    Uncommitted,
    Committing,
    Done,
    Failed,
}

impl Phase {
    /// milvus-v2's word for it, in which most of the work is `Importing`.
    pub(crate) fn state(self, job: &Job) -> &str {
        match self {
            Self::Queued => "Pending",
            Self::Uncommitted => "Uncommitted",
            Self::Committing if !job.auto_commit => "Committing",
            Self::Done => "Completed",
            Self::Failed => "Failed",
            _ => job.script.unknown_state.as_deref().unwrap_or("Importing"),
        }
    }

    /// milvus-v2's own word, which shows only in refusals.
    pub(crate) fn internal_state(self) -> &'static str {
        match self {
            Self::Queued => "Pending",
            Self::Reading => "PreImporting",
            Self::Loading => "Importing",
            Self::Sorting => "Sorting",
            Self::Indexing => "IndexBuilding",
            Self::Uncommitted => "Uncommitted",
            Self::Committing => "Committing",
            Self::Done => "Completed",
            Self::Failed => "Failed",
        }
    }

    pub(crate) fn is_terminal(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

/// Where a job stands.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) phase: Phase,
    /// As the server shows it: 0 when failed, and possibly garbage.
    pub(crate) percent: i64,
    /// How much of the loading is done, of [`LOADING`].
    pub(crate) loaded: u64,
    pub(crate) ended_at: Option<Duration>,
    /// Why it failed, where the server says.
    pub(crate) reason: Option<String>,
    /// Reading is over, so that rows and sizes are known. A job that failed keeps what it knew.
    pub(crate) counted: bool,
}

/// How long a commit takes: one tick of the server's state machine.
const COMMIT_TIME: Duration = Duration::from_secs(2);

impl Job {
    /// Where the job stands, or nothing when it has vanished.
    pub(crate) fn view(&self, course: Course, now: Duration) -> Option<View> {
        let ran = self.ran(now);
        let reached =
            |parts| self.first_at(course, parts).filter(|&first| ran >= first).map(|first| self.time_of(first));
        if self.script.vanish_at.and_then(|percent| reached(course.reaches(percent))).is_some() {
            return None;
        }
        if let Some(at) = self.aborted {
            let counted = self.settled(course, self.ran(at)) >= READ_UNTIL;
            return Some(failed(Some("import job aborted: importing data failed".to_owned()), at, counted));
        }
        if let Some(parts) = self.script.fail_at.map(|percent| course.reaches(percent))
            && let Some(at) = reached(parts)
        {
            return Some(failed(self.script.reason.clone(), at, parts >= READ_UNTIL));
        }
        if course.has_commit && !self.auto_commit {
            if let Some(ready) = reached(COMMIT_AT) {
                return Some(self.committing(course, ready, now));
            }
        } else if let Some(end) = reached(WHOLE) {
            return Some(Self::done(end));
        }
        Some(self.running(course, self.settled(course, ran)))
    }

    /// When the job ends by itself, if it does.
    pub(crate) fn ends_at(&self, course: Course) -> Option<Duration> {
        self.view(course, Duration::MAX).and_then(|view| view.ended_at)
    }

    /// The parts that have passed, not counting time spent waiting for the files to be read.
    fn ran(&self, now: Duration) -> u64 {
        let ran = self.parts_run(now);
        if self.counting { ran.min(READ_UNTIL - 1) } else { ran }
    }

    /// Where a step back happens, and how much is lost by it.
    fn step_back(&self, course: Course) -> Option<(u64, u64)> {
        let percent = self.script.step_back_at?;
        let from = course.reaches(percent);
        Some((from, from - course.reaches(percent / 2)))
    }

    /// The parts of running time after which a job is first so far; never, if it stalls before.
    fn first_at(&self, course: Course, parts: u64) -> Option<u64> {
        if self.script.stall_at.is_some_and(|percent| course.reaches(percent) < parts) {
            return None;
        }
        match self.step_back(course) {
            Some((from, lost)) if parts > from => Some(parts + lost),
            _ => Some(parts),
        }
    }

    /// When the job was first so far.
    pub(super) fn reached_at(&self, course: Course, parts: u64) -> Option<Duration> {
        self.first_at(course, parts).map(|first| self.time_of(first))
    }

    /// How far the job is after running so long, with its step back and its stall.
    fn settled(&self, course: Course, ran: u64) -> u64 {
        let parts = match self.step_back(course) {
            Some((from, lost)) if ran >= from => ran - lost,
            _ => ran,
        };
        self.script.stall_at.map_or(parts, |percent| parts.min(course.reaches(percent))).min(WHOLE)
    }

    fn running(&self, course: Course, parts: u64) -> View {
        let garbage = self.script.garbage_at.is_some_and(|percent| parts >= course.reaches(percent));
        View {
            phase: match parts {
                ..QUEUED_UNTIL => Phase::Queued,
                QUEUED_UNTIL..READ_UNTIL => Phase::Reading,
                READ_UNTIL..LOADED_AT => Phase::Loading,
                // Segments are made visible one by one.
                _ if !course.sorts => Phase::Loading,
                LOADED_AT..SORTED_AT => Phase::Sorting,
                SORTED_AT..COMMIT_AT => Phase::Indexing,
                _ if course.has_commit => Phase::Committing,
                _ => Phase::Indexing,
            },
            percent: if garbage { i64::MIN } else { signed(course.percent(parts)) },
            loaded: parts.clamp(READ_UNTIL, LOADED_AT) - READ_UNTIL,
            ended_at: None,
            reason: None,
            counted: parts >= READ_UNTIL,
        }
    }

    fn committing(&self, course: Course, ready: Duration, now: Duration) -> View {
        let mut view = View { percent: 99, ..self.running(course, COMMIT_AT) };
        match self.committed.map(|at| at.max(ready) + COMMIT_TIME) {
            None => view.phase = Phase::Uncommitted,
            Some(end) if now < end => view.phase = Phase::Committing,
            Some(end) => view = Self::done(end),
        }
        view
    }

    fn done(end: Duration) -> View {
        View { phase: Phase::Done, percent: 100, loaded: LOADING, ended_at: Some(end), reason: None, counted: true }
    }
}

fn failed(reason: Option<String>, at: Duration, counted: bool) -> View {
    View { phase: Phase::Failed, percent: 0, loaded: 0, ended_at: Some(at), reason, counted }
}

fn signed(percent: u64) -> i64 {
    i64::try_from(percent).unwrap_or(i64::MAX)
}
