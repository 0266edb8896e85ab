//! Conversations: the whole state as JSON, with the columns they are found by.
//!
//! At most one conversation of a member is open per server (no server counts as one), asides not counted, of which each has its own key: a
//! rule in the database. Who breaks it hears
//! [`StoreError::Conflict`](super::StoreError::Conflict), drops the transaction, loads again and decides again.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::names::Named;
use super::sql::{Row, Statement, args, json, last_of_each};
use crate::domain::clock::Millis;
use crate::domain::conversation::{Aside, Conversation, Owner};
use crate::domain::ids::{ConversationId, Snowflake};
use crate::domain::message::Place;

/// "None" in a server column: unique indexes take two NULLs for different.
pub(super) const NO_SERVER: i64 = 0;

pub(super) fn server_column(server: Option<Snowflake>) -> i64 {
    server.map_or(NO_SERVER, Snowflake::to_i64)
}

/// What keeps a member's open conversations with a server apart; 0 for the help conversation.
fn aside_column(aside: Option<Aside>) -> i64 {
    aside.map_or(0, |aside| aside.key.to_i64())
}

fn state(row: &Row) -> Result<Conversation> {
    row.json(0, "conversations")
}

/// Writes conversations, new or changed. Given twice, the last one counts.
pub async fn save(tx: &mut Tx, conversations: &[&Conversation]) -> Result<()> {
    let mut latest = last_of_each(conversations.iter().copied(), |c| c.id);
    // A member's next conversation may begin in the batch that ends the one before: first make room.
    latest.sort_by_key(|c| (c.ended_at.is_none(), c.id));
    let now = tx.now();
    let mut rows = Vec::with_capacity(latest.len());
    for c in &latest {
        let thread = c.place.and_then(|place| match place {
            Place::Thread { channel } => Some(channel),
            Place::Dm { .. } | Place::Channel { .. } => None,
        });
        let queued_at = c.handover.as_ref().filter(|_| c.owner == Owner::Queue && c.ended_at.is_none()).map(|h| h.asked_at);
        let accepted = c.handover.as_ref().and_then(|h| h.accepted_at.map(|at| (at, at - h.asked_at)));
        rows.push(args![
            c.id,
            c.member,
            server_column(c.server),
            c.owner.name(),
            thread,
            c.began_at,
            c.ended_at,
            now,
            queued_at,
            accepted.map(|a| a.0),
            accepted.map(|a| a.1),
            json(*c)?,
            aside_column(c.aside),
        ]);
    }
    // Columns that never change are left out: indexes over them alone are not touched.
    let upsert = "INSERT INTO conversations \
        (id, member, server, owner, thread, began_at, ended_at, updated_at, queued_at, accepted_at, waited_ms, state, aside) VALUES {rows} \
        ON CONFLICT (id) DO UPDATE SET server = excluded.server, owner = excluded.owner, thread = excluded.thread, \
        ended_at = excluded.ended_at, updated_at = excluded.updated_at, queued_at = excluded.queued_at, \
        accepted_at = excluded.accepted_at, waited_ms = excluded.waited_ms, state = excluded.state";
    tx.execute(Statement::over(upsert, rows)).await?;

    let open = latest.iter().filter_map(|c| c.desk.sid().map(|sid| args![sid, c.id, c.desk_epoch, now]));
    let insert = "INSERT INTO desk_conversations (sid, conversation, epoch, opened_at) VALUES {rows} ON CONFLICT (sid) DO NOTHING";
    tx.execute(Statement::over(insert, open)).await?;
    Ok(())
}

/// All open conversations of these members, asides too, in order of their ids.
pub async fn open_of_members(reader: impl Reader, members: &[Snowflake]) -> Result<Vec<Conversation>> {
    // Every server is >= 0; saying so makes SQLite take the small index over open conversations.
    let select = "SELECT state FROM conversations WHERE member IN ({any}) AND server >= 0 AND ended_at IS NULL ORDER BY id {lock}";
    reader.fetch(Statement::over(select, members.iter().map(|m| args![*m])), state).await
}

/// The conversations these desk conversations belong to, also when they were closed there long ago.
pub async fn of_desk(reader: impl Reader, sids: &[&str]) -> Result<Vec<(String, Conversation)>> {
    let select = "SELECT c.state, d.sid FROM conversations c JOIN desk_conversations d ON d.conversation = c.id \
        WHERE d.sid IN ({any}) ORDER BY c.id {lock}";
    reader.fetch(Statement::over(select, sids.iter().map(|sid| args![*sid])), |row| Ok((row.get(1)?, state(row)?))).await
}

