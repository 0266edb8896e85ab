//! Which events were taken in: what makes a repeat harmless.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::sql::{Statement, args};
use crate::domain::clock::Millis;
use crate::domain::event::Event;
use crate::domain::ids::ConversationId;
use std::collections::HashSet;

/// An event about to be taken in.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    pub source: &'a str,
    pub kind: &'a str,
    pub at: Millis,
    pub conversation: Option<ConversationId>,
}

impl<'a> NewEvent<'a> {
    /// The row for an event that belongs to this conversation.
    pub fn of(event: &'a Event, conversation: Option<ConversationId>) -> Self {
        Self { source: &event.source, kind: event.body.kind(), at: event.at, conversation }
    }
}

/// Writes the events down and tells for each whether it is new. A source that stands twice in the batch is new once.
///
/// # Errors
/// [`StoreError::Conflict`](super::StoreError::Conflict) when another transaction wrote one of them at the same moment.
pub async fn insert_new(tx: &mut Tx, events: &[NewEvent<'_>]) -> Result<Vec<bool>> {
    // Repeats are rare: asking for them first returns next to nothing, while RETURNING would hand back every row.
    let sources: Vec<&str> = events.iter().map(|e| e.source).collect();
    let known = known(&mut *tx, &sources).await?;
    let mut seen = HashSet::with_capacity(events.len());
    let new: Vec<bool> = sources.iter().map(|source| !known.contains(*source) && seen.insert(*source)).collect();
    let rows = events.iter().zip(&new).filter(|(_, new)| **new).map(|(e, _)| args![e.source, e.kind, e.at, e.conversation]);
    tx.execute(Statement::over("INSERT INTO events (source, kind, at, conversation) VALUES {rows}", rows)).await?;
    Ok(new)
}

/// Which of these sources were taken in before.
pub async fn known(reader: impl Reader, sources: &[&str]) -> Result<HashSet<String>> {
    let select = Statement::over("SELECT source FROM events WHERE source IN ({any})", sources.iter().map(|s| args![*s]));
    Ok(reader.fetch(select, |row| row.get(0)).await?.into_iter().collect())
}

/// Forgets at most `limit` events from before; returns how many. Keep them longer than any origin repeats itself.
pub async fn prune(tx: &mut Tx, before: Millis, limit: u32) -> Result<u64> {
    let delete = "DELETE FROM events WHERE source IN (SELECT source FROM events WHERE at < $1 ORDER BY at LIMIT $2)";
    tx.execute(Statement::one(delete, args![before, limit])).await
}
