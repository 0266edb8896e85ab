//! One SQL text for both databases: values, rows, and texts that take any number of rows.
//!
//! A text has `$1`, `$2`, … for single values, and may hold one of two marks for a batch:
//! `{rows}` becomes `($1,$2),($3,$4),…` for exactly the rows given (inserts), in pieces of 64, 32, …, 1;
//! `{any}` does the same but is filled up to a power of two by repeating the last row (look-ups, deletes, updates, where a repeat
//! changes nothing). So there are few different texts, and both databases keep them prepared.
//! Pairs are looked up with `IN (SELECT column1, column2 FROM (VALUES {any}) AS v)`: for a bare `IN (VALUES …)` of several rows SQLite
//! reads the whole table.
//! `{lock}` becomes `FOR UPDATE` on PostgreSQL inside a transaction, and nothing elsewhere: SQLite has one writer anyway.

use super::errors::{Result, StoreError};
use crate::domain::ids::{AccountId, CaseId, ConversationId, DraftId, FileId, GapId, Snowflake};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, Postgres, Row as _, SqlSafeStr, SqlStr, Sqlite};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// The two dialects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

/// A value on its way into a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg<'a> {
    Int(Option<i64>),
    Text(Option<Cow<'a, str>>),
    Uuid(Option<Uuid>),
    Blob(Option<Cow<'a, [u8]>>),
}

macro_rules! arg_from {
    ($($from:ty => |$v:ident| $arg:expr),* $(,)?) => { $(
        impl<'a> From<$from> for Arg<'a> {
            fn from($v: $from) -> Self { $arg }
        }
    )* };
}
arg_from! {
    i64 => |v| Arg::Int(Some(v)),
    Option<i64> => |v| Arg::Int(v),
    u32 => |v| Arg::Int(Some(i64::from(v))),
    i32 => |v| Arg::Int(Some(i64::from(v))),
    bool => |v| Arg::Int(Some(i64::from(v))),
    Snowflake => |v| Arg::Int(Some(v.to_i64())),
    Option<Snowflake> => |v| Arg::Int(v.map(Snowflake::to_i64)),
    &'a str => |v| Arg::Text(Some(Cow::Borrowed(v))),
    Option<&'a str> => |v| Arg::Text(v.map(Cow::Borrowed)),
    String => |v| Arg::Text(Some(Cow::Owned(v))),
    Option<String> => |v| Arg::Text(v.map(Cow::Owned)),
    ConversationId => |v| Arg::Uuid(Some(v.0)),
    Option<ConversationId> => |v| Arg::Uuid(v.map(|id| id.0)),
    CaseId => |v| Arg::Uuid(Some(v.0)),
    DraftId => |v| Arg::Uuid(Some(v.0)),
    FileId => |v| Arg::Uuid(Some(v.0)),
    GapId => |v| Arg::Uuid(Some(v.0)),
    AccountId => |v| Arg::Uuid(Some(v.0)),
    Option<AccountId> => |v| Arg::Uuid(v.map(|id| id.0)),
    Vec<u8> => |v| Arg::Blob(Some(Cow::Owned(v))),
}

/// `args![a, b]`: values for one statement or one row.
macro_rules! args {
    ($($value:expr),* $(,)?) => { [$($crate::store::sql::Arg::from($value)),*] };
}
pub(super) use args;

/// PostgreSQL cannot store U+0000 in a text, and it is of no use to anybody: it is dropped for both databases alike.
fn without_nul(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.as_bytes().contains(&0) { Cow::Owned(text.replace('\0', "")) } else { text }
}

impl Arg<'_> {
    fn add_to<A: Arguments>(self, to: &mut A) -> Result<()>
    where
        for<'q> Option<i64>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
        for<'q> Option<String>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
        for<'q> Option<Uuid>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
        for<'q> Option<Vec<u8>>: sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    {
        match self {
            Arg::Int(v) => to.add(v),
            Arg::Text(v) => to.add(v.map(|t| without_nul(t).into_owned())),
            Arg::Uuid(v) => to.add(v),
            Arg::Blob(v) => to.add(v.map(Cow::into_owned)),
        }
        .map_err(|e| StoreError::Database(format!("a value could not be encoded: {e}")))
    }
}

pub(super) fn sqlite_arguments(args: Vec<Arg<'_>>) -> Result<SqliteArguments> {
    let mut out = SqliteArguments::default();
    out.reserve(args.len(), 0);
    args.into_iter().try_for_each(|arg| arg.add_to(&mut out))?;
    Ok(out)
}

