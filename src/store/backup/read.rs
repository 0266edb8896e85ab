//! From lines to an empty database.

use super::thread::reader;
use super::{FORMAT, Line, Summary};
use crate::domain::clock::SharedClock;
use crate::store::db::{Store, Tx};
use crate::store::errors::{Result, StoreError};
use crate::store::file_store::FileWriter;
use crate::store::migrate::LATEST;
use crate::store::secrets::SealingKey;
use crate::store::sql::Arg;
use crate::store::tables::{Kind, TABLES};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sqlx::{AssertSqlSafe, SqlSafeStr};
use std::path::Path;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Rows per insert.
const ROWS: usize = 64;

/// Fills an empty database (of either kind) and the files under `data_dir` from a backup, and brings it to the newest schema.
///
/// # Errors
/// [`StoreError::Backup`] when the database is not empty or the file is not whole, not ours, or sealed with another key;
/// [`StoreError::Newer`] when a newer flexcord wrote it. In every case the database stays empty.
pub async fn restore(path: &Path, key: Option<SealingKey>, url: &str, data_dir: &Path, clock: SharedClock) -> Result<Summary> {
    let mut lines = reader(path.to_owned(), key);
    let Line::Header { format: FORMAT, schema, .. } = parse(&next(&mut lines).await?)? else {
        return Err(StoreError::Backup("this is no backup that this program can read".into()));
    };
    if schema > LATEST {
        return Err(StoreError::Newer { found: schema, known: LATEST });
    }
    let store = Store::open_at(url, data_dir, clock.clone(), schema).await?;
    let filled = fill(&store, &mut lines).await;
    store.close().await;
    let summary = filled.map_err(damaged)?;
    Store::open(url, data_dir, clock).await?.close().await;
    Ok(summary)
}

/// Rows that contradict each other were not written like this: the file was altered, which its checksum would have told only at its
/// end.
fn damaged(error: StoreError) -> StoreError {
    match error {
        StoreError::Conflict { .. } | StoreError::Inconsistent { .. } => StoreError::Backup("its rows contradict each other".into()),
        other => other,
    }
}

async fn next(lines: &mut mpsc::Receiver<Result<String>>) -> Result<String> {
    lines.recv().await.unwrap_or_else(|| Err(StoreError::Backup("the reading thread failed".into())))
}

fn parse<T: serde::de::DeserializeOwned>(line: &str) -> Result<T> {
    serde_json::from_str(line).map_err(|_| StoreError::Backup("a line cannot be read".into()))
}

async fn fill(store: &Store, lines: &mut mpsc::Receiver<Result<String>>) -> Result<Summary> {
    let mut tx = store.begin().await?;
    let mut summary = Summary::default();
    let mut table = None;
    let mut file: Option<FileWriter> = None;
    loop {
        let line = next(lines).await?;
        match line.as_bytes().first() {
            Some(b'[') => {
                let table: &mut Filling = table.as_mut().ok_or_else(|| StoreError::Backup("a row without a table".into()))?;
                table.row(&mut tx, parse(&line)?).await?;
            }
            Some(b'"') => {
                let file = file.as_mut().ok_or_else(|| StoreError::Backup("a piece without a file".into()))?;
                file.write(&bytes(&parse::<String>(&line)?)?).await?;
            }
            _ => {
                // Whatever was going on has come to its end.
                if let Some(done) = table.take() {
                    let (name, rows) = Filling::finish(done, &mut tx).await?;
                    summary.rows.insert(name, rows);
                }
                if let Some(done) = file.take() {
                    done.finish().await?;
                    summary.files += 1;
                }
                match parse(&line)? {
                    Line::Table { name, columns } => table = Some(Filling::begin(&mut tx, name, columns).await?),
                    Line::File { id } => file = Some(store.files().create(id, u64::MAX).await?),
                    Line::End { summary: expected, .. } if expected == summary => {
                        tx.commit().await?;
                        return Ok(summary);
                    }
                    Line::End { .. } => return Err(StoreError::Backup("its counts are wrong".into())),
                    Line::Header { .. } => return Err(StoreError::Backup("a second beginning".into())),
                }
            }
        }
    }
}

fn bytes(text: &str) -> Result<Vec<u8>> {
    STANDARD.decode(text).map_err(|_| StoreError::Backup("bytes cannot be read".into()))
}

/// A table being filled.
struct Filling {
    name: String,
    columns: Vec<(String, Kind)>,
    rows: usize,
    values: Vec<Arg<'static>>,
    done: u64,
}

impl Filling {
    async fn begin(tx: &mut Tx, name: String, columns: Vec<(String, Kind)>) -> Result<Self> {
        // Names become part of a statement: only known tables and plain words.
        let plain = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if !TABLES.iter().any(|t| t.name == name) || !columns.iter().all(|(column, _)| plain(column)) || columns.is_empty() {
            return Err(StoreError::Backup("a table this program does not know".into()));
        }
        let count = AssertSqlSafe(format!("SELECT 1 FROM {name} LIMIT 1"));
        if tx.has_rows(count.into_sql_str()).await? {
            return Err(StoreError::Backup(format!("the database is not empty (table {name}); nothing was restored")));
        }
        Ok(Self { name, columns, rows: 0, values: Vec::new(), done: 0 })
    }

    async fn row(&mut self, tx: &mut Tx, row: Vec<Value>) -> Result<()> {
        if row.len() != self.columns.len() {
            return Err(StoreError::Backup("a row of another length".into()));
        }
        for (value, (_, kind)) in row.into_iter().zip(&self.columns) {
            self.values.push(arg(value, *kind)?);
        }
        self.rows += 1;
        if self.rows == ROWS { self.insert(tx).await } else { Ok(()) }
    }

    async fn insert(&mut self, tx: &mut Tx) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let width = names.len();
        let row = |r: usize| (1..=width).map(|c| format!("${}", r * width + c)).collect::<Vec<_>>().join(",");
        let rows: Vec<String> = (0..self.rows).map(|r| format!("({})", row(r))).collect();
        let insert = format!("INSERT INTO {} ({}) VALUES {}", self.name, names.join(", "), rows.join(","));
        self.done += tx.run(AssertSqlSafe(insert).into_sql_str(), std::mem::take(&mut self.values)).await?;
        self.rows = 0;
        Ok(())
    }

    async fn finish(mut self, tx: &mut Tx) -> Result<(String, u64)> {
        self.insert(tx).await?;
        Ok((self.name, self.done))
    }
}

fn arg(value: Value, kind: Kind) -> Result<Arg<'static>> {
    let wrong = || StoreError::Backup("a value of another kind".into());
    let text = match (kind, value) {
        (Kind::Int, Value::Null) => return Ok(Arg::Int(None)),
        (Kind::Int, value) => return value.as_i64().map(|n| Arg::Int(Some(n))).ok_or_else(wrong),
        (_, Value::Null) => None,
        (_, Value::String(text)) => Some(text),
        _ => return Err(wrong()),
    };
    Ok(match kind {
        Kind::Uuid => Arg::Uuid(text.map(|t| Uuid::parse_str(&t)).transpose().map_err(|_| wrong())?),
        Kind::Blob => Arg::Blob(text.map(|t| bytes(&t)).transpose()?.map(Into::into)),
        Kind::Text | Kind::Int => Arg::Text(text.map(Into::into)),
    })
}
