//! What Discord lets us send, and when: buckets per route, the global limit, and the two counters that keep us from being banned.
//!
//! Nothing waits here. A request either may go now, or the caller hears after how long. Discord tells the buckets in its answers
//! (`X-RateLimit-*`), so a route nobody has used yet is free.

use super::error::Failure;
use crate::domain::clock::{Millis, SharedClock};
use governor::clock::{Clock as GovernorClock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Discord bans an address after 10,000 invalid requests in ten minutes; we stop at half of that.
const INVALID_LIMIT: u32 = 5_000;
const INVALID_WINDOW: Millis = 10 * 60_000;
/// How long we keep silent after a refused bot token before one request may try again.
const TOKEN_PAUSE: Millis = 10 * 60_000;
/// Buckets kept before the spent ones are thrown out.
const BUCKETS: usize = 10_000;

/// The part of a path that shares a limit: its template and its channel, server or webhook.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Route {
    /// Method and template.
    pub template: (&'static str, &'static str),
    /// The top-level id as text.
    pub major: String,
}

/// What the headers of an answer say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Headers {
    pub bucket: Option<String>,
    pub limit: Option<u32>,
    pub remaining: Option<u32>,
    pub reset_after_ms: Option<Millis>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    limit: u32,
    remaining: u32,
    reset_at: Millis,
    window: Millis,
}

#[derive(Debug, Default)]
struct State {
    /// Which bucket a route belongs to, as learnt.
    names: HashMap<(&'static str, &'static str), String>,
    buckets: HashMap<(String, String), Bucket>,
    global_until: Millis,
    invalid: Vec<(Millis, u32)>,
    token_refused_at: Option<Millis>,
}

/// See the module.
pub struct Limits {
    state: Mutex<State>,
    global: RateLimiter<NotKeyed, InMemoryState, Ticks, NoOpMiddleware<Instant>>,
    clock: SharedClock,
}

impl Limits {
    /// At most `per_second` requests a second in all. One tenth of them may come at once, so that no second ever holds more.
    pub fn new(per_second: NonZeroU32, clock: SharedClock) -> Self {
        let burst = NonZeroU32::new(per_second.get() / 10).unwrap_or(NonZeroU32::MIN);
        let rate = NonZeroU32::new(per_second.get().saturating_sub(burst.get())).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(rate).allow_burst(burst);
        Self { state: Mutex::default(), global: RateLimiter::direct_with_clock(quota, Ticks(clock.clone())), clock }
    }

    /// Takes the right to send one request, or says why not.
    ///
    /// # Errors
    /// [`Failure::Limited`] or [`Failure::Credentials`].
    pub fn take(&self, route: &Route, with_token: bool, counts_globally: bool) -> Result<(), Failure> {
        let now = self.clock.now();
        let mut state = self.lock();
        if let Some(after_ms) = state.too_many_invalid(now) {
            return Err(Failure::Limited { why: "too many invalid requests: paused to avoid a ban".into(), after_ms });
        }
        if with_token && state.token_refused_at.is_some_and(|at| now < at + TOKEN_PAUSE) {
            return Err(Failure::Credentials { why: "Discord refused the bot token".into() });
        }
        if counts_globally && now < state.global_until {
            return Err(Failure::Limited { why: "global limit".into(), after_ms: state.global_until - now });
        }
        state.take_from_bucket(route, now)
    }

    /// Waits for a place in the global pace: some milliseconds. Not an outcome of its own, for what takes several requests would
    /// spend each place it gets on beginning again, and never come to its end.
    pub async fn pace(&self) {
        while let Err(until) = self.global.check() {
            let wait = until.wait_time_from(self.global.clock().now());
            let wait_ms = Millis::try_from(wait.as_millis()).unwrap_or(Millis::MAX).max(1);
            self.clock.until(self.clock.now() + wait_ms).await;
        }
    }

