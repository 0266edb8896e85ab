//! The articles the assistant answers from, with every version of them.
//!
//! **What lives here.** `read` (one, a page, what changed), `write` (save, delete, bring back, and the rows of an import), `history`
//! (versions, restoring one). What an import does with an article is decided in [`crate::knowledge::taking_in`].
//!
//! **What always holds.** Each change of an article counts its version up by one and keeps a row that says who did what when. Each
//! transaction that changes articles moves [`revision`], and the changed rows carry the new one: an index asks [`changed_since`]. Who
//! saves names the version they have seen, and is told of a conflict when there is a newer one. Nothing is ever removed for good.

mod history;
mod read;
mod write;

pub use history::{Action, Version, restore, version, versions};
pub use read::{Filter, Which, changed_since, count, get, get_many, list, of_source, page, revision, tags};
pub use write::{Saved, Writing, bring_back, delete, keep_ours, note, put, remove, save, take_theirs, upsert};

use crate::domain::clock::Millis;
use crate::domain::ids::Snowflake;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// An article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Chosen by who wrote it: short text, such as `reset-password`.
    pub id: String,
    pub title: String,
    /// Markdown.
    pub body: String,
    /// Language tag such as `de`; None when not known.
    pub language: Option<String>,
    pub tags: Vec<String>,
    /// Other ways to ask for it.
    pub phrasings: Vec<String>,
    pub url: Option<String>,
    /// The servers it is for; none means all.
    pub servers: Vec<Snowflake>,
}

impl Article {
    /// The same for equal content, whatever the id: tells whether something was edited.
    pub fn fingerprint(&self) -> String {
        let content = (&self.title, &self.body, &self.language, &self.tags, &self.phrasings, &self.url, &self.servers);
        let json = serde_json::to_vec(&content).expect("texts and numbers always serialise");
        hex::encode(Sha256::digest(json))
    }
}

/// Where an article came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The name of the import source.
    pub source: String,
    /// Its key there: the path of a file, the address of a page.
    pub key: String,
    /// [`Article::fingerprint`] of what was imported last.
    pub imported: String,
}

/// An article as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredArticle {
    pub article: Article,
    /// 1 when new; counted up with every change.
    pub version: u32,
    pub updated_at: Millis,
    /// Who changed it last; empty when that is not known.
    pub who: String,
    /// None for what was written here.
    pub origin: Option<Origin>,
    /// What its source says now, where it was edited here meanwhile. To be settled with [`take_theirs`] or [`keep_ours`].
    pub offered: Option<Box<Article>>,
    pub deleted_at: Option<Millis>,
}

impl StoredArticle {
    /// Whether it is not what its source last said: edited, deleted or written here.
    pub fn is_ours(&self) -> bool {
        self.origin.as_ref().is_none_or(|origin| origin.imported != self.article.fingerprint())
    }
}

/// The columns of an article, in the order they are read and written.
const TABLE: &str = "articles";
