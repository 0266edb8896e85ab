//! The two databases behind one [`Store`], reading, and the open write transaction [`Tx`].

use super::errors::{Result, StoreError};
use super::file_store::Files;
use super::hold::Hold;
use super::sql::{Arg, Dialect, Row, Statement, Texts, postgres_arguments, sqlite_arguments};
use crate::domain::clock::{Millis, SharedClock};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use sqlx::{PgConnection, PgPool, Postgres, SqlStr, Sqlite, SqliteConnection, SqlitePool, Transaction};
use std::fmt;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The store, open and migrated. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    texts: Arc<Texts>,
    clock: SharedClock,
    files: Files,
    hold: Hold,
}

/// What is behind it.
#[derive(Clone)]
pub(super) enum Db {
    /// One connection writes (a pool of one is a fair queue that also survives a dropped future), a few read.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
        path: PathBuf,
    },
    Postgres(PgPool),
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({})", self.kind())
    }
}

impl Store {
    pub(super) fn new(db: Db, clock: SharedClock, files: Files, hold: Hold) -> Self {
        let dialect = match db {
            Db::Sqlite { .. } => Dialect::Sqlite,
            Db::Postgres(_) => Dialect::Postgres,
        };
        Self { inner: Arc::new(Inner { db, texts: Arc::new(Texts::new(dialect)), clock, files, hold }) }
    }

    /// Opens a write transaction. Waits while another one is open (SQLite) or no connection is free (PostgreSQL). A [`Tx`] that
    /// is dropped is rolled back.
    ///
    /// # Errors
    /// [`StoreError::LockLost`] when the database is no longer held for this process, and what the database says.
    pub async fn begin(&self) -> Result<Tx> {
        if self.inner.hold.lost().is_cancelled() {
            return Err(StoreError::LockLost);
        }
        let link = match &self.inner.db {
            // IMMEDIATE: take the write lock now, not at the first write, where it could fail half-way.
            Db::Sqlite { writer, .. } => Link::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Db::Postgres(pool) => Link::Postgres(pool.begin().await?),
        };
        Ok(Tx { link, texts: Arc::clone(&self.inner.texts), now: self.now() })
    }

    /// Fires when the hold on the database is lost; from then on nothing is written, and the program must stop.
    pub fn lost(&self) -> CancellationToken {
        self.inner.hold.lost()
    }

    /// The files that go with the rows.
    pub fn files(&self) -> &Files {
        &self.inner.files
    }

    /// `sqlite` or `postgres`, for logs.
    pub fn kind(&self) -> &'static str {
        match self.inner.db {
            Db::Sqlite { .. } => "sqlite",
            Db::Postgres(_) => "postgres",
        }
    }

    /// The database file, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match &self.inner.db {
            Db::Sqlite { path, .. } => Some(path),
            Db::Postgres(_) => None,
        }
    }

    /// Every batch text used so far.
    #[cfg(test)]
    pub(super) fn texts(&self) -> Vec<Arc<str>> {
        self.inner.texts.made()
    }

    /// Closes all connections and gives the database free for another process.
    pub async fn close(self) {
        match &self.inner.db {
            Db::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
        self.inner.hold.release().await;
    }

    pub(super) fn now(&self) -> Millis {
        self.inner.clock.now()
    }

    /// A transaction that sees the database as it is now and writes nothing: for backups.
    pub(super) async fn snapshot(&self) -> Result<Tx> {
        let link = match &self.inner.db {
            Db::Sqlite { readers, .. } => Link::Sqlite(readers.begin().await?),
            Db::Postgres(pool) => Link::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?),
        };
        Ok(Tx { link, texts: Arc::clone(&self.inner.texts), now: self.now() })
    }
}

/// An open write transaction. Dropped without [`Tx::commit`] it is rolled back.
pub struct Tx {
    link: Link,
    texts: Arc<Texts>,
    now: Millis,
}

enum Link {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tx")
    }
}

