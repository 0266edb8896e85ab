//! `[console]`

use super::reader::Reader;

/// The pages for agents, leads and admins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Console {
    /// Whether it is served, under `/console`.
    pub enabled: bool,
    /// Who does nothing for so many seconds has to sign in again.
    pub session_idle_secs: u64,
    /// After so many seconds everybody has to sign in again.
    pub session_secs: u64,
    /// So many wrong passwords in a row lock a name.
    pub lock_after: u32,
    /// For so many seconds.
    pub lock_secs: u64,
    /// For so many seconds an invitation can be used.
    pub link_secs: u64,
}

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

impl Console {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            enabled: reader.flag("console.enabled", true),
            session_idle_secs: reader.number("console.session_idle_secs", 12 * HOUR, 60..=30 * DAY),
            session_secs: reader.number("console.session_secs", 14 * DAY, 60..=90 * DAY),
            lock_after: reader.number("console.lock_after", 8, 3..=100),
            lock_secs: reader.number("console.lock_secs", 900, 10..=DAY),
            link_secs: reader.number("console.link_secs", 3 * DAY, 60..=30 * DAY),
        }
    }
}