    /// Learns from the headers of an answer.
    pub fn learn(&self, route: &Route, headers: &Headers) {
        let (Some(name), Some(limit), Some(remaining), Some(after)) =
            (&headers.bucket, headers.limit, headers.remaining, headers.reset_after_ms)
        else {
            return;
        };
        let now = self.clock.now();
        let mut state = self.lock();
        if state.names.get(&route.template) != Some(name) {
            state.names.insert(route.template, name.clone());
        }
        if state.buckets.len() >= BUCKETS {
            state.buckets.retain(|_, bucket| bucket.reset_at > now);
        }
        let reset_at = now + after;
        let bucket =
            state.buckets.entry((name.clone(), route.major.clone())).or_insert(Bucket { limit, remaining, reset_at, window: after });
        // Within the same window the smaller number counts: requests on their way are not in Discord's yet.
        let same_window = bucket.reset_at > now && (bucket.reset_at - reset_at).abs() <= bucket.window / 2;
        bucket.remaining = if same_window { bucket.remaining.min(remaining) } else { remaining };
        bucket.limit = limit;
        bucket.window = bucket.window.max(after);
        bucket.reset_at = reset_at;
    }

    /// A 429 came back: its bucket (or everything) rests.
    pub fn refused(&self, route: &Route, global: bool, after_ms: Millis) {
        let now = self.clock.now();
        let mut state = self.lock();
        if global {
            state.global_until = state.global_until.max(now + after_ms);
            return;
        }
        let name = state.names.get(&route.template).cloned().unwrap_or_else(|| format!("{} {}", route.template.0, route.template.1));
        state.names.entry(route.template).or_insert_with(|| name.clone());
        let bucket =
            state.buckets.entry((name, route.major.clone())).or_insert(Bucket { limit: 1, remaining: 0, reset_at: now, window: after_ms });
        // What the refusal says is newer than what earlier headers said, and may be sooner.
        bucket.remaining = 0;
        bucket.reset_at = now + after_ms;
    }

    /// Counts a 401, 403 or 429 (not the shared kind).
    pub fn count_invalid(&self) {
        let minute = self.clock.now() / 60_000 * 60_000;
        let mut state = self.lock();
        match state.invalid.last_mut() {
            Some((at, count)) if *at == minute => *count += 1,
            _ => state.invalid.push((minute, 1)),
        }
    }

    /// Discord refused the bot token: keep silent for a while.
    pub fn token_refused(&self) {
        let now = self.clock.now();
        self.lock().token_refused_at = Some(now);
    }

    /// The token works (again).
    pub fn token_accepted(&self) {
        self.lock().token_refused_at = None;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Plain numbers: a panic elsewhere cannot leave them half-written.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn too_many_invalid(&mut self, now: Millis) -> Option<Millis> {
        self.invalid.retain(|(at, _)| now - at < INVALID_WINDOW);
        let count: u32 = self.invalid.iter().map(|(_, n)| n).sum();
        let oldest = self.invalid.first()?.0;
        (count >= INVALID_LIMIT).then_some((oldest + INVALID_WINDOW - now).max(1))
    }

    fn bucket(&mut self, route: &Route) -> Option<&mut Bucket> {
        let name = self.names.get(&route.template)?.clone();
        self.buckets.get_mut(&(name, route.major.clone()))
    }

    fn take_from_bucket(&mut self, route: &Route, now: Millis) -> Result<(), Failure> {
        let Some(bucket) = self.bucket(route) else { return Ok(()) };
        if now >= bucket.reset_at {
            bucket.remaining = bucket.limit;
            bucket.reset_at = now + bucket.window;
        }
        if bucket.remaining == 0 {
            return Err(Failure::Limited { why: "bucket empty".into(), after_ms: bucket.reset_at - now });
        }
        bucket.remaining -= 1;
        Ok(())
    }
}

/// Our clock as governor wants it.
#[derive(Clone)]
struct Ticks(SharedClock);

/// Milliseconds of our clock, counted in nanoseconds from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Instant(u64);

impl std::ops::Add<Nanos> for Instant {
    type Output = Self;
    fn add(self, other: Nanos) -> Self {
        Self(self.0.saturating_add(other.as_u64()))
    }
}

impl Reference for Instant {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_sub(earlier.0).into()
    }
    fn saturating_sub(&self, duration: Nanos) -> Self {
        Self(self.0.saturating_sub(duration.as_u64()))
    }
}

