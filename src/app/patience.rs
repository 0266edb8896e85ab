//! How long one goes on asking a brain that does not answer: three times in a row, then not for a minute, so that members do not wait in
//! vain for what will not come.

use crate::domain::clock::Millis;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

/// So many times in a row.
const TIMES: u32 = 3;
/// Then it is left alone for so long, and asked once more.
const REST_MS: Millis = 60_000;

/// See the module.
#[derive(Debug, Default)]
pub struct Patience {
    in_vain: AtomicU32,
    rest_until: AtomicI64,
}

impl Patience {
    /// May it be asked now?
    pub fn lasts(&self, now: Millis) -> bool {
        now >= self.rest_until.load(Ordering::Relaxed)
    }

    /// It answered, or failed at once.
    pub fn answered(&self) {
        self.in_vain.store(0, Ordering::Relaxed);
    }

    /// It was waited for in vain.
    pub fn waited_in_vain(&self, now: Millis) {
        if self.in_vain.fetch_add(1, Ordering::Relaxed) + 1 >= TIMES {
            self.rest_until.store(now + REST_MS, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_after_three_times_in_a_row_and_comes_back_for_one() {
        let patience = Patience::default();
        patience.waited_in_vain(0);
        patience.waited_in_vain(0);
        patience.answered();
        patience.waited_in_vain(0);
        patience.waited_in_vain(0);
        assert!(patience.lasts(0));
        patience.waited_in_vain(1_000);
        assert!(!patience.lasts(1_001) && !patience.lasts(60_999) && patience.lasts(61_000));
        patience.waited_in_vain(61_000);
        assert!(!patience.lasts(61_001), "one more try is enough to see that it is still away");
        patience.answered();
        patience.waited_in_vain(200_000);
        assert!(patience.lasts(200_000));
    }
}
