//! Times as Twilio writes them: whole seconds in REST answers, milliseconds in webhooks, ISO-8601 durations for timers.

use crate::domain::clock::Millis;
use jiff::{Span, SpanRelativeTo, Timestamp};

fn stamp(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// `2015-12-16T22:18:37Z`, the form of REST answers.
pub(crate) fn rest(at: Millis) -> String {
    stamp(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2015-12-16T22:18:37.123Z`, the form of Conversations webhooks.
pub(crate) fn precise(at: Millis) -> String {
    format!("{}.{:03}Z", stamp(at).strftime("%Y-%m-%dT%H:%M:%S"), at.rem_euclid(1000))
}

/// `Wed, 16 Dec 2015 22:18:37 +0000`, the form of the 2010 API and of media dates.
pub(crate) fn rfc2822(at: Millis) -> String {
    stamp(at).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// `Wed, 16 Dec 2015 22:18:37 GMT`, the form of the `Date` header.
pub(crate) fn http(at: Millis) -> String {
    stamp(at).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Reads a REST time, such as one given as `DateCreated`.
pub(crate) fn parse(text: &str) -> Option<Millis> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

/// Reads an ISO-8601 duration such as `PT10M` or `P3D` into milliseconds. A day has 24 hours.
pub(crate) fn duration(text: &str) -> Option<Millis> {
    let span: Span = text.parse().ok()?;
    let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    i64::try_from(length.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_both_forms() {
        assert_eq!(rest(1_450_304_317_042), "2015-12-16T22:18:37Z");
        assert_eq!(precise(1_450_304_317_042), "2015-12-16T22:18:37.042Z");
        assert_eq!(rfc2822(1_450_304_317_042), "Wed, 16 Dec 2015 22:18:37 +0000");
        assert_eq!(parse("2015-12-16T22:18:37Z"), Some(1_450_304_317_000));
    }

    #[test]
    fn timers_are_read_as_iso_durations() {
        assert_eq!(duration("PT1M"), Some(60_000));
        assert_eq!(duration("P3D"), Some(3 * 86_400_000));
        assert_eq!(duration("soon"), None);
    }
}
