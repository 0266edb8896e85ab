//! Opening a database: address, connections, migrations.

use super::db::{Db, Store};
use super::errors::{Result, StoreError};
use super::file_store::Files;
use super::hold::Hold;
use super::migrate;
use crate::domain::clock::SharedClock;
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// Prepared statements kept per connection: about 60 texts in up to nine sizes, of which few sizes are in use at a time.
const STATEMENTS: usize = 512;
/// Rows on their way from the database's thread: more than a batch looks up.
const ROWS_AT_ONCE: usize = 1_024;
const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long a statement or a transaction waits for its turn before it is an error.
const PATIENCE: Duration = Duration::from_secs(10);

impl Store {
    /// Opens the database at `url` (`sqlite:<path>` or `postgres://…`), takes hold of it for this process, and brings it to the
    /// schema this program knows. Files are kept under `data_dir/files`. A SQLite database with something in it is copied to
    /// `<file>.before-<version>` before it is migrated.
    ///
    /// # Errors
    /// [`StoreError::Locked`], [`StoreError::Newer`], [`StoreError::Address`], and what the database or the file system says.
    pub async fn open(url: &str, data_dir: &Path, clock: SharedClock) -> Result<Self> {
        Self::open_at(url, data_dir, clock, migrate::LATEST).await
    }

    /// Opens a database and migrates it only as far as `version`: for restoring an older backup.
    pub(super) async fn open_at(url: &str, data_dir: &Path, clock: SharedClock, version: i64) -> Result<Self> {
        let files = Files::open(&data_dir.join("files")).await?;
        let (db, hold) = match Address::parse(url)? {
            Address::Sqlite(path) => open_sqlite(&path, version).await?,
            Address::Postgres(options) => open_postgres(*options, version).await?,
        };
        Ok(Store::new(db, clock, files, hold))
    }
}

enum Address {
    Sqlite(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

impl Address {
    fn parse(url: &str) -> Result<Self> {
        if let Some(rest) = url.strip_prefix("sqlite:") {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            if path.is_empty() || path.contains([':', '?']) {
                // An in-memory database would be another one for every connection.
                return Err(StoreError::Address("sqlite: needs the path of a file, and no options".into()));
            }
            return Ok(Address::Sqlite(path.into()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            // The error is not shown: it may quote the address, and that may hold a password.
            let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address("not a valid postgres:// address".into()))?;
            return Ok(Address::Postgres(Box::new(options)));
        }
        Err(StoreError::Address("must begin with sqlite: or postgres://".into()))
    }
}

async fn open_sqlite(path: &Path, version: i64) -> Result<(Db, Hold)> {
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        tokio::fs::create_dir_all(folder).await.map_err(StoreError::file(format!("folder {}", folder.display())))?;
    }
    let hold = Hold::file(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(STATEMENTS)
        // Rows of a look-up are handed over in one go: every wait for room is a change of threads.
        .row_buffer_size(ROWS_AT_ONCE)
        .pragma("temp_store", "memory")
        // The inner pages of every tree; what else is read often is in the system's cache.
        .pragma("cache_size", "-8192")
        // A page that changes in many commits is copied back once per checkpoint: 64 MiB of log halve the writing of a busy hour.
        .pragma("wal_autocheckpoint", "16384")
        .pragma("journal_size_limit", "134217728")
        .disable_statement_logging();
    let writer = pool(1, options.clone()).await?;
    migrate::sqlite(&writer, path, version).await?;
    let readers = pool(READERS, options.create_if_missing(false).read_only(true)).await?;
    Ok((Db::Sqlite { writer, readers, path: path.to_owned() }, hold))
}

async fn pool(size: u32, options: SqliteConnectOptions) -> Result<SqlitePool> {
    // Connections to a file do not age, and need no test before use.
    let pool = SqlitePoolOptions::new()
        .max_connections(size)
        .acquire_timeout(PATIENCE)
        .max_lifetime(None)
        .idle_timeout(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    Ok(pool)
}

async fn open_postgres(options: PgConnectOptions, version: i64) -> Result<(Db, Hold)> {
    let options = options.application_name("flexcord").statement_cache_capacity(STATEMENTS).disable_statement_logging();
    let hold = Hold::session(options.clone()).await?;
    let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(PATIENCE).connect_with(options).await?;
    migrate::postgres(&pool, version).await?;
    Ok((Db::Postgres(pool), hold))
}

/// The database's path with something added to its name.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
