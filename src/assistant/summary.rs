//! The summary an agent reads at hand-over, made by rules: what was asked, what was tried, which articles.

use super::grounding::visible;
use super::small_talk::small_talk;
use super::turn::{Speaker, Turn};
use super::wants_person::wants_person;
use crate::knowledge::passage::clip;

/// Longest short summary, in characters.
pub const SHORT: usize = 300;
/// Longest line of the long one, in characters.
const LINE: usize = 200;

/// The summary in parts, so that whoever shows it can put its own words (in the agent's language) before each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// What the member asked: the first question and, where there was another, the last.
    pub asked: String,
    /// How many answers the assistant gave.
    pub answers: usize,
    /// How many of them the member refused.
    pub refused: usize,
    /// The titles of the articles shown, each once.
    pub articles: Vec<String>,
}

/// Sums up a talk.
pub fn summarise(turns: &[Turn]) -> Summary {
    let questions: Vec<String> = turns
        .iter()
        .filter(|turn| turn.speaker == Speaker::Member && small_talk(&turn.text).is_none() && !wants_person(&turn.text))
        .map(|turn| visible(&turn.text).split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty())
        .collect();
    let asked = match &questions[..] {
        [] => String::new(),
        [only] => clip(only, LINE),
        [first, .., last] => format!("{} … {}", clip(first, LINE / 2 - 2), clip(last, LINE / 2 - 2)),
    };
    let answers: Vec<&Turn> = turns.iter().filter(|turn| turn.speaker == Speaker::Assistant).collect();
    let mut articles: Vec<String> = Vec::new();
    for title in answers.iter().flat_map(|turn| &turn.articles) {
        if !articles.contains(title) {
            articles.push(title.clone());
        }
    }
    Summary { asked, answers: answers.len(), refused: answers.iter().filter(|turn| turn.helped == Some(false)).count(), articles }
}

impl Summary {
    /// Three lines: asked, tried, articles.
    pub fn long(&self) -> String {
        let asked = if self.asked.is_empty() { "nothing but a person" } else { &self.asked };
        let articles = if self.articles.is_empty() { "none".to_owned() } else { clip(&self.articles.join(" · "), LINE) };
        format!("Asked: {asked}\nTried: {}\nArticles: {articles}", self.tried())
    }

    /// One line of at most [`SHORT`] characters.
    pub fn short(&self) -> String {
        clip(&self.long().replace('\n', " · "), SHORT)
    }

    fn tried(&self) -> String {
        let answers = if self.answers == 1 { "answer" } else { "answers" };
        match (self.answers, self.refused) {
            (0, _) => "nothing yet".to_owned(),
            (given, 0) => format!("{given} {answers}"),
            (given, refused) => format!("{given} {answers}, {refused} did not help"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn member(text: &str) -> Turn {
        Turn { speaker: Speaker::Member, text: text.into(), articles: vec![], helped: None }
    }

    #[test]
    fn the_agent_reads_what_was_asked_and_tried() {
        let answer = Turn { speaker: Speaker::Assistant, text: "Press reset.".into(), articles: vec!["Reset".into()], helped: Some(false) };
        let talk =
            [member("hello"), member("I can't log in"), answer.clone(), member("the mail never comes"), answer, member("human please")];
        insta::assert_snapshot!(summarise(&talk).long(), @r"
        Asked: I can't log in … the mail never comes
        Tried: 2 answers, 2 did not help
        Articles: Reset
        ");
        insta::assert_snapshot!(summarise(&[member("agent")]).short(), @"Asked: nothing but a person · Tried: nothing yet · Articles: none");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn it_is_never_longer_than_promised(texts in prop::collection::vec("\\PC{0,400}", 0..5)) {
            let turns: Vec<Turn> = texts.iter().map(|text| member(text)).collect();
            let summary = summarise(&turns);
            prop_assert!(summary.short().chars().count() <= SHORT);
            prop_assert_eq!(summary.long().lines().count(), 3);
        }
    }
}
