//! The schema and its history: forward only, the same names for both databases.
//!
//! One more step: a file of the same name in `migrations/sqlite` and `migrations/postgres`, a line in [`STEPS`], and a look at
//! `tables.rs` for the backup. A step that has been released is never changed (its checksum is checked).

use super::errors::{Result, StoreError};
use super::open::beside;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::{PgPool, SqlSafeStr, SqlitePool};
use std::path::Path;

/// One step of the schema's history.
pub(super) struct Step {
    pub version: i64,
    pub name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! steps {
    ($($version:literal $name:literal),* $(,)?) => {
        &[$(Step {
            version: $version,
            name: $name,
            sqlite: include_str!(concat!("../../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../../migrations/postgres/", $name, ".sql")),
        }),*]
    };
}

/// All steps, oldest first.
pub(super) const STEPS: &[Step] = steps![1 "0001_first", 3 "0003_ask", 4 "0004_cases", 5 "0005_console", 6 "0006_knowledge"];

/// The schema this program works with.
pub(super) const LATEST: i64 = STEPS[STEPS.len() - 1].version;

fn migrator(text: fn(&Step) -> &'static str) -> Migrator {
    let step = |s: &Step| Migration::new(s.version, s.name.into(), MigrationType::Simple, text(s).into_sql_str(), false);
    Migrator::with_migrations(STEPS.iter().map(step).collect())
}

/// Migrates, after a copy of what was there.
pub(super) async fn sqlite(writer: &SqlitePool, path: &Path, version: i64) -> Result<()> {
    sqlite_by(&migrator(|s| s.sqlite), writer, path, version).await
}

async fn sqlite_by(migrator: &Migrator, writer: &SqlitePool, path: &Path, version: i64) -> Result<()> {
    let mut conn = writer.acquire().await?;
    let found = found(&mut *conn, migrator).await?;
    if found > 0 && found < version {
        let copy = beside(path, &format!(".before-{version}"));
        let fresh = beside(&copy, ".new");
        remove(&fresh).await?;
        sqlx::query("VACUUM INTO $1").bind(fresh.display().to_string()).execute(&mut *conn).await?;
        tokio::fs::rename(&fresh, &copy).await.map_err(StoreError::file(format!("copy {}", copy.display())))?;
        tracing::info!(copy = %copy.display(), from = found, to = version, "the database was copied before its migration");
    }
    migrator.run_direct(Some(version), &mut *conn, false).await.map_err(told)
}

/// Migrates.
pub(super) async fn postgres(pool: &PgPool, version: i64) -> Result<()> {
    let migrator = migrator(|s| s.postgres);
    let mut conn = pool.acquire().await?;
    found(&mut *conn, &migrator).await?;
    migrator.run_direct(Some(version), &mut *conn, false).await.map_err(told)
}

/// The schema in the database, 0 when it is empty; an error when it is from the future.
async fn found<C: Migrate>(conn: &mut C, migrator: &Migrator) -> Result<i64> {
    conn.ensure_migrations_table(&migrator.table_name).await.map_err(told)?;
    let applied = conn.list_applied_migrations(&migrator.table_name).await.map_err(told)?;
    let found = applied.iter().map(|m| m.version).max().unwrap_or(0);
    let known = migrator.iter().map(|m| m.version).max().unwrap_or(0);
    if found > known { Err(StoreError::Newer { found, known }) } else { Ok(found) }
}

fn told(error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(e) | MigrateError::ExecuteMigration(e, _) => e.into(),
        other => StoreError::Database(format!("migration: {other}")),
    }
}

async fn remove(path: &Path) -> Result<()> {
    match tokio::fs::remove_file(path).await {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::file(format!("file {}", path.display()))(e)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, settings, testing};
    use sqlx::{Connection, SqliteConnection};

    #[tokio::test]
    async fn a_sqlite_database_is_copied_before_it_is_migrated() {
        let dir = tempfile::tempdir().unwrap();
        let (url, path) = (testing::sqlite_url(dir.path()), dir.path().join("flexcord.db"));
        let store = Store::open(&url, dir.path(), testing::clock()).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        settings::put(&mut tx, "a", "1").await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
        let next = LATEST + 1;
        let copy = beside(&path, &format!(".before-{next}"));
        assert!(!beside(&path, &format!(".before-{LATEST}")).exists(), "an empty database needs no copy");

        let step = Migration::new(next, "more".into(), MigrationType::Simple, "DROP TABLE settings".into_sql_str(), false);
        let newer = Migrator::with_migrations(migrator(|s| s.sqlite).iter().cloned().chain([step]).collect());
        let pool = SqlitePool::connect(&url).await.unwrap();
        sqlite_by(&newer, &pool, &path, next).await.unwrap();
        sqlite_by(&newer, &pool, &path, next).await.unwrap();
        pool.close().await;
        let mut conn = SqliteConnection::connect(&format!("sqlite:{}", copy.display())).await.unwrap();
        let value: String = sqlx::query_scalar("SELECT value FROM settings WHERE name = 'a'").fetch_one(&mut conn).await.unwrap();
        assert_eq!(value, "1");
    }
}
