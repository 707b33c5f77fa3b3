//! How many jobs there are at once: the server's limits are not told, so they are felt for.

use std::time::Duration;

use tokio::time::Instant;

use crate::later::later;

const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Additive increase, multiplicative decrease.
#[derive(Debug)]
pub(super) struct Window {
    most: usize,
    size: usize,
    /// Creates since it last grew.
    made: usize,
    pause: Duration,
    until: Option<Instant>,
}

impl Window {
    pub(super) fn new(most: usize) -> Self {
        Self { most, size: most, made: 0, pause: FIRST_PAUSE, until: None }
    }

    /// When the next job may be created; none while there are as many as may be.
    pub(super) fn opens(&self, in_flight: usize, now: Instant) -> Option<Instant> {
        (in_flight < self.size).then(|| self.until.unwrap_or(now))
    }

    /// A job was created: one more after as many as it holds.
    pub(super) fn grow(&mut self) {
        self.made += 1;
        if self.made >= self.size {
            self.size = self.most.min(self.size + 1);
            self.made = 0;
        }
        self.pause = FIRST_PAUSE;
        self.until = None;
    }

    /// The server has too many jobs, or too much to do: half as many as there are, after a pause that doubles.
    pub(super) fn shrink(&mut self, in_flight: usize, asked_for: Option<Duration>, now: Instant) {
        self.size = (self.size.min(in_flight) / 2).max(1);
        self.made = 0;
        self.until = Some(later(now, self.pause.max(asked_for.unwrap_or_default())));
        self.pause = LONGEST_PAUSE.min(self.pause * 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_halves_at_a_limit_and_grows_by_one_when_it_was_filled_once() {
        let now = Instant::now();
        let mut window = Window::new(16);
        assert_eq!((window.opens(15, now), window.opens(16, now)), (Some(now), None));
        window.shrink(12, None, now);
        assert_eq!((window.opens(5, now), window.opens(6, now)), (Some(now + FIRST_PAUSE), None));
        (0..5).for_each(|_| window.grow());
        assert_eq!(window.opens(6, now), None);
        window.grow();
        assert_eq!((window.opens(6, now), window.opens(7, now)), (Some(now), None));
        (0..1000).for_each(|_| window.grow());
        assert_eq!(window.opens(16, now), None);
    }

    #[test]
    fn with_no_job_of_ours_it_tries_for_one_ever_more_seldom() {
        let now = Instant::now();
        let mut window = Window::new(16);
        let pauses = [(); 7].map(|()| {
            window.shrink(0, None, now);
            (window.opens(0, now).unwrap() - now).as_secs()
        });
        assert_eq!(pauses, [2, 4, 8, 16, 32, 60, 60]);
        window.shrink(0, Some(Duration::from_secs(90)), now);
        assert_eq!(window.opens(0, now), Some(now + Duration::from_secs(90)));
        assert_eq!(window.opens(1, now), None);
    }
}
