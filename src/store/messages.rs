//! Messages with every text they ever had.

use super::db::{Reader, Tx};
use super::errors::{Result, StoreError};
use super::sql::{Arg, Row, Statement, args, json};
use crate::domain::clock::Millis;
use crate::domain::ids::{ConversationId, Key, Seq, Snowflake};
use crate::domain::message::{Author, Message};

/// A text that was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldText {
    /// 0 is the first one.
    pub version: u32,
    pub text: String,
    pub replaced_at: Millis,
}

/// The columns of a message, in the order [`message`] reads them.
macro_rules! columns {
    () => {
        "m.conversation, m.seq, m.who, m.agent, m.text, m.files, m.reply_to, m.at, m.version, m.deleted_at"
    };
}

fn message(row: &Row) -> Result<(ConversationId, Message)> {
    const TABLE: &str = "messages";
    let author = match row.get::<String>(2)?.as_str() {
        "member" => Author::Member,
        "assistant" => Author::Assistant,
        "agent" => Author::Agent(row.json(3, TABLE)?),
        "system" => Author::System,
        "note" => Author::Note,
        _ => return Err(StoreError::inconsistent(TABLE, "an author this program does not know")),
    };
    let files = if row.get::<Option<String>>(5)?.is_some() { row.json(5, TABLE)? } else { Vec::new() };
    Ok((
        row.conversation(0)?,
        Message {
            seq: row.get(1)?,
            author,
            text: row.get(4)?,
            files,
            reply_to: row.get(6)?,
            at: row.get(7)?,
            version: row.number(8, TABLE)?,
            deleted_at: row.get(9)?,
        },
    ))
}

/// Writes new messages. Their conversations must be saved in the same transaction or before.
pub async fn insert(tx: &mut Tx, messages: &[(ConversationId, &Message)]) -> Result<()> {
    let mut rows = Vec::with_capacity(messages.len());
    for (conversation, m) in messages {
        let (who, agent) = match &m.author {
            Author::Member => ("member", None),
            Author::Assistant => ("assistant", None),
            Author::Agent(agent) => ("agent", Some(json(agent)?)),
            Author::System => ("system", None),
            Author::Note => ("note", None),
        };
        let files = if m.files.is_empty() { None } else { Some(json(&m.files)?) };
        let text = Arg::from(m.text.as_str());
        rows.push([
            (*conversation).into(),
            m.seq.into(),
            who.into(),
            agent.into(),
            text,
            files.into(),
            m.reply_to.into(),
            m.at.into(),
            m.version.into(),
            m.deleted_at.into(),
        ]);
    }
    let insert = "INSERT INTO messages (conversation, seq, who, agent, text, files, reply_to, at, version, deleted_at) VALUES {rows}";
    tx.execute(Statement::over(insert, rows)).await?;
    Ok(())
}

/// Those with these keys, as far as they exist.
pub async fn get(reader: impl Reader, keys: &[Key]) -> Result<Vec<(ConversationId, Message)>> {
    let select = concat!(
        "SELECT ",
        columns!(),
        " FROM messages m WHERE (m.conversation, m.seq) IN (SELECT column1, column2 FROM (VALUES {any}) AS v)"
    );
    reader.fetch(Statement::over(select, keys.iter().map(|k| args![k.conversation, k.seq])), message).await
}

/// At most `limit` messages of a conversation before a position (None: from the end), oldest first.
pub async fn history(reader: impl Reader, conversation: ConversationId, before: Option<Seq>, limit: u32) -> Result<Vec<Message>> {
    let select = concat!("SELECT ", columns!(), " FROM messages m WHERE m.conversation = $1 AND m.seq < $2 ORDER BY m.seq DESC LIMIT $3");
    let select = Statement::one(select, args![conversation, before.unwrap_or(Seq::MAX), limit]);
    let mut found = reader.fetch(select, |row| Ok(message(row)?.1)).await?;
    found.reverse();
    Ok(found)
}

