//! `[limits]`

use super::reader::Reader;

/// Bounds on what comes in and goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The largest request body that is read, in bytes.
    pub body_bytes: u64,
    /// How long answering a request may take, in seconds.
    pub request_secs: u64,
    /// How many requests a second go to Discord. Its own bound is 50 for a bot; stand-ins of Discord, and bots that were given more,
    /// have another.
    pub discord_per_second: u32,
}

impl Limits {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            body_bytes: reader.number("limits.body_bytes", 1024 * 1024, 64 * 1024..=64 * 1024 * 1024),
            request_secs: reader.number("limits.request_secs", 10, 1..=120),
            discord_per_second: reader.number("limits.discord_per_second", 50, 1..=1_000_000),
        }
    }
}
