//! What the chatbot gets and what it may answer.
//!
//! Everything in [`Asked`] that members or others have written is untrusted, for the chatbot as for us. What it answers is taken only in
//! the form of [`Answered`], within its bounds; unknown fields are passed over.

use super::error::Failure;
use crate::assistant::answer::{Answer, Source};
use crate::assistant::brain::{Said, Thought};
use crate::assistant::grounding::visible;
use crate::assistant::turn::Speaker;
use crate::domain::text::clip;
use serde::{Deserialize, Serialize};

/// At most so many messages are taken, and so many characters in all.
const MESSAGES: usize = 5;
const CHARACTERS: usize = 6_000;
/// At most so many sources are shown.
const SOURCES: usize = 3;
/// Longest title of a source.
const TITLE: usize = 100;
/// Longest address of a source.
const ADDRESS: usize = 500;

/// A question, as the chatbot gets it.
#[derive(Debug, Serialize)]
pub struct Asked<'a> {
    /// 1. Grows when a field changes its meaning.
    pub version: u32,
    /// Names the question; the same for a second try.
    pub id: &'a str,
    /// Names the talk: what the chatbot may keep its own memory under.
    pub conversation: &'a str,
    /// The member's unanswered lines.
    pub question: &'a str,
    /// What was said before, oldest first.
    pub turns: Vec<Spoken<'a>>,
    /// Who asks.
    pub member: Named<'a>,
    /// The community it is about, if that is known.
    pub server: Option<Named<'a>>,
    /// The member's Discord language, such as `de` or `es-ES`.
    pub locale: Option<&'a str>,
    /// True for a test by `flexcord doctor`: nobody will see the answer.
    pub test: bool,
}

/// Something said before.
#[derive(Debug, Serialize)]
pub struct Spoken<'a> {
    /// `member` or `assistant`.
    pub from: &'static str,
    /// The words.
    pub text: &'a str,
}

/// Somebody or something on Discord.
#[derive(Debug, Serialize)]
pub struct Named<'a> {
    /// Its Discord id.
    pub id: &'a str,
    /// Its name as it is shown.
    pub name: &'a str,
}

/// What the chatbot answers, by its field `action`.
#[derive(Debug, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Answered {
    /// Say this.
    Answer {
        /// At least one, in Markdown as Discord shows it.
        messages: Vec<String>,
        /// What it rests on.
        #[serde(default)]
        sources: Vec<From>,
        /// Offer a person beside it.
        #[serde(default)]
        offer_person: bool,
    },
    /// Get a person, now.
    HandOver {
        /// Last words, if there are any.
        #[serde(default)]
        messages: Vec<String>,
    },
    /// It does not know. A person is offered.
    DontKnow,
}

/// A source of the chatbot's.
#[derive(Debug, Deserialize)]
pub struct From {
    /// What it is called.
    pub title: String,
    /// Where it can be read.
    #[serde(default)]
    pub url: Option<String>,
}

impl<'a> Asked<'a> {
    /// A thought as a question.
    pub fn of(thought: &'a Thought) -> Self {
        let turn = |turn: &'a crate::assistant::turn::Turn| Spoken {
            from: if turn.speaker == Speaker::Member { "member" } else { "assistant" },
            text: &turn.text,
        };
        Self {
            version: 1,
            id: &thought.id,
            conversation: &thought.conversation,
            question: &thought.question,
            turns: thought.talk.iter().map(turn).collect(),
            member: Named { id: &thought.member.0, name: &thought.member.1 },
            server: thought.server.as_deref().map(|id| Named { id, name: &thought.community }),
            locale: thought.locale.as_deref(),
            test: false,
        }
    }
}

/// Reads an answer and checks it.
///
/// # Errors
/// When it is none, or breaks a bound.
pub fn read(body: &[u8]) -> Result<Said, Failure> {
    let answered: Answered =
        serde_json::from_slice(body).map_err(|_| Failure::Lost("the chatbot's answer is not of the form agreed on"))?;
    match answered {
        Answered::DontKnow => Ok(Answer::DontKnow.into()),
        Answered::Answer { messages, sources, offer_person } => {
            let text = text(&messages)?.ok_or(Failure::Lost("the chatbot's answer is empty"))?;
            let sources = sources.into_iter().take(SOURCES).filter_map(source).collect();
            Ok(Said { suggests_person: offer_person, ..Said::from(Answer::Answered { text, sources }) })
        }
        Answered::HandOver { messages } => {
            let answer = match text(&messages)? {
                Some(text) => Answer::Answered { text, sources: Vec::new() },
                None => Answer::DontKnow,
            };
            Ok(Said { hand_over: true, ..Said::from(answer) })
        }
    }
}

