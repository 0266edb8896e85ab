//! Takes the sting out of text that a person, a model or an agent wrote before it goes to Discord.
//!
//! The main guard is that every message is sent with `allowed_mentions` none. This is the second one: even a message
//! that some other way leaves the house calls nobody, hides nothing, and shows where its links lead.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use unicode_segmentation::UnicodeSegmentation;

use super::invisible;
use super::names::Names;

/// The longest name that is shown, in grapheme clusters. Discord's own bound is 32 characters.
const LONGEST_NAME: usize = 32;

/// More code points than this in one cluster of a name are stacked accents, not writing.
const LONGEST_CLUSTER: usize = 4;

/// The longest joined emoji in use: a family, or a flag of tag characters, with skin tones.
const LONGEST_EMOJI: usize = 12;

/// Breaks a mention without being seen.
const GAP: char = '\u{200B}';

static MENTION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<(@!?|@&|#)(\d{1,25})>").expect("constant pattern"));

/// A link is looked at first, so that an address with `@here` in it stays usable.
static LOUD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)(?P<link>https?://[^\s<>]+)|@(?P<all>everyone|here)|<(?P<id>@[!&]?\d)").expect("constant pattern"));

static LOUD_IN_LINK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)@(everyone|here)").expect("constant pattern"));

/// A masked link whose label looks like an address of its own.
static DISGUISED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\[\s*<?((?:https?://|www\.)[^\]\s]*)>?\s*\]\(\s*<?(https?://[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?[^)\n]*\)")
        .expect("constant pattern")
});

/// Makes `text` harmless for Discord: invisible characters go, mentions become names or are broken, and a link that
/// pretends to be another link is shown as what it is.
pub fn defuse(text: &str, names: &impl Names) -> String {
    let seen = invisible::strip(text);
    let named = MENTION.replace_all(&seen, |found: &Captures<'_>| {
        let id = &found[2];
        match &found[1] {
            "#" => names.channel(id).map_or_else(|| found[0].to_owned(), |name| format!("#{}", display_name(&name))),
            "@&" => format!("@{}", names.role(id).map_or_else(|| "role".to_owned(), |name| chat_name(&name))),
            _ => format!("@{}", names.user(id).map_or_else(|| "user".to_owned(), |name| chat_name(&name))),
        }
    });
    let honest = DISGUISED.replace_all(&named, |found: &Captures<'_>| {
        let (label, target) = (&found[1], &found[2]);
        if same_address(label, target) { found[0].to_owned() } else { format!("<{target}>") }
    });
    quieten(&honest).into_owned()
}

/// A name as plain text, for any place that shows no markdown: one line, at most 32 clusters, nothing invisible, no
/// stacked accents, and no mention. An empty name becomes `member`.
pub fn display_name(raw: &str) -> String {
    let clean = invisible::strip(raw).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut name = String::new();
    for (count, cluster) in clean.graphemes(true).enumerate() {
        if count == LONGEST_NAME {
            name.push('…');
            break;
        }
        let joined = cluster.contains(['\u{200D}', '\u{FE0F}']) || cluster.starts_with('\u{1F3F4}');
        name.extend(cluster.chars().take(if joined { LONGEST_EMOJI } else { LONGEST_CLUSTER }));
    }
    if name.chars().all(invisible::blank) { "member".to_owned() } else { quieten(&name).into_owned() }
}

/// A name for a Discord message: [`display_name`] with its markdown escaped.
pub fn chat_name(raw: &str) -> String {
    quieten(&escape_markdown(&display_name(raw))).into_owned()
}

/// Puts a backslash before everything Discord could take for markup. Only for short, one-line text.
pub fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '~' | '`' | '|' | '>' | '<' | '[' | ']' | '(' | ')' | '#' | ':') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Breaks every mention that is left.
fn quieten(text: &str) -> Cow<'_, str> {
    LOUD.replace_all(text, |found: &Captures<'_>| {
        if let Some(link) = found.name("link") {
            LOUD_IN_LINK.replace_all(link.as_str(), "%40$1").into_owned()
        } else if let Some(all) = found.name("all") {
            format!("@{GAP}{}", all.as_str())
        } else {
            format!("<{GAP}{}", &found["id"])
        }
    })
}

