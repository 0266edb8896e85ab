//! The schema and its history: forward only, the same names for both databases.
//!
//! One more step: a file of the same name in `migrations/sqlite` and `migrations/postgres`, a line in [`STEPS`], and a look at
//! `tables.rs` for the backup. A step that has been released is never changed (its checksum is checked).

use super::errors::{Result, StoreError};
use super::open::beside;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::{PgPool, SqlSafeStr, SqlitePool};
use std::path::Path;

struct Step {
    version: i64,
    name: &'static str,
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

const STEPS: &[Step] = steps![1 "0001_first"];

/// The schema this program works with.
pub(super) const LATEST: i64 = STEPS[STEPS.len() - 1].version;

fn migrator(text: fn(&Step) -> &'static str) -> Migrator {
    let step = |s: &Step| Migration::new(s.version, s.name.into(), MigrationType::Simple, text(s).into_sql_str(), false);
    Migrator::with_migrations(STEPS.iter().map(step).collect())
}

/// Migrates, after a copy of what was there.
pub(super) async fn sqlite(writer: &SqlitePool, path: &Path, version: i64) -> Result<()> {
    let migrator = migrator(|s| s.sqlite);
    let mut conn = writer.acquire().await?;
    let found = found(&mut *conn, &migrator).await?;
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
    if found > LATEST { Err(StoreError::Newer { found, known: LATEST }) } else { Ok(found) }
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
