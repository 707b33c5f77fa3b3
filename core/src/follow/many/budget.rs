//! How often a server is asked: one budget for all followers of this process that come to it with the same token.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;

/// Ten requests a second. Zilliz Cloud allows twenty for each user, of which half is left to others.
pub(super) const SPACING: Duration = Duration::from_millis(100);

/// Turns are taken in the order in which they were asked for, so none waits for ever.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    next: Mutex<Option<Instant>>,
}

static BUDGETS: LazyLock<Mutex<HashMap<u64, Weak<Budget>>>> = LazyLock::new(Mutex::default);

impl Budget {
    /// The budget of those who come to a server in the same way, by a number that stands for both.
    pub(crate) fn shared(way: u64) -> Arc<Self> {
        let mut budgets = locked(&BUDGETS);
        if let Some(budget) = budgets.get(&way).and_then(Weak::upgrade) {
            return budget;
        }
        let budget = Arc::default();
        budgets.insert(way, Arc::downgrade(&budget));
        budget
    }

    /// When the next request may go out, which is the caller's then.
    pub(crate) fn turn(&self, now: Instant) -> Instant {
        let mut next = locked(&self.next);
        let turn = next.map_or(now, |next| next.max(now));
        *next = Some(turn + SPACING);
        turn
    }
}

impl Drop for Budget {
    /// Leaves nothing behind: with the last one the memory of all is free again.
    fn drop(&mut self) {
        let mut budgets = locked(&BUDGETS);
        budgets.retain(|_, budget| budget.strong_count() > 0);
        budgets.shrink_to_fit();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_keep_their_distance_and_are_not_saved_up() {
        let budget = Budget::default();
        let start = Instant::now();
        assert_eq!([(); 3].map(|()| budget.turn(start)), [start, start + SPACING, start + 2 * SPACING]);
        let later = start + Duration::from_secs(60);
        assert_eq!([(); 2].map(|()| budget.turn(later)), [later, later + SPACING]);
    }

    #[test]
    fn those_who_come_in_the_same_way_share_one() {
        let one = Budget::shared(1 << 40);
        assert!(Arc::ptr_eq(&one, &Budget::shared(1 << 40)));
        assert!(!Arc::ptr_eq(&one, &Budget::shared((1 << 40) + 1)));
        drop(one);
        assert!(!locked(&BUDGETS).contains_key(&(1 << 40)));
    }
}
