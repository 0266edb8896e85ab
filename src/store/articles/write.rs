//! Changing articles.

use super::history::{self, Action};
use super::read::{REVISION, get, get_many};
use super::{Article, Origin, StoredArticle};
use crate::store::Result;
use crate::store::db::Tx;
use crate::store::sql::{Statement, args, json, last_of_each};
use std::collections::BTreeMap;

/// How a change ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is kept, as this version.
    Done(u32),
    /// Somebody else was faster (or it is there already, or not there at all): this is what there is now. Nothing was changed.
    Conflict(Option<Box<StoredArticle>>),
}

/// An article about to be written, whatever stands there.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    pub article: &'a Article,
    /// The version it will have.
    pub version: u32,
    pub action: Action,
    pub origin: Option<&'a Origin>,
    /// What the source says now, for somebody to choose.
    pub offered: Option<&'a Article>,
    pub deleted: bool,
}

/// Writes articles and their versions. The caller has read and locked what is there and counted the versions up. Given twice, the
/// last one counts.
pub async fn put(tx: &mut Tx, articles: &[Writing<'_>], who: &str) -> Result<()> {
    if articles.is_empty() {
        return Ok(());
    }
    let (now, revision) = (tx.now(), next_revision(tx).await?);
    let articles = last_of_each(articles, |writing| writing.article.id.as_str());
    let mut rows = Vec::with_capacity(articles.len());
    for w in &articles {
        let a = w.article;
        rows.push(args![
            a.id.as_str(),
            a.title.as_str(),
            a.body.as_str(),
            a.language.as_deref(),
            json(&a.tags)?,
            json(&a.phrasings)?,
            a.url.as_deref(),
            json(&a.servers)?,
            w.version,
            now,
            w.deleted.then_some(now),
            who,
            w.origin.map(|origin| origin.source.as_str()),
            w.origin.map(|origin| origin.key.as_str()),
            w.origin.map(|origin| origin.imported.as_str()),
            w.offered.map(json).transpose()?,
            revision
        ]);
    }
    let upsert = "INSERT INTO articles (id, title, body, language, tags, phrasings, url, servers, version, updated_at, deleted_at, who, \
        source, source_key, imported, offered, changed) VALUES {rows} \
        ON CONFLICT (id) DO UPDATE SET title = excluded.title, body = excluded.body, language = excluded.language, \
        tags = excluded.tags, phrasings = excluded.phrasings, url = excluded.url, servers = excluded.servers, \
        version = excluded.version, updated_at = excluded.updated_at, deleted_at = excluded.deleted_at, who = excluded.who, \
        source = excluded.source, source_key = excluded.source_key, imported = excluded.imported, offered = excluded.offered, \
        changed = excluded.changed";
    tx.execute(Statement::over(upsert, rows)).await?;
    history::keep(tx, &articles, who).await
}

/// Moves the revision on and returns it.
async fn next_revision(tx: &mut Tx) -> Result<i64> {
    let upsert = "INSERT INTO counters (server, kind, next) VALUES (0, $1, 1) \
        ON CONFLICT (server, kind) DO UPDATE SET next = counters.next + 1 RETURNING next";
    Ok(tx.fetch(Statement::one(upsert, args![REVISION]), |row| row.get(0)).await?.pop().unwrap_or(1))
}

/// Saves what somebody wrote. `expected` is the version they have seen; `None` for a new article. What is the same as before is no
/// new version. An article that was deleted comes back by it.
pub async fn save(tx: &mut Tx, article: &Article, expected: Option<u32>, who: &str) -> Result<Saved> {
    let found = get(&mut *tx, &article.id).await?;
    match found {
        Some(found) if Some(found.version) != expected => Ok(Saved::Conflict(Some(Box::new(found)))),
        None if expected.is_some() => Ok(Saved::Conflict(None)),
        Some(found) if found.article == *article && found.deleted_at.is_none() => Ok(Saved::Done(found.version)),
        found => change(tx, found, article, Action::Written, false, who).await,
    }
}

/// Writes the next version of what was found; where it came from stays.
pub(super) async fn change(
    tx: &mut Tx,
    found: Option<StoredArticle>,
    article: &Article,
    action: Action,
    deleted: bool,
    who: &str,
) -> Result<Saved> {
    let version = found.as_ref().map_or(0, |found| found.version) + 1;
    let (origin, offered) = found.map_or((None, None), |found| (found.origin, found.offered));
    let writing = Writing { article, version, action, origin: origin.as_ref(), offered: offered.as_deref(), deleted };
    put(tx, &[writing], who).await?;
    Ok(Saved::Done(version))
}

/// The article with this id, when it is still the version somebody has seen; else the conflict.
async fn seen(tx: &mut Tx, id: &str, expected: u32) -> Result<Result<StoredArticle, Saved>> {
    Ok(match get(tx, id).await? {
        Some(found) if found.version == expected => Ok(found),
        other => Err(Saved::Conflict(other.map(Box::new))),
    })
}

/// Takes an article out of use. It can be [brought back](bring_back).
pub async fn delete(tx: &mut Tx, id: &str, expected: u32, who: &str) -> Result<Saved> {
    match seen(tx, id, expected).await? {
        Ok(found) if found.deleted_at.is_some() => Ok(Saved::Done(found.version)),
        Ok(found) => {
            let article = found.article.clone();
            change(tx, Some(found), &article, Action::Deleted, true, who).await
        }
        Err(conflict) => Ok(conflict),
    }
}

/// Brings a deleted article back into use.
pub async fn bring_back(tx: &mut Tx, id: &str, expected: u32, who: &str) -> Result<Saved> {
    match seen(tx, id, expected).await? {
        Ok(found) if found.deleted_at.is_none() => Ok(Saved::Done(found.version)),
        Ok(found) => {
            let article = found.article.clone();
            change(tx, Some(found), &article, Action::BroughtBack, false, who).await
        }
        Err(conflict) => Ok(conflict),
    }
}

/// Ends a dispute with a source in its favour: what it says now becomes the next version.
pub async fn take_theirs(tx: &mut Tx, id: &str, expected: u32, who: &str) -> Result<Saved> {
    let mut found = match seen(tx, id, expected).await? {
        Ok(found) => found,
        Err(conflict) => return Ok(conflict),
    };
    let Some(theirs) = found.offered.take() else { return Ok(Saved::Done(found.version)) };
    if let Some(origin) = &mut found.origin {
        origin.imported = theirs.fingerprint();
    }
    change(tx, Some(found), &theirs, Action::Imported, false, who).await
}

/// Ends a dispute with a source in our favour: it is asked again only when it changes once more.
pub async fn keep_ours(tx: &mut Tx, id: &str, expected: u32) -> Result<Saved> {
    let found = match seen(tx, id, expected).await? {
        Ok(found) => found,
        Err(conflict) => return Ok(conflict),
    };
    if let Some(theirs) = found.offered {
        let update = "UPDATE articles SET offered = NULL, imported = $2 WHERE id = $1";
        tx.execute(Statement::one(update, args![id, theirs.fingerprint()])).await?;
    }
    Ok(Saved::Done(found.version))
}

/// Notes where an article came from, or what its source says now, without a new version of it.
pub async fn note(tx: &mut Tx, id: &str, origin: Option<&Origin>, offered: Option<&Article>) -> Result<()> {
    let offered = offered.map(json).transpose()?;
    let Some(Origin { source, key, imported }) = origin else {
        let update = "UPDATE articles SET offered = $2 WHERE id = $1";
        tx.execute(Statement::one(update, args![id, offered])).await?;
        return Ok(());
    };
    let update = "UPDATE articles SET source = $2, source_key = $3, imported = $4, offered = $5 WHERE id = $1";
    tx.execute(Statement::one(update, args![id, source.as_str(), key.as_str(), imported.as_str(), offered])).await?;
    Ok(())
}

/// Writes articles, new, changed or brought back, over whatever is there. Given twice, the last one counts.
pub async fn upsert(tx: &mut Tx, articles: &[Article]) -> Result<()> {
    let found = of_ids(tx, articles.iter().map(|article| article.id.as_str())).await?;
    let mut rows = Vec::with_capacity(articles.len());
    for article in articles {
        let found = found.get(article.id.as_str());
        rows.push(Writing {
            article,
            version: found.map_or(0, |found| found.version) + 1,
            action: Action::Written,
            origin: found.and_then(|found| found.origin.as_ref()),
            offered: None,
            deleted: false,
        });
    }
    put(tx, &rows, "").await
}

/// Takes articles out of use, whatever their version; returns how many were in use.
pub async fn remove(tx: &mut Tx, ids: &[&str], who: &str) -> Result<u64> {
    let mut found = of_ids(tx, ids.iter().copied()).await?;
    found.retain(|_, found| found.deleted_at.is_none());
    let mut rows = Vec::with_capacity(found.len());
    for found in found.values() {
        rows.push(Writing {
            article: &found.article,
            version: found.version + 1,
            action: Action::Deleted,
            origin: found.origin.as_ref(),
            offered: None,
            deleted: true,
        });
    }
    put(tx, &rows, who).await?;
    Ok(rows.len() as u64)
}

async fn of_ids<'a>(tx: &mut Tx, ids: impl Iterator<Item = &'a str>) -> Result<BTreeMap<String, StoredArticle>> {
    get_many(tx, &ids.collect::<Vec<_>>()).await
}
