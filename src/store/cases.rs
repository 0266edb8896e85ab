//! Cases and the numbers people quote. At most one help case of a member is open per server: a rule in the database.

use super::db::{Reader, Tx};
use super::errors::Result;
use super::names::Named;
use super::sql::{Row, Statement, args, last_of_each};
use crate::domain::case::{Case, CaseKind, CaseNumber, CaseState};
use crate::domain::ids::{CaseId, Snowflake};

/// The columns of a case, in the order [`case`] reads them.
macro_rules! columns {
    () => {
        "id, server, kind, number, member, state, title, opened_at, solved_at"
    };
}

fn case(row: &Row) -> Result<Case> {
    Ok(Case {
        id: CaseId(row.get(0)?),
        server: row.snowflake(1)?,
        number: CaseNumber { kind: CaseKind::named(&row.get::<String>(2)?)?, number: row.get(3)? },
        member: row.snowflake(4)?,
        state: CaseState::named(&row.get::<String>(5)?)?,
        title: row.get(6)?,
        opened_at: row.get(7)?,
        solved_at: row.get(8)?,
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
    // Solved ones first: they make room for the member's next case.
    latest.sort_by_key(|c| (c.state == CaseState::Open, c.id));
    let rows = latest.iter().map(|c| {
        args![c.id, c.server, c.number.kind.name(), c.number.number, c.member, c.state.name(), c.title.as_str(), c.opened_at, c.solved_at]
    });
    let upsert = concat!(
        "INSERT INTO cases (",
        columns!(),
        ") VALUES {rows} ON CONFLICT (id) DO UPDATE SET ",
        "state = excluded.state, title = excluded.title, opened_at = excluded.opened_at, solved_at = excluded.solved_at"
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

/// The member's open help case in this server.
pub async fn open_of(reader: impl Reader, member: Snowflake, server: Snowflake) -> Result<Option<Case>> {
    let select =
        concat!("SELECT ", columns!(), " FROM cases WHERE member = $1 AND server = $2 AND state = 'open' AND kind = 'help' {lock}");
    Ok(reader.fetch(Statement::one(select, args![member, server]), case).await?.pop())
}

/// How many cases these members had so far, in all servers; who had none is left out.
pub async fn counts_of(reader: impl Reader, members: &[Snowflake]) -> Result<Vec<(Snowflake, u32)>> {
    let select = "SELECT member, COUNT(*) FROM cases WHERE member IN ({any}) GROUP BY member";
    let rows = members.iter().map(|id| args![*id]);
    reader.fetch(Statement::over(select, rows), |row| Ok((row.snowflake(0)?, row.number(1, "cases")?))).await
}

/// The newest cases in a state.
pub async fn list(reader: impl Reader, state: CaseState, limit: u32) -> Result<Vec<Case>> {
    let select = concat!("SELECT ", columns!(), " FROM cases WHERE state = $1 ORDER BY opened_at DESC, id DESC LIMIT $2");
    reader.fetch(Statement::one(select, args![state.name(), limit]), case).await
}
