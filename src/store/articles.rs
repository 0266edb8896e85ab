//! The articles the assistant answers from. A revision number tells an index that it is out of date.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::sql::{Row, Statement, args, json, last_of_each};
use crate::domain::clock::Millis;
use crate::domain::ids::Snowflake;

/// An article.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// An article as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredArticle {
    pub article: Article,
    /// 1 when new; counted up with every change.
    pub version: u32,
    pub updated_at: Millis,
}

/// Name of the revision among the counters, which it shares with case numbers (server 0 is no server).
const REVISION: &str = "articles";

/// Writes articles, new, changed or brought back. Given twice, the last one counts.
pub async fn upsert(tx: &mut Tx, articles: &[Article]) -> Result<()> {
    let now = tx.now();
    let mut rows = Vec::with_capacity(articles.len());
    for a in last_of_each(articles, |a| a.id.as_str()) {
        rows.push(args![
            a.id.as_str(),
            a.title.as_str(),
            a.body.as_str(),
            a.language.as_deref(),
            json(&a.tags)?,
            json(&a.phrasings)?,
            a.url.as_deref(),
            json(&a.servers)?,
            1_i64,
            now
        ]);
    }
    let upsert = "INSERT INTO articles (id, title, body, language, tags, phrasings, url, servers, version, updated_at) VALUES {rows} \
        ON CONFLICT (id) DO UPDATE SET title = excluded.title, body = excluded.body, language = excluded.language, \
        tags = excluded.tags, phrasings = excluded.phrasings, url = excluded.url, servers = excluded.servers, \
        version = articles.version + 1, updated_at = excluded.updated_at, deleted_at = NULL";
    tx.execute(Statement::over(upsert, rows)).await?;
    next_revision(tx).await
}

/// Takes articles out of use; returns how many were in use.
pub async fn remove(tx: &mut Tx, ids: &[&str]) -> Result<u64> {
    let now = tx.now();
    let update = "UPDATE articles SET deleted_at = $1, updated_at = $1 WHERE deleted_at IS NULL AND id IN ({any})";
    let removed = tx.execute(Statement::over(update, ids.iter().map(|id| args![*id])).with(args![now])).await?;
    next_revision(tx).await?;
    Ok(removed)
}

async fn next_revision(tx: &mut Tx) -> Result<()> {
    let upsert = "INSERT INTO counters (server, kind, next) VALUES (0, $1, 1) \
        ON CONFLICT (server, kind) DO UPDATE SET next = counters.next + 1";
    tx.execute(Statement::one(upsert, args![REVISION])).await?;
    Ok(())
}

/// Changes with every change to any article; 0 before the first.
pub async fn revision(reader: impl Reader) -> Result<i64> {
    let select = Statement::one("SELECT next FROM counters WHERE server = 0 AND kind = $1", args![REVISION]);
    Ok(reader.fetch(select, |row| row.get(0)).await?.pop().unwrap_or(0))
}

/// All articles in use, in order of their ids.
pub async fn list(reader: impl Reader) -> Result<Vec<StoredArticle>> {
    let select = "SELECT id, title, body, language, tags, phrasings, url, servers, version, updated_at FROM articles \
        WHERE deleted_at IS NULL ORDER BY id";
    reader.fetch(Statement::one(select, []), stored).await
}

/// The article with this id, if it is in use.
pub async fn get(reader: impl Reader, id: &str) -> Result<Option<StoredArticle>> {
    let select = "SELECT id, title, body, language, tags, phrasings, url, servers, version, updated_at FROM articles \
        WHERE deleted_at IS NULL AND id = $1 {lock}";
    Ok(reader.fetch(Statement::one(select, args![id]), stored).await?.pop())
}

fn stored(row: &Row) -> Result<StoredArticle> {
    const TABLE: &str = "articles";
    Ok(StoredArticle {
        article: Article {
            id: row.get(0)?,
            title: row.get(1)?,
            body: row.get(2)?,
            language: row.get(3)?,
            tags: row.json(4, TABLE)?,
            phrasings: row.json(5, TABLE)?,
            url: row.get(6)?,
            servers: row.json(7, TABLE)?,
        },
        version: row.number(8, TABLE)?,
        updated_at: row.get(9)?,
    })
}
