//! How an answer names the articles it rests on, and how they are read back from what was said.
//!
//! The history keeps what was said and nothing beside it, so writing and reading stand here together.

use crate::domain::outcome::Source;
use crate::domain::text::clip;
use crate::domain::text::defuse::display_name;
use crate::domain::text::unmarked::unmarked;

/// Before each title below an answer.
const TITLE: &str = "-# • ";
/// Before each passage below the title of a suggestion.
const PASSAGE: &str = "> ";
/// Between the words of an answer and its sources.
const FOOT: &str = "\n\n-# ";

/// The answer with the titles it rests on, as quiet links below `label`.
pub fn with_sources(text: &str, sources: &[Source], label: &str) -> String {
    if sources.is_empty() {
        return text.to_owned();
    }
    let titles: String = sources.iter().map(|source| format!("\n{TITLE}{}", linked(source))).collect();
    format!("{text}{FOOT}{label}{titles}")
}

/// Articles that may be it, each with the passage that tells, below `intro`.
pub fn suggested(suggestions: &[(Source, String)], intro: &str) -> String {
    let articles: String =
        suggestions.iter().map(|(source, passage)| format!("\n**{}**\n{PASSAGE}{}", linked(source), clip(passage, 300))).collect();
    format!("{intro}{articles}")
}

/// The title of an article, with a link where there is one.
fn linked(source: &Source) -> String {
    let title = display_name(&source.title);
    match source.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
        // Angle brackets keep Discord from unfolding the page under the answer.
        Some(url) => format!("[{title}](<{url}>)"),
        None => title,
    }
}

/// What an answer says, as plain text and without its sources.
pub fn words(answer: &str) -> String {
    unmarked(answer.rsplit_once(FOOT).map_or(answer, |(words, _)| words))
}

/// The titles an answer names, in order.
pub fn titles(answer: &str) -> Vec<String> {
    let lines: Vec<&str> = answer.lines().collect();
    let quoted = |n: usize| lines.get(n + 1).is_some_and(|next| next.starts_with(PASSAGE));
    let suggestion = |n: usize, line: &'_ str| line.starts_with("**") && line.ends_with("**") && quoted(n);
    let named = lines.iter().enumerate().filter_map(|(n, line)| match line.strip_prefix(TITLE) {
        Some(title) => Some(title),
        None => suggestion(n, line).then(|| line.trim_matches('*')),
    });
    named.map(|title| title.strip_prefix('[').and_then(|t| t.split_once("](<")).map_or(title, |(label, _)| label).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(title: &str, url: Option<&str>) -> Source {
        Source { article: "a1".into(), title: title.into(), url: url.map(str::to_owned) }
    }

    #[test]
    fn what_an_answer_rests_on_can_be_read_back() {
        let sources = [source("I cannot log in", Some("https://x.example/a1")), source("Two-factor [codes]", None)];
        let said = with_sources("Use the **reset** link.", &sources, "Sources");
        assert_eq!(titles(&said), ["I cannot log in", "Two-factor [codes]"]);
        assert_eq!(words(&said), "Use the reset link.");
    }

    #[test]
    fn so_can_what_was_suggested() {
        let suggestions =
            [(source("Refunds", Some("https://x.example/r")), "Within 14 days.".to_owned()), (source("Shop", None), "Pay".to_owned())];
        assert_eq!(titles(&suggested(&suggestions, "This might help:")), ["Refunds", "Shop"]);
    }

    #[test]
    fn an_answer_without_sources_names_none() {
        assert_eq!(titles("**Note**\nI don't know that one."), Vec::<String>::new());
        assert_eq!(words("I don't know that one."), "I don't know that one.");
        assert_eq!(with_sources("Yes.", &[], "Sources"), "Yes.");
    }
}
