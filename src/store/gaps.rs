//! Questions the articles had no good answer to. They say nothing of who asked; equal questions of a server are one row.

use super::StoreError;
use super::conversations::server_column;
use super::db::{Reader, Tx};
use super::errors::Result;
use super::names::{Named, named};
use super::sql::{Row, Statement, args};
use crate::domain::clock::Millis;
use crate::domain::gap::{NewGap, Why};
use crate::domain::ids::{GapId, Snowflake};

/// What has become of a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GapState {
    /// To be looked at.
    Open,
    /// Not worth an article.
    Ignored,
    /// An article answers it now. Asked in vain once more, it is open again.
    Settled,
}

named!(GapState in "gaps": Open = "open", Ignored = "ignored", Settled = "settled");

/// A gap as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub id: GapId,
    pub server: Option<Snowflake>,
    pub language: Option<String>,
    /// As it was asked last. Untrusted text.
    pub text: String,
    /// How often nothing was found.
    pub nothing: u32,
    /// How often an answer did not help.
    pub down: u32,
    /// How often an answer was taken away.
    pub hushed: u32,
    pub first_at: Millis,
    pub last_at: Millis,
    pub state: GapState,
}

impl Gap {
    /// How often it was asked in vain.
    pub fn times(&self) -> u64 {
        u64::from(self.nothing) + u64::from(self.down) + u64::from(self.hushed)
    }
}

/// Counts gaps, new or asked before, each once.
pub async fn note(tx: &mut Tx, gaps: &[NewGap]) -> Result<()> {
    let now = tx.now();
    let upsert = "INSERT INTO gaps (id, server, same, language, text, unanswered, unhelpful, hushed, first_at, last_at, state) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 'open') ON CONFLICT (server, same) DO UPDATE SET \
        text = excluded.text, language = COALESCE(excluded.language, gaps.language), unanswered = gaps.unanswered + excluded.unanswered, \
        unhelpful = gaps.unhelpful + excluded.unhelpful, hushed = gaps.hushed + excluded.hushed, last_at = excluded.last_at, \
        state = CASE WHEN gaps.state = 'settled' THEN 'open' ELSE gaps.state END";
    for gap in gaps {
        let counts = [Why::Nothing, Why::Down, Why::Hushed].map(|why| i64::from(why == gap.why));
        let values = args![
            gap.id,
            server_column(gap.server),
            gap.same.as_str(),
            gap.language.as_deref(),
            gap.text.as_str(),
            counts[0],
            counts[1],
            counts[2],
            now
        ];
        tx.execute(Statement::one(upsert, values)).await?;
    }
    Ok(())
}

/// What is open or ignored, heard of last first, at most `limit`. No server given: of all of them.
pub async fn list(reader: impl Reader, server: Option<Snowflake>, limit: u32) -> Result<Vec<Gap>> {
    let select = "SELECT id, server, language, text, unanswered, unhelpful, hushed, first_at, last_at, state FROM gaps \
        WHERE state <> 'settled' AND server BETWEEN $1 AND $2 ORDER BY last_at DESC, id DESC LIMIT $3";
    let (least, most) = server.map_or((0, i64::MAX), |id| (id.to_i64(), id.to_i64()));
    let read = |row: &Row| {
        Ok(Gap {
            id: GapId(row.get(0)?),
            server: Some(row.snowflake(1)?).filter(|id| id.0 != 0),
            language: row.get(2)?,
            text: row.get(3)?,
            nothing: row.number(4, "gaps")?,
            down: row.number(5, "gaps")?,
            hushed: row.number(6, "gaps")?,
            first_at: row.get(7)?,
            last_at: row.get(8)?,
            state: GapState::named(&row.get::<String>(9)?)?,
        })
    };
    reader.fetch(Statement::one(select, args![least, most, limit]), read).await
}

/// Says what has become of gaps; returns how many there were.
pub async fn set_state(tx: &mut Tx, gaps: &[GapId], state: GapState) -> Result<u64> {
    let update = Statement::over("UPDATE gaps SET state = $1 WHERE id IN ({any})", gaps.iter().map(|id| args![*id]));
    tx.execute(update.with(args![state.name()])).await
}

/// Forgets what nobody has asked since `before`, at most `limit` at once; returns how many.
pub async fn prune(tx: &mut Tx, before: Millis, limit: u32) -> Result<u64> {
    let delete = "DELETE FROM gaps WHERE id IN (SELECT id FROM gaps WHERE last_at < $1 ORDER BY last_at LIMIT $2)";
    tx.execute(Statement::one(delete, args![before, limit])).await
}