impl Tx {
    /// Makes everything written in it durable: when this returns, it survives a power cut.
    ///
    /// # Errors
    /// What the database says; then nothing of it is written.
    pub async fn commit(self) -> Result<()> {
        match self.link {
            Link::Sqlite(tx) => tx.commit().await?,
            Link::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Takes everything back, and waits for that.
    pub async fn roll_back(self) -> Result<()> {
        match self.link {
            Link::Sqlite(tx) => tx.rollback().await?,
            Link::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }

    /// When it was opened.
    pub(super) fn now(&self) -> Millis {
        self.now
    }

    fn conn(&mut self) -> Conn<'_> {
        match &mut self.link {
            Link::Sqlite(tx) => Conn::Sqlite(tx),
            Link::Postgres(tx) => Conn::Postgres(tx),
        }
    }

    /// Runs a statement; returns the number of rows it touched.
    pub(super) async fn execute(&mut self, statement: Statement<'_>) -> Result<u64> {
        let texts = Arc::clone(&self.texts);
        self.conn().execute(&texts, statement).await
    }

    /// Hands each row to `read` as it comes.
    pub(super) async fn each<F>(&mut self, statement: Statement<'_>, read: F) -> Result<()>
    where
        F: FnMut(&Row) -> Result<()> + Send,
    {
        let texts = Arc::clone(&self.texts);
        self.conn().each(&texts, statement, true, read).await
    }

    /// Reads all rows.
    pub(super) async fn fetch<T, F>(&mut self, statement: Statement<'_>, mut read: F) -> Result<Vec<T>>
    where
        T: Send,
        F: FnMut(&Row) -> Result<T> + Send,
    {
        let mut found = Vec::new();
        self.each(statement, |row| {
            found.push(read(row)?);
            Ok(())
        })
        .await?;
        Ok(found)
    }
}

impl Tx {
    /// Streams what a text made elsewhere finds: for backups, which know tables only by their names.
    pub(super) fn stream(&mut self, sql: SqlStr) -> Result<BoxStream<'_, Result<Row, sqlx::Error>>> {
        self.conn().into_rows(sql, Vec::new())
    }

    /// Does a text made elsewhere find anything?
    pub(super) async fn has_rows(&mut self, sql: SqlStr) -> Result<bool> {
        Ok(self.stream(sql)?.try_next().await?.is_some())
    }

    /// Runs a text made elsewhere.
    pub(super) async fn run(&mut self, sql: SqlStr, values: Vec<Arg<'_>>) -> Result<u64> {
        self.conn().run(sql, values).await
    }
}

/// Where one can read: `&Store` sees what is committed, `&mut Tx` also its own writes, and on PostgreSQL locks the rows it loads
/// to change them.
pub trait Reader: sealed::Sealed {}
impl Reader for &Store {}
impl Reader for &mut Tx {}

pub(super) mod sealed {
    use super::{Future, Result, Row, Statement};

    pub trait Sealed: Send + Sized {
        fn fetch<T, F>(self, statement: Statement<'_>, read: F) -> impl Future<Output = Result<Vec<T>>> + Send
        where
            T: Send,
            F: FnMut(&Row) -> Result<T> + Send;
    }
}

impl sealed::Sealed for &Store {
    async fn fetch<T, F>(self, statement: Statement<'_>, mut read: F) -> Result<Vec<T>>
    where
        T: Send,
        F: FnMut(&Row) -> Result<T> + Send,
    {
        let mut found = Vec::new();
        let push = |row: &Row| {
            found.push(read(row)?);
            Ok(())
        };
        let texts = &self.inner.texts;
        match &self.inner.db {
            Db::Sqlite { readers, .. } => Conn::Sqlite(&mut *readers.acquire().await?).each(texts, statement, false, push).await?,
            Db::Postgres(pool) => Conn::Postgres(&mut *pool.acquire().await?).each(texts, statement, false, push).await?,
        }
        Ok(found)
    }
}

impl sealed::Sealed for &mut Tx {
    async fn fetch<T, F>(self, statement: Statement<'_>, read: F) -> Result<Vec<T>>
    where
        T: Send,
        F: FnMut(&Row) -> Result<T> + Send,
    {
        Tx::fetch(self, statement, read).await
    }
}

/// A connection of either kind.
enum Conn<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl<'c> Conn<'c> {
    async fn execute(&mut self, texts: &Texts, statement: Statement<'_>) -> Result<u64> {
        let (text, fixed, width) = (statement.text, statement.fixed.len(), statement.width);
        let mut touched = 0;
        for (rows, values) in statement.pieces() {
            let sql = texts.text(text, fixed, width, rows, true);
            touched += self.run(sql, values).await?;
        }
        Ok(touched)
    }

    async fn run(&mut self, sql: SqlStr, values: Vec<Arg<'_>>) -> Result<u64> {
        Ok(match self {
            Conn::Sqlite(c) => sqlx::query_with(sql, sqlite_arguments(values)?).execute(&mut **c).await?.rows_affected(),
            Conn::Postgres(c) => sqlx::query_with(sql, postgres_arguments(values)?).execute(&mut **c).await?.rows_affected(),
        })
    }

    async fn each<F>(&mut self, texts: &Texts, statement: Statement<'_>, lock: bool, mut read: F) -> Result<()>
    where
        F: FnMut(&Row) -> Result<()> + Send,
    {
        let (text, fixed, width) = (statement.text, statement.fixed.len(), statement.width);
        for (rows, values) in statement.pieces() {
            let mut found = self.again().into_rows(texts.text(text, fixed, width, rows, lock), values)?;
            while let Some(row) = found.try_next().await? {
                read(&row)?;
            }
        }
        Ok(())
    }

    /// The same connection for a shorter time.
    fn again(&mut self) -> Conn<'_> {
        match self {
            Conn::Sqlite(c) => Conn::Sqlite(c),
            Conn::Postgres(c) => Conn::Postgres(c),
        }
    }

    fn into_rows(self, sql: SqlStr, values: Vec<Arg<'_>>) -> Result<BoxStream<'c, Result<Row, sqlx::Error>>> {
        Ok(match self {
            Conn::Sqlite(c) => sqlx::query_with(sql, sqlite_arguments(values)?).fetch(c).map_ok(Row::Sqlite).boxed(),
            Conn::Postgres(c) => sqlx::query_with(sql, postgres_arguments(values)?).fetch(c).map_ok(Row::Postgres).boxed(),
        })
    }
}
