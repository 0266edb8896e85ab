//! Times as people read them. The time zone is UTC, and said so.

use crate::domain::clock::Millis;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// `20 Nov 2026, 17:36 UTC`
pub fn exact(at: Millis) -> String {
    match Timestamp::from_millisecond(at) {
        Ok(at) => at.to_zoned(TimeZone::UTC).strftime("%-d %b %Y, %H:%M UTC").to_string(),
        Err(_) => "at no time".into(),
    }
}

/// `just now`, `5 min ago`, `3 h ago`, `12 days ago`
pub fn ago(now: Millis, at: Millis) -> String {
    let minutes = (now - at).max(0) / 60_000;
    match minutes {
        0 => "just now".into(),
        1..60 => format!("{minutes} min ago"),
        60..1_440 => format!("{} h ago", minutes / 60),
        1_440..2_880 => "yesterday".into(),
        _ => format!("{} days ago", minutes / 1_440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_short() {
        assert_eq!(exact(1_800_000_000_000), "15 Jan 2027, 08:00 UTC");
        let minute = 60_000;
        let told: Vec<String> = [0, 1, 59, 60, 1_439, 1_440, 2_880].iter().map(|m| ago(2_880 * minute, (2_880 - m) * minute)).collect();
        assert_eq!(told, ["just now", "1 min ago", "59 min ago", "1 h ago", "23 h ago", "yesterday", "2 days ago"]);
        assert_eq!(ago(0, 5_000), "just now");
    }
}
