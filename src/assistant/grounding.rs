//! Is a model's answer grounded? Checked by code, whatever the model was told.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::answer::{Answer, Source};
use super::partial::begin_of_json;
use crate::knowledge::article::Article;

/// Longest answer that is let through, in characters: one message on Discord, with room for the sources.
pub const LONGEST_ANSWER: usize = 1_500;

/// What the model has to return.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ModelAnswer {
    /// Whether the articles answer the question.
    pub answerable: bool,
    /// The answer; empty when there is none.
    #[serde(default)]
    pub answer: String,
    /// The articles it rests on.
    #[serde(default)]
    pub article_ids: Vec<String>,
    /// Whether a person should see to it. A suggestion: a person is offered, not called.
    #[serde(default)]
    pub person: bool,
}

/// Finds the answer in what a model has written: JSON, maybe with words around it. `None` if there is none.
pub fn read(written: &str) -> Option<ModelAnswer> {
    let begin = begin_of_json(written)?;
    serde_json::Deserializer::from_str(&written[begin..]).into_iter().next()?.ok()
}

/// Why an answer is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The model says the articles do not answer it.
    #[error("the model says that the articles do not answer it")]
    NotAnswerable,
    /// Nothing is left to show.
    #[error("the answer is empty")]
    Empty,
    /// It is longer than it may be.
    #[error("the answer has {0} characters, more than {LONGEST_ANSWER}")]
    TooLong(usize),
    /// It names no article.
    #[error("the answer names no article")]
    NoSource,
    /// It names an article the model was not given.
    #[error("the answer names an article that was not given")]
    ForeignSource,
    /// It holds a link that is in none of the articles it names.
    #[error("the answer holds a link that none of its articles has")]
    ForeignLink,
}

/// Anything that a client would make into a link: a scheme, an invite, or a bare address.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s<>()\[\]]+|\b(?:www\.|discord\.gg/|discord\.com/invite/)[^\s<>()\[\]]+|\b(?:mailto|javascript|data):[^\s<>()\[\]]+|\b(?:[a-z0-9-]+\.)+[a-z]{2,24}/[^\s<>()\[\]]+")
        .expect("the pattern is our own and tested")
});

/// Checks what the model returned against the articles it was given, and cleans it.
pub fn check(returned: &ModelAnswer, given: &[&Article]) -> Result<Answer, Refusal> {
    if !returned.answerable {
        return Err(Refusal::NotAnswerable);
    }
    let text = visible(&returned.answer);
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::Empty);
    }
    let length = text.chars().count();
    if length > LONGEST_ANSWER {
        return Err(Refusal::TooLong(length));
    }
    let cited = grounded(&returned.article_ids, given)?;
    if !links_are_allowed(text, &cited) {
        return Err(Refusal::ForeignLink);
    }
    Ok(Answer::Answered { text: text.to_owned(), sources: cited.into_iter().map(Source::from).collect() })
}

/// The articles with these ids, in the order in which they were given. Refuses none at all, and any that was not given.
pub fn grounded<'a>(ids: &[String], given: &[&'a Article]) -> Result<Vec<&'a Article>, Refusal> {
    let named: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    if named.is_empty() {
        return Err(Refusal::NoSource);
    }
    if named.iter().any(|id| given.iter().all(|article| article.id.as_str() != *id)) {
        return Err(Refusal::ForeignSource);
    }
    Ok(given.iter().copied().filter(|article| named.contains(article.id.as_str())).collect())
}

/// Whether every link in the text is in one of these articles.
pub fn links_are_allowed(text: &str, cited: &[&Article]) -> bool {
    let allowed: BTreeSet<String> = cited.iter().flat_map(|article| links(&article.body).chain(article.url.as_deref().map(bare))).collect();
    links(text).all(|link| allowed.contains(&link))
}

fn links(text: &str) -> impl Iterator<Item = String> + '_ {
    LINK.find_iter(text).map(|found| bare(found.as_str()))
}

/// A link without what a sentence puts after it.
fn bare(link: &str) -> String {
    link.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '"', '*', '_', '`', '/', '。', '、', '，', '！', '？']).to_owned()
}

