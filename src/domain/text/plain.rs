//! Turns Discord's own notation into what a person at the desk should read. Bold, lists and spoilers stay as typed:
//! the desk should see that something was meant to be hidden.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use regex::{Captures, Regex};

use super::defuse::display_name;
use super::invisible;
use super::names::Names;

static NOTATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"<@!?(?P<user>\d{1,25})>",
        r"|<@&(?P<role>\d{1,25})>",
        r"|<#(?P<channel>\d{1,25})>",
        r"|<a?:(?P<emoji>\w{1,64}):\d{1,25}>",
        r"|<t:(?P<time>-?\d{1,15})(?::(?P<style>[tTdDfFsSR]))?>",
        r"|</(?P<command>[^<>:\n]{1,110}):\d{1,25}>",
        r"|<id:(?P<place>[a-z\-]{1,32})>",
        r"|<(?P<link>https?://[^\s<>]+)>",
    ))
    .expect("constant pattern")
});

/// `text` as the desk should read it: names instead of ids, times in UTC, links without brackets, nothing invisible.
pub fn plain(text: &str, names: &impl Names) -> String {
    let seen = invisible::strip(text);
    NOTATION.replace_all(&seen, |found: &Captures<'_>| read(found, names).unwrap_or_else(|| found[0].to_owned())).into_owned()
}

fn read(found: &Captures<'_>, names: &impl Names) -> Option<String> {
    let part = |name| found.name(name).map(|part| part.as_str());
    let shown = |known: Option<String>, otherwise: &str| known.map_or_else(|| otherwise.to_owned(), |name| display_name(&name));
    if let Some(id) = part("user") {
        return Some(format!("@{}", shown(names.user(id), "user")));
    }
    if let Some(id) = part("role") {
        return Some(format!("@{}", shown(names.role(id), "role")));
    }
    if let Some(id) = part("channel") {
        return Some(format!("#{}", shown(names.channel(id), "channel")));
    }
    if let Some(emoji) = part("emoji") {
        return Some(format!(":{emoji}:"));
    }
    if let Some(seconds) = part("time") {
        return time(seconds, part("style").unwrap_or("f"));
    }
    if let Some(command) = part("command") {
        return Some(format!("/{command}"));
    }
    if let Some(place) = part("place") {
        return Some(format!("#{place}"));
    }
    part("link").map(str::to_owned)
}

/// Discord shows a time in each reader's own zone; the desk reads it in UTC. `None` for times beyond the calendar.
fn time(seconds: &str, style: &str) -> Option<String> {
    let at = Timestamp::from_second(seconds.parse().ok()?).ok()?.to_zoned(TimeZone::UTC);
    let pattern = match style {
        "t" => "%H:%M UTC",
        "T" => "%H:%M:%S UTC",
        "d" | "D" => "%Y-%m-%d",
        _ => "%Y-%m-%d %H:%M UTC",
    };
    Some(at.strftime(pattern).to_string())
}

#[cfg(test)]
mod tests {
    use super::super::names::NoNames;
    use super::super::names::fake::Few;
    use super::*;

    #[test]
    fn ids_become_names() {
        assert_eq!(plain("<@1> and <@!1> of <@&2> in <#3>", &Few), "@Ana and @Ana of @Helpers in #general");
        assert_eq!(plain("<@9> <@&9> <#9>", &NoNames), "@user @role #channel");
    }

    #[test]
    fn emoji_commands_and_links_lose_their_brackets() {
        assert_eq!(
            plain("<:wave:12> <a:party:34> </setup check:5> <id:customize> <https://a.example/b>", &NoNames),
            ":wave: :party: /setup check #customize https://a.example/b"
        );
    }

    #[test]
    fn times_are_shown_in_utc() {
        assert_eq!(
            plain("<t:1700000000> <t:1700000000:t> <t:1700000000:D> <t:1700000000:R>", &NoNames),
            "2023-11-14 22:13 UTC 22:13 UTC 2023-11-14 2023-11-14 22:13 UTC"
        );
    }

    #[test]
    fn a_time_beyond_the_calendar_stays_as_typed() {
        assert_eq!(plain("<t:999999999999999>", &NoNames), "<t:999999999999999>");
    }

    #[test]
    fn spoilers_and_bold_stay() {
        assert_eq!(plain("||secret|| **b**", &NoNames), "||secret|| **b**");
    }

    #[test]
    fn invisible_tricks_do_not_reach_the_desk() {
        assert_eq!(plain("a\u{202E}b\u{200B}", &NoNames), "ab");
    }
}