pub(super) fn postgres_arguments(args: Vec<Arg<'_>>) -> Result<PgArguments> {
    let mut out = PgArguments::default();
    out.reserve(args.len(), args.len() * 16);
    args.into_iter().try_for_each(|arg| arg.add_to(&mut out))?;
    Ok(out)
}

/// A row of either database; columns are read by position.
pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What can be read from a column in both databases.
pub trait Column:
    for<'r> sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite> + for<'r> sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres>
{
}
impl<T> Column for T where
    T: for<'r> sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite> + for<'r> sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres>
{
}

impl Row {
    /// The value in column `i`, counted from 0.
    pub fn get<T: Column>(&self, i: usize) -> Result<T> {
        Ok(match self {
            Row::Sqlite(row) => row.try_get(i)?,
            Row::Postgres(row) => row.try_get(i)?,
        })
    }

    pub fn snowflake(&self, i: usize) -> Result<Snowflake> {
        Ok(Snowflake::from_i64(self.get(i)?))
    }

    pub fn conversation(&self, i: usize) -> Result<ConversationId> {
        Ok(ConversationId(self.get(i)?))
    }

    /// JSON in a text column.
    pub fn json<T: serde::de::DeserializeOwned>(&self, i: usize, table: &'static str) -> Result<T> {
        let text: String = self.get(i)?;
        // serde_json's message may quote the value; its position and kind do not.
        serde_json::from_str(&text)
            .map_err(|e| StoreError::inconsistent(table, format!("{:?} error at {}:{}", e.classify(), e.line(), e.column())))
    }

    /// A count or small number.
    pub fn number<T: TryFrom<i64>>(&self, i: usize, table: &'static str) -> Result<T> {
        T::try_from(self.get::<i64>(i)?).map_err(|_| StoreError::inconsistent(table, format!("number out of range in column {i}")))
    }
}

/// JSON for a text column.
pub(super) fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StoreError::Database("a value could not be written as JSON".into()))
}

/// A statement: its text, the single values, and the rows of its batch (one after the other, `width` values each).
pub struct Statement<'a> {
    pub text: &'static str,
    pub fixed: Vec<Arg<'a>>,
    pub width: usize,
    pub rows: Vec<Arg<'a>>,
}

impl<'a> Statement<'a> {
    /// A statement without a batch.
    pub fn one<const N: usize>(text: &'static str, args: [Arg<'a>; N]) -> Self {
        Self { text, fixed: args.into(), width: 0, rows: Vec::new() }
    }

    /// A statement over rows. None given: nothing is done.
    pub fn over<const W: usize>(text: &'static str, rows: impl IntoIterator<Item = [Arg<'a>; W]>) -> Self {
        Self { text, fixed: Vec::new(), width: W, rows: rows.into_iter().flatten().collect() }
    }

    /// Single values in front of the batch: the marks are numbered after them.
    pub fn with<const N: usize>(mut self, args: [Arg<'a>; N]) -> Self {
        self.fixed = args.into();
        self
    }

    /// The pieces in which it is sent: how many rows its text must take, and all values.
    pub fn pieces(self) -> Vec<(usize, Vec<Arg<'a>>)> {
        if self.width == 0 {
            return vec![(0, self.fixed)];
        }
        let padded = self.text.contains("{any}");
        let mut left = self.rows.len() / self.width;
        let mut rows = self.rows.into_iter();
        let mut pieces = Vec::new();
        while left > 0 {
            let size = if padded { left.next_power_of_two().min(LOOK_UP_MAX) } else { piece_of(left) };
            let taken = size.min(left);
            let mut values = Vec::with_capacity(self.fixed.len() + size * self.width);
            values.extend_from_slice(&self.fixed);
            values.extend(rows.by_ref().take(taken * self.width));
            for _ in taken..size {
                values.extend_from_within(values.len() - self.width..);
            }
            pieces.push((size, values));
            left -= taken;
        }
        pieces
    }
}

/// Most rows in one insert. More gain nothing: the cost of a statement is small against 64 rows.
const INSERT_MAX: usize = 64;
/// Most keys in one look-up, delete or update.
const LOOK_UP_MAX: usize = 256;

/// The largest power of two that is not above `rows`.
fn piece_of(rows: usize) -> usize {
    if rows >= INSERT_MAX { INSERT_MAX } else { 1 << rows.ilog2() }
}

