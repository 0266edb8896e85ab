//! Who is signed in to the console. The browser holds a random token; only its hash is kept.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::sql::{Row, Statement, args};
use crate::domain::clock::Millis;
use crate::domain::ids::AccountId;

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The hash of what the browser holds, in hexadecimal.
    pub token: String,
    pub account: AccountId,
    pub began_at: Millis,
    /// When it was last used, exact to a minute.
    pub seen_at: Millis,
}

fn session(row: &Row) -> Result<Session> {
    Ok(Session { token: row.get(0)?, account: AccountId(row.get(1)?), began_at: row.get(2)?, seen_at: row.get(3)? })
}

/// Begins one.
pub async fn begin(tx: &mut Tx, session: &Session) -> Result<()> {
    let insert = "INSERT INTO sessions (token, account, began_at, seen_at) VALUES ($1, $2, $3, $4)";
    tx.execute(Statement::one(insert, args![session.token.as_str(), session.account, session.began_at, session.seen_at])).await?;
    Ok(())
}

/// The one of this token.
pub async fn get(reader: impl Reader, token: &str) -> Result<Option<Session>> {
    let select = Statement::one("SELECT token, account, began_at, seen_at FROM sessions WHERE token = $1", args![token]);
    Ok(reader.fetch(select, session).await?.pop())
}

/// Those of an account, the newest first.
pub async fn of(reader: impl Reader, account: AccountId) -> Result<Vec<Session>> {
    let select = "SELECT token, account, began_at, seen_at FROM sessions WHERE account = $1 ORDER BY began_at DESC, token";
    reader.fetch(Statement::one(select, args![account]), session).await
}

/// Notes that it was used.
pub async fn seen(tx: &mut Tx, token: &str, at: Millis) -> Result<()> {
    tx.execute(Statement::one("UPDATE sessions SET seen_at = $2 WHERE token = $1", args![token, at])).await?;
    Ok(())
}

/// Ends one.
pub async fn end(tx: &mut Tx, token: &str) -> Result<()> {
    tx.execute(Statement::one("DELETE FROM sessions WHERE token = $1", args![token])).await?;
    Ok(())
}

/// Ends those of an account, but for one that may stay. Returns how many.
pub async fn end_all(tx: &mut Tx, account: AccountId, but: Option<&str>) -> Result<u64> {
    let delete = "DELETE FROM sessions WHERE account = $1 AND token <> $2";
    tx.execute(Statement::one(delete, args![account, but.unwrap_or_default()])).await
}

/// Forgets those that have run out: begun before one time, or not seen since another.
pub async fn prune(tx: &mut Tx, begun_before: Millis, not_seen_since: Millis) -> Result<u64> {
    let delete = "DELETE FROM sessions WHERE began_at < $1 OR seen_at < $2";
    tx.execute(Statement::one(delete, args![begun_before, not_seen_since])).await
}