/// The newest conversation held in each of these private threads. A DM channel is no key: two conversations may share it.
pub async fn of_threads(reader: impl Reader, channels: &[Snowflake]) -> Result<Vec<(Snowflake, Conversation)>> {
    let select = "SELECT c.state, c.thread FROM conversations c WHERE c.thread IN ({any}) \
        AND NOT EXISTS (SELECT 1 FROM conversations n WHERE n.thread = c.thread AND n.id > c.id) ORDER BY c.id {lock}";
    let select = Statement::over(select, channels.iter().map(|c| args![*c]));
    reader.fetch(select, |row| Ok((row.snowflake(1)?, state(row)?))).await
}

/// Those with these ids, as far as they exist, in order of their ids.
pub async fn by_ids(reader: impl Reader, ids: &[ConversationId]) -> Result<Vec<Conversation>> {
    let select = "SELECT state FROM conversations WHERE id IN ({any}) ORDER BY id {lock}";
    reader.fetch(Statement::over(select, ids.iter().map(|id| args![*id])), state).await
}

/// The newest help conversation of each of these members, open or not.
pub async fn newest_of(reader: impl Reader, members: &[Snowflake]) -> Result<Vec<Conversation>> {
    let select = "SELECT c.state FROM (SELECT DISTINCT column1 AS member FROM (VALUES {any}) AS v) AS m JOIN conversations c \
        ON c.id = (SELECT id FROM conversations WHERE member = m.member AND aside = 0 ORDER BY began_at DESC, id DESC LIMIT 1)";
    reader.fetch(Statement::over(select, members.iter().map(|id| args![*id])), state).await
}

/// Where a waiting conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueuePlace {
    /// 1 is next.
    pub place: u32,
    /// Average wait of the last 20 that were accepted.
    pub average_wait: Option<Millis>,
}

/// The place of a conversation in the queue; for one that does not wait (yet), the place it would get.
pub async fn queue_place(reader: impl Reader, id: Option<ConversationId>) -> Result<QueuePlace> {
    let select = "SELECT (SELECT COUNT(*) FROM conversations q WHERE q.queued_at IS NOT NULL AND q.id <> $1 AND \
        (m.queued_at IS NULL OR q.queued_at < m.queued_at OR (q.queued_at = m.queued_at AND q.id < m.id))) + 1, \
        (SELECT CAST(AVG(waited_ms) AS BIGINT) FROM (SELECT waited_ms FROM conversations WHERE accepted_at IS NOT NULL \
        ORDER BY accepted_at DESC LIMIT 20) AS last) \
        FROM (SELECT 1 AS one) AS always LEFT JOIN conversations m ON m.id = $1 AND m.queued_at IS NOT NULL";
    let place = |row: &Row| Ok(QueuePlace { place: row.number(0, "conversations")?, average_wait: row.get(1)? });
    let id = id.unwrap_or(ConversationId(uuid::Uuid::nil()));
    Ok(reader.fetch(Statement::one(select, args![id]), place).await?.pop().unwrap_or(QueuePlace { place: 1, average_wait: None }))
}

/// Open help conversations, a page at a time: begin with None, go on with the last one of the page before.
pub async fn open_page(reader: impl Reader, after: Option<&Conversation>, limit: u32) -> Result<Vec<Conversation>> {
    let (member, server) = after.map_or((-1, NO_SERVER), |c| (c.member.to_i64(), server_column(c.server)));
    let select = "SELECT state FROM conversations WHERE ended_at IS NULL AND aside = 0 AND (member, server) > ($1, $2) ORDER BY member, server LIMIT $3";
    reader.fetch(Statement::one(select, args![member, server, limit]), state).await
}

/// How many help conversations are open, by owner.
pub async fn count_by_owner(reader: impl Reader) -> Result<Vec<(Owner, i64)>> {
    let select =
        Statement::one("SELECT owner, COUNT(*) FROM conversations WHERE ended_at IS NULL AND aside = 0 GROUP BY owner ORDER BY owner", []);
    reader.fetch(select, |row| Ok((Owner::named(&row.get::<String>(0)?)?, row.get(1)?))).await
}

/// How many questions a member has asked in asides within each of two times before now, in milliseconds, the shorter one first.
pub async fn asked_within(tx: &mut Tx, member: Snowflake, short: Millis, long: Millis) -> Result<(u32, u32)> {
    let (since, since_long) = (tx.now() - short, tx.now() - long);
    // A conversation says something as long as it is open; those that ended before say nothing of that time.
    let select = "SELECT COUNT(CASE WHEN m.at > $2 THEN 1 END), COUNT(*) FROM conversations c \
        JOIN messages m ON m.conversation = c.id AND m.who = 'member' AND m.at > $3 \
        WHERE c.member = $1 AND c.aside <> 0 AND (c.ended_at IS NULL OR c.ended_at > $3)";
    let read = |row: &Row| Ok((row.number(0, "messages")?, row.number(1, "messages")?));
    Ok(tx.fetch(Statement::one(select, args![member, since, since_long]), read).await?.pop().unwrap_or_default())
}
