//! Plain settings by name, for what the program itself must remember.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::sql::{Statement, args};

/// Sets a value.
pub async fn put(tx: &mut Tx, name: &str, value: &str) -> Result<()> {
    let upsert = "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.execute(Statement::one(upsert, args![name, value])).await?;
    Ok(())
}

/// The value of that name.
pub async fn get(reader: impl Reader, name: &str) -> Result<Option<String>> {
    let select = Statement::one("SELECT value FROM settings WHERE name = $1", args![name]);
    Ok(reader.fetch(select, |row| row.get(0)).await?.pop())
}

/// Forgets a value.
pub async fn remove(tx: &mut Tx, name: &str) -> Result<()> {
    tx.execute(Statement::one("DELETE FROM settings WHERE name = $1", args![name])).await?;
    Ok(())
}