/// The newest messages of a member across all conversations, oldest first.
pub async fn of_member(reader: impl Reader, member: Snowflake, limit: u32) -> Result<Vec<(ConversationId, Message)>> {
    let select = concat!(
        "SELECT ",
        columns!(),
        " FROM conversations c JOIN messages m ON m.conversation = c.id WHERE c.member = $1 ",
        "ORDER BY c.began_at DESC, c.id DESC, m.seq DESC LIMIT $2"
    );
    let mut found = reader.fetch(Statement::one(select, args![member, limit]), message).await?;
    found.reverse();
    Ok(found)
}

/// The newest lines of a member and of the assistant in a member's talks about a server since a time, oldest first. What was deleted
/// is left out.
pub async fn of_session(
    reader: impl Reader,
    member: Snowflake,
    server: Option<Snowflake>,
    since: Millis,
    limit: u32,
) -> Result<Vec<(ConversationId, Message)>> {
    let select = concat!(
        "SELECT ",
        columns!(),
        " FROM conversations c JOIN messages m ON m.conversation = c.id WHERE c.member = $1 AND c.server = $2 ",
        "AND (c.ended_at IS NULL OR c.ended_at >= $3) AND m.at >= $3 ",
        "AND m.deleted_at IS NULL AND m.who IN ('member', 'assistant') ORDER BY c.began_at DESC, c.id DESC, m.seq DESC LIMIT $4"
    );
    let select = Statement::one(select, args![member, super::conversations::server_column(server), since, limit]);
    let mut found = reader.fetch(select, message).await?;
    found.reverse();
    Ok(found)
}

/// Replaces a text and keeps the old one. Returns the new version, None when there is no such message.
pub async fn replace_text(tx: &mut Tx, key: Key, text: &str, at: Millis) -> Result<Option<u32>> {
    let keep = "INSERT INTO message_versions (conversation, seq, version, text, replaced_at) \
        SELECT conversation, seq, version, text, $3 FROM messages WHERE conversation = $1 AND seq = $2";
    tx.execute(Statement::one(keep, args![key.conversation, key.seq, at])).await?;
    let update = "UPDATE messages SET text = $3, version = version + 1 WHERE conversation = $1 AND seq = $2 RETURNING version";
    let update = Statement::one(update, args![key.conversation, key.seq, text]);
    Ok(tx.fetch(update, |row| row.number(0, "messages")).await?.pop())
}

/// Marks messages as deleted by their author; the first time counts.
pub async fn mark_deleted(tx: &mut Tx, keys: &[Key], at: Millis) -> Result<()> {
    let update = "UPDATE messages SET deleted_at = $1 WHERE deleted_at IS NULL AND (conversation, seq) IN (SELECT column1, column2 FROM (VALUES {any}) AS v)";
    tx.execute(Statement::over(update, keys.iter().map(|k| args![k.conversation, k.seq])).with(args![at])).await?;
    Ok(())
}

/// The texts a message had before, oldest first.
pub async fn versions(reader: impl Reader, key: Key) -> Result<Vec<OldText>> {
    let select = "SELECT version, text, replaced_at FROM message_versions WHERE conversation = $1 AND seq = $2 ORDER BY version";
    let old = |row: &Row| Ok(OldText { version: row.number(0, "message_versions")?, text: row.get(1)?, replaced_at: row.get(2)? });
    reader.fetch(Statement::one(select, args![key.conversation, key.seq]), old).await
}

/// Erases at most `limit` texts written before, with their old versions; that somebody said something, and when, stays. Returns how
/// many were erased.
pub async fn erase_texts(tx: &mut Tx, before: Millis, limit: u32) -> Result<u64> {
    let erase = "UPDATE messages SET text = '', files = NULL, erased = 1 WHERE (conversation, seq) IN \
        (SELECT conversation, seq FROM messages WHERE at < $1 AND erased = 0 ORDER BY at LIMIT $2)";
    let erased = tx.execute(Statement::one(erase, args![before, limit])).await?;
    if erased > 0 {
        let versions = "DELETE FROM message_versions WHERE (conversation, seq) IN \
            (SELECT conversation, seq FROM messages WHERE at < $1 AND erased = 1)";
        tx.execute(Statement::one(versions, args![before])).await?;
    }
    Ok(erased)
}
