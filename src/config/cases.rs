//! `[cases]`

use super::reader::Reader;

const DAY: u64 = 86_400;

/// How cases are asked about, filed and told of. What the forms ask is in files of its own; see the README.
#[derive(Debug, Clone)]
pub struct Cases {
    /// A case that the agent has finished closes by itself when the member does not say anything for so many seconds.
    pub close_after_secs: u64,
    /// A report whose sender does not say whether an open one is the same is filed as new after so many seconds.
    pub draft_secs: u64,
    /// The pause between two members who are told the same, in milliseconds.
    pub tell_pause_ms: u64,
}

impl Cases {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            close_after_secs: reader.number("cases.close_after_secs", DAY, 60..=30 * DAY),
            draft_secs: reader.number("cases.draft_secs", 600, 10..=DAY),
            tell_pause_ms: reader.number("cases.tell_pause_ms", 1_500, 0..=60_000),
        }
    }
}
