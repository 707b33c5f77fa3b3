//! How the rows that a job has imported are spread over its files: each file advances at a pace of its own.
//!
//! Two files are worked on at a time, the first of them twice as fast as the other, until no file is left.

use std::time::Duration;

use super::course::{Course, LOADING, READ_UNTIL};
use super::{Job, View};

/// Where one file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileProgress {
    pub(crate) percent: u64,
    /// When all its rows were imported.
    pub(crate) completed_at: Option<Duration>,
}

impl Job {
    /// Where each file stands, in the order of the files.
    pub(crate) fn file_progress(&self, course: Course, view: &View) -> Vec<FileProgress> {
        let rows: Vec<u64> = self.files.iter().map(|file| self.rows_of(file)).collect();
        let total = self.total_rows();
        let now = spread(&rows, self.imported_rows(view));
        let ends = spread(&rows, total);
        let file = |(rows, (now, end)): (&u64, (&Share, &Share))| FileProgress {
            percent: (u128::from(now.rows) * 100).checked_div(u128::from(*rows)).map_or(100, narrow),
            completed_at: (now.rows == *rows && view.loaded > 0)
                .then(|| self.loaded_at(course, end.full_at, total))
                .flatten(),
        };
        rows.iter().zip(now.iter().zip(&ends)).map(file).collect()
    }

    /// When the job had imported so many of its rows.
    fn loaded_at(&self, course: Course, imported: u64, total: u64) -> Option<Duration> {
        let parts = (u128::from(imported) * u128::from(LOADING)).div_ceil(u128::from(total.max(1)));
        self.reached_at(course, READ_UNTIL + narrow(parts))
    }
}

fn narrow(number: u128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// What one file has of the rows imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    rows: u64,
    /// How many rows the job had imported when this file was done.
    full_at: u64,
}

/// Spreads the rows that are imported over files of so many rows.
fn spread(files: &[u64], imported: u64) -> Vec<Share> {
    let mut shares = vec![Share::default(); files.len()];
    let mut waiting = files.iter().copied().zip(shares.iter_mut());
    let (mut first, mut second) = (waiting.next(), waiting.next());
    let mut done = 0;
    while let Some((rows, share)) = first {
        let missing = rows - share.rows;
        let missing_of_second = second.as_ref().map(|(rows, share)| rows - share.rows);
        // Of three rows two are the first file's. A stretch ends with the file that is done first.
        let stretch =
            missing_of_second.map_or(missing, |other| missing.saturating_add(missing / 2).min(other.saturating_mul(3)));
        let step = stretch.min(imported - done);
        let to_second = if second.is_some() { step / 3 } else { 0 };
        done += step;
        *share = Share { rows: share.rows + step - to_second, full_at: done };
        if let Some((_, share)) = &mut second {
            **share = Share { rows: share.rows + to_second, full_at: done };
        }
        if step < stretch {
            break;
        }
        let is_first_full = step - to_second == missing;
        if missing_of_second == Some(to_second) {
            second = waiting.next();
        }
        first = Some((rows, share));
        if is_first_full {
            first = second;
            second = waiting.next();
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(files: &[u64], imported: u64) -> Vec<u64> {
        spread(files, imported).iter().map(|share| share.rows).collect()
    }

    #[test]
    fn files_advance_at_paces_of_their_own() {
        assert_eq!(rows(&[100], 40), [40]);
        assert_eq!(rows(&[100, 100], 60), [40, 20]);
        assert_eq!(rows(&[100, 100], 150), [100, 50]);
        assert_eq!(rows(&[100, 100, 100], 150), [100, 50, 0]);
        assert_eq!(rows(&[100, 100, 100], 180), [100, 70, 10]);
        assert_eq!(rows(&[1000, 3, 5], 24), [16, 3, 5]);
        assert_eq!(rows(&[0, 0, 7], 3), [0, 0, 3]);
        assert_eq!(spread(&[100, 100], 200).iter().map(|share| share.full_at).collect::<Vec<_>>(), [150, 200]);
    }

    #[test]
    fn every_row_is_in_one_file_and_no_file_has_too_many() {
        for files in [&[5_u64, 1, 0, 9, 2][..], &[1, 1, 1, 1], &[u64::MAX / 2, u64::MAX / 2], &[0], &[]] {
            let total: u64 = files.iter().sum();
            let mut last = vec![0; files.len()];
            for imported in
                (0..=total.min(30)).chain([total.max(60) - 30, total].into_iter().filter(|some| *some <= total))
            {
                let now = rows(files, imported);
                assert_eq!(now.iter().sum::<u64>(), imported, "{files:?} {now:?}");
                assert!(now.iter().zip(files).all(|(now, all)| now <= all), "{files:?} {now:?}");
                assert!(now.iter().zip(&last).all(|(now, last)| now >= last), "{files:?} {now:?} after {last:?}");
                last = now;
            }
        }
    }
}
