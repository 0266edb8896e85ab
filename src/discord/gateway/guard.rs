//! Protects the identify budget: Discord resets the token of a bot that identifies more than a thousand times a day, and serenity
//! reconnects without a pause.

use crate::domain::clock::Millis;

/// The first and the longest pause before a further connection.
const FIRST: Millis = 500;
const LONGEST: Millis = 5 * 60_000;
/// A connection that lived so long wipes the slate.
const HEALTHY: Millis = 60_000;
/// So many connections in a row without a READY or RESUMED are too many for one session.
const HOPELESS: u32 = 6;
/// Identifies kept back for people who start the program by hand.
const RESERVE: u64 = 20;

/// Counts connections that did not last.
#[derive(Clone, Debug)]
pub struct Guard {
    /// Connections that do not count, because every shard needs one.
    free: u32,
    failures: u32,
    alive_since: Option<Millis>,
}

impl Guard {
    /// For so many shards.
    pub fn new(shards: u32) -> Self {
        Self { free: shards, failures: 0, alive_since: None }
    }

    /// A connection is about to be made: the pause before the one after it.
    pub fn connecting(&mut self, now: Millis) -> Millis {
        if self.free > 0 {
            self.free -= 1;
            return FIRST;
        }
        if self.alive_since.take().is_some_and(|since| now - since >= HEALTHY) {
            self.failures = 0;
        }
        let pause = (FIRST << self.failures.min(20)).min(LONGEST);
        self.failures += 1;
        pause
    }

    /// READY or RESUMED came.
    pub fn connected(&mut self, now: Millis) {
        self.alive_since.get_or_insert(now);
    }

    /// Nothing gets through this session any more.
    pub fn is_hopeless(&self) -> bool {
        self.alive_since.is_none() && self.failures > HOPELESS
    }
}

/// How long to wait before identifying, by what `GET /gateway/bot` says is left for the day.
pub fn budget_pause(remaining: u64, reset_after_ms: Millis) -> Option<Millis> {
    (remaining <= RESERVE).then_some(reset_after_ms.clamp(1, 86_400_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_that_do_not_last_wait_longer_each_time() {
        let mut guard = Guard::new(0);
        let mut now = 0;
        let mut connections = 0;
        while now < 86_400_000 {
            now += guard.connecting(now);
            guard.connected(now);
            connections += 1;
        }
        assert!(connections < 400, "{connections} a day would eat the budget");
    }

    #[test]
    fn a_connection_that_lived_wipes_the_slate() {
        let mut guard = Guard::new(0);
        for _ in 0..5 {
            guard.connecting(0);
        }
        guard.connected(1000);
        assert_eq!(guard.connecting(1000 + HEALTHY), FIRST);
    }

    #[test]
    fn a_session_that_never_comes_up_is_given_up() {
        let mut guard = Guard::new(0);
        for _ in 0..=HOPELESS {
            assert!(!guard.is_hopeless());
            guard.connecting(0);
        }
        assert!(guard.is_hopeless());
        guard.connected(1);
        assert!(!guard.is_hopeless());
    }

    #[test]
    fn many_shards_may_connect_one_after_the_other() {
        let mut guard = Guard::new(16);
        for _ in 0..16 {
            assert_eq!(guard.connecting(0), FIRST);
            guard.connected(0);
        }
    }

    #[test]
    fn the_last_identifies_of_the_day_are_kept_back() {
        assert_eq!(budget_pause(1000, 5), None);
        assert_eq!(budget_pause(3, 5000), Some(5000));
    }
}
