//! What answers for the assistant, whichever it is: the articles alone, a language model, or the operator's own chatbot.
//!
//! A brain gets a [`Thought`] and gives a [`Said`], or [`Trouble`]. It decides nothing and says nothing by itself: what it gives is
//! a fact that `relay::decide` acts on, and any trouble makes the articles answer in its place, never nobody.
//!
//! To add one: a type that is a [`Brain`], in a room of its own if it calls somebody, and a choice in the settings.

use super::answer::Answer;
use super::turn::Turn;
use crate::knowledge::article::Article;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A question with everything a brain may know of it. Every text in it is untrusted.
#[derive(Debug, Clone, Default)]
pub struct Thought {
    /// Names the question; the same for a second try.
    pub id: String,
    /// Names the talk it is asked in.
    pub conversation: String,
    /// What the member wants to know: their unanswered lines.
    pub question: String,
    /// What was said before, oldest first, as long as the session lasts.
    pub talk: Vec<Turn>,
    /// The articles that may answer it, best first.
    pub found: Vec<Finding>,
    /// The name of the community it is asked in.
    pub community: String,
    /// The community's id, if it is known.
    pub server: Option<String>,
    /// Who asks: the id and the shown name.
    pub member: (String, String),
    /// The member's Discord language.
    pub locale: Option<String>,
}

/// An article that was found, and how sure that hit is.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The article.
    pub article: Arc<Article>,
    /// [`crate::knowledge::search::Hit::confidence`].
    pub confidence: f32,
}

/// What a brain gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What to say.
    pub answer: Answer,
    /// It thinks that a person should see to it. A person is offered; only [`Said::hand_over`] calls one.
    pub suggests_person: bool,
    /// Hand over now. Only the operator's own chatbot may say so; a model may not.
    pub hand_over: bool,
}

impl From<Answer> for Said {
    fn from(answer: Answer) -> Self {
        Self { answer, suggests_person: false, hand_over: false }
    }
}

/// Why a brain gave nothing. Holds no text of anybody's and no secret: it is logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {why}")]
pub struct Trouble {
    /// Short name, for the metric: `later`, `refused`, `gone`, `lost`, `ungrounded`, `timeout`.
    pub kind: &'static str,
    /// What happened.
    pub why: String,
}

impl Trouble {
    /// Trouble of this kind.
    pub fn new(kind: &'static str, why: impl Into<String>) -> Self {
        Self { kind, why: why.into() }
    }
}

/// Where an answer may be shown while it is being made, wherever that is.
///
/// A draft is a courtesy, not a fact: it may be shown late, in part or not at all. What is given to it must be fit to be seen.
pub trait Draft: Send + Sync {
    /// The answer so far, whole, is this. Returns at once.
    fn grow(&self, text: String);
    /// Does anybody still wait for the answer? If not, making it may stop.
    fn is_awaited(&self) -> bool;
}

/// A boxed thought, so that brains can be trait objects.
pub type Thinking<'a> = Pin<Box<dyn Future<Output = Result<Said, Trouble>> + Send + 'a>>;

/// See the module.
pub trait Brain: Send + Sync + 'static {
    /// Short name, for the log and the metric.
    fn name(&self) -> &'static str;
    /// Answers. Whoever asks bounds the time.
    fn think<'a>(&'a self, thought: Arc<Thought>, draft: &'a dyn Draft) -> Thinking<'a>;
}
