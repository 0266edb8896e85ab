//! What conversations wait for. Timers survive a restart because they are rows.

use super::db::{Reader, Tx};
use super::errors::{Result, StoreError};
use super::sql::{Row, Statement, args, last_of_each};
use crate::domain::clock::Millis;
use crate::domain::event::Timer;
use crate::domain::ids::ConversationId;

/// A timer that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    pub conversation: ConversationId,
    pub timer: Timer,
    pub due: Millis,
}

/// Sets timers, anew or to another time. Given twice, the last one counts.
pub async fn set(tx: &mut Tx, timers: &[Running]) -> Result<()> {
    let rows = last_of_each(timers, |t| (t.conversation, t.timer)).into_iter().map(|t| args![t.conversation, t.timer.name(), t.due]);
    let upsert =
        "INSERT INTO timers (conversation, timer, due) VALUES {rows} ON CONFLICT (conversation, timer) DO UPDATE SET due = excluded.due";
    tx.execute(Statement::over(upsert, rows)).await?;
    Ok(())
}

/// Stops timers; those that do not run are no matter.
pub async fn clear(tx: &mut Tx, timers: &[(ConversationId, Timer)]) -> Result<()> {
    let delete = "DELETE FROM timers WHERE (conversation, timer) IN (SELECT column1, column2 FROM (VALUES {any}) AS v)";
    tx.execute(Statement::over(delete, timers.iter().map(|(conversation, timer)| args![*conversation, timer.name()]))).await?;
    Ok(())
}

fn running(row: &Row) -> Result<Running> {
    let timer = Timer::named(&row.get::<String>(1)?);
    let timer = timer.ok_or_else(|| StoreError::inconsistent("timers", "a timer this program does not know"))?;
    Ok(Running { conversation: row.conversation(0)?, timer, due: row.get(2)? })
}

/// Those that have run out, the longest ago first.
pub async fn due(reader: impl Reader, now: Millis, limit: u32) -> Result<Vec<Running>> {
    let select = "SELECT conversation, timer, due FROM timers WHERE due <= $1 ORDER BY due, conversation, timer LIMIT $2";
    reader.fetch(Statement::one(select, args![now, limit]), running).await
}

/// Those of a conversation.
pub async fn of(reader: impl Reader, conversation: ConversationId) -> Result<Vec<Running>> {
    let select = "SELECT conversation, timer, due FROM timers WHERE conversation = $1 ORDER BY due, timer";
    reader.fetch(Statement::one(select, args![conversation]), running).await
}

/// When the next one runs out.
pub async fn next_due(reader: impl Reader) -> Result<Option<Millis>> {
    Ok(reader.fetch(Statement::one("SELECT MIN(due) FROM timers", []), |row| row.get(0)).await?.pop().flatten())
}