fn same_address(label: &str, target: &str) -> bool {
    let bare = |address: &str| {
        let lower = address.to_lowercase();
        let rest = lower.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        rest.trim_end_matches('/').to_owned()
    };
    bare(label) == bare(target)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::names::NoNames;
    use super::super::names::fake::Few;
    use super::*;

    #[test]
    fn everyone_and_here_are_plain_words() {
        assert_eq!(defuse("@everyone and @HERE", &NoNames), "@\u{200B}everyone and @\u{200B}HERE");
    }

    #[test]
    fn a_mention_hidden_by_invisible_characters_is_found() {
        assert_eq!(defuse("@\u{200B}every\u{2060}one", &NoNames), "@\u{200B}everyone");
    }

    #[test]
    fn mentions_become_names() {
        assert_eq!(defuse("<@1> <@!1> <@&2> <#3>", &Few), "@Ana @Ana @Helpers #general");
    }

    #[test]
    fn unknown_people_and_roles_are_not_called_and_channels_stay_links() {
        assert_eq!(defuse("<@9> <@&9> <#9>", &NoNames), "@user @role <#9>");
    }

    #[test]
    fn a_name_cannot_bring_a_mention_in() {
        let text = defuse("hi <@666>", &Few);
        assert!(!text.contains("@everyone") && !text.contains("<@1>"), "{text}");
    }

    #[test]
    fn links_stay_usable() {
        assert_eq!(
            defuse("https://social.example/@hereward and <https://x.example/a>", &NoNames),
            "https://social.example/%40hereward and <https://x.example/a>"
        );
    }

    #[test]
    fn a_link_that_pretends_to_be_another_is_shown_as_itself() {
        assert_eq!(defuse("[https://bank.example](https://evil.example/x)", &NoNames), "<https://evil.example/x>");
        assert_eq!(defuse("[www.bank.example/](https://bank.example)", &NoNames), "[www.bank.example/](https://bank.example)");
        assert_eq!(defuse("[How to reset](https://kb.example/reset)", &NoNames), "[How to reset](https://kb.example/reset)");
    }

    #[test]
    fn a_shown_name_is_one_short_line_without_tricks() {
        assert_eq!(display_name("  Ana \n\u{202E} Maria "), "Ana Maria");
        assert_eq!(display_name(&"x".repeat(50)), format!("{}…", "x".repeat(32)));
        assert_eq!(display_name(&format!("Z{}", "\u{301}".repeat(40))), "Z\u{301}\u{301}\u{301}");
        assert_eq!(display_name("👨‍👩‍👧‍👦"), "👨‍👩‍👧‍👦");
        assert_eq!(display_name("\u{3164}\u{200B}"), "member");
    }

    #[test]
    fn a_name_in_chat_shows_its_markdown_as_typed() {
        assert_eq!(chat_name("**x_Ana_x** [a](b)"), r"\*\*x\_Ana\_x\*\* \[a\]\(b\)");
    }

    fn nasty() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("@".to_owned()),
            Just("<".to_owned()),
            Just(">".to_owned()),
            Just("everyone".to_owned()),
            Just("here".to_owned()),
            Just("\u{200B}".to_owned()),
            Just("\u{202E}".to_owned()),
            Just("<@1>".to_owned()),
            Just("<@666>".to_owned()),
            Just("<@&2>".to_owned()),
            Just("https://a.example/".to_owned()),
            Just("&".to_owned()),
            Just("!".to_owned()),
            Just("\\".to_owned()),
            "[0-9]{1,3}",
            "\\PC{0,4}",
        ];
        prop::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
    }

    fn calls_somebody(text: &str) -> bool {
        let lower = text.to_lowercase();
        lower.contains("@everyone") || lower.contains("@here") || Regex::new(r"<@[!&]?\d+>").unwrap().is_match(text)
    }

    proptest! {
        #[test]
        fn no_text_calls_anybody_afterwards(text in nasty()) {
            prop_assert!(!calls_somebody(&defuse(&text, &Few)));
            prop_assert!(!calls_somebody(&display_name(&text)));
            prop_assert!(!calls_somebody(&chat_name(&text)));
        }

        #[test]
        fn doing_it_twice_changes_nothing_more(text in nasty()) {
            let once = defuse(&text, &NoNames);
            prop_assert_eq!(defuse(&once, &NoNames), once);
        }
    }
}
