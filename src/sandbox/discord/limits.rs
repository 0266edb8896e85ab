//! Rate limits: buckets per route and channel, guild or webhook, the global limit, and their headers.

use super::ids::Id;
use crate::domain::clock::Millis;
use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// How strictly callers are paced.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Pace {
    /// As on Discord.
    #[default]
    Real,
    /// Windows shrunk to this fraction (0.1: a tenth of the time), for quick tests.
    Scaled(f64),
    /// Not at all; no headers either.
    Off,
}

impl Pace {
    /// Whether identifies are paced too.
    pub fn pacing(self) -> bool {
        self == Self::Real
    }

    fn window(self, ms: Millis) -> Millis {
        match self {
            Self::Scaled(factor) => ((ms as f64 * factor) as Millis).max(1),
            Self::Real | Self::Off => ms,
        }
    }
}

/// The global limit: requests per second and caller.
const GLOBAL: u32 = 50;

/// What one request is counted against.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// Name of the rule; its hash is `X-RateLimit-Bucket`.
    rule: String,
    /// The channel, guild or webhook, and the caller.
    major: String,
    limit: u32,
    window: Millis,
    /// Interactions do not count against the global limit.
    global: bool,
}

/// The bucket of a request. `route` is the matched path, `major` the first id in it.
pub fn bucket(method: &str, route: &str, major: &str, caller: Option<Id>) -> Bucket {
    let who = caller.map_or_else(String::new, |id| id.to_string());
    let interaction = route.starts_with("/webhooks/{webhook}/{token}") || route.starts_with("/interactions/");
    let (rule, limit, window) = if interaction {
        ("webhook".to_owned(), 5, 2_000)
    } else {
        let (limit, window) = match (method, route) {
            ("POST", "/channels/{channel}/messages") => (5, 5_000),
            ("PATCH", "/channels/{channel}/messages/{message}") => (5, 5_000),
            ("DELETE", "/channels/{channel}/messages/{message}") => (5, 1_000),
            ("PUT" | "DELETE", route) if route.contains("/reactions") => (1, 250),
            ("POST", "/channels/{channel}/typing") => (5, 5_000),
            ("POST", "/users/@me/channels") => (10, 10_000),
            ("POST", route) if route.ends_with("/threads") => (50, 300_000),
            ("PATCH", "/channels/{channel}") => (5, 15_000),
            ("POST", "/interactions") => (50, 1_000),
            ("PUT" | "DELETE", route) if route.contains("/bans/") => (5, 1_000),
            ("GET", "/gateway/bot") => (2, 5_000),
            _ => (10, 1_000),
        };
        let rule = if route.contains("/reactions") { "reactions".to_owned() } else { format!("{method} {route}") };
        (rule, limit, window)
    };
    let major = if interaction { major.to_owned() } else { format!("{major}:{who}") };
    Bucket { rule, major, limit, window, global: !interaction }
}

#[derive(Clone, Copy, Debug)]
struct Window {
    ends: Millis,
    used: u32,
}

impl Window {
    /// Takes one, or says how long to wait.
    fn take(&mut self, now: Millis, limit: u32, length: Millis) -> Result<u32, Millis> {
        if now >= self.ends {
            *self = Self { ends: now + length, used: 0 };
        }
        if self.used >= limit {
            return Err(self.ends - now);
        }
        self.used += 1;
        Ok(limit - self.used)
    }
}

/// Counters of all buckets.
#[derive(Debug, Default)]
pub struct Limits {
    windows: HashMap<(String, String), Window>,
    global: HashMap<Id, Window>,
    next_sweep: Millis,
}

