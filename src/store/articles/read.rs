//! Finding articles.

use super::{Article, Origin, StoredArticle, TABLE};
use crate::domain::ids::Snowflake;
use crate::store::Result;
use crate::store::db::Reader;
use crate::store::sql::{Arg, Row, Statement, args};
use std::collections::BTreeMap;

/// Name of the revision among the counters, which it shares with case numbers (server 0 is no server).
pub(super) const REVISION: &str = "articles";

/// Makes a text that selects articles, from what comes after `WHERE`.
macro_rules! select {
    ($($condition:tt)*) => {
        concat!(
            "SELECT id, title, body, language, tags, phrasings, url, servers, version, updated_at, who, source, source_key, imported, ",
            "offered, deleted_at FROM articles WHERE ",
            $($condition)*
        )
    };
}

/// Reads the columns of an article that begin at `from`: those after its id, up to its servers.
pub(super) fn content(row: &Row, id: String, from: usize, table: &'static str) -> Result<Article> {
    Ok(Article {
        id,
        title: row.get(from)?,
        body: row.get(from + 1)?,
        language: row.get(from + 2)?,
        tags: row.json(from + 3, table)?,
        phrasings: row.json(from + 4, table)?,
        url: row.get(from + 5)?,
        servers: row.json(from + 6, table)?,
    })
}

fn stored(row: &Row) -> Result<StoredArticle> {
    let (source, key, imported): (Option<String>, Option<String>, Option<String>) = (row.get(11)?, row.get(12)?, row.get(13)?);
    let origin = source.map(|source| Origin { source, key: key.unwrap_or_default(), imported: imported.unwrap_or_default() });
    let offered = match row.get::<Option<String>>(14)? {
        Some(_) => Some(Box::new(row.json(14, TABLE)?)),
        None => None,
    };
    Ok(StoredArticle {
        article: content(row, row.get(0)?, 1, TABLE)?,
        version: row.number(8, TABLE)?,
        updated_at: row.get(9)?,
        who: row.get(10)?,
        origin,
        offered,
        deleted_at: row.get(15)?,
    })
}

/// Changes with every change to any article; 0 before the first.
pub async fn revision(reader: impl Reader) -> Result<i64> {
    let select = Statement::one("SELECT next FROM counters WHERE server = 0 AND kind = $1", args![REVISION]);
    Ok(reader.fetch(select, |row| row.get(0)).await?.pop().unwrap_or(0))
}

/// All articles in use, in order of their ids.
pub async fn list(reader: impl Reader) -> Result<Vec<StoredArticle>> {
    reader.fetch(Statement::one(select!("deleted_at IS NULL ORDER BY id"), []), stored).await
}

/// What changed after a [`revision`], also what was deleted.
pub async fn changed_since(reader: impl Reader, revision: i64) -> Result<Vec<StoredArticle>> {
    reader.fetch(Statement::one(select!("changed > $1 ORDER BY id"), args![revision]), stored).await
}

/// One article, also a deleted one. In a transaction it is locked.
pub async fn get(reader: impl Reader, id: &str) -> Result<Option<StoredArticle>> {
    Ok(reader.fetch(Statement::one(select!("id = $1 {lock}"), args![id]), stored).await?.pop())
}

/// Several, also deleted ones, by their ids. In a transaction they are locked.
pub async fn get_many(reader: impl Reader, ids: &[&str]) -> Result<BTreeMap<String, StoredArticle>> {
    let select = Statement::over(select!("id IN ({any}) ORDER BY id {lock}"), ids.iter().map(|id| args![*id]));
    let found = reader.fetch(select, stored).await?;
    Ok(found.into_iter().map(|stored| (stored.article.id.clone(), stored)).collect())
}

/// Ids and keys of what came from a source and is in use.
pub async fn of_source(reader: impl Reader, source: &str) -> Result<Vec<(String, String)>> {
    let select = "SELECT id, source_key FROM articles WHERE source = $1 AND deleted_at IS NULL ORDER BY id";
    reader.fetch(Statement::one(select, args![source]), |row| Ok((row.get(0)?, row.get::<Option<String>>(1)?.unwrap_or_default()))).await
}

