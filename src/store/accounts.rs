//! Accounts of the console, and what they may do where.

use super::db::sealed::Sealed;
use super::db::{Reader, Store, Tx};
use super::errors::{Result, StoreError};
use super::sql::{Row, Statement, args};
use crate::domain::account::{Account, Grants, Role};
use crate::domain::clock::Millis;
use crate::domain::ids::{AccountId, Snowflake};
use std::collections::BTreeMap;

/// In the place of a server it stands for every server.
const EVERYWHERE: Snowflake = Snowflake(0);

/// The columns of an account, in the order [`account`] reads them.
macro_rules! columns {
    () => {
        "id, name, shown, created_at, disabled_at"
    };
}

fn account(row: &Row) -> Result<Account> {
    let id = AccountId(row.get(0)?);
    Ok(Account { id, name: row.get(1)?, shown: row.get(2)?, created_at: row.get(3)?, disabled_at: row.get(4)?, grants: Grants::default() })
}

/// Makes an account with its grants. `password` is a hash in PHC form; None for somebody who is only invited.
///
/// # Errors
/// [`StoreError::Conflict`] when the name is taken.
pub async fn create(tx: &mut Tx, new: &Account, password: Option<&str>) -> Result<()> {
    let insert = "INSERT INTO accounts (id, name, shown, password, created_at, disabled_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = args![new.id, new.name.as_str(), new.shown.as_str(), password, new.created_at, new.disabled_at];
    tx.execute(Statement::one(insert, values)).await?;
    set_grants(tx, new.id, &new.grants).await
}

/// The one of that name, and the hash of its password.
pub async fn by_name(store: &Store, name: &str) -> Result<Option<(Account, Option<String>)>> {
    let select = Statement::one(concat!("SELECT ", columns!(), ", password FROM accounts WHERE name = $1"), args![name]);
    let read = |row: &Row| Ok((account(row)?, row.get(5)?));
    let found = store.fetch(select, read).await?.pop();
    match found {
        Some((account, password)) => Ok(Some((with_grants(store, vec![account]).await?.remove(0), password))),
        None => Ok(None),
    }
}

/// The one with this id.
pub async fn by_id(store: &Store, id: AccountId) -> Result<Option<Account>> {
    let select = Statement::one(concat!("SELECT ", columns!(), " FROM accounts WHERE id = $1"), args![id]);
    let found = store.fetch(select, account).await?;
    Ok(with_grants(store, found).await?.pop())
}

/// All of them, in order of their names.
pub async fn list(store: &Store) -> Result<Vec<Account>> {
    let select = Statement::one(concat!("SELECT ", columns!(), " FROM accounts ORDER BY name"), []);
    let found = store.fetch(select, account).await?;
    with_grants(store, found).await
}

async fn with_grants(store: &Store, mut accounts: Vec<Account>) -> Result<Vec<Account>> {
    let select = "SELECT account, server, role FROM grants WHERE account IN ({any})";
    let select = Statement::over(select, accounts.iter().map(|a| args![a.id]));
    let read = |row: &Row| {
        let role = Role::named(&row.get::<String>(2)?).ok_or_else(|| StoreError::inconsistent("grants", "an unknown role"))?;
        Ok((AccountId(row.get(0)?), row.snowflake(1)?, role))
    };
    let mut grants: BTreeMap<AccountId, Grants> = BTreeMap::new();
    for (account, server, role) in store.fetch(select, read).await? {
        let of = grants.entry(account).or_default();
        if server == EVERYWHERE {
            of.everywhere = Some(role);
        } else {
            of.servers.insert(server, role);
        }
    }
    for account in &mut accounts {
        account.grants = grants.remove(&account.id).unwrap_or_default();
    }
    Ok(accounts)
}

/// How many accounts there are, whatever their state.
pub async fn count(reader: impl Reader) -> Result<i64> {
    Ok(reader.fetch(Statement::one("SELECT COUNT(*) FROM accounts", []), |row| row.get(0)).await?.pop().unwrap_or(0))
}

/// Who can sign in and is an admin on every server. They are locked, so that two who take the right from each other meet.
pub async fn admins_everywhere(tx: &mut Tx) -> Result<Vec<AccountId>> {
    let select = "SELECT a.id FROM accounts a JOIN grants g ON g.account = a.id WHERE g.server = 0 AND g.role = 'admin' \
        AND a.disabled_at IS NULL AND a.password IS NOT NULL {lock}";
    tx.fetch(Statement::one(select, []), |row| Ok(AccountId(row.get(0)?))).await
}

/// Sets what an account may do, all at once.
pub async fn set_grants(tx: &mut Tx, id: AccountId, grants: &Grants) -> Result<()> {
    tx.execute(Statement::one("DELETE FROM grants WHERE account = $1", args![id])).await?;
    let everywhere = grants.everywhere.map(|role| (EVERYWHERE, role));
    let all = everywhere.into_iter().chain(grants.servers.iter().map(|(server, role)| (*server, *role)));
    let rows = all.map(|(server, role)| args![id, server, role.name()]);
    tx.execute(Statement::over("INSERT INTO grants (account, server, role) VALUES {rows}", rows)).await?;
    Ok(())
}

/// Sets the hash of a password.
pub async fn set_password(tx: &mut Tx, id: AccountId, password: &str) -> Result<()> {
    tx.execute(Statement::one("UPDATE accounts SET password = $2 WHERE id = $1", args![id, password])).await?;
    Ok(())
}

/// The hash of somebody's password.
pub async fn password(reader: impl Reader, id: AccountId) -> Result<Option<String>> {
    let select = Statement::one("SELECT password FROM accounts WHERE id = $1", args![id]);
    Ok(reader.fetch(select, |row| row.get(0)).await?.pop().flatten())
}

/// Shuts an account out, or lets it in again.
pub async fn set_disabled(tx: &mut Tx, id: AccountId, since: Option<Millis>) -> Result<()> {
    tx.execute(Statement::one("UPDATE accounts SET disabled_at = $2 WHERE id = $1", args![id, since])).await?;
    Ok(())
}
