//! Events that could not be decided: kept whole, shown, and tried again when somebody says so. Never dropped.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::sql::{Statement, args, json};
use crate::domain::clock::Millis;
use crate::domain::event::Event;

/// An event that is stuck.
#[derive(Clone, Debug, PartialEq)]
pub struct Stuck {
    pub event: Event,
    /// Why it could not be decided, without message text.
    pub why: String,
    pub at: Millis,
}

/// Keeps an event. Kept again, its reason and time are replaced.
pub async fn keep(tx: &mut Tx, event: &Event, why: &str, at: Millis) -> Result<()> {
    let upsert = "INSERT INTO stuck (source, payload, why, at) VALUES ($1, $2, $3, $4) \
                  ON CONFLICT (source) DO UPDATE SET payload = excluded.payload, why = excluded.why, at = excluded.at";
    tx.execute(Statement::one(upsert, args![event.source.as_str(), json(event)?, why, at])).await?;
    Ok(())
}

/// The oldest ones.
pub async fn list(reader: impl Reader, limit: u32) -> Result<Vec<Stuck>> {
    let select = Statement::one("SELECT payload, why, at FROM stuck ORDER BY at, source LIMIT $1", args![limit]);
    reader.fetch(select, |row| Ok(Stuck { event: row.json(0, "stuck")?, why: row.get(1)?, at: row.get(2)? })).await
}

/// Takes one out to bring it in again in the same transaction. None: somebody else took it.
pub async fn take(tx: &mut Tx, source: &str) -> Result<Option<Event>> {
    let delete = Statement::one("DELETE FROM stuck WHERE source = $1 RETURNING payload", args![source]);
    Ok(tx.fetch(delete, |row| row.json(0, "stuck")).await?.pop())
}

/// How many there are.
pub async fn count(reader: impl Reader) -> Result<i64> {
    Ok(reader.fetch(Statement::one("SELECT COUNT(*) FROM stuck", []), |row| row.get(0)).await?.pop().unwrap_or(0))
}
