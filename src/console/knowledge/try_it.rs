//! Try it: what the assistant would answer, how sure it would be, and from what. Nothing is sent, counted or kept.

use super::super::Console;
use super::super::accounts::servers;
use super::super::frame::{self, Frame, escaped};
use super::super::refusal::Refusal;
use super::{list, right};
use crate::assistant::answer::Answer;
use crate::assistant::articles_only::{self, Thresholds};
use crate::assistant::wants_person::wants_person;
use crate::domain::account::Role;
use crate::domain::person::Server;
use crate::knowledge::library::Found;
use crate::knowledge::passage::telling_passage;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

/// Articles that are shown, more than an answer may use: the next ones tell why the first was sure or not.
const SHOWN: usize = 8;
/// Longest question, in characters.
const LONGEST: usize = 1_000;

/// What the address asks for.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Asked {
    q: String,
    server: String,
}

/// An article in the list of what was found.
struct Line {
    title: String,
    address: String,
    /// The question of the article that fits best, where that is not its title.
    by: Option<String>,
    passage: String,
    percent: u32,
    used: bool,
}

/// What would be said.
struct Said {
    answer: Answer,
    percent: u32,
    wants_person: bool,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "try_it.html")]
struct TryPage {
    frame: Frame,
    asked: Asked,
    servers: Vec<Server>,
    everywhere: bool,
    said: Option<Said>,
    answer_from: u32,
    suggest_from: u32,
}

/// `GET knowledge/try`
pub async fn page(State(console): State<Console>, frame: Frame, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let grants = frame.viewer()?.account.grants.clone();
    let known = right::servers_of(&grants, Role::Agent, servers(&console).await?);
    let server = list::chosen(&asked.server, &grants.reach(Role::Agent), &known)?;
    let question: String = asked.q.trim().chars().take(LONGEST).collect();
    let thresholds = console.thresholds;
    let said = if question.is_empty() {
        None
    } else {
        let found = console.library.search(&question, server, SHOWN).await?;
        Some(say(&question, &found, thresholds))
    };
    Ok(frame::html(TryPage {
        frame,
        asked,
        servers: known,
        everywhere: grants.everywhere(Role::Agent),
        said,
        answer_from: percent(thresholds.answer),
        suggest_from: percent(thresholds.suggest),
    }))
}

fn say(question: &str, found: &[Found], thresholds: Thresholds) -> Said {
    let usable: Vec<articles_only::Found<'_>> =
        found.iter().map(|f| articles_only::Found { article: &f.article, confidence: f.confidence }).collect();
    let answer = articles_only::answer(question, &usable, thresholds);
    let used = |id: &str| match &answer {
        Answer::Answered { sources, .. } => sources.iter().any(|source| source.article_id.as_str() == id),
        Answer::Suggest { suggestions } => suggestions.iter().any(|suggestion| suggestion.source.article_id.as_str() == id),
        Answer::DontKnow => false,
    };
    let lines = found.iter().map(|f| Line {
        title: f.article.title.clone(),
        address: format!("knowledge/article?id={}", escaped(f.article.id.as_str())),
        by: f.article.questions().nth(f.phrasing).filter(|asked| *asked != f.article.title.trim()).map(str::to_owned),
        passage: telling_passage(&f.article, question),
        percent: percent(f.confidence),
        used: used(f.article.id.as_str()),
    });
    let lines = lines.collect();
    Said { percent: found.first().map_or(0, |f| percent(f.confidence)), wants_person: wants_person(question), lines, answer }
}

fn percent(share: f32) -> u32 {
    let rounded = (share.clamp(0.0, 1.0) * 100.0).round();
    // From 0 to 100 by the line above.
    rounded as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::article::Article;
    use std::sync::Arc;

    #[test]
    fn what_would_be_said_stands_with_what_it_rests_on() {
        let mut article = Article::new("refund", "Can I get a refund?", "Unused goods can be returned within 14 days.");
        article.phrasings.push("money back".into());
        let found = |article, confidence, phrasing| Found { article: Arc::new(article), score: 1.0, confidence, phrasing };
        let found = [found(article, 0.9, 1), found(Article::new("x", "X?", "Y."), 0.1, 0)];
        let said = say("can I have my money back", &found, Thresholds::default());
        assert!(matches!(&said.answer, Answer::Answered { text, .. } if text.contains("14 days")));
        assert_eq!((said.percent, said.lines[0].by.as_deref(), said.lines[1].by.as_deref()), (90, Some("money back"), None));
        assert!(said.lines[0].used && !said.lines[1].used && !said.wants_person);
        assert!(say("can I speak to a human please", &[], Thresholds::default()).wants_person);
    }
}
