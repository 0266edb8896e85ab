//! The clock of the machine.

use crate::domain::clock::{Clock, Millis, Wait};
use std::time::Duration;

/// See the module.
pub struct SystemClock;

/// No single wait is longer, so that a clock that was set forward is noticed.
const LONGEST_MS: Millis = 60_000;

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        jiff::Timestamp::now().as_millisecond()
    }

    fn until(&self, at: Millis) -> Wait {
        Box::pin(async move {
            loop {
                let left = at.saturating_sub(jiff::Timestamp::now().as_millisecond());
                if left <= 0 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(left.min(LONGEST_MS).unsigned_abs())).await;
            }
        })
    }
}
