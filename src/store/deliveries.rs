//! What is still to be done outside, and what was given up. A settled delivery is deleted: the table stays as small as the backlog.

use super::db::{Reader, Tx};
use super::errors::{Result, StoreError};
use super::sql::{Row, Statement, args, json, last_of_each};
use crate::domain::clock::Millis;
use crate::domain::delivery::{Delivery, LaneKind};
use crate::domain::ids::Key;

/// A delivery about to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewDelivery<'a> {
    pub key: Key,
    pub delivery: &'a Delivery,
    pub created_at: Millis,
    /// Not to be tried before; 0 for at once.
    pub not_before: Millis,
}

/// A delivery that did not work and is tried again.
#[derive(Clone, Copy, Debug)]
pub struct Postponed<'a> {
    pub key: Key,
    /// How often it was tried.
    pub attempts: u32,
    pub not_before: Millis,
    pub doubtful: bool,
    pub why: &'a str,
}

/// A delivery as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredDelivery {
    pub key: Key,
    pub lane: LaneKind,
    pub delivery: Delivery,
    pub attempts: u32,
    pub not_before: Millis,
    /// An earlier try may have succeeded without our knowing.
    pub doubtful: bool,
    pub created_at: Millis,
    /// Why it did not work the last time, without message text.
    pub why: Option<String>,
}

/// How many wait in lanes of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    pub lane: LaneKind,
    pub pending: i64,
    pub dead: i64,
    /// When the oldest pending one was written.
    pub oldest: Option<Millis>,
}

/// The columns of a delivery, in the order [`delivery`] reads them.
macro_rules! columns {
    () => {
        "conversation, seq, lane, body, attempts, not_before, doubtful, created_at, why"
    };
}

fn lane(row: &Row, i: usize) -> Result<LaneKind> {
    LaneKind::named(&row.get::<String>(i)?).ok_or_else(|| StoreError::inconsistent("deliveries", "a lane this program does not know"))
}

fn delivery(row: &Row) -> Result<StoredDelivery> {
    Ok(StoredDelivery {
        key: Key { conversation: row.conversation(0)?, seq: row.get(1)? },
        lane: lane(row, 2)?,
        delivery: row.json(3, "deliveries")?,
        attempts: row.number(4, "deliveries")?,
        not_before: row.get(5)?,
        doubtful: row.get::<i64>(6)? != 0,
        created_at: row.get(7)?,
        why: row.get(8)?,
    })
}

/// Writes new deliveries.
pub async fn insert(tx: &mut Tx, deliveries: &[NewDelivery<'_>]) -> Result<()> {
    let mut rows = Vec::with_capacity(deliveries.len());
    for d in deliveries {
        let (lane, body) = (d.delivery.lane().name(), json(d.delivery)?);
        rows.push(args![d.key.conversation, d.key.seq, lane, body, "pending", 0_i64, d.not_before, false, d.created_at]);
    }
    let insert = "INSERT INTO deliveries \
        (conversation, seq, lane, body, state, attempts, not_before, doubtful, created_at) VALUES {rows}";
    tx.execute(Statement::over(insert, rows)).await?;
    Ok(())
}

/// Deletes what is done or was dropped.
pub async fn settle(tx: &mut Tx, keys: &[Key]) -> Result<()> {
    let delete = "DELETE FROM deliveries WHERE (conversation, seq) IN (SELECT column1, column2 FROM (VALUES {any}) AS v)";
    tx.execute(Statement::over(delete, keys.iter().map(|k| args![k.conversation, k.seq]))).await?;
    Ok(())
}

/// Notes that they are tried again later.
pub async fn postpone(tx: &mut Tx, postponed: &[Postponed<'_>]) -> Result<()> {
    let rows = last_of_each(postponed, |p| p.key)
        .into_iter()
        .map(|p| args![p.key.conversation, p.key.seq, p.attempts, p.not_before, p.doubtful, p.why]);
    let update = "UPDATE deliveries SET attempts = v.column3, not_before = v.column4, doubtful = v.column5, why = v.column6 \
        FROM (VALUES {any}) AS v WHERE deliveries.conversation = v.column1 AND deliveries.seq = v.column2";
    tx.execute(Statement::over(update, rows)).await?;
    Ok(())
}

/// Gives up on them, with the reasons. They wait for somebody to [`revive`] them.
pub async fn bury(tx: &mut Tx, dead: &[(Key, &str)]) -> Result<()> {
    let rows = last_of_each(dead, |d| d.0).into_iter().map(|(key, why)| args![key.conversation, key.seq, *why]);
    let update = "UPDATE deliveries SET state = 'dead', why = v.column3 \
        FROM (VALUES {any}) AS v WHERE deliveries.conversation = v.column1 AND deliveries.seq = v.column2";
    tx.execute(Statement::over(update, rows)).await?;
    Ok(())
}

/// Makes a dead one pending again, as if never tried; it keeps its doubt. None when there is no such dead one.
pub async fn revive(tx: &mut Tx, key: Key) -> Result<Option<StoredDelivery>> {
    let update = concat!(
        "UPDATE deliveries SET state = 'pending', attempts = 0, not_before = 0 ",
        "WHERE conversation = $1 AND seq = $2 AND state = 'dead' RETURNING ",
        columns!()
    );
    Ok(tx.fetch(Statement::one(update, args![key.conversation, key.seq]), delivery).await?.pop())
}

/// What is pending, conversation by conversation and within it in order: begin with None, go on with the last key of the page before.
pub async fn pending_page(reader: impl Reader, after: Option<Key>, limit: u32) -> Result<Vec<StoredDelivery>> {
    let after = after.unwrap_or(Key { conversation: crate::domain::ids::ConversationId(uuid::Uuid::nil()), seq: 0 });
    let select = concat!(
        "SELECT ",
        columns!(),
        " FROM deliveries WHERE state = 'pending' AND (conversation, seq) > ($1, $2) ORDER BY conversation, seq LIMIT $3"
    );
    reader.fetch(Statement::one(select, args![after.conversation, after.seq, limit]), delivery).await
}

/// The dead ones, oldest first.
pub async fn dead(reader: impl Reader, limit: u32) -> Result<Vec<StoredDelivery>> {
    let select = concat!("SELECT ", columns!(), " FROM deliveries WHERE state = 'dead' ORDER BY created_at, conversation, seq LIMIT $1");
    reader.fetch(Statement::one(select, args![limit]), delivery).await
}

/// What waits, by kind of lane; kinds with nothing are left out. Reads the whole table, which is the backlog.
pub async fn backlog(reader: impl Reader) -> Result<Vec<Backlog>> {
    let select = "SELECT lane, COUNT(CASE WHEN state = 'pending' THEN 1 END), COUNT(CASE WHEN state = 'dead' THEN 1 END), \
        MIN(CASE WHEN state = 'pending' THEN created_at END) FROM deliveries GROUP BY lane ORDER BY lane";
    let read = |row: &Row| Ok(Backlog { lane: lane(row, 0)?, pending: row.get(1)?, dead: row.get(2)?, oldest: row.get(3)? });
    reader.fetch(Statement::one(select, []), read).await
}
