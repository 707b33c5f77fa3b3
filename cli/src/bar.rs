//! The bar that `wait` draws on a terminal.

use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use console::Term;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use milvus_import::{ImportProgress, Outage, Pace, Phase};

use crate::duration::clock;
use crate::text::{clean, grouped};

/// The bar takes what the rest leaves of the line, so that 80 columns are enough for millions of rows.
const TEMPLATE: &str = "{prefix}{spinner} {clock}{phase:10} {pos:>3} % [{wide_bar}]{rows}";
/// While there is no good answer. The fault takes what is left of the line.
const OUTAGE_TEMPLATE: &str = "{prefix}{spinner} {outage}: {wide_msg}";
/// The columns that the rest of the line takes, with a bar that can be told from an empty one.
const REST: usize = "| ".len() + 10 + " 100 % ".len() + "[==> ]".len();
/// How often the clock on the line moves, whether or not the server has news.
const TICK: Duration = Duration::from_millis(120);

/// One job's line on the terminal: elapsed time, phase, percentage, rows, rate and remaining time.
pub(crate) struct Bar {
    bar: ProgressBar,
    shown: Arc<Mutex<Shown>>,
}

/// What the line is made of each time it is drawn.
struct Shown {
    pace: Pace,
    phase: &'static str,
    rows: String,
    outage: Option<Outage>,
    is_one_of_many: bool,
    since: Instant,
    columns: Box<dyn Fn() -> u16 + Send>,
}

impl Shown {
    fn fitting(&self) -> (String, String) {
        let now = Instant::now();
        let clock = clock(now.duration_since(self.since));
        fitting(usize::from((self.columns)()), &clock, &self.rows, &speed(&self.pace, now))
    }
}

impl Bar {
    /// Draws on stderr, so that stdout holds results only.
    pub(crate) fn new() -> Self {
        let bar = Self::on(ProgressDrawTarget::stderr(), || Term::stderr().size().1);
        bar.bar.enable_steady_tick(TICK);
        bar
    }

    /// One of several, above the `last`, with the job's id.
    pub(crate) fn among(all: &MultiProgress, last: &ProgressBar, job_id: &str) -> Self {
        let prefix = format!("{job_id} ");
        let taken = u16::try_from(prefix.len()).unwrap_or(u16::MAX);
        let columns = move || Term::stderr().size().1.saturating_sub(taken);
        let Self { bar, shown } = Self::on(ProgressDrawTarget::hidden(), columns);
        shown.lock().unwrap_or_else(PoisonError::into_inner).is_one_of_many = true;
        let bar = all.insert_before(last, bar);
        bar.set_prefix(prefix);
        bar.enable_steady_tick(TICK);
        Self { bar, shown }
    }

    fn on(target: ProgressDrawTarget, columns: impl Fn() -> u16 + Send + 'static) -> Self {
        let (pace, rows, since) = (Pace::default(), String::new(), Instant::now());
        let shown = Shown {
            pace,
            phase: "asking",
            rows,
            outage: None,
            is_one_of_many: false,
            since,
            columns: Box::new(columns),
        };
        let shown = Arc::new(Mutex::new(shown));
        let bar = ProgressBar::with_draw_target(Some(100), target);
        bar.set_style(style(TEMPLATE, &shown));
        Self { bar, shown }
    }

    /// Takes in an answer of the server.
    pub(crate) fn update(&self, progress: &ImportProgress) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.pace.observe(Instant::now(), progress);
        shown.phase = progress.phase.as_str();
        // A list has no rows; those of an answer before stay.
        if progress.imported_rows.is_some() || !shown.is_one_of_many {
            shown.rows = rows(progress, "/");
        }
        drop(shown);
        self.bar.set_position(u64::from(progress.progress));
    }

    /// Shows that there is no good answer, for how long, and for how long it goes on, instead of how far the job was.
    pub(crate) fn outage(&self, outage: &Outage) {
        self.bar.set_message(clean(outage.fault().message()).into_owned());
        let begins = self.shown.lock().unwrap_or_else(PoisonError::into_inner).outage.replace(outage.clone()).is_none();
        if begins {
            self.bar.set_style(style(OUTAGE_TEMPLATE, &self.shown));
        }
    }

    /// Shows the job again.
    pub(crate) fn recovered(&self) {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).outage = None;
        self.bar.set_style(style(TEMPLATE, &self.shown));
    }

    /// Takes the line away; what is left to say is said on stdout.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// `45,000 of 100,000 rows`, as far as the server says.
pub(crate) fn rows(progress: &ImportProgress, of: &str) -> String {
    match (progress.imported_rows, progress.total_rows) {
        // Milvus says 0 until it has read the files.
        (Some(0), Some(0)) if matches!(progress.phase, Phase::Queued | Phase::Reading) => {
            "rows not counted yet".to_owned()
        }
        // And 0 again of a job that failed, whatever it had written before.
        (Some(0), Some(0)) if progress.phase == Phase::Failed => String::new(),
        (Some(imported), Some(total)) => format!("{}{of}{} rows", grouped(imported), grouped(total)),
        (Some(rows), None) | (None, Some(rows)) => format!("{} rows", grouped(rows)),
        (None, None) => "rows unknown".to_owned(),
    }
}

/// `  6,250/s  ETA 0:08`, each of them only where it can be told.
pub(crate) fn speed(pace: &Pace, now: Instant) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "shown in whole rows")]
    let rate = pace.rows_per_second().map(|rate| format!("  {}/s", grouped(rate as i64)));
    let remaining = pace.remaining(now).map(|left| format!("  ETA {}", clock(left)));
    rate.into_iter().chain(remaining).collect()
}