/// The messages as one text; `None` when nothing is left to see.
fn text(messages: &[String]) -> Result<Option<String>, Failure> {
    if messages.len() > MESSAGES {
        return Err(Failure::Lost("the chatbot answers with too many messages"));
    }
    let seen: Vec<String> = messages.iter().map(|text| visible(text).trim().to_owned()).filter(|text| !text.is_empty()).collect();
    let text = seen.join("\n\n");
    if text.chars().count() > CHARACTERS {
        return Err(Failure::Lost("the chatbot's answer is too long"));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

fn source(given: From) -> Option<Source> {
    let title = clip(&visible(&given.title), TITLE);
    let is_address =
        |url: &String| url.len() <= ADDRESS && reqwest::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    (!title.is_empty()).then(|| Source { article_id: title.as_str().into(), title, url: given.url.filter(is_address) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::turn::Turn;
    use proptest::prelude::*;

    #[test]
    fn the_chatbot_gets_the_talk_and_who_it_is_with() {
        let said = |speaker, text: &str| Turn { speaker, text: text.into(), articles: vec![], helped: None };
        let thought = Thought {
            id: "c/7".into(),
            conversation: "c".into(),
            question: "and on iOS?".into(),
            talk: vec![said(Speaker::Member, "How do I log in?"), said(Speaker::Assistant, "By mail.")],
            community: "Pokéfans".into(),
            server: Some("1".into()),
            member: ("42".into(), "Ana".into()),
            locale: Some("de".into()),
            ..Thought::default()
        };
        insta::assert_snapshot!(serde_json::to_string_pretty(&Asked::of(&thought)).unwrap(), @r#"
        {
          "version": 1,
          "id": "c/7",
          "conversation": "c",
          "question": "and on iOS?",
          "turns": [
            {
              "from": "member",
              "text": "How do I log in?"
            },
            {
              "from": "assistant",
              "text": "By mail."
            }
          ],
          "member": {
            "id": "42",
            "name": "Ana"
          },
          "server": {
            "id": "1",
            "name": "Pokéfans"
          },
          "locale": "de",
          "test": false
        }
        "#);
    }

    #[test]
    fn it_answers_hands_over_or_does_not_know() {
        let said = read(br#"{"action":"answer","messages":["One."," ","Two."],"sources":[{"title":"T","url":"https://x.example/"},{"title":"U","url":"javascript:x"}],"offer_person":true,"more":1}"#).unwrap();
        let Answer::Answered { text, sources } = &said.answer else { panic!() };
        assert_eq!((text.as_str(), said.suggests_person, said.hand_over), ("One.\n\nTwo.", true, false));
        assert_eq!(sources.iter().map(|s| s.url.as_deref()).collect::<Vec<_>>(), [Some("https://x.example/"), None]);
        assert!(read(br#"{"action":"hand_over"}"#).unwrap().hand_over);
        assert_eq!(read(br#"{"action":"dont_know"}"#).unwrap(), Answer::DontKnow.into());
    }

    #[test]
    fn what_breaks_the_form_or_its_bounds_is_refused() {
        let long = format!(r#"{{"action":"answer","messages":["{}"]}}"#, "x".repeat(CHARACTERS + 1));
        let many = r#"{"action":"answer","messages":["a","a","a","a","a","a"]}"#;
        for body in [
            "",
            "{}",
            "<html>",
            r#"{"action":"ban"}"#,
            r#"{"action":"answer"}"#,
            r#"{"action":"answer","messages":["\u200b"]}"#,
            many,
            &long,
        ] {
            assert!(read(body.as_bytes()).is_err(), "{body:.60}");
        }
    }

    proptest! {
        #[test]
        fn no_answer_breaks_it(body in any::<Vec<u8>>(), text in any::<String>()) {
            let _ = read(&body);
            let _ = read(serde_json::json!({"action": "answer", "messages": [text]}).to_string().as_bytes());
        }
    }
}
