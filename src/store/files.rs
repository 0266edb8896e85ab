//! Files that cross from one side to the other: what is known of each. The bytes are in [`Files`](super::Files).

use super::db::{Reader, Tx};
use super::errors::{Result, StoreError};
use super::names::{Named, named};
use super::sql::{Row, Statement, args};
use crate::domain::clock::Millis;
use crate::domain::ids::{ConversationId, FileId};

/// Whether a file was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    Pending,
    Stored,
    /// It could not be copied and will not be.
    Failed,
}
named!(FileState in "files": Pending = "pending", Stored = "stored", Failed = "failed");

/// A file as we know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    pub id: FileId,
    pub conversation: ConversationId,
    pub state: FileState,
    /// Safe name.
    pub name: String,
    pub content_type: String,
    /// Bytes: as announced while pending, as copied when stored.
    pub size: u64,
    /// Why it failed.
    pub why: Option<String>,
    /// When it was taken on.
    pub at: Millis,
}

/// The columns of a file, in the order [`file()`] reads them.
macro_rules! columns {
    () => {
        "id, conversation, state, name, content_type, size, why, at"
    };
}

fn file(row: &Row) -> Result<StoredFile> {
    Ok(StoredFile {
        id: FileId(row.get(0)?),
        conversation: row.conversation(1)?,
        state: FileState::named(&row.get::<String>(2)?)?,
        name: row.get(3)?,
        content_type: row.get(4)?,
        size: row.number(5, "files")?,
        why: row.get(6)?,
        at: row.get(7)?,
    })
}

/// Bytes as the databases count them.
fn bytes(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// Writes files down; one that is known already stays as it is.
pub async fn insert(tx: &mut Tx, files: &[StoredFile]) -> Result<()> {
    let rows = files.iter().map(|f| {
        args![f.id, f.conversation, f.state.name(), f.name.as_str(), f.content_type.as_str(), bytes(f.size), f.why.as_deref(), f.at]
    });
    let insert = concat!("INSERT INTO files (", columns!(), ") VALUES {rows} ON CONFLICT (id) DO NOTHING");
    tx.execute(Statement::over(insert, rows)).await?;
    Ok(())
}

/// Notes that a file was copied and how large it really is.
pub async fn stored(tx: &mut Tx, id: FileId, size: u64) -> Result<()> {
    let update = "UPDATE files SET state = 'stored', size = $2, why = NULL WHERE id = $1";
    tx.execute(Statement::one(update, args![id, bytes(size)])).await?;
    Ok(())
}

/// Notes that a file will not be copied.
pub async fn failed(tx: &mut Tx, id: FileId, why: &str) -> Result<()> {
    tx.execute(Statement::one("UPDATE files SET state = 'failed', why = $2 WHERE id = $1", args![id, why])).await?;
    Ok(())
}

/// Those with these ids, as far as known.
pub async fn by_ids(reader: impl Reader, ids: &[FileId]) -> Result<Vec<StoredFile>> {
    let select = concat!("SELECT ", columns!(), " FROM files WHERE id IN ({any}) ORDER BY id");
    reader.fetch(Statement::over(select, ids.iter().map(|id| args![*id])), file).await
}

/// Forgets at most `limit` files taken on before, and returns them: remove their bytes after the commit.
pub async fn prune(tx: &mut Tx, before: Millis, limit: u32) -> Result<Vec<FileId>> {
    let delete = "DELETE FROM files WHERE id IN (SELECT id FROM files WHERE at < $1 ORDER BY at LIMIT $2) RETURNING id";
    tx.fetch(Statement::one(delete, args![before, limit]), |row| Ok(FileId(row.get(0)?))).await
}
