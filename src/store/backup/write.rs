//! From the database to lines.

use super::thread::{Piece, writer};
use super::{FORMAT, Line, Summary};
use crate::domain::ids::FileId;
use crate::store::db::{Store, Tx};
use crate::store::errors::{Result, StoreError};
use crate::store::migrate::LATEST;
use crate::store::secrets::SealingKey;
use crate::store::sql::Row;
use crate::store::tables::{Kind, TABLES, Table};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::TryStreamExt;
use serde::Serialize;
use serde_json::Value;
use sqlx::{AssertSqlSafe, SqlSafeStr};
use std::path::Path;
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Bytes gathered before they go to the writing thread.
const CHUNK: usize = 64 * 1024;
/// Bytes of a file per line.
const FILE_PIECE: usize = 48 * 1024;

/// Writes everything the store holds, as it is at this moment, into one file. Work goes on meanwhile. Without a `key` the texts in
/// it can be read by whoever has the file; only secrets stay sealed.
///
/// # Errors
/// What the database and the file system say; then there is no file. A file that is there already is never replaced: it may be the only
/// good backup.
pub async fn backup(store: &Store, path: &Path, key: Option<SealingKey>) -> Result<Summary> {
    if path.exists() {
        return Err(StoreError::Backup(format!("{} exists already: choose another name", path.display())));
    }
    let (sender, written) = writer(path.to_owned(), key);
    let told = tell(store, sender).await;
    let done = written.await.map_err(|_| StoreError::Backup("the writing thread failed".into()))?;
    match (told, done) {
        // The writer's error is the cause when telling failed because nobody listened.
        (Err(StoreError::Backup(_)) | Ok(_), Err(cause)) => Err(cause),
        (Err(cause), _) => Err(cause),
        (Ok(summary), Ok(())) => Ok(summary),
    }
}

struct Lines {
    sender: mpsc::Sender<Piece>,
    buffer: Vec<u8>,
}

impl Lines {
    async fn line(&mut self, line: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.buffer, line).map_err(|_| StoreError::Backup("a line could not be written".into()))?;
        self.buffer.push(b'\n');
        if self.buffer.len() >= CHUNK { self.send().await } else { Ok(()) }
    }

    async fn send(&mut self) -> Result<()> {
        let lines = std::mem::take(&mut self.buffer);
        self.piece(Piece::Lines(lines)).await
    }

    async fn piece(&mut self, piece: Piece) -> Result<()> {
        self.sender.send(piece).await.map_err(|_| StoreError::Backup("the writing thread is gone".into()))
    }
}

async fn tell(store: &Store, sender: mpsc::Sender<Piece>) -> Result<Summary> {
    let mut lines = Lines { sender, buffer: Vec::with_capacity(2 * CHUNK) };
    let mut summary = Summary::default();
    lines.line(&Line::Header { format: FORMAT, schema: LATEST, made_at: store.now() }).await?;
    let mut tx = store.snapshot().await?;
    let mut files = Vec::new();
    for table in TABLES {
        let rows = tell_table(&mut tx, table, &mut lines, &mut files).await?;
        summary.rows.insert(table.name.into(), rows);
    }
    tx.roll_back().await?;
    for id in files {
        summary.files += u64::from(tell_file(store, id, &mut lines).await?);
    }
    lines.send().await?;
    lines.piece(Piece::End(summary.clone())).await?;
    Ok(summary)
}

async fn tell_table(tx: &mut Tx, table: &Table, lines: &mut Lines, files: &mut Vec<FileId>) -> Result<u64> {
    let columns = table.columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
    lines.line(&Line::Table { name: table.name.into(), columns }).await?;
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    // Names from `tables.rs` alone.
    let select = AssertSqlSafe(format!("SELECT {} FROM {}", names.join(", "), table.name));
    let mut rows = tx.stream(select.into_sql_str())?;
    let mut count = 0;
    while let Some(row) = rows.try_next().await? {
        let values: Vec<Value> = table.columns.iter().enumerate().map(|(i, (_, kind))| value(&row, i, *kind)).collect::<Result<_>>()?;
        lines.line(&values).await?;
        count += 1;
        if table.name == "files" {
            files.push(FileId(row.get(0)?));
        }
    }
    Ok(count)
}

fn value(row: &Row, i: usize, kind: Kind) -> Result<Value> {
    Ok(match kind {
        Kind::Int => row.get::<Option<i64>>(i)?.into(),
        Kind::Text => row.get::<Option<String>>(i)?.into(),
        Kind::Uuid => row.get::<Option<Uuid>>(i)?.map(|id| id.to_string()).into(),
        Kind::Blob => row.get::<Option<Vec<u8>>>(i)?.map(|bytes| STANDARD.encode(bytes)).into(),
    })
}

/// Tells a file, if it is there: it may never have been copied, or was pruned since.
async fn tell_file(store: &Store, id: FileId, lines: &mut Lines) -> Result<bool> {
    let Some(mut file) = store.files().read(id).await? else { return Ok(false) };
    lines.line(&Line::File { id }).await?;
    let mut piece = vec![0; FILE_PIECE];
    loop {
        let read = file.read(&mut piece).await.map_err(StoreError::file("stored file"))?;
        if read == 0 {
            return Ok(true);
        }
        lines.line(&STANDARD.encode(&piece[..read])).await?;
    }
}
