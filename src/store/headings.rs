//! What articles are called: far lighter than the articles, for lists that need no more.

use super::db::Reader;
use super::errors::Result;
use super::sql::{Row, Statement};
use crate::domain::ids::Snowflake;

/// What an article is called, and where it may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The article's.
    pub id: String,
    pub title: String,
    /// Other ways to ask for it.
    pub phrasings: Vec<String>,
    /// Language tag such as `de`; None when not known.
    pub language: Option<String>,
    /// The servers it is for; none means all.
    pub servers: Vec<Snowflake>,
}

/// The headings of all articles in use, in order of their ids.
pub async fn list(reader: impl Reader) -> Result<Vec<Heading>> {
    let select = "SELECT id, title, phrasings, language, servers FROM articles WHERE deleted_at IS NULL ORDER BY id";
    const TABLE: &str = "articles";
    let read = |row: &Row| {
        let (phrasings, servers) = (row.json(2, TABLE)?, row.json(4, TABLE)?);
        Ok(Heading { id: row.get(0)?, title: row.get(1)?, phrasings, language: row.get(3)?, servers })
    };
    reader.fetch(Statement::one(select, []), read).await
}
