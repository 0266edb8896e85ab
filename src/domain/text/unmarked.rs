//! Turns what flexcord itself writes for Discord into what the desk, which shows plain text, should read.

use std::sync::LazyLock;

use regex::{Captures, Regex};

static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\\(?P<plain>[[:punct:]])",
        r"|\[(?P<label>[^\]\n]+)\]\(<?(?P<link>https?://[^\s<>()]+)>?\)",
        r"|\*\*(?P<bold>(?:\\.|[^*\n\\])+)\*\*",
    ))
    .expect("constant pattern")
});

static LEAD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^(?:-# |> )").expect("constant pattern"));

/// `text` without Discord's signs: bold and small print become plain, links show where they lead, escapes go.
pub fn unmarked(text: &str) -> String {
    let lines = LEAD.replace_all(text, "");
    strip(&lines)
}

fn strip(text: &str) -> String {
    MARKS
        .replace_all(text, |found: &Captures<'_>| {
            let part = |name| found.name(name).map(|part| part.as_str());
            match (part("plain"), part("label"), part("link")) {
                (Some(plain), ..) => plain.to_owned(),
                (_, Some(label), Some(link)) => format!("{} ({link})", strip(label)),
                // What is bold may hold a link or an escape.
                _ => strip(part("bold").unwrap_or_default()),
            }
        })
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_answer_with_its_sources_reads_like_prose() {
        let answer = "Use the **reset** link.\n\n-# Sources\n-# • [I cannot log in](<https://help.example/log-in>)";
        insta::assert_snapshot!(unmarked(answer), @r"
        Use the reset link.

        Sources
        • I cannot log in (https://help.example/log-in)
        ");
        insta::assert_snapshot!(unmarked("This might help:\n**[Refunds](<https://x.example/r>)**\n> Within 14 days."), @r"
        This might help:
        Refunds (https://x.example/r)
        Within 14 days.
        ");
    }

    #[test]
    fn names_are_shown_as_they_are_called() {
        assert_eq!(unmarked(r"**Max\_Power \*1\*** (Support) joined."), "Max_Power *1* (Support) joined.");
        assert_eq!(unmarked("I've passed case **#1** on."), "I've passed case #1 on.");
    }

    #[test]
    fn what_is_no_mark_stays() {
        for text in ["2 ** 3", "a [b] (c)", r"C:\dir", "1 > 0", "**", "- item", "[x](javascript:1)"] {
            assert_eq!(unmarked(text), text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn it_is_never_longer(text in "[a-z*\\[\\]()\\\\ >#<:/.\\-\n]{0,80}") {
            prop_assert!(unmarked(&text).len() <= text.len());
        }
    }
}
