//! Cases and the numbers people quote, with their history, votes and drafts. At most one help case of a member is open per server: a
//! rule in the database.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::names::Named;
use super::sql::{Row, Statement, args, json, last_of_each};
use crate::domain::case::{Answered, CardPlace, Case, CaseKind, CaseNumber, CaseState, Entry, Priority, Rating};
use crate::domain::clock::Millis;
use crate::domain::file::FileRef;
use crate::domain::ids::{CaseId, ConversationId, DraftId, Seq, Snowflake};
use crate::domain::intake::Draft;
use serde::{Deserialize, Serialize};

/// The columns of a case, in the order [`case`] reads them.
macro_rules! columns {
    () => {
        "id, server, kind, number, member, state, title, opened_at, solved_at, owner, priority, votes, version, changed_at, data"
    };
}

/// What nothing is found by. All of it may be missing: cases were kept before there was any.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Data {
    member_name: String,
    answers: Vec<Answered>,
    files: Vec<FileRef>,
    tags: Vec<String>,
    rating: Option<Rating>,
    reopened: u32,
    talks: Vec<ConversationId>,
    card: Option<CardPlace>,
    seq: Seq,
}

fn case(row: &Row) -> Result<Case> {
    let data: Data = row.json(14, "cases")?;
    Ok(Case {
        id: CaseId(row.get(0)?),
        server: row.snowflake(1)?,
        number: CaseNumber { kind: CaseKind::named(&row.get::<String>(2)?)?, number: row.get(3)? },
        member: row.snowflake(4)?,
        member_name: data.member_name,
        state: CaseState::named(&row.get::<String>(5)?)?,
        title: row.get(6)?,
        answers: data.answers,
        files: data.files,
        owner: row.get(9)?,
        priority: Priority::named(&row.get::<String>(10)?)?,
        tags: data.tags,
        votes: row.number(11, "cases")?,
        rating: data.rating,
        opened_at: row.get(7)?,
        changed_at: row.get(13)?,
        solved_at: row.get(8)?,
        reopened: data.reopened,
        talks: data.talks,
        card: data.card,
        version: row.number(12, "cases")?,
        seq: data.seq,
    })
}

/// The next number of this kind in this server, without gaps: a rolled-back transaction gives its number back.
pub async fn next_number(tx: &mut Tx, server: Snowflake, kind: CaseKind) -> Result<i64> {
    let upsert = "INSERT INTO counters (server, kind, next) VALUES ($1, $2, 2) \
        ON CONFLICT (server, kind) DO UPDATE SET next = counters.next + 1 RETURNING next - 1";
    let number = tx.fetch(Statement::one(upsert, args![server, kind.name()]), |row| row.get(0)).await?;
    number.first().copied().ok_or_else(|| super::StoreError::inconsistent("counters", "a counter did not count"))
}

/// Writes cases, new or changed. Given twice, the last one counts.
///
/// # Errors
/// [`StoreError::Conflict`](super::StoreError::Conflict) when the member has another open help case there.
pub async fn save(tx: &mut Tx, cases: &[&Case]) -> Result<()> {
    let mut latest = last_of_each(cases.iter().copied(), |c| c.id);
    // Those that are over first: they make room for the member's next case.
    latest.sort_by_key(|c| (c.state.is_open(), c.id));
    let mut rows = Vec::with_capacity(latest.len());
    for c in latest {
        let data = Data {
            member_name: c.member_name.clone(),
            answers: c.answers.clone(),
            files: c.files.clone(),
            tags: c.tags.clone(),
            rating: c.rating.clone(),
            reopened: c.reopened,
            talks: c.talks.clone(),
            card: c.card,
            seq: c.seq,
        };
        rows.push(args![
            c.id,
            c.server,
            c.number.kind.name(),
            c.number.number,
            c.member,
            c.state.name(),
            c.title.as_str(),
            c.opened_at,
            c.solved_at,
            c.owner.as_deref(),
            c.priority.name(),
            c.votes,
            c.version,
            c.changed_at,
            json(&data)?,
        ]);
    }
    let upsert = concat!(
        "INSERT INTO cases (",
        columns!(),
        ") VALUES {rows} ON CONFLICT (id) DO UPDATE SET state = excluded.state, title = excluded.title, solved_at = excluded.solved_at, ",
        "owner = excluded.owner, priority = excluded.priority, votes = excluded.votes, version = excluded.version, ",
        "changed_at = excluded.changed_at, data = excluded.data"
    );
    tx.execute(Statement::over(upsert, rows)).await?;
    Ok(())
}

