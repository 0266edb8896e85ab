//! Every version of an article: who wrote what, and when.

use super::Article;
use super::read::{content, get};
use super::write::{Saved, Writing, change};
use crate::domain::clock::Millis;
use crate::store::db::{Reader, Tx};
use crate::store::sql::{Row, Statement, args, json};
use crate::store::{Result, StoreError};

/// What was done to an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Written or edited.
    Written,
    /// Taken over from a source.
    Imported,
    /// An older version made the newest.
    Restored,
    Deleted,
    BroughtBack,
}

impl Action {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Written, "written"),
        (Self::Imported, "imported"),
        (Self::Restored, "restored"),
        (Self::Deleted, "deleted"),
        (Self::BroughtBack, "brought back"),
    ];

    /// Its name, as it is kept and shown.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(action, _)| action)
    }
}

/// A version of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub article: Article,
    pub version: u32,
    pub at: Millis,
    /// Empty when not known.
    pub who: String,
    pub action: Action,
}

const TABLE: &str = "article_versions";

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT article, version, at, who, action, title, body, language, tags, phrasings, url, servers FROM article_versions WHERE ",
            $condition
        )
    };
}

fn read(row: &Row) -> Result<Version> {
    let action = Action::named(&row.get::<String>(4)?);
    Ok(Version {
        article: content(row, row.get(0)?, 5, TABLE)?,
        version: row.number(1, TABLE)?,
        at: row.get(2)?,
        who: row.get(3)?,
        action: action.ok_or_else(|| StoreError::inconsistent(TABLE, "an action this program does not know"))?,
    })
}

/// Keeps versions.
pub(super) async fn keep(tx: &mut Tx, written: &[&Writing<'_>], who: &str) -> Result<()> {
    let now = tx.now();
    let mut rows = Vec::with_capacity(written.len());
    for w in written {
        let a = w.article;
        rows.push(args![
            a.id.as_str(),
            w.version,
            now,
            who,
            w.action.name(),
            a.title.as_str(),
            a.body.as_str(),
            a.language.as_deref(),
            json(&a.tags)?,
            json(&a.phrasings)?,
            a.url.as_deref(),
            json(&a.servers)?
        ]);
    }
    let insert = "INSERT INTO article_versions (article, version, at, who, action, title, body, language, tags, phrasings, url, servers) \
        VALUES {rows}";
    tx.execute(Statement::over(insert, rows)).await?;
    Ok(())
}

/// The versions of an article, newest first.
pub async fn versions(reader: impl Reader, id: &str, limit: u32) -> Result<Vec<Version>> {
    reader.fetch(Statement::one(select!("article = $1 ORDER BY version DESC LIMIT $2"), args![id, limit]), read).await
}

/// One version of an article.
pub async fn version(reader: impl Reader, id: &str, version: u32) -> Result<Option<Version>> {
    Ok(reader.fetch(Statement::one(select!("article = $1 AND version = $2"), args![id, version]), read).await?.pop())
}

/// Makes an older version the newest. `expected` is the version seen as the newest one; a version that is not there is a conflict.
pub async fn restore(tx: &mut Tx, id: &str, older: u32, expected: u32, who: &str) -> Result<Saved> {
    let found = get(&mut *tx, id).await?;
    let Some(wanted) = version(&mut *tx, id, older).await? else { return Ok(Saved::Conflict(found.map(Box::new))) };
    match found {
        Some(found) if found.version == expected => change(tx, Some(found), &wanted.article, Action::Restored, false, who).await,
        other => Ok(Saved::Conflict(other.map(Box::new))),
    }
}