/// All tags of articles in use, with how many have them.
pub async fn tags(reader: impl Reader) -> Result<BTreeMap<String, u32>> {
    let select = Statement::one("SELECT tags FROM articles WHERE deleted_at IS NULL AND tags <> '[]'", []);
    let lists: Vec<Vec<String>> = reader.fetch(select, |row| row.json(0, TABLE)).await?;
    let mut counts = BTreeMap::new();
    for tag in lists.into_iter().flatten() {
        *counts.entry(tag).or_default() += 1;
    }
    Ok(counts)
}

/// Which articles are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Which {
    /// Those in use.
    #[default]
    InUse,
    /// Those that were deleted.
    Deleted,
    /// Those edited here and changed at their source: somebody has to choose.
    Disputed,
}

/// What an article must have to be on a page. What is `None` does not matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    pub which: Which,
    /// Stands in the title, a phrasing, the body or the id; letters A to Z in either case.
    pub text: Option<&'a str>,
    pub tag: Option<&'a str>,
    /// The tag as it was given, such as `de`.
    pub language: Option<&'a str>,
    /// Seen on this server.
    pub server: Option<Snowflake>,
    /// Came from this source.
    pub source: Option<&'a str>,
}

macro_rules! matching {
    () => {
        "CASE CAST($1 AS BIGINT) WHEN 0 THEN deleted_at IS NULL WHEN 1 THEN deleted_at IS NOT NULL ELSE offered IS NOT NULL END \
         AND (CAST($2 AS TEXT) IS NULL OR LOWER(title) LIKE $2 ESCAPE '!' OR LOWER(phrasings) LIKE $2 ESCAPE '!' \
         OR LOWER(body) LIKE $2 ESCAPE '!' OR LOWER(id) LIKE $2 ESCAPE '!') \
         AND (CAST($3 AS TEXT) IS NULL OR tags LIKE $3 ESCAPE '!') \
         AND (CAST($4 AS TEXT) IS NULL OR language = $4) \
         AND (CAST($5 AS TEXT) IS NULL OR servers = '[]' OR servers LIKE $5 ESCAPE '!') \
         AND (CAST($6 AS TEXT) IS NULL OR source = $6)"
    };
}

fn conditions<'a>(filter: &Filter<'a>) -> [Arg<'a>; 6] {
    let which = match filter.which {
        Which::InUse => 0_i64,
        Which::Deleted => 1,
        Which::Disputed => 2,
    };
    let text = filter.text.map(str::trim).filter(|text| !text.is_empty());
    // Lists are kept as JSON: a whole item stands in quotes.
    let item = |item: String| within(&format!("\"{item}\""));
    let tag = filter.tag.map(|tag| within(&serde_json::Value::from(tag).to_string()));
    args![
        which,
        text.map(|text| within(&text.to_lowercase())),
        tag,
        filter.language,
        filter.server.map(|server| item(server.to_string())),
        filter.source
    ]
}

/// A pattern for what holds the text anywhere.
fn within(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// A page of what the filter lets through, changed last first.
pub async fn page(reader: impl Reader, filter: &Filter<'_>, offset: u32, limit: u32) -> Result<Vec<StoredArticle>> {
    let [which, text, tag, language, server, source] = conditions(filter);
    let select = select!(matching!(), " ORDER BY updated_at DESC, id LIMIT $7 OFFSET $8");
    let select = Statement::one(select, [which, text, tag, language, server, source, limit.into(), offset.into()]);
    reader.fetch(select, stored).await
}

/// How many the filter lets through.
pub async fn count(reader: impl Reader, filter: &Filter<'_>) -> Result<u64> {
    let select = concat!("SELECT COUNT(*) FROM articles WHERE ", matching!());
    let counted = reader.fetch(Statement::one(select, conditions(filter)), |row| row.number(0, TABLE)).await?;
    Ok(counted.into_iter().next().unwrap_or(0))
}