/// Those with these ids, as far as they exist, in order of their ids.
pub async fn by_ids(reader: impl Reader, ids: &[CaseId]) -> Result<Vec<Case>> {
    let select = concat!("SELECT ", columns!(), " FROM cases WHERE id IN ({any}) ORDER BY id {lock}");
    reader.fetch(Statement::over(select, ids.iter().map(|id| args![*id])), case).await
}

/// The one with this number.
pub async fn by_number(reader: impl Reader, server: Snowflake, number: CaseNumber) -> Result<Option<Case>> {
    let select = concat!("SELECT ", columns!(), " FROM cases WHERE server = $1 AND kind = $2 AND number = $3");
    Ok(reader.fetch(Statement::one(select, args![server, number.kind.name(), number.number]), case).await?.pop())
}

/// All with this number, in order of their servers.
pub async fn with_number(reader: impl Reader, number: CaseNumber) -> Result<Vec<Case>> {
    let select = concat!("SELECT ", columns!(), " FROM cases WHERE kind = $1 AND number = $2 ORDER BY server LIMIT 100");
    reader.fetch(Statement::one(select, args![number.kind.name(), number.number]), case).await
}

/// The member's open help case in this server.
pub async fn open_of(reader: impl Reader, member: Snowflake, server: Snowflake) -> Result<Option<Case>> {
    let select =
        concat!("SELECT ", columns!(), " FROM cases WHERE member = $1 AND server = $2 AND solved_at IS NULL AND kind = 'help' {lock}");
    Ok(reader.fetch(Statement::one(select, args![member, server]), case).await?.pop())
}

/// The newest cases a member has opened, in one server or in all.
pub async fn of_member(reader: impl Reader, member: Snowflake, server: Option<Snowflake>, limit: u32) -> Result<Vec<Case>> {
    let select = concat!("SELECT ", columns!(), " FROM cases WHERE member = $1 AND ($2 = -1 OR server = $2) ORDER BY id DESC LIMIT $3");
    let server = server.map_or(-1, Snowflake::to_i64);
    reader.fetch(Statement::one(select, args![member, server, limit]), case).await
}

/// The newest open cases of a kind in a server.
pub async fn open_of_kind(reader: impl Reader, server: Snowflake, kind: CaseKind, limit: u32) -> Result<Vec<Case>> {
    let select =
        concat!("SELECT ", columns!(), " FROM cases WHERE server = $1 AND kind = $2 AND solved_at IS NULL ORDER BY id DESC LIMIT $3");
    reader.fetch(Statement::one(select, args![server, kind.name(), limit]), case).await
}

/// How many cases these members had so far, in all servers; who had none is left out.
pub async fn counts_of(reader: impl Reader, members: &[Snowflake]) -> Result<Vec<(Snowflake, u32)>> {
    let select = "SELECT member, COUNT(*) FROM cases WHERE member IN ({any}) GROUP BY member";
    let rows = members.iter().map(|id| args![*id]);
    reader.fetch(Statement::over(select, rows), |row| Ok((row.snowflake(0)?, row.number(1, "cases")?))).await
}

/// Which cases a list shows; what is `None` does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter<'a> {
    pub server: Option<Snowflake>,
    pub kind: Option<CaseKind>,
    pub state: Option<CaseState>,
    pub owner: Option<&'a str>,
    pub member: Option<Snowflake>,
}