impl GovernorClock for Ticks {
    type Instant = Instant;
    fn now(&self) -> Instant {
        let ms = u64::try_from(self.0.now()).unwrap_or(0);
        Instant(u64::try_from(Duration::from_millis(ms).as_nanos()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::HandClock;
    use super::*;
    use futures_util::FutureExt;

    fn limits(per_second: u32) -> (Limits, std::sync::Arc<HandClock>) {
        let clock = HandClock::at(1_700_000_000_000);
        (Limits::new(NonZeroU32::new(per_second).unwrap(), clock.clone()), clock)
    }

    fn route(channel: &str) -> Route {
        Route { template: ("POST", "/channels/{}/messages"), major: channel.into() }
    }

    fn headers(remaining: u32) -> Headers {
        Headers { bucket: Some("b".into()), limit: Some(5), remaining: Some(remaining), reset_after_ms: Some(5000) }
    }

    fn wait(result: Result<(), Failure>) -> Option<Millis> {
        match result {
            Ok(()) => None,
            Err(Failure::Limited { after_ms, .. }) => Some(after_ms),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_empty_bucket_says_how_long_and_its_neighbour_is_free() {
        let (limits, clock) = limits(1000);
        limits.learn(&route("1"), &headers(0));
        clock.advance(2000);
        assert_eq!(wait(limits.take(&route("1"), true, true)), Some(3000));
        assert_eq!(wait(limits.take(&route("2"), true, true)), None);
        clock.advance(3000);
        assert_eq!(wait(limits.take(&route("1"), true, true)), None);
    }

    #[test]
    fn requests_on_their_way_count_before_their_answers_come() {
        let (limits, _) = limits(1000);
        limits.learn(&route("1"), &headers(2));
        assert_eq!(wait(limits.take(&route("1"), true, true)), None);
        assert_eq!(wait(limits.take(&route("1"), true, true)), None);
        assert!(wait(limits.take(&route("1"), true, true)).is_some());
        limits.learn(&route("1"), &headers(1));
        assert!(wait(limits.take(&route("1"), true, true)).is_some(), "a late answer does not fill the bucket");
    }

    #[test]
    fn no_second_holds_more_than_the_global_limit() {
        let (limits, clock) = limits(50);
        let mut sent = 0;
        for _ in 0..100 {
            for _ in 0..20 {
                sent += u32::from(limits.pace().now_or_never().is_some());
            }
            clock.advance(10);
        }
        assert!((45..=50).contains(&sent), "{sent}");
    }

    #[tokio::test]
    async fn what_takes_several_requests_comes_to_its_end_however_many_went_before() {
        let (limits, clock) = limits(50);
        while limits.pace().now_or_never().is_some() {}
        let several = async {
            for _ in 0..3 {
                limits.pace().await;
            }
        };
        let time = async {
            loop {
                clock.advance(1);
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = several => {}
            () = time => {}
        }
    }

    #[test]
    fn a_429_rests_its_bucket_and_a_global_one_everything() {
        let (limits, clock) = limits(1000);
        limits.refused(&route("1"), false, 700);
        assert_eq!(wait(limits.take(&route("1"), true, true)), Some(700));
        assert_eq!(wait(limits.take(&route("2"), true, true)), None);
        limits.learn(&route("1"), &headers(4));
        limits.refused(&route("1"), false, 700);
        assert_eq!(wait(limits.take(&route("1"), true, true)), Some(700), "what it says counts, not the window");
        limits.refused(&route("1"), true, 900);
        assert_eq!(wait(limits.take(&route("2"), true, true)), Some(900));
        clock.advance(900);
        assert_eq!(wait(limits.take(&route("2"), true, true)), None);
    }

    #[test]
    fn too_many_invalid_requests_stop_everything_until_the_window_moves_on() {
        let (limits, clock) = limits(1000);
        for _ in 0..INVALID_LIMIT {
            limits.count_invalid();
        }
        assert!(wait(limits.take(&route("1"), false, false)).is_some());
        clock.advance(INVALID_WINDOW);
        assert_eq!(wait(limits.take(&route("1"), false, false)), None);
    }

    #[test]
    fn a_refused_token_silences_what_needs_it_and_nothing_else() {
        let (limits, clock) = limits(1000);
        limits.token_refused();
        assert!(matches!(limits.take(&route("1"), true, true), Err(Failure::Credentials { .. })));
        assert_eq!(wait(limits.take(&route("1"), false, false)), None);
        clock.advance(TOKEN_PAUSE);
        assert_eq!(wait(limits.take(&route("1"), true, true)), None);
    }
}
