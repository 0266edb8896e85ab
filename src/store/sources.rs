//! Places whose articles are imported again and again: a sitemap, a list of pages, a folder. Kept in the database rather than in the
//! settings file, so that they are changed in the console without a restart, go along with backups, and remember their last run.

use super::db::{Reader, Tx};
use super::errors::{Result, StoreError};
use super::sql::{Row, Statement, args, json};
use crate::domain::clock::Millis;
use crate::domain::ids::Snowflake;
use serde::{Deserialize, Serialize};

/// What kind of place a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// The address of a `sitemap.xml`, or of an index of them.
    Sitemap,
    /// Addresses of pages, one on a line.
    Pages,
    /// A file or folder on this machine.
    Folder,
}

impl SourceKind {
    const ALL: [(Self, &'static str); 3] = [(Self::Sitemap, "sitemap"), (Self::Pages, "pages"), (Self::Folder, "folder")];

    /// Its name, as it is kept and shown.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(kind, _)| kind)
    }
}

/// A place articles come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Short and unique: it stands in the history of articles.
    pub name: String,
    pub kind: SourceKind,
    /// Addresses or a path, as the kind says.
    pub place: String,
    /// How often it is imported; 0 for only when asked.
    pub every_ms: Millis,
    /// Whether articles that are no longer there are taken out of use.
    pub remove_vanished: bool,
    /// The language of articles that do not say theirs.
    pub language: Option<String>,
    /// Given to each of its articles.
    pub tags: Vec<String>,
    /// The servers its articles are for; none means all.
    pub servers: Vec<Snowflake>,
}

/// How an import went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub took_ms: Millis,
    /// Articles that were not there before.
    pub new: u32,
    /// Articles that had changed at the source.
    pub updated: u32,
    pub unchanged: u32,
    /// Taken out of use because the source has them no longer.
    pub removed: u32,
    /// Ids of articles that were edited here and changed there: kept as they are, with the source's text beside them.
    pub disputed: Vec<String>,
    /// What could not be read, with the reason; at most the first hundred.
    pub failed: Vec<String>,
    /// Why it did not come to its end.
    pub error: Option<String>,
}

/// A source as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSource {
    pub source: Source,
    /// When it is imported next.
    pub next_at: Option<Millis>,
    /// When it was imported last.
    pub last_at: Option<Millis>,
    /// How that went.
    pub last: Option<Run>,
}

const TABLE: &str = "sources";

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT name, kind, place, every_ms, remove_vanished, language, tags, servers, next_at, last_at, last FROM sources ", $rest)
    };
}

fn read(row: &Row) -> Result<StoredSource> {
    let kind = SourceKind::named(&row.get::<String>(1)?);
    let last = match row.get::<Option<String>>(10)? {
        Some(_) => Some(row.json(10, TABLE)?),
        None => None,
    };
    Ok(StoredSource {
        source: Source {
            name: row.get(0)?,
            kind: kind.ok_or_else(|| StoreError::inconsistent(TABLE, "a kind this program does not know"))?,
            place: row.get(2)?,
            every_ms: row.get(3)?,
            remove_vanished: row.get::<i64>(4)? != 0,
            language: row.get(5)?,
            tags: row.json(6, TABLE)?,
            servers: row.json(7, TABLE)?,
        },
        next_at: row.get(8)?,
        last_at: row.get(9)?,
        last,
    })
}

/// Adds a source, or changes the one of this name. Where it is imported by itself, it is due at once.
pub async fn put(tx: &mut Tx, source: &Source) -> Result<()> {
    let next = (source.every_ms > 0).then(|| tx.now());
    let upsert = "INSERT INTO sources (name, kind, place, every_ms, remove_vanished, language, tags, servers, next_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, place = excluded.place, \
        every_ms = excluded.every_ms, remove_vanished = excluded.remove_vanished, language = excluded.language, \
        tags = excluded.tags, servers = excluded.servers, next_at = excluded.next_at";
    let values = args![
        source.name.as_str(),
        source.kind.name(),
        source.place.as_str(),
        source.every_ms,
        source.remove_vanished,
        source.language.as_deref(),
        json(&source.tags)?,
        json(&source.servers)?,
        next
    ];
    tx.execute(Statement::one(upsert, values)).await?;
    forget_pages(tx, &source.name).await
}

