//! What an assistant may say: an answer with its sources, suggestions, or that it does not know.

use serde::{Deserialize, Serialize};

use crate::knowledge::article::{Article, ArticleId};

/// An article an answer rests on, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Which article.
    pub article_id: ArticleId,
    /// Its title.
    pub title: String,
    /// Where it can be read in full.
    pub url: Option<String>,
}

impl From<&Article> for Source {
    fn from(article: &Article) -> Self {
        Self { article_id: article.id.clone(), title: article.title.clone(), url: article.url.clone() }
    }
}

/// An article that may answer, with its telling passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The article.
    pub source: Source,
    /// The sentences that tell it, as plain text.
    pub passage: String,
}

/// What comes back for a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// This is the answer.
    Answered {
        /// The words to show.
        text: String,
        /// What they rest on, at least one.
        sources: Vec<Source>,
    },
    /// One of these may be it; the member chooses.
    Suggest {
        /// At most three, likeliest first.
        suggestions: Vec<Suggestion>,
    },
    /// Not known; a person is offered.
    DontKnow,
}
