//! `[desk]`

use super::checks;
use super::reader::Reader;

/// How members and agents are looked after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// After so many seconds without a word from the agent the assistant helps again.
    pub hand_back_after_secs: u64,
    /// If nobody asked the assistant after so many seconds, it answers by itself.
    pub answer_within_secs: u64,
    /// Lines that follow each other so quickly get one answer, in milliseconds.
    pub burst_ms: u64,
    /// How often the place in line is told, in seconds.
    pub queue_notice_secs: u64,
    /// A case nobody writes in is closed after so many seconds.
    pub idle_close_secs: u64,
    /// A hand-over that nobody confirmed after so many seconds is looked into.
    pub handoff_watchdog_secs: u64,
    /// A closed case can be reopened for so many days.
    pub reopen_days: u32,
    /// Whether members see the agent's name, or only the team's.
    pub show_agent_names: bool,
    /// What the team is called.
    pub team_name: String,
    /// The largest file that is passed on, in bytes.
    pub max_file_bytes: u64,
    /// Kinds of file that are not passed on: extensions (`exe`) and media types (`text/html`, `video/*`).
    pub blocked_file_types: Vec<String>,
}

/// Files that run by a double click, and pages that run in the reader's browser.
const BLOCKED: [&str; 20] = [
    "exe",
    "bat",
    "cmd",
    "com",
    "scr",
    "pif",
    "msi",
    "msix",
    "ps1",
    "vbs",
    "js",
    "jse",
    "wsf",
    "hta",
    "jar",
    "lnk",
    "reg",
    "html",
    "svg",
    "text/html",
];

const DAY: u64 = 86_400;
const MIB: u64 = 1024 * 1024;

impl Desk {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let team_name = reader.optional("desk.team_name", "a name of at most 32 characters", |text| match checks::text(text) {
            Ok(name) if name.chars().count() <= 32 => Ok(name),
            _ => Err("must be 1 to 32 characters"),
        });
        Self {
            hand_back_after_secs: reader.number("desk.hand_back_after_secs", 180, 10..=DAY),
            answer_within_secs: reader.number("desk.answer_within_secs", 20, 5..=600),
            burst_ms: reader.number("desk.burst_ms", 700, 0..=10_000),
            queue_notice_secs: reader.number("desk.queue_notice_secs", 60, 10..=3_600),
            idle_close_secs: reader.number("desk.idle_close_secs", DAY, 60..=90 * DAY),
            handoff_watchdog_secs: reader.number("desk.handoff_watchdog_secs", 60, 10..=3_600),
            reopen_days: reader.number("desk.reopen_days", 14, 0..=365),
            show_agent_names: reader.flag("desk.show_agent_names", true),
            team_name: team_name.unwrap_or_else(|| "Support".to_owned()),
            // Discord takes 10 MiB from an application without boosts; Twilio takes more.
            max_file_bytes: reader.number("desk.max_file_bytes", 10 * MIB, 1..=150 * MIB),
            blocked_file_types: reader.list("desk.blocked_file_types", &BLOCKED),
        }
    }
}