impl Limits {
    /// Counts a request: the headers for its answer, or the 429 in its place.
    pub fn take(&mut self, pace: Pace, bucket: &Bucket, caller: Option<Id>, now: Millis) -> Result<HeaderMap, Box<Response>> {
        if pace == Pace::Off {
            return Ok(HeaderMap::new());
        }
        self.sweep(now);
        if let Some(caller) = caller.filter(|_| bucket.global) {
            let window = self.global.entry(caller).or_insert(Window { ends: 0, used: 0 });
            if let Err(wait) = window.take(now, GLOBAL, pace.window(1_000)) {
                return Err(Box::new(too_many(HeaderMap::new(), wait, true)));
            }
        }
        let key = (bucket.rule.clone(), bucket.major.clone());
        let window = self.windows.entry(key).or_insert(Window { ends: 0, used: 0 });
        let taken = window.take(now, bucket.limit, pace.window(bucket.window));
        let headers = headers(bucket, taken.unwrap_or(0), window.ends, now);
        taken.map(|_| headers.clone()).map_err(|wait| Box::new(too_many(headers, wait, false)))
    }

    /// Drops windows that are over, so that ten thousand interactions leave nothing behind.
    fn sweep(&mut self, now: Millis) {
        if now >= self.next_sweep {
            self.windows.retain(|_, window| window.ends > now);
            self.next_sweep = now + 60_000;
        }
    }
}

fn seconds(ms: Millis) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

fn put(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

fn headers(bucket: &Bucket, left: u32, ends: Millis, now: Millis) -> HeaderMap {
    let mut headers = HeaderMap::new();
    put(&mut headers, "x-ratelimit-limit", &bucket.limit.to_string());
    put(&mut headers, "x-ratelimit-remaining", &left.to_string());
    put(&mut headers, "x-ratelimit-reset", &seconds(ends));
    put(&mut headers, "x-ratelimit-reset-after", &seconds((ends - now).max(0)));
    put(&mut headers, "x-ratelimit-bucket", &hex::encode(&Sha256::digest(bucket.rule.as_bytes())[..16]));
    headers
}

fn too_many(mut headers: HeaderMap, wait: Millis, global: bool) -> Response {
    put(&mut headers, "retry-after", &((wait + 999) / 1000).to_string());
    // Some clients take a 429 without it for one of Cloudflare's, and do not try again.
    put(&mut headers, "via", "1.1 google");
    put(&mut headers, "x-ratelimit-scope", if global { "global" } else { "user" });
    if global {
        put(&mut headers, "x-ratelimit-global", "true");
    }
    let body = json!({ "message": "You are being rate limited.", "retry_after": wait as f64 / 1000.0, "global": global, "code": 0 });
    (StatusCode::TOO_MANY_REQUESTS, headers, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_message_within_five_seconds_waits() {
        let mut limits = Limits::default();
        let bucket = bucket("POST", "/channels/{channel}/messages", "7", Some(Id(1)));
        for left in (0..5).rev() {
            let headers = limits.take(Pace::Real, &bucket, Some(Id(1)), 1_000).unwrap();
            assert_eq!(headers["x-ratelimit-remaining"], left.to_string());
        }
        let refused = limits.take(Pace::Real, &bucket, Some(Id(1)), 2_000).unwrap_err();
        assert_eq!(refused.headers()["x-ratelimit-reset-after"], "4.000");
        assert!(limits.take(Pace::Real, &bucket, Some(Id(1)), 6_000).is_ok());
    }

    #[test]
    fn fifty_requests_a_second_are_the_global_limit() {
        let mut limits = Limits::default();
        let of = |n: u64| bucket("GET", "/channels/{channel}", &n.to_string(), Some(Id(1)));
        for n in 0..50 {
            assert!(limits.take(Pace::Real, &of(n), Some(Id(1)), 0).is_ok());
        }
        let refused = limits.take(Pace::Real, &of(50), Some(Id(1)), 0).unwrap_err();
        assert_eq!(refused.headers()["x-ratelimit-global"], "true");
    }

    #[test]
    fn interactions_do_not_count_globally() {
        let mut limits = Limits::default();
        for n in 0..60 {
            let bucket = bucket("POST", "/webhooks/{webhook}/{token}", &n.to_string(), None);
            assert!(limits.take(Pace::Real, &bucket, Some(Id(1)), 0).is_ok());
        }
    }
}
