//! The assistant's brain made of a language model.
//!
//! Nothing above the floor: no call. Else the model gets at most five articles and says which of them answer; what it returns is
//! checked by code, and while it comes only what has passed those checks is shown.

use super::chat::{Chat, Wanted};
use crate::assistant::answer::Answer;
use crate::assistant::brain::{Brain, Draft, Said, Thinking, Thought, Trouble};
use crate::assistant::draft::presentable;
use crate::assistant::grounding::{self, Refusal};
use crate::assistant::prompt::{self, ANSWER_SCHEMA, ARTICLES};
use crate::knowledge::article::Article;
use std::sync::Arc;

/// See the module.
pub struct Model {
    chat: Arc<Chat>,
    /// Articles found less surely are not given.
    floor: f32,
}

impl Model {
    /// A brain that asks `chat`.
    pub fn new(chat: Arc<Chat>, floor: f32) -> Self {
        Self { chat, floor }
    }

    async fn answer(&self, thought: &Thought, draft: &dyn Draft) -> Result<Said, Trouble> {
        let sure_enough = thought.found.iter().filter(|found| found.confidence >= self.floor);
        let articles: Vec<&Article> = sure_enough.map(|found| &*found.article).take(ARTICLES).collect();
        if articles.is_empty() {
            return Ok(Answer::DontKnow.into());
        }
        let mark = mark()?;
        let messages = prompt::messages(&thought.community, &thought.question, &thought.talk, &articles, &mark);
        let tells_rules = |text: &str| text.contains(&mark) || prompt::quotes_rules(&messages, text);
        let wanted = Wanted { name: "answer", schema: ANSWER_SCHEMA, messages: &messages, stream: self.chat.settings().stream };
        let mut pieces = self.chat.ask(wanted).await?;
        let mut written = String::new();
        while let Some(piece) = pieces.next().await? {
            if !draft.is_awaited() {
                return Ok(Answer::DontKnow.into()); // Thrown away anyhow: what it would still cost is saved.
            }
            written.push_str(&piece);
            if let Some(text) = presentable(&written, &articles).filter(|text| !tells_rules(text)) {
                draft.grow(text);
            }
        }
        let returned = grounding::read(&written).ok_or_else(|| Trouble::new("lost", "the answer holds no JSON of the form asked for"))?;
        if tells_rules(&returned.answer) {
            return Err(Trouble::new("ungrounded", "the answer tells the rules it was given"));
        }
        match grounding::check(&returned, &articles) {
            Ok(answer) => Ok(Said { suggests_person: returned.person, ..Said::from(answer) }),
            Err(Refusal::NotAnswerable) => Ok(Said { suggests_person: returned.person, ..Said::from(Answer::DontKnow) }),
            Err(refusal) => Err(Trouble::new("ungrounded", refusal.to_string())),
        }
    }
}

impl Brain for Model {
    fn name(&self) -> &'static str {
        "model"
    }

    fn think<'a>(&'a self, thought: Arc<Thought>, draft: &'a dyn Draft) -> Thinking<'a> {
        Box::pin(async move { self.answer(&thought, draft).await })
    }
}

/// The mark of the fences in a prompt: fresh for each call, so that no text can hold it.
///
/// # Errors
/// When the machine gives no random numbers.
pub(super) fn mark() -> Result<String, Trouble> {
    let mut random = [0_u8; 8];
    getrandom::fill(&mut random).map_err(|_| Trouble::new("later", "the machine gives no random numbers"))?;
    Ok(hex::encode(random))
}