/// A text, for so many rows, with or without its lock.
type Wanted = (&'static str, usize, bool);

/// Texts with their marks replaced, made once.
#[derive(Debug)]
pub(super) struct Texts {
    dialect: Dialect,
    made: Mutex<HashMap<Wanted, Arc<str>>>,
}

impl Texts {
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, made: Mutex::default() }
    }

    /// Every text with a mark that was made so far.
    #[cfg(test)]
    pub fn made(&self) -> Vec<Arc<str>> {
        self.made.lock().unwrap().values().cloned().collect()
    }

    /// The text for so many rows; `lock` inside a transaction.
    pub fn text(&self, text: &'static str, fixed: usize, width: usize, rows: usize, lock: bool) -> SqlStr {
        if !text.contains('{') {
            return text.into_sql_str();
        }
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let done = made.entry((text, rows, lock)).or_insert_with(|| expand(self.dialect, text, fixed, width, rows, lock).into());
        // Made of texts in this program and numbers alone.
        AssertSqlSafe(Arc::clone(done)).into_sql_str()
    }
}

fn expand(dialect: Dialect, text: &str, fixed: usize, width: usize, rows: usize, lock: bool) -> String {
    let mut list = String::with_capacity(rows * width * 4);
    for row in 0..rows {
        list.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..width {
            if column > 0 {
                list.push(',');
            }
            if dialect == Dialect::Sqlite && fixed == 0 {
                // A bare mark has no name: SQLite looks names up one by one, which is slow for hundreds.
                list.push('?');
            } else {
                // Writing to a String cannot fail.
                let _ = write!(list, "${}", fixed + row * width + column + 1);
            }
        }
        list.push(')');
    }
    let lock = if lock && dialect == Dialect::Postgres { "FOR UPDATE" } else { "" };
    text.replace("{rows}", &list).replace("{any}", &list).replace("{lock}", lock)
}

/// Keeps the last of the items with the same key, in order: PostgreSQL refuses an upsert that meets a row twice.
pub(super) fn last_of_each<T, K: std::hash::Hash + Eq>(items: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let items: Vec<T> = items.into_iter().collect();
    let last: HashMap<K, usize> = items.iter().enumerate().map(|(i, item)| (key(item), i)).collect();
    if last.len() == items.len() {
        return items;
    }
    items.into_iter().enumerate().filter(|(i, item)| last.get(&key(item)) == Some(i)).map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(text: &'static str, rows: i64) -> Vec<(usize, usize)> {
        Statement::over(text, (0..rows).map(|n| args![n, n])).pieces().iter().map(|(size, values)| (*size, values.len())).collect()
    }

    #[test]
    fn inserts_go_in_exact_pieces_and_look_ups_are_filled_up() {
        assert_eq!(sizes("{rows}", 100), [(64, 128), (32, 64), (4, 8)]);
        assert_eq!(sizes("{any}", 100), [(128, 256)]);
        assert_eq!(sizes("{any}", 300), [(256, 512), (64, 128)]);
        assert!(sizes("{rows}", 0).is_empty());
    }

    #[test]
    fn filling_up_repeats_the_last_row() {
        let pieces = Statement::over("{any}", (1..=3).map(|n: i64| args![n, "x"])).with(args![9_i64]).pieces();
        assert_eq!(pieces.len(), 1);
        assert_eq!(pieces[0].1, args![9_i64, 1_i64, "x", 2_i64, "x", 3_i64, "x", 3_i64, "x"]);
    }

    #[test]
    fn marks_become_what_each_database_reads() {
        assert_eq!(expand(Dialect::Sqlite, "VALUES {rows}", 0, 2, 2, true), "VALUES (?,?),(?,?)");
        assert_eq!(expand(Dialect::Postgres, "VALUES {rows}", 0, 2, 2, true), "VALUES ($1,$2),($3,$4)");
        assert_eq!(expand(Dialect::Sqlite, "x = $1 AND i IN ({any}) {lock}", 1, 1, 2, true), "x = $1 AND i IN (($2),($3)) ");
        assert_eq!(expand(Dialect::Postgres, "{any} {lock}", 0, 1, 1, true), "($1) FOR UPDATE");
        assert_eq!(expand(Dialect::Postgres, "{any} {lock}", 0, 1, 1, false), "($1) ");
    }

    #[test]
    fn the_last_of_equal_keys_stays() {
        assert_eq!(last_of_each([(1, 'a'), (2, 'b'), (1, 'c')], |i| i.0), [(2, 'b'), (1, 'c')]);
    }

    #[test]
    fn a_nul_is_dropped() {
        assert_eq!(without_nul("a\0b".into()), "ab");
    }
}
