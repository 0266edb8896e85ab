//! `[relay]`

use super::reader::Reader;

/// How deliveries are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// A delivery that failed so often becomes a dead letter.
    pub max_attempts: u32,
    /// How many lanes are worked on at once.
    pub lanes_at_once: u32,
    /// How long one call to the other side may take, in seconds.
    pub request_timeout_secs: u64,
    /// How often both sides are asked for what was missed, in seconds.
    pub catch_up_secs: u64,
    /// Message texts are erased after so many days; 0 keeps them.
    pub retention_days: u32,
}

impl Relay {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            max_attempts: reader.number("relay.max_attempts", 12, 1..=100),
            lanes_at_once: reader.number("relay.lanes_at_once", 256, 1..=10_000),
            request_timeout_secs: reader.number("relay.request_timeout_secs", 15, 1..=120),
            catch_up_secs: reader.number("relay.catch_up_secs", 60, 5..=86_400),
            retention_days: reader.number("relay.retention_days", 90, 0..=3_650),
        }
    }
}
