//! Tries of deliveries that are worth remembering: the failures, and the success that came after them.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::sql::{Row, Statement, args};
use crate::domain::clock::Millis;
use crate::domain::ids::Key;

/// A try about to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewAttempt<'a> {
    pub key: Key,
    /// The how-manieth.
    pub n: u32,
    pub at: Millis,
    /// [`Outcome::name`](crate::domain::outcome::Outcome::name).
    pub outcome: &'a str,
    /// Without message text.
    pub why: &'a str,
}

/// A try that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAttempt {
    pub n: u32,
    pub at: Millis,
    pub outcome: String,
    pub why: String,
}

/// Writes tries down. After a dead delivery was revived its numbers begin again: the newer try replaces the older one.
pub async fn insert(tx: &mut Tx, attempts: &[NewAttempt<'_>]) -> Result<()> {
    let rows = super::sql::last_of_each(attempts, |a| (a.key, a.n))
        .into_iter()
        .map(|a| args![a.key.conversation, a.key.seq, a.n, a.at, a.outcome, a.why]);
    let insert = "INSERT INTO attempts (conversation, seq, n, at, outcome, why) VALUES {rows} \
        ON CONFLICT (conversation, seq, n) DO UPDATE SET at = excluded.at, outcome = excluded.outcome, why = excluded.why";
    tx.execute(Statement::over(insert, rows)).await?;
    Ok(())
}

/// The tries of a delivery in the order they were made.
pub async fn list(reader: impl Reader, key: Key) -> Result<Vec<StoredAttempt>> {
    let select = "SELECT n, at, outcome, why FROM attempts WHERE conversation = $1 AND seq = $2 ORDER BY at, n";
    let read = |row: &Row| Ok(StoredAttempt { n: row.number(0, "attempts")?, at: row.get(1)?, outcome: row.get(2)?, why: row.get(3)? });
    reader.fetch(Statement::one(select, args![key.conversation, key.seq]), read).await
}

/// Forgets at most `limit` tries from before; returns how many.
pub async fn prune(tx: &mut Tx, before: Millis, limit: u32) -> Result<u64> {
    let delete = "DELETE FROM attempts WHERE (conversation, seq, n) IN \
        (SELECT conversation, seq, n FROM attempts WHERE at < $1 ORDER BY at LIMIT $2)";
    tx.execute(Statement::one(delete, args![before, limit])).await
}
