//! Events that are to happen later. They survive a restart because they are rows.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::sql::{Row, Statement, args, json, last_of_each};
use crate::domain::appointment::Appointment;
use crate::domain::clock::Millis;

/// Makes appointments, anew or at another time. Given twice, the last one counts.
pub async fn make(tx: &mut Tx, appointments: &[&Appointment]) -> Result<()> {
    let mut rows = Vec::with_capacity(appointments.len());
    for a in last_of_each(appointments.iter().copied(), |a| a.name.as_str()) {
        rows.push(args![a.name.as_str(), a.due, json(&a.event)?]);
    }
    let upsert = "INSERT INTO appointments (name, due, event) VALUES {rows} \
        ON CONFLICT (name) DO UPDATE SET due = excluded.due, event = excluded.event";
    tx.execute(Statement::over(upsert, rows)).await?;
    Ok(())
}

/// Forgets appointments that were kept or are not wanted any more; those that are not there are no matter.
pub async fn forget(tx: &mut Tx, names: &[&str]) -> Result<()> {
    tx.execute(Statement::over("DELETE FROM appointments WHERE name IN ({any})", names.iter().map(|name| args![*name]))).await?;
    Ok(())
}

/// Those whose time has come, the longest ago first.
pub async fn due(reader: impl Reader, now: Millis, limit: u32) -> Result<Vec<Appointment>> {
    let select = "SELECT name, due, event FROM appointments WHERE due <= $1 ORDER BY due, name LIMIT $2";
    let read = |row: &Row| Ok(Appointment { name: row.get(0)?, due: row.get(1)?, event: row.json(2, "appointments")? });
    reader.fetch(Statement::one(select, args![now, limit]), read).await
}

/// When the next one is due.
pub async fn next_due(reader: impl Reader) -> Result<Option<Millis>> {
    Ok(reader.fetch(Statement::one("SELECT MIN(due) FROM appointments", []), |row| row.get(0)).await?.pop().flatten())
}
