//! What changed between two versions of an article, line by line.

use crate::store::articles::Article;
use similar::{ChangeTag, TextDiff};

/// Unchanged lines shown around a change.
const AROUND: usize = 3;

/// A line of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub kind: Kind,
    pub text: String,
}

/// How a line came to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Same,
    Added,
    Removed,
    /// Stands for lines that are left out.
    Cut,
}

impl Kind {
    /// Its class in the page.
    pub fn class(self) -> &'static str {
        match self {
            Kind::Same => "same",
            Kind::Added => "added",
            Kind::Removed => "removed",
            Kind::Cut => "cut",
        }
    }

    /// Its sign, for those who do not see the colour.
    pub fn sign(self) -> &'static str {
        match self {
            Kind::Same => "  ",
            Kind::Added => "+ ",
            Kind::Removed => "− ",
            Kind::Cut => "",
        }
    }
}

/// Everything of an article, as lines people read.
pub fn told(article: &Article) -> String {
    let mut lines = vec![format!("Title: {}", article.title)];
    let mut line = |name: &str, text: String| {
        if !text.is_empty() {
            lines.push(format!("{name}: {text}"));
        }
    };
    line("Language", article.language.clone().unwrap_or_default());
    line("Tags", article.tags.join(", "));
    line("Address", article.url.clone().unwrap_or_default());
    line("Servers", article.servers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    for phrasing in &article.phrasings {
        line("Also asked", phrasing.clone());
    }
    lines.push(String::new());
    lines.extend(article.body.lines().map(str::to_owned));
    lines.join("\n")
}

/// The lines that differ, with some around them. Nothing differs: no lines.
pub fn between(old: &Article, new: &Article) -> Vec<Line> {
    let (old, new) = (told(old), told(new));
    let diff = TextDiff::from_lines(&old, &new);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(AROUND) {
        if !lines.is_empty() {
            lines.push(Line { kind: Kind::Cut, text: "…".into() });
        }
        for op in &group {
            for change in diff.iter_changes(op) {
                let kind = match change.tag() {
                    ChangeTag::Equal => Kind::Same,
                    ChangeTag::Insert => Kind::Added,
                    ChangeTag::Delete => Kind::Removed,
                };
                lines.push(Line { kind, text: change.value().trim_end_matches('\n').to_owned() });
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(title: &str, body: &str) -> Article {
        Article {
            id: "a".into(),
            title: title.into(),
            body: body.into(),
            language: Some("en".into()),
            tags: vec!["login".into()],
            phrasings: vec!["forgot it".into()],
            url: None,
            servers: Vec::new(),
        }
    }

    #[test]
    fn what_changed_is_shown_with_what_is_around_it() {
        let old = article("Reset", "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine");
        let new = article("Resetting", "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight!\nnine");
        let shown: String = between(&old, &new).iter().map(|line| format!("{}{}\n", line.kind.sign(), line.text)).collect();
        insta::assert_snapshot!(shown, @"
        − Title: Reset
        + Title: Resetting
          Language: en
          Tags: login
          Also asked: forgot it
        …
          five
          six
          seven
        − eight
        + eight!
          nine
        ");
        assert!(between(&old, &old).is_empty());
    }
}
