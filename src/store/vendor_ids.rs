//! Which message on a side belongs to which of ours, and how far each side was read.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::names::Named;
use super::sql::{Row, Statement, args, last_of_each};
use crate::domain::ids::{ConversationId, Key, Seq};
use crate::domain::message::Side;
use crate::domain::outcome::VendorId;
use std::collections::BTreeMap;

/// A vendor's id to be remembered. A long text has several parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewVendorId<'a> {
    pub side: Side,
    pub id: &'a str,
    pub key: Key,
    pub part: i32,
    /// See [`VendorId::position`].
    pub position: Option<i64>,
}

/// Remembers ids. One that is known already stays as it is.
pub async fn insert(tx: &mut Tx, ids: &[NewVendorId<'_>]) -> Result<()> {
    let rows = ids.iter().map(|v| args![v.side.name(), v.id, v.key.conversation, v.key.seq, v.part, v.position]);
    let insert = "INSERT INTO vendor_ids (side, id, conversation, seq, part, position) VALUES {rows} ON CONFLICT (side, id) DO NOTHING";
    tx.execute(Statement::over(insert, rows)).await?;
    Ok(())
}

/// Which of ours these ids belong to, as far as known.
pub async fn find(reader: impl Reader, side: Side, ids: &[&str]) -> Result<Vec<(String, Key)>> {
    let select = "SELECT id, conversation, seq FROM vendor_ids WHERE side = $1 AND id IN ({any})";
    let select = Statement::over(select, ids.iter().map(|id| args![*id])).with(args![side.name()]);
    reader.fetch(select, |row| Ok((row.get(0)?, Key { conversation: row.conversation(1)?, seq: row.get(2)? }))).await
}

/// The ids on a side of these messages of a conversation, parts in order. Messages without any are left out.
pub async fn of(reader: impl Reader, conversation: ConversationId, seqs: &[Seq], side: Side) -> Result<Vec<(Seq, Vec<VendorId>)>> {
    let select = "SELECT seq, part, id, position FROM vendor_ids WHERE conversation = $1 AND side = $2 AND seq IN ({any})";
    let select = Statement::over(select, seqs.iter().map(|seq| args![*seq])).with(args![conversation, side.name()]);
    let read = |row: &Row| {
        let id = VendorId { part: row.number(1, "vendor_ids")?, id: row.get(2)?, position: row.get(3)? };
        Ok((row.get::<Seq>(0)?, id))
    };
    let mut by_seq: BTreeMap<Seq, Vec<VendorId>> = BTreeMap::new();
    for (seq, id) in reader.fetch(select, read).await? {
        by_seq.entry(seq).or_default().push(id);
    }
    Ok(by_seq
        .into_iter()
        .map(|(seq, mut ids)| {
            ids.sort_by_key(|v| v.part);
            (seq, ids)
        })
        .collect())
}

/// How many of a conversation's messages stand on a side strictly between these positions.
pub async fn count_between(reader: impl Reader, conversation: ConversationId, side: Side, after: i64, before: i64) -> Result<i64> {
    let select = "SELECT COUNT(*) FROM vendor_ids WHERE conversation = $1 AND side = $2 AND position > $3 AND position < $4";
    let select = Statement::one(select, args![conversation, side.name(), after, before]);
    Ok(reader.fetch(select, |row| row.get(0)).await?.pop().unwrap_or(0))
}

/// Moves cursors forward: a cursor never goes back. A name is made up by who uses it, such as `discord:channel:123`.
pub async fn advance(tx: &mut Tx, cursors: &[(&str, i64)]) -> Result<()> {
    let mut highest = cursors.to_vec();
    highest.sort_unstable();
    let rows = last_of_each(highest, |c| c.0).into_iter().map(|(name, value)| args![name, value]);
    let upsert = "INSERT INTO cursors (name, value) VALUES {rows} \
        ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE excluded.value > cursors.value";
    tx.execute(Statement::over(upsert, rows)).await?;
    Ok(())
}

/// Where these cursors stand; those never set are left out.
pub async fn cursors(reader: impl Reader, names: &[&str]) -> Result<Vec<(String, i64)>> {
    let select = Statement::over("SELECT name, value FROM cursors WHERE name IN ({any})", names.iter().map(|n| args![*n]));
    reader.fetch(select, |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// The cursors whose names begin like this that stand furthest, at most `limit`.
pub async fn furthest(reader: impl Reader, prefix: &str, limit: u32) -> Result<Vec<(String, i64)>> {
    let select = "SELECT name, value FROM cursors WHERE name LIKE $1 ORDER BY value DESC, name LIMIT $2";
    let select = Statement::one(select, args![format!("{prefix}%"), limit]);
    reader.fetch(select, |row| Ok((row.get(0)?, row.get(1)?))).await
}