/// The clock, and the rows with their rate, as far as they fit beside the rest: first the rate goes, then the rows.
fn fitting(columns: usize, clock: &str, rows: &str, speed: &str) -> (String, String) {
    let room = columns.saturating_sub(REST);
    let [clock, rows] = [format!("{clock} "), format!(" {rows}")];
    let [with_rows, all] = [clock.len() + rows.len(), clock.len() + rows.len() + speed.len()];
    match room {
        _ if room >= all => (clock, rows + speed),
        _ if room >= with_rows => (clock, rows),
        _ if room >= clock.len() => (clock, String::new()),
        _ => (String::new(), String::new()),
    }
}

/// `no good answer for 0:12, trying another 4:48`: a server that does not know the job has answered.
fn trying(outage: &Outage) -> String {
    format!("no good answer for {}, trying another {}", clock(outage.lasted()), clock(outage.remaining()))
}

fn style(template: &str, shown: &Arc<Mutex<Shown>>) -> ProgressStyle {
    let key = |text: fn(&Shown) -> String| {
        let shown = Arc::clone(shown);
        move |_: &ProgressState, line: &mut dyn Write| {
            // A String takes everything.
            let _ = line.write_str(&text(&shown.lock().unwrap_or_else(PoisonError::into_inner)));
        }
    };
    // The templates are constants that tests draw; the plain bar is what a mistake in one would leave.
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("phase", key(|shown| shown.phase.to_owned()))
        .with_key("rows", key(|shown| shown.fitting().1))
        .with_key("outage", key(|shown| shown.outage.as_ref().map(trying).unwrap_or_default()))
        .with_key("clock", key(|shown| shown.fitting().0))
        .progress_chars("=> ")
        .tick_chars("|/-\\ ")
}

#[cfg(test)]
mod tests {
    use indicatif::InMemoryTerm;
    use milvus_import::protocol::{Protocol, Response};
    use milvus_import::{Api, Call, Client, Event, Operation, WaitOptions};

    use super::*;

    fn progress(percent: u8, imported: u32, total: u32) -> ImportProgress {
        let body = format!(
            r#"{{"code":0,"data":{{"jobId":"1","state":"Importing","progress":{percent},"importedRows":{imported},"totalRows":{total}}}}}"#
        );
        let call = Call::of_job(Operation::GetImportProgress, "1").unwrap();
        Protocol::new(Api::MilvusV2).parse(&call, Response::new(200, body)).unwrap().try_into().unwrap()
    }

    #[test]
    fn the_bar_shows_all_it_knows_in_80_columns() {
        let terminal = InMemoryTerm::new(3, 80);
        let bar = Bar::on(ProgressDrawTarget::term_like(Box::new(terminal.clone())), || 80);
        bar.update(&progress(20, 0, 0));
        bar.bar.tick();
        let line = terminal.contents();
        assert!(line.contains("0:00 reading     20 % [====") && line.ends_with("] rows not counted yet"), "{line}");
        bar.update(&progress(45, 0, 1_000_000));
        bar.update(&progress(55, 500_000, 1_000_000));
        bar.bar.tick();
        let line = terminal.contents();
        for part in ["0:00 loading     55 % [", "=>", "] 500,000/1,000,000 rows"] {
            assert!(line.contains(part), "{part} in {line}");
        }
        assert_eq!(line.lines().count(), 1);
        bar.clear();
        assert_eq!(terminal.contents(), "");
    }

    #[test]
    fn a_narrow_terminal_has_one_line_of_what_fits() {
        for (columns, shown) in
            [(25, "loading     55 % [==> ]"), (30, "0:00 loading     55 % ["), (54, "] 500,000/1,000,000 rows")]
        {
            let terminal = InMemoryTerm::new(3, columns);
            let bar = Bar::on(ProgressDrawTarget::term_like(Box::new(terminal.clone())), move || columns);
            bar.update(&progress(45, 0, 1_000_000));
            bar.update(&progress(55, 500_000, 1_000_000));
            bar.bar.tick();
            let line = terminal.contents();
            assert!(line.contains(shown) && line.lines().count() == 1, "{columns}: {line}");
        }
        let (clock, rows) = fitting(80, "12:34", "500,000/1,000,000 rows", "  80,000/s  ETA 0:08");
        assert_eq!((clock.as_str(), rows.as_str()), ("12:34 ", " 500,000/1,000,000 rows  80,000/s  ETA 0:08"));
    }

    #[test]
    fn an_outage_takes_the_place_of_the_job_and_fits_the_line() {
        let terminal = InMemoryTerm::new(3, 80);
        let bar = Bar::on(ProgressDrawTarget::term_like(Box::new(terminal.clone())), || 80);
        bar.update(&progress(20, 0, 0));
        let client = Client::builder("http://127.0.0.1:1").retry_budget(Duration::from_secs(90));
        let mut watch = client.build_blocking().unwrap().watch("1", &WaitOptions::default());
        let Some(Ok(Event::Outage(outage))) = watch.next_event() else { panic!("nobody listens there") };
        bar.outage(&outage);
        bar.bar.tick();
        let line = terminal.contents();
        assert!(line.contains(" no good answer for 0:00, trying another 1:29: "), "{line}");
        assert_eq!(line.lines().count(), 1, "{line}");
        bar.recovered();
        bar.bar.tick();
        assert!(terminal.contents().ends_with("] rows not counted yet"), "{}", terminal.contents());
    }

    #[test]
    fn rows_are_shown_as_far_as_the_server_says() {
        assert_eq!(rows(&progress(50, 1_000, 2_000), " of "), "1,000 of 2,000 rows");
        assert_eq!(rows(&progress(20, 0, 0), " of "), "rows not counted yet");
        assert_eq!(rows(&progress(80, 0, 0), "/"), "0/0 rows");
    }
}
