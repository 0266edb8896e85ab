//! Finding cases for the board: by state, longest waiting first, and by what they hold.

use super::db::Reader;
use super::errors::Result;
use super::names::Named;
use super::sql::{Arg, Statement, args};
use crate::domain::case::{CaseKind, CaseNumber, CaseState};
use crate::domain::ids::{CaseId, Snowflake};

/// Whose cases are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Owned<'a> {
    #[default]
    Anyhow,
    /// Nobody has taken them.
    ByNobody,
    /// By somebody of this name.
    By(&'a str),
}

/// Which cases are wanted; what is not set does not matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    pub server: Option<Snowflake>,
    pub kind: Option<CaseKind>,
    pub owned: Owned<'a>,
    pub tag: Option<&'a str>,
    /// Stands in the title, in what was filled in, or in the member's name; letters A to Z in either case.
    pub text: Option<&'a str>,
    pub number: Option<CaseNumber>,
}

macro_rules! matching {
    () => {
        "($1 = -1 OR server = $1) AND ($2 = '' OR kind = $2) \
         AND ($3 = 0 OR ($3 = 1 AND owner IS NULL) OR ($3 = 2 AND owner = $4)) \
         AND ($5 = '' OR data LIKE $5 ESCAPE '!') AND ($6 = '' OR LOWER(title) LIKE $6 ESCAPE '!' OR LOWER(data) LIKE $6 ESCAPE '!') \
         AND ($7 = 0 OR number = $7)"
    };
}

fn conditions<'a>(filter: &Filter<'a>) -> [Arg<'a>; 7] {
    let (owned, owner) = match filter.owned {
        Owned::Anyhow => (0_i64, ""),
        Owned::ByNobody => (1, ""),
        Owned::By(name) => (2, name),
    };
    let kind = filter.number.map(|number| number.kind).or(filter.kind).map_or("", Named::name);
    // Tags are kept as JSON: a whole one stands in quotes.
    let tag = filter.tag.map(|tag| within(&serde_json::Value::from(tag).to_string()));
    args![
        filter.server.map_or(-1, Snowflake::to_i64),
        kind,
        owned,
        owner,
        tag.unwrap_or_default(),
        filter.text.map(|text| within(&text.to_lowercase())).unwrap_or_default(),
        filter.number.map_or(0, |number| number.number)
    ]
}

/// A pattern for what holds the text anywhere.
fn within(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Cases in one state: open ones longest unchanged first, those that are over newest first.
pub async fn in_state(reader: impl Reader, state: CaseState, filter: &Filter<'_>, limit: u32) -> Result<Vec<CaseId>> {
    let [server, kind, owned, owner, tag, text, number] = conditions(filter);
    let values = [server, kind, owned, owner, tag, text, number, state.name().into(), limit.into()];
    let select = if state.is_open() {
        concat!("SELECT id FROM cases WHERE ", matching!(), " AND state = $8 ORDER BY changed_at, id LIMIT $9")
    } else {
        concat!("SELECT id FROM cases WHERE ", matching!(), " AND state = $8 ORDER BY changed_at DESC, id DESC LIMIT $9")
    };
    reader.fetch(Statement::one(select, values), |row| Ok(CaseId(row.get(0)?))).await
}

/// How many there are in each state that has any.
pub async fn count_by_state(reader: impl Reader, filter: &Filter<'_>) -> Result<Vec<(CaseState, i64)>> {
    let select = concat!("SELECT state, COUNT(*) FROM cases WHERE ", matching!(), " GROUP BY state");
    let select = Statement::one(select, conditions(filter));
    reader.fetch(select, |row| Ok((CaseState::named(&row.get::<String>(0)?)?, row.get(1)?))).await
}