/// The text without signs that nobody sees: zero-width, direction and tag characters, and controls other than line ends. They
/// hide instructions from people, or split a word so that a filter misses it. Joiners stay inside emoji.
pub fn visible(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let is_emoji =
        |c: Option<&char>| c.is_some_and(|c| matches!(u32::from(*c), 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F000..=0x1FAFF | 0xFE0F));
    let kept = signs.iter().enumerate().filter(|&(at, &c)| match c {
        '\n' | '\t' => true,
        '\u{200D}' => at > 0 && is_emoji(signs.get(at - 1)) && is_emoji(signs.get(at + 1)),
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{00AD}' | '\u{034F}' | '\u{061C}' => {
            false
        }
        '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{180B}'..='\u{180F}' | '\u{E0000}'..='\u{E0FFF}' => false,
        c => !c.is_control(),
    });
    kept.map(|(_, &c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn given() -> Vec<Article> {
        let mut refund = Article::new("refund", "Refund?", "Fill in https://shop.example/refund within 14 days.");
        refund.url = Some("https://help.example/refund".into());
        vec![refund, Article::new("other", "Other?", "See https://other.example/x.")]
    }

    fn checked(answer: &str, ids: &[&str]) -> Result<Answer, Refusal> {
        let given = given();
        let returned = ModelAnswer {
            answerable: true,
            answer: answer.into(),
            article_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            person: false,
        };
        check(&returned, &given.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_grounded_answer_passes_with_its_sources() {
        let Ok(Answer::Answered { text, sources }) = checked("Within 14 days: https://shop.example/refund.", &["refund", "refund"]) else {
            panic!()
        };
        assert_eq!(text, "Within 14 days: https://shop.example/refund.");
        assert_eq!(sources.len(), 1);
    }

    #[test]
    fn whatever_is_not_grounded_is_refused() {
        assert_eq!(checked("Yes.", &[]), Err(Refusal::NoSource));
        assert_eq!(checked("Yes.", &["refund", "made-up"]), Err(Refusal::ForeignSource));
        assert_eq!(checked("\u{200B} ", &["refund"]), Err(Refusal::Empty));
        assert_eq!(checked(&"x".repeat(1_501), &["refund"]), Err(Refusal::TooLong(1_501)));
        for link in [
            "https://evil.example",
            "https://other.example/x",
            "[here](https://evil.example/a)",
            "discord.gg/abc",
            "www.evil.example",
            "evil.example/win",
            "javascript:alert(1)",
        ] {
            assert_eq!(checked(&format!("Go to {link} now"), &["refund"]), Err(Refusal::ForeignLink), "{link}");
        }
        let unsure = ModelAnswer { answerable: false, answer: "Maybe.".into(), article_ids: vec!["refund".into()], person: false };
        assert_eq!(check(&unsure, &[]), Err(Refusal::NotAnswerable));
    }

    #[test]
    fn an_answer_is_found_whatever_stands_around_it() {
        let answer = r#"{"article_ids":["a"],"answerable":true,"answer":"Yes."}"#;
        for written in [answer.to_owned(), format!("Here:\n```json\n{answer}\n```"), format!("<think>{{no}}</think>\n{answer} Bye.")] {
            assert_eq!(read(&written).unwrap().answer, "Yes.", "{written}");
        }
        for written in ["", "Yes.", "{\"answer\":\"Ye", "{\"answer\":1}", "<html>{}</html>"] {
            assert_eq!(read(written), None, "{written}");
        }
    }

    #[test]
    fn a_link_split_by_unseen_signs_is_still_a_link() {
        assert_eq!(checked("https:\u{200B}//evil.example", &["refund"]), Err(Refusal::ForeignLink));
    }

    #[test]
    fn unseen_signs_go_and_emoji_stay() {
        assert_eq!(visible("a\u{200B}b\u{E0041}\u{202E}c\u{7}\nd"), "abc\nd");
        assert_eq!(visible("👩\u{200D}🚒"), "👩\u{200D}🚒");
    }

    proptest! {
        #[test]
        fn no_answer_breaks_the_check(answer in any::<String>()) {
            let _ = checked(&answer, &["refund"]);
        }
    }
}