/// All sources, by name.
pub async fn list(reader: impl Reader) -> Result<Vec<StoredSource>> {
    reader.fetch(Statement::one(select!("ORDER BY name"), []), read).await
}

/// The source of this name.
pub async fn get(reader: impl Reader, name: &str) -> Result<Option<StoredSource>> {
    Ok(reader.fetch(Statement::one(select!("WHERE name = $1"), args![name]), read).await?.pop())
}

/// Forgets a source; its articles stay. Says whether it was there.
pub async fn remove(tx: &mut Tx, name: &str) -> Result<bool> {
    forget_pages(tx, name).await?;
    Ok(tx.execute(Statement::one("DELETE FROM sources WHERE name = $1", args![name])).await? > 0)
}

/// Asks for an import as soon as possible. Says whether there is such a source.
pub async fn run_now(tx: &mut Tx, name: &str) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(Statement::one("UPDATE sources SET next_at = $2 WHERE name = $1", args![name, now])).await? > 0)
}

/// The source that has been due for longest.
pub async fn due(reader: impl Reader, now: Millis) -> Result<Option<StoredSource>> {
    let select = Statement::one(select!("WHERE next_at <= $1 ORDER BY next_at, name LIMIT 1"), args![now]);
    Ok(reader.fetch(select, read).await?.pop())
}

/// An import that was cut off by the end of the program is begun again after so long.
const AGAIN_MS: Millis = 15 * 60_000;

/// Notes that an import begins: until it ends the source is not due, unless the program does not come to that end.
pub async fn begin(tx: &mut Tx, name: &str) -> Result<()> {
    let again = tx.now() + AGAIN_MS;
    tx.execute(Statement::one("UPDATE sources SET next_at = $2 WHERE name = $1", args![name, again])).await?;
    Ok(())
}

/// Keeps how an import went, and when the next one is due.
pub async fn end(tx: &mut Tx, source: &Source, run: &Run) -> Result<()> {
    let now = tx.now();
    let next = (source.every_ms > 0).then_some(now + source.every_ms);
    let update = "UPDATE sources SET last_at = $2, last = $3, next_at = $4 WHERE name = $1";
    tx.execute(Statement::one(update, args![source.name.as_str(), now, json(run)?, next])).await?;
    Ok(())
}

/// What a page said about its version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageVersion {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// What the page said when it was last fetched.
pub async fn page(reader: impl Reader, source: &str, url: &str) -> Result<Option<PageVersion>> {
    let select = "SELECT etag, last_modified FROM source_pages WHERE source = $1 AND url = $2";
    let read = |row: &Row| Ok(PageVersion { etag: row.get(0)?, last_modified: row.get(1)? });
    Ok(reader.fetch(Statement::one(select, args![source, url]), read).await?.pop())
}

/// Keeps what a page said.
pub async fn saw_page(tx: &mut Tx, source: &str, url: &str, page: &PageVersion) -> Result<()> {
    let now = tx.now();
    let upsert = "INSERT INTO source_pages (source, url, etag, last_modified, at) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (source, url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified, at = excluded.at";
    tx.execute(Statement::one(upsert, args![source, url, page.etag.as_deref(), page.last_modified.as_deref(), now])).await?;
    Ok(())
}

async fn forget_pages(tx: &mut Tx, source: &str) -> Result<()> {
    tx.execute(Statement::one("DELETE FROM source_pages WHERE source = $1", args![source])).await?;
    Ok(())
}
