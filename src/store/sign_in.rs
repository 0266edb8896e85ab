//! The ways in to the console besides a session: links that work once, and the failures that lock a name.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::sql::{Row, Statement, args};
use crate::domain::account::Failures;
use crate::domain::clock::Millis;
use crate::domain::ids::AccountId;

/// A link that works once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Whose password may be set with it; None for the very first account.
    pub account: Option<AccountId>,
    pub ends_at: Millis,
}

/// Keeps a link under the hash of its token, in the place of earlier ones for the same account.
pub async fn put_link(tx: &mut Tx, token: &str, link: &Link) -> Result<()> {
    forget_links(tx, link.account).await?;
    let insert = "INSERT INTO links (token, account, ends_at) VALUES ($1, $2, $3)";
    tx.execute(Statement::one(insert, args![token, link.account, link.ends_at])).await?;
    Ok(())
}

/// The link of that token.
pub async fn link(reader: impl Reader, token: &str) -> Result<Option<Link>> {
    let select = Statement::one("SELECT account, ends_at FROM links WHERE token = $1", args![token]);
    let read = |row: &Row| Ok(Link { account: row.get::<Option<uuid::Uuid>>(0)?.map(AccountId), ends_at: row.get(1)? });
    Ok(reader.fetch(select, read).await?.pop())
}

/// Uses a link up. False when somebody else just did.
pub async fn use_link(tx: &mut Tx, token: &str) -> Result<bool> {
    Ok(tx.execute(Statement::one("DELETE FROM links WHERE token = $1", args![token])).await? > 0)
}

/// Makes links for an account worthless.
pub async fn forget_links(tx: &mut Tx, account: Option<AccountId>) -> Result<()> {
    tx.execute(Statement::one("DELETE FROM links WHERE account IS NOT DISTINCT FROM $1", args![account])).await?;
    Ok(())
}

/// How often it failed under a name.
pub async fn failures(reader: impl Reader, name: &str) -> Result<Failures> {
    let select = Statement::one("SELECT count, last_at, locked_until FROM sign_in_failures WHERE name = $1 {lock}", args![name]);
    let read = |row: &Row| Ok(Failures { count: row.number(0, "sign_in_failures")?, last_at: row.get(1)?, locked_until: row.get(2)? });
    Ok(reader.fetch(select, read).await?.pop().unwrap_or_default())
}

/// Notes how often it failed.
pub async fn set_failures(tx: &mut Tx, name: &str, failures: &Failures) -> Result<()> {
    let upsert = "INSERT INTO sign_in_failures (name, count, last_at, locked_until) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (name) DO UPDATE SET count = excluded.count, last_at = excluded.last_at, locked_until = excluded.locked_until";
    tx.execute(Statement::one(upsert, args![name, failures.count, failures.last_at, failures.locked_until])).await?;
    Ok(())
}

/// Forgets the failures under a name.
pub async fn clear_failures(tx: &mut Tx, name: &str) -> Result<()> {
    tx.execute(Statement::one("DELETE FROM sign_in_failures WHERE name = $1", args![name])).await?;
    Ok(())
}

/// Forgets links that have run out, and failures from before a time.
pub async fn prune(tx: &mut Tx, now: Millis, failures_before: Millis) -> Result<()> {
    tx.execute(Statement::one("DELETE FROM links WHERE ends_at < $1", args![now])).await?;
    tx.execute(Statement::one("DELETE FROM sign_in_failures WHERE last_at < $1", args![failures_before])).await?;
    Ok(())
}
