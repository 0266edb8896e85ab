//! Members and servers, as last seen.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::sql::{Row, Statement, args, last_of_each};
use crate::domain::clock::Millis;
use crate::domain::ids::Snowflake;
use crate::domain::person::{Member, Server};
use serde_json::{Map, Value};

/// A member and where to reach them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMember {
    pub member: Member,
    pub dm_channel: Option<Snowflake>,
    pub updated_at: Millis,
}

/// A server and what was set for it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredServer {
    pub server: Server,
    /// When the bot was last known to be in it; None once it was removed.
    pub seen_at: Option<Millis>,
    pub settings: Map<String, Value>,
}

/// Notes members as they are now. What is not told (language, DM channel) stays as it was; nothing is written when nothing changes.
pub async fn save_members(tx: &mut Tx, members: &[(&Member, Option<Snowflake>)]) -> Result<()> {
    let now = tx.now();
    let rows = last_of_each(members.iter().copied(), |m| m.0.id)
        .into_iter()
        .map(|(m, dm)| args![m.id, m.name.as_str(), m.locale.as_deref(), dm, now]);
    let upsert = "INSERT INTO members (id, name, locale, dm_channel, updated_at) VALUES {rows} ON CONFLICT (id) DO UPDATE SET \
        name = excluded.name, locale = COALESCE(excluded.locale, members.locale), \
        dm_channel = COALESCE(excluded.dm_channel, members.dm_channel), updated_at = excluded.updated_at \
        WHERE members.name <> excluded.name OR COALESCE(excluded.locale, members.locale) IS DISTINCT FROM members.locale \
        OR COALESCE(excluded.dm_channel, members.dm_channel) IS DISTINCT FROM members.dm_channel";
    tx.execute(Statement::over(upsert, rows)).await?;
    Ok(())
}

/// Those with these ids, as far as known.
pub async fn members(reader: impl Reader, ids: &[Snowflake]) -> Result<Vec<StoredMember>> {
    let select = "SELECT id, name, locale, dm_channel, updated_at FROM members WHERE id IN ({any}) ORDER BY id";
    let read = |row: &Row| {
        Ok(StoredMember {
            member: Member { id: row.snowflake(0)?, name: row.get(1)?, locale: row.get(2)? },
            dm_channel: row.get::<Option<i64>>(3)?.map(Snowflake::from_i64),
            updated_at: row.get(4)?,
        })
    };
    reader.fetch(Statement::over(select, ids.iter().map(|id| args![*id])), read).await
}

/// Notes that the bot is in these servers; what was set for them stays.
pub async fn servers_seen(tx: &mut Tx, servers: &[&Server], at: Millis) -> Result<()> {
    let rows = last_of_each(servers.iter().copied(), |s| s.id).into_iter().map(|s| args![s.id, s.name.as_str(), s.help_channel, at, "{}"]);
    let upsert = "INSERT INTO servers (id, name, help_channel, seen_at, settings) VALUES {rows} ON CONFLICT (id) DO UPDATE SET \
        name = excluded.name, help_channel = COALESCE(excluded.help_channel, servers.help_channel), seen_at = excluded.seen_at";
    tx.execute(Statement::over(upsert, rows)).await?;
    Ok(())
}

/// Notes that the bot was removed from a server. Its row stays: it may come back.
pub async fn server_gone(tx: &mut Tx, id: Snowflake) -> Result<()> {
    tx.execute(Statement::one("UPDATE servers SET seen_at = NULL WHERE id = $1", args![id])).await?;
    Ok(())
}

/// Sets what is set for a server that is known.
pub async fn set_server_settings(tx: &mut Tx, id: Snowflake, settings: &Map<String, Value>) -> Result<bool> {
    let update = Statement::one("UPDATE servers SET settings = $2 WHERE id = $1", args![id, super::sql::json(settings)?]);
    Ok(tx.execute(update).await? > 0)
}

/// All servers ever seen, in order of their ids.
pub async fn servers(reader: impl Reader) -> Result<Vec<StoredServer>> {
    let select = Statement::one("SELECT id, name, help_channel, seen_at, settings FROM servers ORDER BY id", []);
    let read = |row: &Row| {
        Ok(StoredServer {
            server: Server { id: row.snowflake(0)?, name: row.get(1)?, help_channel: row.get::<Option<i64>>(2)?.map(Snowflake::from_i64) },
            seen_at: row.get(3)?,
            settings: row.json(4, "servers")?,
        })
    };
    reader.fetch(select, read).await
}
