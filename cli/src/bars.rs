//! The bars of many jobs, as many as fit, below them a line of totals.

use std::collections::HashMap;
use std::time::Duration;

use console::Term;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use milvus_import::{ImportProgress, Outage};

use crate::bar::Bar;
use crate::text::clean;
use crate::totals::Totals;

/// How often the clock moves, whether or not the server has news.
const TICK: Duration = Duration::from_millis(120);
/// More bars than these nobody looks at.
const MOST: usize = 16;

pub(crate) struct Bars {
    all: MultiProgress,
    total: ProgressBar,
    shown: HashMap<String, Bar>,
    most: usize,
}

impl Bars {
    /// Draws on stderr, so that stdout holds results only.
    pub(crate) fn new() -> Self {
        let all = MultiProgress::new();
        let total = all.add(ProgressBar::new_spinner());
        let style = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}");
        total.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()).tick_chars("|/-\\ "));
        total.set_message("asking");
        total.enable_steady_tick(TICK);
        let rows = usize::from(Term::stderr().size().0);
        Self { all, total, shown: HashMap::new(), most: rows.saturating_sub(3).clamp(1, MOST) }
    }

    /// Takes in an answer of the server about a job.
    pub(crate) fn update(&mut self, progress: &ImportProgress) {
        let job_id = &progress.job_id;
        if !self.shown.contains_key(job_id) && self.shown.len() < self.most {
            let bar = Bar::among(&self.all, &self.total, &clean(job_id));
            self.shown.insert(job_id.clone(), bar);
        }
        if let Some(bar) = self.shown.get(job_id) {
            bar.update(progress);
        }
    }

    /// Takes a job's bar away; what is to be kept of it stays above.
    pub(crate) fn end(&mut self, job_id: &str, kept: Option<String>) {
        if let Some(bar) = self.shown.remove(job_id) {
            bar.clear();
        }
        if let Some(line) = kept {
            self.keep(line);
        }
    }

    /// Puts a line above the bars, where it stays.
    pub(crate) fn keep(&self, line: String) {
        // A terminal that is gone takes no line.
        let _ = self.all.println(line);
    }

    pub(crate) fn totals(&self, totals: &Totals) {
        self.total.set_message(totals.text());
    }

    /// Shows that there is no good answer, until the next change.
    pub(crate) fn outage(&self, outage: Option<&Outage>) {
        let text = outage.map_or_else(|| "the server answers again".to_owned(), ToString::to_string);
        self.total.set_message(clean(&text).into_owned());
    }

    pub(crate) fn clear(&self) {
        for bar in self.shown.values() {
            bar.clear();
        }
        self.total.finish_and_clear();
    }
}