/// The newest cases first, a page at a time: begin with `None`, go on with the last id of the page before.
pub async fn page(reader: impl Reader, filter: &Filter<'_>, before: Option<CaseId>, limit: u32) -> Result<Vec<Case>> {
    let select = concat!(
        "SELECT ",
        columns!(),
        " FROM cases WHERE id < $1 AND ($2 = -1 OR server = $2) AND ($3 = '' OR kind = $3) AND ($4 = '' OR state = $4) ",
        "AND ($5 = '' OR owner = $5) AND ($6 = -1 OR member = $6) ORDER BY id DESC LIMIT $7"
    );
    let before = before.unwrap_or(CaseId(uuid::Uuid::max()));
    let id = |id: Option<Snowflake>| id.map_or(-1, Snowflake::to_i64);
    let (kind, state) = (filter.kind.map_or("", Named::name), filter.state.map_or("", Named::name));
    let values = args![before, id(filter.server), kind, state, filter.owner.unwrap_or(""), id(filter.member), limit];
    reader.fetch(Statement::one(select, values), case).await
}

/// Writes entries of histories. They are never changed.
pub async fn remember(tx: &mut Tx, entries: &[&Entry]) -> Result<()> {
    let mut rows = Vec::with_capacity(entries.len());
    for e in entries {
        rows.push(args![e.case, e.version, e.at, e.what.name(), json(&e.by)?, e.source.as_str(), json(&e.what)?]);
    }
    let insert = "INSERT INTO case_history (case_id, version, at, what, who, source, body) VALUES {rows}";
    tx.execute(Statement::over(insert, rows)).await?;
    Ok(())
}

/// The history of a case, oldest first, from after a version on.
pub async fn history(reader: impl Reader, case: CaseId, after: u32, limit: u32) -> Result<Vec<Entry>> {
    let select = "SELECT case_id, version, at, who, source, body FROM case_history WHERE case_id = $1 AND version > $2 \
        ORDER BY version LIMIT $3";
    let read = |row: &Row| {
        Ok(Entry {
            case: CaseId(row.get(0)?),
            version: row.number(1, "case_history")?,
            at: row.get(2)?,
            by: row.json(3, "case_history")?,
            source: row.get(4)?,
            what: row.json(5, "case_history")?,
        })
    };
    reader.fetch(Statement::one(select, args![case, after, limit]), read).await
}

/// Writes votes; a second one of the same member changes nothing.
pub async fn vote(tx: &mut Tx, votes: &[(CaseId, Snowflake, Millis)]) -> Result<()> {
    let rows = votes.iter().map(|(case, member, at)| args![*case, *member, *at]);
    let insert = "INSERT INTO case_votes (case_id, member, at) VALUES {rows} ON CONFLICT (case_id, member) DO NOTHING";
    tx.execute(Statement::over(insert, rows)).await?;
    Ok(())
}

/// Who has said "it's this one", in order of their ids.
pub async fn voters(reader: impl Reader, case: CaseId) -> Result<Vec<Snowflake>> {
    let select = Statement::one("SELECT member FROM case_votes WHERE case_id = $1 ORDER BY member", args![case]);
    reader.fetch(select, |row| row.snowflake(0)).await
}

/// Keeps filled forms until their senders have chosen.
pub async fn keep_drafts(tx: &mut Tx, drafts: &[&Draft]) -> Result<()> {
    let mut rows = Vec::with_capacity(drafts.len());
    for draft in drafts {
        rows.push(args![draft.id, draft.at, json(*draft)?]);
    }
    tx.execute(Statement::over("INSERT INTO case_drafts (id, at, body) VALUES {rows} ON CONFLICT (id) DO NOTHING", rows)).await?;
    Ok(())
}

/// The draft with this id, if it still waits.
pub async fn draft(reader: impl Reader, id: DraftId) -> Result<Option<Draft>> {
    let select = Statement::one("SELECT body FROM case_drafts WHERE id = $1 {lock}", args![id]);
    Ok(reader.fetch(select, |row| row.json(0, "case_drafts")).await?.pop())
}

/// Forgets drafts that have become cases, or votes for others.
pub async fn drop_drafts(tx: &mut Tx, ids: &[DraftId]) -> Result<()> {
    tx.execute(Statement::over("DELETE FROM case_drafts WHERE id IN ({any})", ids.iter().map(|id| args![*id]))).await?;
    Ok(())
}
